"""Cases move on to another measure on a day: checked first, all or none, once, with everything going on."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import DataClass, Role
from asa.accounts.models import LogEntry
from cases.months.closing.models import MonthClose
from cases.months.moving.checking import Move, check_moves
from cases.months.moving.enums import MoveKind
from cases.months.moving.services import NotPossibleError, move_cases
from cases.people.enums import CaseEventKind, CaseState, ExitReason
from cases.people.life.exits import enter_exit
from cases.people.models import Case, CaseEvent, Measure, MeasureStay
from cases.sessions.ledger.models import MonthTotal
from cases.sessions.ledger.services import book
from cases.sessions.models import Attendance
from reports.engine.models import Report
from reports.engine.periods import Period
from reports.types.quarter.figures import quarter_figures
from tests.factories import (
    CaseFactory,
    FunderAccessFactory,
    MeasureFactory,
    MembershipFactory,
    SessionFactory,
    at,
)

pytestmark = pytest.mark.django_db

ON = date(2026, 8, 1)


@pytest.fixture
def admin(behind):
    admin = MembershipFactory(role=Role.ADMIN, team=None)
    behind(admin.provider)
    return admin


@pytest.fixture
def old(admin):
    return MeasureFactory(provider=admin.provider)


@pytest.fixture
def new(admin):
    return MeasureFactory(provider=admin.provider)


@pytest.fixture
def case(admin, old):
    return CaseFactory(provider=admin.provider, measure=old)


def values(new, cases, **more):
    return {
        "kind": "option_year",
        "measure": new.public_id,
        "on": "01.08.2026",
        "case": [case.public_id for case in cases],
    } | more


def post(client, old, new, cases, **more):
    return client.post(reverse("measure_move", args=[old.public_id]), values(new, cases, **more))


def stays(case):
    with wall.within(case.provider_id):
        return list(case.stays.order_by("starts_on").values_list("measure", "starts_on", "ends_on"))


def move(case, new, on=ON, kind=MoveKind.OPTION_YEAR):
    return move_cases(cases=[case], move=Move(new, on, kind))


def trouble(case, new, on=ON, kind=MoveKind.OPTION_YEAR):
    return check_moves([case], Move(new, on, kind))[0].trouble


def test_many_are_checked_and_then_moved(sign_in, admin, old, new):
    cases = [CaseFactory(provider=admin.provider, measure=old) for _ in range(3)]
    client = sign_in(admin.user)

    checked = post(client, old, new, cases)
    assert "3 Personen werden übernommen" in checked.content.decode()
    assert stays(cases[0]) == [(old.pk, date(2025, 9, 1), None)]

    post(client, old, new, cases, step="move")
    for case in cases:
        assert stays(case) == [(old.pk, date(2025, 9, 1), date(2026, 7, 31)), (new.pk, ON, None)]


def test_sent_twice_it_is_done_once(sign_in, admin, old, new, case):
    client = sign_in(admin.user)

    post(client, old, new, [case], step="move")
    again = post(client, old, new, [case], step="move")

    assert again.status_code == 302
    assert len(stays(case)) == 2
    with wall.within(admin.provider_id):
        assert CaseEvent.objects.filter(case=case, kind=CaseEventKind.MEASURE).count() == 1
        assert LogEntry.objects.filter(details__event="moved", object_id=case.pk).count() == 1


def test_one_person_moves_from_the_own_page(sign_in, admin, old, new):
    member = MembershipFactory(provider=admin.provider)
    case = CaseFactory(provider=admin.provider, measure=old, contact_person=member)
    client, url = sign_in(member.user), reverse("case_move", args=[case.public_id])
    assert (
        reverse("case_move", args=[case.public_id])
        in client.get(reverse("case_detail", args=[case.public_id])).content.decode()
    )
    assert "checked" in client.get(url).content.decode()

    client.post(url, values(new, [case], step="move", kind="funding_body"))

    assert stays(case)[-1] == (new.pk, ON, None)
    with wall.within(admin.provider_id):
        event = CaseEvent.objects.get(case=case, kind=CaseEventKind.MEASURE)
    assert event.sentence == f"Wechsel des Kostenträgers: Maßnahme {new.number}"


def test_the_check_page_says_what_is_not_possible_for_whom(sign_in, admin, old, new, case):
    ended = CaseFactory(provider=admin.provider, measure=old)
    enter_exit(case=ended, by=None, on=date(2026, 7, 1), reason=ExitReason.WORK, outcome="done_job")
    later = CaseFactory(provider=admin.provider, measure=old)
    move(later, MeasureFactory(provider=admin.provider), on=date(2026, 9, 1))

    page = post(sign_in(admin.user), old, new, [case, ended, later]).content.decode()

    assert "1 Person wird übernommen" in page
    assert "am 01.07.2026 beendet" in page
    assert "schon eine Zuordnung ab 01.09.2026" in page
    assert f'name="case" value="{ended.public_id}"' not in page


def test_one_that_cannot_move_stops_all(sign_in, admin, old, new, case):
    ended = CaseFactory(provider=admin.provider, measure=old)
    enter_exit(case=ended, by=None, on=date(2026, 7, 1), reason=ExitReason.WORK, outcome="done_job")

    response = post(sign_in(admin.user), old, new, [case, ended], step="move")

    assert response.status_code == 409
    assert "Nichts wurde übernommen" in response.content.decode()
    assert len(stays(case)) == 1


def test_reasons_to_refuse(admin, old, new, case):
    assert "läuft vom" in trouble(case, new, on=date(2031, 1, 1))
    waiting = CaseFactory(provider=admin.provider, measure=None, state=CaseState.ASSIGNED, started_on=None)
    assert "läuft nicht" in trouble(waiting, new)
    assert "nicht in der Vorphase" in trouble(case, new, kind=MoveKind.ACCOMPANYING)
    assert "Zuordnung ab 01.09.2025" in trouble(case, new, on=date(2025, 9, 1))
    MeasureStay.objects.filter(case=case).update(ends_on=date(2026, 6, 30))
    assert "keine Lücke" in trouble(case, new)


@pytest.mark.parametrize(
    "wrong", [{"on": "31.02.2026"}, {"measure": uuid4()}, {"kind": "x"}, {"case": []}, {"case": ["x"]}]
)
def test_wrong_values_are_refused(sign_in, admin, old, new, case, wrong):
    response = post(sign_in(admin.user), old, new, [case], step="move", **wrong)

    assert response.status_code == 422
    assert len(stays(case)) == 1


def test_foreign_cases_and_measures_cannot_be_chosen(sign_in, admin, old, new, case, behind):
    stranger = MembershipFactory(role=Role.ADMIN)
    foreign = CaseFactory(provider=stranger.provider)
    foreign_measure = MeasureFactory(provider=stranger.provider)
    client = sign_in(admin.user)

    assert post(client, old, new, [foreign], step="move").status_code == 422
    assert post(client, old, foreign_measure, [case], step="move").status_code == 422
    assert post(client, foreign_measure, new, [case]).status_code == 404
    assert client.get(reverse("case_move", args=[foreign.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMIN, 200),
        (Role.TEAM_LEAD, 200),
        (Role.BILLING, 403),
        (Role.TEACHER, 403),
        (Role.DATA_PROTECTION, 403),
    ],
)
def test_who_may(sign_in, admin, old, case, role, status):
    member = MembershipFactory(provider=admin.provider, role=role, team=case.team)
    client = sign_in(member.user)

    assert client.get(reverse("measure_move", args=[old.public_id])).status_code == status
    assert client.get(reverse("case_move", args=[case.public_id])).status_code in {status, 404}


def test_people_of_others_are_not_listed(sign_in, admin, old, new, case):
    colleague = MembershipFactory(provider=admin.provider)

    page = sign_in(colleague.user).get(reverse("measure_move", args=[old.public_id])).content.decode()
    refused = post(sign_in(colleague.user), old, new, [case], step="move")

    assert case.trainee.full_name not in page
    assert refused.status_code == 422


def test_the_step_from_the_vorphase_changes_measure_and_phase(admin, old, new):
    case = CaseFactory(provider=admin.provider, measure=old, state=CaseState.PRE_PHASE)

    assert move(case, new, kind=MoveKind.ACCOMPANYING) == [case]
    case.refresh_from_db()
    assert (case.state, stays(case)[-1]) == (CaseState.ACCOMPANYING, (new.pk, ON, None))
    assert move(case, new, kind=MoveKind.ACCOMPANYING) == []


def test_the_step_from_the_vorphase_also_works_within_one_measure(admin, old):
    case = CaseFactory(provider=admin.provider, measure=old, state=CaseState.PRE_PHASE)

    move(case, old, kind=MoveKind.ACCOMPANYING)

    case.refresh_from_db()
    assert (case.state, len(stays(case))) == (CaseState.ACCOMPANYING, 1)


def test_a_step_of_the_future_leaves_the_phase_to_the_contract(admin, old, new):
    case = CaseFactory(provider=admin.provider, measure=old, state=CaseState.PRE_PHASE)
    on = timezone.localdate() + timedelta(days=30)

    move(case, new, on=on, kind=MoveKind.ACCOMPANYING)

    case.refresh_from_db()
    assert (case.state, stays(case)[-1]) == (CaseState.PRE_PHASE, (new.pk, on, None))
    assert move(case, new, on=on, kind=MoveKind.ACCOMPANYING) == []


def held(case, day):
    session = SessionFactory(provider=case.provider, starts=at(day), staff=[], cases=[case], held=True)
    book(session)
    return session


def minutes(measure):
    return sum(MonthTotal.objects.filter(measure=measure, account="measure").values_list("minutes", flat=True))


def test_hours_are_charged_by_the_day_of_the_session(admin, old, new, case):
    held(case, "2026-07-20")
    held(case, "2026-08-03")
    assert (minutes(old), minutes(new)) == (90, 0)

    move(case, new)

    assert (minutes(old), minutes(new)) == (45, 45)


def test_documentation_plans_and_planned_sessions_go_on(admin, old, new, case):
    before = held(case, "2026-07-20")
    planned = SessionFactory(provider=case.provider, starts=at("2027-01-11"), cases=[case])
    rows = list(Attendance.objects.order_by("pk").values())

    move(case, new)

    assert list(Attendance.objects.order_by("pk").values()) == rows
    before.refresh_from_db()
    planned.refresh_from_db()
    assert (before.is_documented, planned.cancelled_at) == (True, None)
    assert Case.objects.get(pk=case.pk).started_on == date(2025, 9, 1)


def close(measure, month):
    MonthClose.objects.create(provider=measure.provider, measure=measure, month=month, snapshot={})


@pytest.mark.parametrize("which", ["old", "new"])
def test_a_closed_month_with_hours_is_not_changed(admin, old, new, case, which):
    held(case, "2026-08-03")
    close({"old": old, "new": new}[which], date(2026, 8, 1))

    assert "Möglich ist es ab dem 01.09.2026" in trouble(case, new)
    with pytest.raises(NotPossibleError):
        move(case, new)
    assert len(stays(case)) == 1
    assert trouble(case, new, on=date(2026, 9, 1)) == ""


def test_the_database_refuses_a_closed_month_too(admin, old, new, case, monkeypatch):
    held(case, "2026-08-03")
    close(old, date(2026, 8, 1))
    monkeypatch.setattr("cases.months.moving.checking._closed_month", lambda *_: "")

    with pytest.raises(NotPossibleError) as refused:
        move(case, new)

    assert "abgeschlossenen Monat" in refused.value.lines[0].trouble


def test_a_second_funding_body_sees_only_its_time(admin, old, new, case):
    """Each reader sees the reports of the own measure only; its figures begin with the day of the move."""
    funder = FunderAccessFactory(provider=admin.provider, funding_body=new.funding_body, sees_persons=True)
    for one in (case, *(CaseFactory(provider=admin.provider, measure=old) for _ in range(4))):
        held(one, "2026-07-20")
        held(one, "2026-08-03")
        held(one, "2026-08-04")
        move(one, new, kind=MoveKind.FUNDING_BODY)

    assert list(Measure.objects.visible_to(funder.user)) == [new]
    for measure in (old, new):
        Report.objects.create(
            provider=admin.provider,
            measure=measure,
            period="2026-Q3",
            state="released",
            released_at=timezone.now(),
            released_by=admin.user,
            snapshot={},
            snapshot_sha256="0",
        )
    assert [report.measure_id for report in Report.objects.visible_to(funder.user)] == [new.pk]
    assert not Case.objects.visible_to(funder.user, DataClass.LESSON).exists()
    figures = {m.pk: quarter_figures(m, Period.parse("2026-Q3"), minimum=3) for m in (old, new)}
    sessions = {pk: {row.kind: row.sessions for row in f.modules}["tuition"] for pk, f in figures.items()}
    assert sessions == {old.pk: 5, new.pk: 10}


def test_the_check_needs_the_same_queries_for_any_number(admin, old, new, case, django_assert_num_queries):
    more = [CaseFactory(provider=admin.provider, measure=old) for _ in range(6)]
    cases = list(Case.objects.filter(pk__in=[case.pk, *(c.pk for c in more)]).select_related("trainee"))
    # stays, attendances, bookings, day statuses, contact persons, contracts, grants, closed months
    with django_assert_num_queries(8):
        check_moves(cases[:1], Move(new, ON, MoveKind.OPTION_YEAR))
    with django_assert_num_queries(8):
        assert len(check_moves(cases, Move(new, ON, MoveKind.OPTION_YEAR))) == 7


def test_hostile_names_stay_text(sign_in, admin, old, new):
    case = CaseFactory(provider=admin.provider, measure=old, trainee__last_name="<script>alert(1)</script>")

    page = post(sign_in(admin.user), old, new, [case]).content.decode()

    assert "<script>alert" not in page
