"""The living demonstration: the same from the same seed, believable, with its deliberate faults, all or nothing."""

from collections import Counter
from datetime import date, time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Q

from asa.accounts.enums import FundingKind, Role
from asa.accounts.models import FunderAccess, Membership, Provider, Site, Team, User
from asa.demo.world import at
from cases.notes.enums import ConsentPurpose
from cases.notes.models import Consent, CounsellingNote
from cases.people.enums import CaseEventKind, CaseState, MeasureModel
from cases.people.models import Case, CaseEvent, ContactAssignment, ContactDeputy, Exam, Measure, TrainingContract
from cases.portal.models import CompanyStatus
from cases.sessions.enums import ATTENDED, Outcome, SessionKind
from cases.sessions.models import Attendance, Session
from companies.records.models import Company
from reports.types.quarter.queries import states_on
from tests.demo.digests import MODELS, digest_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo_lives"), pytest.mark.usefixtures("lives")]

SUNDAY = date(2026, 11, 22)
MIDNIGHT = time()


def test_counts_are_believable(lives):
    assert Provider.objects.get(is_demo=True).name == "Bildungswerk Talbrücke"
    assert (Site.objects.count(), Team.objects.count(), Membership.objects.count()) == (2, 2, 12)
    assert set(Membership.objects.values_list("role", flat=True)) == {
        Role.ADMIN,
        Role.TEAM_LEAD,
        Role.CONTACT_PERSON,
        Role.SOCIAL_WORKER,
        Role.TEACHER,
        Role.BILLING,
        Role.DATA_PROTECTION,
    }
    assert Case.objects.count() == 60
    assert 30 <= Case.objects.running().count() <= 50
    assert 20 <= Company.objects.count() <= 60
    assert 1500 <= Session.objects.count() <= 5000
    outcomes = Counter(Attendance.objects.exclude(outcome="").values_list("outcome", flat=True))
    attended = sum(outcomes[outcome] for outcome in ATTENDED) / outcomes.total()
    assert 0.80 <= attended <= 0.97
    assert {Outcome.LATE, Outcome.NO_SHOW, Outcome.CANCELLED_BEFORE, Outcome.CANCELLED_SAME_DAY} <= set(outcomes)


def test_the_planner_knows_the_tables_before_the_end_of_the_transaction(lives):
    """Else the guards that run per row read whole tables, and two thousand trainees take hours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname IN ('cases_session', 'cases_attendance')")
        assert all(rows > 1000 for (rows,) in cursor.fetchall())


def test_measures_of_both_models_share_one_lot(lives):
    measures = Measure.objects.all()
    assert len(measures) == 4
    assert {measure.model for measure in measures} == {MeasureModel.ASAFLEX_2021, MeasureModel.ASAFLEX_2024}
    assert measures.values("lot").distinct().count() == 1
    assert measures.filter(number="427/1184/1/25").exists()
    kinds = Counter(FunderAccess.objects.values_list("funding_body__kind", flat=True))
    assert kinds == {FundingKind.AGENCY: 1, FundingKind.JOBCENTER: 2}


def test_rows_pass_the_checks_of_the_forms(lives):
    for model in MODELS[:-1]:  # the last one, bookings, has no form
        rows = model._default_manager.order_by("pk")
        assert rows.exists(), model
        for row in rows[:15]:
            empty = [f.name for f in model._meta.concrete_fields if getattr(row, f.attname) in ({}, [])]
            row.full_clean(exclude=empty)  # an empty list in JSON is nothing forgotten


def test_every_running_case_has_one_contact_person(lives):
    for day in (SUNDAY, SUNDAY - timedelta(days=120), SUNDAY - timedelta(days=300)):
        for case in Case.objects.supported_on(day):
            assert ContactAssignment.objects.valid(day).filter(case=case).count() == 1


def test_a_contact_person_changed_and_a_deputy_stands_in(lives):
    assert ContactAssignment.objects.exclude(reason="").exists()
    assert ContactDeputy.objects.valid(SUNDAY).exists()


def test_events_tell_the_state_of_every_day(lives):
    cases = dict(Case.objects.values_list("pk", "state"))
    assert states_on(SUNDAY, cases) == cases
    for case in Case.objects.exclude(started_on=None):
        before = states_on(case.started_on - timedelta(days=1), {case.pk: case.state})[case.pk]
        assert before == CaseState.ASSIGNED
    steps = CaseEvent.objects.filter(kind=CaseEventKind.STATE).order_by("case", "on", "pk")
    reached: dict[int, str] = {}
    for case, details in steps.values_list("case", "details"):
        assert details["before"] == reached.get(case, CaseState.ASSIGNED)
        reached[case] = details["after"]


def test_contracts_break_and_begin_anew(lives):
    broken = TrainingContract.objects.exclude(ended_on=None).exclude(end_reason="exam")
    assert broken.exists()
    anew = broken.filter(case__contracts__starts_on__gt=F("ended_on"), case__state=CaseState.ACCOMPANYING)
    assert anew.exists()
    for case in Case.objects.filter(state=CaseState.ACCOMPANYING):
        assert case.contracts.current(SUNDAY).count() == 1
    for contract in TrainingContract.objects.select_related("case__trainee"):
        assert (contract.starts_on - contract.case.trainee.birth_date).days > 16 * 365


def test_exams_lie_behind_and_ahead(lives):
    results = Exam.objects.filter(on__lt=SUNDAY).values_list("result", flat=True)
    assert "passed" in results
    assert "" not in results
    assert Exam.objects.filter(on__gt=SUNDAY, result="").exists()


def test_lesson_groups_are_small_and_mix_measures(lives):
    lessons = Session.objects.filter(kind=SessionKind.TUITION).order_by()
    sizes = lessons.annotate(people=Count("attendances")).values_list("people", flat=True)
    assert max(sizes) <= 6
    assert sum(size >= 4 for size in sizes) > len(sizes) / 2
    measures = lessons.annotate(measures=Count("attendances__case__stays__measure", distinct=True))
    assert measures.filter(measures__gt=1).exists()


def test_nobody_is_in_two_places_before_today(lives):
    seen = set()
    rows = Session.objects.exclude(kind=SessionKind.FIRST_CONTACT).filter(starts_at__lt=at(SUNDAY, MIDNIGHT))
    for starts_at, case in rows.values_list("starts_at", "attendances__case"):
        assert (starts_at, case) not in seen
        seen.add((starts_at, case))


def test_minutes_follow_the_outcome(lives):
    for part in Attendance.objects.select_related("session").exclude(outcome="")[:800]:
        expected = part.session.minutes - part.late_minutes if part.outcome in ATTENDED else 0
        assert part.minutes == expected


def test_past_sessions_are_written_down_except_the_deliberate_ones(lives):
    undocumented = Session.objects.undocumented(at(SUNDAY, MIDNIGHT))
    people = Counter(undocumented.values_list("staff__member__user__last_name", flat=True))
    assert 4 <= undocumented.count() <= 8
    assert people["Berger"] >= 2
    assert not Session.objects.filter(documented_at__gte=at(SUNDAY, MIDNIGHT)).exists()
    assert not Session.objects.filter(documented_by=None).exclude(documented_at=None).exists()


def test_one_running_case_had_no_contact_for_five_weeks(lives):
    since = at(SUNDAY - timedelta(weeks=5), MIDNIGHT)
    entered = Case.objects.running().filter(started_on__lt=since.date()).exclude(state=CaseState.SUSPENDED)
    lately = Attendance.objects.filter(session__starts_at__range=(since, at(SUNDAY, MIDNIGHT)))
    silent = entered.exclude(pk__in=lately.values("case"))
    assert silent.count() == 1


def test_today_is_alive_even_on_a_sunday(lives):
    today = Session.objects.filter(starts_at__date=SUNDAY)
    for last_name in ("Berger", "Orlowa", "Şahin"):
        assert 3 <= today.filter(staff__member__user__last_name=last_name).count() <= 5
    ahead = Session.objects.filter(starts_at__date__gt=SUNDAY)
    assert ahead.filter(starts_at__date__gt=SUNDAY + timedelta(weeks=2)).exists()


def test_consents_notes_and_states_for_companies(lives):
    agreed = Consent.objects.valid(ConsentPurpose.COMPANY_STATUS, SUNDAY).values("case")
    running = Case.objects.running()
    assert running.filter(pk__in=agreed).exists()
    assert running.exclude(pk__in=agreed).exists()
    assert CompanyStatus.objects.exists()
    assert not CounsellingNote.objects.filter(sealed_text="").exists()
    first_contact_only = Q(session__kind=SessionKind.FIRST_CONTACT)
    assert not Attendance.objects.filter(
        first_contact_only, session__starts_at__date__gt=F("case__started_on")
    ).exists()


def test_nobody_has_a_password_or_a_real_address(lives):
    users = User.objects.all()
    assert not any(user.has_usable_password() for user in users)
    assert all(user.email.endswith(".example") for user in users)
    assert not Company.objects.exclude(email__endswith=".example").exists()


def test_if_empty_changes_nothing_the_second_time(lives):
    before = digest_of(lives)
    output = StringIO()
    call_command("demo", "--until", "2026-11-20", "--if-empty", stdout=output)
    assert "nichts geändert" in output.getvalue()
    assert digest_of(lives) == before


def test_a_second_demonstration_is_refused(lives):
    with pytest.raises(CommandError, match="schon eine Demonstration"):
        call_command("demo", "--until", "2026-11-20")
