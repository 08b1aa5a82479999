"""Admitting somebody whom another software knew, a minor, and what is still open: asked, said, finished once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.desk.admission.services import complete_admission, save_contact_person, start_admission
from cases.people.enums import CaseState, Eligibility
from cases.people.models import Admission, Case
from cases.people.takeover import Takeover
from cases.sessions.ledger.balances import case_balances
from tests.cases.test_admission import person, post
from tests.factories import MeasureFactory, MembershipFactory

TODAY = timezone.localdate()
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


def admitted(member, measure, entry, *, born=date(2004, 2, 29), takeover=None, **more):
    admission = start_admission(
        provider_id=member.provider_id, by=member.user, request_key=None, eligibility=Eligibility.BASIC,
        person={"first_name": "Olena", "last_name": "Kova", "birth_date": born, **more}, measure=measure,
        entry_on=entry,
    )  # fmt: skip
    if takeover:
        Admission.objects.filter(pk=admission.pk).update(takeover=takeover.to_json())
        admission.refresh_from_db()
    save_contact_person(admission=admission, by=member.user, member=member)
    return admission


@pytest.mark.parametrize(("years", "status"), [(5.9, 302), (6.1, 200)])
def test_entry_lies_up_to_six_years_back(desk, measure, years, status):
    entry = TODAY - timedelta(days=round(365.25 * years))
    response = desk.post(reverse("admission_create"), person(measure, entry_on=f"{entry:%d.%m.%Y}"))
    assert response.status_code == status
    if status == 200:
        assert "höchstens sechs Jahre zurück" in response.content.decode()


def test_an_entry_before_the_measure_is_said_and_the_stay_begins_with_the_measure(desk, member, measure):
    entry = measure.starts_on - timedelta(days=400)
    admission = admitted(member, measure, entry)
    page = desk.get(reverse("admission_check", args=[admission.case.public_id])).content.decode()
    assert f"erst ab dem {measure.starts_on:%d.%m.%Y}" in page
    case = complete_admission(admission=admission, by=member.user)
    case.refresh_from_db()
    assert (case.started_on, case.stays.get().starts_on) == (entry, measure.starts_on)


def test_somebody_hired_later_can_answer_for_a_case_that_began_before(member, measure):
    new = MembershipFactory(provider=member.provider, team=member.team, starts_on=TODAY)
    admission = admitted(member, measure, TODAY - timedelta(days=200))
    save_contact_person(admission=admission, by=member.user, member=new)
    assert complete_admission(admission=admission, by=member.user).state != CaseState.ASSIGNED


def test_open_consents_and_needs_are_asked_for_before_the_end(desk, member, measure):
    admission = admitted(member, measure, TODAY)
    url = reverse("admission_check", args=[admission.case.public_id])
    assert "Trotzdem abschließen" in desk.get(url).content.decode()
    asked = desk.post(url)
    assert asked.status_code == 200
    assert "Noch offen: Bedarf und Ziele, Einwilligungen." in asked.content.decode()
    assert desk.post(url, {"anyway": "1"}).status_code == 302
    assert Case.objects.get().is_running


def test_whoever_finishes_second_sees_who_was_first(sign_in, desk, member, measure):
    admission = admitted(member, measure, TODAY)
    complete_admission(admission=admission, by=member.user)
    response = desk.post(reverse("admission_check", args=[admission.case.public_id]), {"anyway": "1"}, follow=True)
    assert f"schon von {member.user.full_name} abgeschlossen" in response.content.decode()


def minor(measure, **more):
    return person(measure, birth_date_0="1", birth_date_1="1", birth_date_2=str(TODAY.year - 16), **more)


def test_a_minor_needs_a_guardian_or_a_reason(desk, measure):
    refused = desk.post(reverse("admission_create"), minor(measure))
    assert "Tragen Sie eine sorgeberechtigte Person ein" in refused.content.decode()
    assert not Case.objects.exists()
    given = desk.post(reverse("admission_create"), minor(measure, no_guardian_reason="Vormund wird bestellt"))
    assert given.status_code == 302


def test_a_minor_without_guardian_is_not_finished(desk, member, measure):
    admission = admitted(member, measure, TODAY, born=TODAY - timedelta(days=16 * 365))
    page = desk.post(reverse("admission_check", args=[admission.case.public_id]), {"anyway": "1"})
    assert (page.status_code, Case.objects.get().is_running) == (422, False)
    assert "minderjährig" in page.content.decode()


def test_the_database_refuses_a_minor_without_guardian_too(member, measure):
    admission = admitted(member, measure, TODAY, born=TODAY - timedelta(days=16 * 365))
    with pytest.raises(Exception, match="minderjährig"):
        Admission.objects.filter(pk=admission.pk).update(completed_at=timezone.now())


def test_household_and_interpreter_are_entered_shown_and_changed(desk, member, measure):
    desk.post(
        reverse("admission_create"),
        person(measure, household_number="41502//0012345", interpreter_language="Dari"),
    )
    case = Case.objects.get()
    post(desk, case, "ansprechperson", member=member.pk)
    desk.post(reverse("admission_check", args=[case.public_id]), {"anyway": "1"})
    page = desk.get(reverse("case_detail", args=[case.public_id])).content.decode()
    assert "41502//0012345" in page
    assert "Dari" in page
    form = desk.get(reverse("trainee_edit", args=[case.public_id])).context["form"]
    assert (form["household_number"].value(), form["interpreter_language"].value()) == ("41502//0012345", "Dari")


def test_hours_that_do_not_fit_say_why_and_can_be_dropped(desk, member, measure):
    takeover = Takeover(
        phase=CaseState.ACCOMPANYING, agreed_from=TODAY, agreed_until=measure.ends_on + timedelta(days=1), total=6000
    )
    admission = admitted(member, measure, TODAY, takeover=takeover)
    url = reverse("admission_check", args=[admission.case.public_id])
    refused = desk.post(url, {"anyway": "1"})
    assert (refused.status_code, Case.objects.get().is_running) == (422, False)
    assert "Stunden aus anderer Software: Die Maßnahme" in refused.content.decode()
    hours = reverse("admission_hours", args=[admission.case.public_id])
    assert desk.post(hours, {"drop_hours": "1"}).status_code == 302
    assert desk.post(url, {"anyway": "1"}).status_code == 302
    assert Case.objects.get().state == CaseState.ACCOMPANYING


def test_hours_of_another_software_are_booked_when_the_case_begins(member, measure):
    entry = TODAY - timedelta(days=200)
    takeover = Takeover(
        phase=CaseState.ACCOMPANYING, agreed_from=entry, agreed_until=TODAY + timedelta(days=100), total=6000,
        used_total=2400, used_until=TODAY - timedelta(days=1), source="Altsoftware",
    )  # fmt: skip
    case = complete_admission(admission=admitted(member, measure, entry, takeover=takeover), by=member.user)
    found = case_balances([case.pk], TODAY)[case.pk]
    assert case.state == CaseState.ACCOMPANYING
    assert (found.granted, found.carried, found.remaining) == (6000, 2400, 3600)
