"""Hours that a list brought can be changed before they are booked: for one person and in the list of many."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from asa.accounts.models import LogEntry
from cases.desk.admission.services import complete_admission, save_takeover_hours
from cases.people.enums import CaseState, MeasureModel
from cases.people.models import Admission, Case
from cases.people.takeover import Takeover
from cases.sessions.ledger.balances import case_balances
from tests.cases.test_admission_takeover import admitted
from tests.factories import MeasureFactory, MembershipFactory

TODAY = timezone.localdate()
ENTRY = TODAY - timedelta(days=200)
YESTERDAY = TODAY - timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def member(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def measure(member):
    return MeasureFactory(
        provider=member.provider, starts_on=TODAY - timedelta(days=300), ends_on=TODAY + timedelta(days=800)
    )


@pytest.fixture
def desk(sign_in, member):
    return sign_in(member.user)


def imported(**more):
    values = {
        "phase": CaseState.ACCOMPANYING, "agreed_from": ENTRY, "agreed_until": TODAY + timedelta(days=100),
        "total": 6000, "used_total": 2400, "used_until": YESTERDAY, "source": "Altsoftware",
    }  # fmt: skip
    return Takeover(**values | more)


@pytest.fixture
def admission(member, measure):
    return admitted(member, measure, ENTRY, takeover=imported())


def address(admission):
    return reverse("admission_hours", args=[admission.case.public_id])


def fields(desk, admission, **more):
    form = desk.get(address(admission)).context["form"]
    values = {bound.name: bound.value() for bound in form}
    words = {n: f"{v:%d.%m.%Y}" if hasattr(v, "year") else v for n, v in values.items()}
    return {name: value for name, value in words.items() if value is not None} | more


def test_the_check_page_leads_to_the_hours_and_they_change(desk, admission, behind):
    check = reverse("admission_check", args=[admission.case.public_id])
    assert address(admission) in desk.get(check).content.decode()
    answer = desk.post(address(admission), fields(desk, admission, total="120", used_total="41,5"))
    assert answer.url == check
    behind(admission.provider)
    held = Takeover.from_json(Admission.objects.get().takeover)
    assert (held.total, held.used_total, held.phase) == (7200, 2490, CaseState.ACCOMPANYING)
    assert LogEntry.objects.filter(details__event="takeover_changed").exists()


def test_changed_hours_are_booked_when_the_case_begins(desk, admission, member, behind):
    desk.post(address(admission), fields(desk, admission, used_total="30"))
    behind(member.provider)
    case = complete_admission(admission=admission, by=member.user)
    found = case_balances([case.pk], TODAY)[case.pk]
    assert (found.granted, found.carried) == (6000, 1800)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("used_total", "101", "Der Übertrag ist größer als die Bewilligung. Möglich sind 100 Stunden."),
        ("agreed_until", f"{TODAY + timedelta(days=900):%d.%m.%Y}", "endet schon am"),
        ("agreed_from", f"{ENTRY - timedelta(days=2):%d.%m.%Y}", "beginnen nicht vor dem Eintritt"),
        ("used_until", f"{TODAY + timedelta(days=2):%d.%m.%Y}", "Der Stand liegt in der Zukunft."),
        ("total", "viel", "Geben Sie Stunden ein"),
    ],
)
def test_what_does_not_fit_is_said_at_the_field_and_stays(desk, admission, field, typed, words):
    answer = desk.post(address(admission), fields(desk, admission, **{field: typed}))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert words in " ".join(form.errors[field])
    assert f'value="{typed}"' in answer.content.decode()
    assert Takeover.from_json(Admission.objects.get().takeover) == imported()


def test_hours_per_month_are_compared_with_the_months_counted(member):
    measure = MeasureFactory(
        provider=member.provider, model=MeasureModel.ASAFLEX_2021, starts_on=ENTRY, ends_on=TODAY + timedelta(days=99)
    )
    hours = Takeover(
        agreed_from=TODAY, agreed_until=TODAY, tuition=600, stabilisation=300, used_tuition=601, used_until=TODAY
    )
    assert set(hours.faults(measure, ENTRY, TODAY)) == {"used_tuition"}


def test_hours_can_be_entered_where_the_list_had_none(desk, member, measure, behind):
    admission = admitted(member, measure, ENTRY)
    typed = fields(
        desk, admission, agreed_from=f"{ENTRY:%d.%m.%Y}", agreed_until=f"{TODAY:%d.%m.%Y}", total="80",
    )  # fmt: skip
    assert desk.post(address(admission), typed).status_code == 302
    behind(member.provider)
    assert Takeover.from_json(Admission.objects.get().takeover).total == 4800


def test_whoever_comes_second_sees_both_versions(desk, admission, member, behind):
    seen = fields(desk, admission, total="120")
    behind(member.provider)
    save_takeover_hours(admission=admission, by=member.user, hours=imported(total=9000))
    answer = desk.post(address(admission), seen)
    assert "Beide Fassungen" in answer.content.decode()
    behind(member.provider)
    assert Takeover.from_json(Admission.objects.get().takeover).total == 9000


def test_finished_meanwhile_is_said(desk, admission, member, behind):
    seen = fields(desk, admission, total="120")
    behind(member.provider)
    complete_admission(admission=admission, by=member.user)
    page = desk.post(address(admission), seen, follow=True).content.decode()
    assert f"schon von {member.user.full_name} abgeschlossen" in page


def test_without_a_measure_there_are_no_hours(desk, member):
    admission = admitted(member, None, ENTRY)
    assert "Zu Stunden gehört die Maßnahme" in desk.get(address(admission)).content.decode()


def test_who_may_not_admit_changes_no_hours(sign_in, admission, member):
    teacher = MembershipFactory(provider=member.provider, role=Role.TEACHER)
    assert sign_in(teacher.user).get(address(admission)).status_code == 403


def test_another_provider_finds_nothing(sign_in, admission):
    assert sign_in(MembershipFactory().user).get(address(admission)).status_code == 404


# ---- for many ----


def of_row(admission, **typed):
    """Return what the list posts for the hours of one admission."""
    prefix = f"hours-{admission.pk}"
    held = Takeover.from_json(admission.takeover)
    values = {
        "agreed_from": held.agreed_from, "agreed_until": held.agreed_until, "total": held.total // 60,
        "used_total": held.used_total // 60, "used_until": held.used_until, "source": held.source,
    } | typed  # fmt: skip
    return {f"{prefix}-{name}": value for name, value in values.items()}


def versions(desk):
    page = desk.get(reverse("admission_open_list"))
    forms = [one.hours_form for one in page.context["admissions"]]
    return {form.add_prefix("version"): form["version"].value() for form in forms}


def test_many_are_finished_with_changed_hours(desk, admission, member, measure, behind):
    other = admitted(member, measure, ENTRY, takeover=imported(), email="b@example.org")
    data = versions(desk) | of_row(admission, used_total="30") | of_row(other)
    chosen = [str(one.request_key) for one in (admission, other)]
    page = desk.post(reverse("admission_open_list"), data | {"chosen": chosen, "given_by": "selbst"}, follow=True)
    assert "2 Teilnahmen haben begonnen." in page.content.decode()
    behind(member.provider)
    found = case_balances(list(Case.objects.values_list("pk", flat=True)), TODAY)
    assert sorted(one.carried for one in found.values()) == [1800, 2400]


def test_a_wrong_hour_in_the_list_stops_all_and_stays(desk, admission, behind):
    data = versions(desk) | of_row(admission, used_total="150")
    page = desk.post(
        reverse("admission_open_list"), data | {"chosen": [str(admission.request_key)], "given_by": "selbst"}
    )
    words = page.content.decode()
    assert page.status_code == 422
    assert "Der Übertrag ist größer als die Bewilligung." in words
    assert 'value="150"' in words
    behind(admission.provider)
    assert Admission.objects.get().completed_at is None


def test_hours_typed_for_somebody_who_is_not_chosen_are_asked_about(desk, admission, member, measure):
    other = admitted(member, measure, ENTRY, takeover=imported(), email="b@example.org")
    data = versions(desk) | of_row(admission, used_total="30") | of_row(other)
    page = desk.post(reverse("admission_open_list"), data | {"chosen": [str(other.request_key)], "given_by": "selbst"})
    assert "damit die Stunden gelten" in page.content.decode()
    assert Admission.objects.open().count() == 2
