"""Marking the days of a group: many at once, only the own people, never in a closed month, nothing lost."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from cases.months.statuses.models import DayCode, DayStatus
from cases.months.statuses.services import MarksChanged, Proof, closed_months, ensure_codes, mark_days
from tests.factories import MembershipFactory
from tests.months.status_situations import MONDAY, NOVEMBER, Month

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-20T10:00:00+01:00", tick=True):
        yield


def cell(case, day):
    return f"{case.public_id}:{day:%Y-%m-%d}"


def test_a_provider_gets_the_codes_of_the_domain_once():
    month = Month(people=1)
    with wall.within(month.provider.pk):
        ensure_codes(month.provider.pk)
        letters = set(DayCode.objects.values_list("letters", flat=True))
    assert letters == {"P", "O", "B", "S", "L", "X", "BE", "U", "K", "E", "UE", "KO", "MU"}
    assert len(month.codes) == 13


def test_a_span_marks_workdays_of_all_chosen_people(sign_in):
    month = Month()
    answer = sign_in(month.contact.user).post(month.url, month.span("P", "05.11.2026", "09.11.2026"))
    assert answer.status_code == 302
    first, second = (case.pk for case in month.cases)
    assert month.statuses() == [(pk, day, "P") for pk in (first, second) for day in (5, 6, 9)]


def test_ticked_cells_are_marked_and_marking_twice_changes_nothing(sign_in):
    month = Month()
    client = sign_in(month.contact.user)
    data = {"code": str(month.codes["S"].public_id), "cell": [cell(month.cases[0], MONDAY)]}
    client.post(month.url, data)
    answer = client.post(month.url, data, follow=True)
    assert "Alles stand schon so da" in answer.content.decode()
    assert month.statuses() == [(month.cases[0].pk, 2, "S")]


def test_an_entry_can_be_removed(sign_in):
    month = Month(people=1)
    month.mark(month.cases[0], MONDAY, "P")
    sign_in(month.contact.user).post(month.url, {"code": "-", "cell": [cell(month.cases[0], MONDAY)]})
    assert month.statuses() == []


def test_public_holidays_and_weekends_stay_without_entry():
    month = Month(people=1)
    case = month.cases[0]
    days = [date(2026, 5, 1), date(2026, 5, 2), date(2026, 6, 4), date(2026, 6, 5)]  # 4 June: Fronleichnam in Hessen
    with wall.within(month.provider.pk):
        done = mark_days([(case, day) for day in days], code=month.codes["P"], by=month.contact.user, land="HE")
    assert (done.written, done.left_out) == (1, 3)


def test_days_before_entry_and_after_exit_stay_without_entry():
    month = Month(people=1, started_on=date(2026, 11, 10))
    case = month.cases[0]
    with wall.within(month.provider.pk):
        days = [date(2026, 11, 9), date(2026, 11, 10)]
        done = mark_days([(case, day) for day in days], code=month.codes["P"], by=None, land="HE")
    assert (done.written, done.left_out) == (1, 1)


def test_a_mark_is_logged_without_names(sign_in):
    month = Month(people=1)
    sign_in(month.contact.user).post(month.url, month.span("P", "02.11.2026"))
    with wall.within(month.provider.pk):
        entry = LogEntry.objects.get(kind=LogKind.CHANGE, object_type="cases.case", object_id=month.cases[0].pk)
    assert entry.details == {"what": "day_status", "code": "P", "days": 1, "cause": ""}


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.ADMIN, 200, 403),
        (Role.BILLING, 200, 403),
        (Role.DATA_PROTECTION, 403, 403),
        (Role.CONTACT_PERSON, 200, 403),
    ],
)
def test_who_may_read_and_mark(sign_in, role, reads, writes):
    month = Month(people=1)
    client = sign_in(month.member(role).user)
    assert client.get(month.url).status_code == reads
    assert client.post(month.url, month.span("P", "02.11.2026")).status_code == writes
    assert month.statuses() == []


def test_colleagues_see_only_their_own_people(sign_in):
    month = Month(people=1)
    other = month.case(contact_person=month.member(Role.CONTACT_PERSON))
    page = sign_in(month.contact.user).get(month.url).content.decode()
    assert month.cases[0].trainee.full_name in page
    assert other.trainee.full_name not in page


def test_a_stranger_in_the_cells_is_refused_and_nothing_is_written(sign_in):
    month, foreign = Month(people=1), Month(people=1)
    cells = [cell(month.cases[0], MONDAY), cell(foreign.cases[0], MONDAY)]
    answer = sign_in(month.contact.user).post(month.url, {"code": str(month.codes["P"].public_id), "cell": cells})
    assert answer.status_code == 422
    assert month.statuses() == foreign.statuses() == []


def test_another_provider_finds_nothing(sign_in):
    month = Month(people=1)
    client = sign_in(MembershipFactory(role=Role.ADMIN).user)
    assert client.get(month.url).status_code == 404
    assert client.get(f"/anwesenheit/team/{month.team.pk}/2026-11/").status_code == 404


@pytest.mark.parametrize("address", ["massnahme/x/2026-11/", "schule/1/2026-11/", "team/1/2026-13/", "team/1/26-1/"])
def test_broken_addresses_are_not_found(sign_in, address):
    assert sign_in(Month(people=1).contact.user).get(f"/anwesenheit/{address}").status_code == 404


@pytest.mark.parametrize("value", ["x", "<script>", "a:2026-11-02", "0" * 36 + ":2026-99-99"])
def test_hostile_cells_are_refused_in_words(sign_in, value):
    month = Month(people=1)
    data = {"code": str(month.codes["P"].public_id), "cell": [value], "seen_at": "<b>"}
    answer = sign_in(month.contact.user).post(month.url, data)
    assert answer.status_code == 422
    assert "Laden Sie die Seite neu" in answer.content.decode()


def test_a_closed_month_refuses_in_words_and_keeps_what_was_chosen(sign_in):
    month = Month(people=1)
    month.close()
    answer = sign_in(month.contact.user).post(month.url, month.span("P", "02.11.2026", "03.11.2026"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Der Monat 11/2026 ist abgeschlossen. Bitten Sie die Verwaltung um eine Korrektur." in page
    assert 'value="02.11.2026"' in page
    assert 'value="03.11.2026"' in page
    assert month.statuses() == []


def test_the_trigger_speaks_german_when_the_month_closes_in_between(monkeypatch):
    month = Month(people=1)
    month.close()
    monkeypatch.setattr("cases.months.statuses.services.closed_months", lambda marks: [])
    with wall.within(month.provider.pk), pytest.raises(ValidationError, match="abgeschlossen"):
        mark_days([(month.cases[0], MONDAY)], code=month.codes["P"], by=None)


def test_only_the_measure_of_the_day_decides_about_the_close():
    month, other = Month(people=1), Month(people=1)
    other.close()
    with wall.within(month.provider.pk):
        assert closed_months([(month.cases[0], MONDAY)]) == []


def test_two_people_marking_the_same_day_see_both():
    month = Month(people=1)
    seen = timezone.now() - timedelta(minutes=5)
    month.mark(month.cases[0], MONDAY, "UE")
    with wall.within(month.provider.pk), pytest.raises(MarksChanged) as raised:
        mark_days([(month.cases[0], MONDAY)], code=month.codes["E"], by=month.contact.user, seen_at=seen)
    assert [status.code.letters for status in raised.value.statuses] == ["UE"]


def test_the_page_shows_the_other_entry_and_the_next_press_decides(sign_in):
    month = Month(people=1)
    data = {"code": str(month.codes["E"].public_id), "cell": [cell(month.cases[0], MONDAY)]}
    data["seen_at"] = (timezone.now() - timedelta(minutes=5)).isoformat()
    month.mark(month.cases[0], MONDAY, "UE")
    client = sign_in(month.contact.user)
    answer = client.post(month.url, data)
    assert answer.status_code == 422
    assert "Inzwischen gespeichert" in answer.content.decode()
    again = {**data, "seen_at": answer.context["form"]["seen_at"].value()}
    assert client.post(month.url, again).status_code == 302
    assert month.statuses() == [(month.cases[0].pk, 2, "E")]


def test_a_team_lead_changes_with_a_reason_but_makes_nothing_new(sign_in):
    month = Month(people=1)
    month.mark(month.cases[0], MONDAY, "KO")
    client = sign_in(month.member(Role.TEAM_LEAD).user)
    data = {"code": str(month.codes["K"].public_id), "cell": [cell(month.cases[0], MONDAY)]}
    assert client.post(month.url, data).status_code == 422
    assert client.post(month.url, {**data, "cause": "proof"}).status_code == 302
    fresh = client.post(month.url, {**data, "cause": "proof", "cell": [cell(month.cases[0], date(2026, 11, 3))]})
    assert "Neue Tage trägt das Fallteam ein" in fresh.content.decode()
    assert month.statuses() == [(month.cases[0].pk, 2, "K")]


def test_a_proof_has_a_way_and_a_day_and_no_text():
    month = Month(people=1)
    with wall.within(month.provider.pk):
        mark_days(
            [(month.cases[0], MONDAY)],
            code=month.codes["K"],
            by=None,
            proof=Proof("paper", date(2026, 11, 4)),
        )
        status = DayStatus.objects.get()
    assert (status.proof_route, status.proof_seen_on) == ("paper", date(2026, 11, 4))
    assert not [f for f in DayStatus._meta.get_fields() if f.get_internal_type() == "TextField"]


@pytest.mark.parametrize(
    ("letters", "more", "words"),
    [
        ("P", {"proof_route": "paper"}, "gehört kein Nachweis"),
        ("K", {"proof_seen_on": "04.11.2026"}, "auf welchem Weg"),
        ("K", {"proof_route": "paper", "proof_seen_on": "30.11.2026"}, "liegt in der Zukunft"),
        ("UE", {"first": "27.11.2026"}, "nicht im Voraus"),
        ("P", {"last": "01.11.2026"}, "nicht vor dem Beginn"),
        ("P", {"last": "01.11.2027"}, "mehr als 100 Tage"),
        ("P", {"people": []}, "mindestens eine Person"),
    ],
)
def test_what_bad_input_gets(sign_in, letters, more, words):
    month = Month(people=1)
    answer = sign_in(month.contact.user).post(month.url, {**month.span(letters, "02.11.2026"), **more})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_grid_needs_the_same_queries_for_any_number_of_people(sign_in, django_assert_max_num_queries):
    month = Month(people=7)
    for case in month.cases:
        for day in range(2, 7):
            month.mark(case, NOVEMBER.replace(day=day), "P")
    client = sign_in(month.contact.user)
    with django_assert_max_num_queries(28) as few:
        client.get(month.url)
    for _ in range(6):
        month.mark(month.case(), MONDAY, "K")
    with django_assert_max_num_queries(len(few)):
        assert client.get(month.url).status_code == 200


def test_groups_and_teams_have_a_grid(sign_in):
    month = Month(people=1)
    client = sign_in(month.member(Role.TEAM_LEAD).user)
    page = client.get(f"/anwesenheit/team/{month.team.pk}/2026-11/")
    assert month.cases[0].trainee.full_name in page.content.decode()
    assert client.get("/anwesenheit/").status_code == 200


def test_the_grid_marks_the_column_of_today(sign_in):
    month = Month(people=1)
    content = sign_in(month.contact.user).get(month.url).content.decode()
    assert content.count('aria-current="date"') == 1
    head = content.split('aria-current="date"')[1].split("</th>")[0]
    assert "Freitag, 20.\xa0November" in head
    last = sign_in(month.contact.user).get(month.url.replace("2026-11", "2026-10")).content.decode()
    assert 'aria-current="date"' not in last
