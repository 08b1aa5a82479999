"""The facts of a progress report, counted by hand: sessions, minutes of the account, plan, goals, letter, gaps."""

from datetime import date

import pytest

from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.services import book
from cases.sessions.models import Attendance
from reports.engine.models import Report
from reports.engine.periods import Period
from reports.types.progress.figures import progress_figures
from reports.types.progress.gaps import NO_CONSENT, NOT_DISCUSSED, SESSION, gaps
from tests.factories import (
    CaseFactory,
    ConsentFactory,
    CounsellingNoteFactory,
    MembershipFactory,
    SessionFactory,
    SupportElementFactory,
    TrainingContractFactory,
    at,
)

PERIOD = Period(date(2026, 7, 1), date(2026, 9, 29))  # 91 days, 13 weeks


@pytest.fixture
def case(behind):
    case = CaseFactory(goals="Berichtsheft bis Freitag\n- Zwischenprüfung bestehen")
    behind(case.provider)
    return case


def _held(case, day, *, kind=SessionKind.TUITION, length=45, **more):
    return SessionFactory(
        provider=case.provider, cases=[case], starts=at(day), length=length, kind=kind, held=True, **more
    )


def _mark(session, case, outcome, **values):
    Attendance.objects.filter(session=session, case=case).update(outcome=outcome, minutes=0, **values)
    book(session)


def test_sessions_are_counted_by_kind_with_the_minutes_of_the_account(case):
    _held(case, "2026-07-06", length=90)
    _held(case, "2026-08-03", length=45)
    _held(case, "2026-09-07", length=30, kind=SessionKind.SOCIAL)
    _mark(_held(case, "2026-09-14"), case, Outcome.NO_SHOW)
    _held(case, "2026-06-30")  # a day before the period
    figures = progress_figures(case, PERIOD)
    tuition, social, *others = figures.modules
    assert (tuition.sessions, tuition.attended, tuition.minutes) == (3, 2, 135)
    assert (social.sessions, social.attended, social.minutes) == (1, 1, 30)
    assert [(m.sessions, m.minutes) for m in others] == [(0, 0), (0, 0)]
    assert (figures.attended, figures.expected) == (3, 4)
    assert {o.outcome: o.count for o in figures.outcomes} == {"present": 3, "no_show": 1}


def test_what_the_provider_called_off_is_not_held_against_the_person(case):
    _held(case, "2026-07-06")
    _mark(_held(case, "2026-07-13"), case, Outcome.CANCELLED_BY_PROVIDER)
    figures = progress_figures(case, PERIOD)
    assert (figures.attended, figures.expected) == (1, 1)


def test_the_plan_is_minutes_a_week_times_weeks_in_force(case):
    SupportElementFactory(case=case, minutes_per_week=90, starts_on=date(2025, 9, 1))
    SupportElementFactory(
        case=case, module="social", minutes_per_week=30, starts_on=date(2026, 9, 16), goal="Pünktlich kommen"
    )
    figures = progress_figures(case, PERIOD)
    assert [m.planned for m in figures.modules] == [90 * 13, 30 * 2, 0, 0]
    assert [(g.text, g.module) for g in figures.goals] == [
        ("Berichtsheft bis Freitag", ""),
        ("Zwischenprüfung bestehen", ""),
        ("Pünktlich kommen", "Sozialpädagogische Begleitung"),
    ]


def test_contract_contact_and_measure_are_those_of_the_last_day(case):
    TrainingContractFactory(case=case, occupation_name="Köchin")
    figures = progress_figures(case, PERIOD)
    assert (figures.contract.occupation, figures.contract.year) == ("Köchin", 2)
    assert figures.contact.name == case.assignments.get().member.user.full_name
    assert figures.measure_number == case.stays.get().measure.number


def test_without_consent_or_contract_there_is_no_letter_but_a_sentence(case):
    assert progress_figures(case, PERIOD).letter is None
    assert "kein Ausbildungsvertrag" in progress_figures(case, PERIOD).no_letter
    TrainingContractFactory(case=case)
    assert progress_figures(case, PERIOD).letter is None
    assert "Einwilligung" in progress_figures(case, PERIOD).no_letter


def test_the_letter_holds_what_the_company_page_holds(case):
    contract = TrainingContractFactory(case=case)
    ConsentFactory(case=case)
    SupportElementFactory(case=case, module="social", goal="Schulden klären")
    letter = progress_figures(case, PERIOD).letter
    assert letter.greeting == "Guten Tag Herr Winter"
    assert letter.company == contract.company.name
    assert letter.goals == ("Berichtsheft bis Freitag", "Zwischenprüfung bestehen")


def test_no_note_and_no_reason_of_an_absence_gets_into_the_figures(case):
    CounsellingNoteFactory(case=case, sealed_text="Nachtigall")
    session = _held(case, "2026-07-06", topic="Themageheim", result="Ergebnisgeheim", title="Titelgeheim")
    _mark(session, case, Outcome.NO_SHOW, reason="company_did_not_release")
    words = str(progress_figures(case, PERIOD))
    assert not [w for w in ("Nachtigall", "geheim", "did_not_release", "freistell") if w in words]


def test_the_number_of_queries_does_not_grow_with_the_sessions(case, django_assert_max_num_queries):
    ConsentFactory(case=case)
    TrainingContractFactory(case=case)
    for day in range(1, 21):
        _held(case, f"2026-07-{day:02}")
    with django_assert_max_num_queries(25):
        progress_figures(case, PERIOD)


def test_gaps_name_what_is_lacking_with_the_way_to_mend_it(case):
    staff = MembershipFactory(provider=case.provider)
    session = SessionFactory(provider=case.provider, cases=[case], staff=[staff], starts=at("2026-07-06"))
    case.goals = ""
    case.save()
    report = Report(type="progress", case=case, provider_id=case.provider_id, period=PERIOD.code)
    found = {gap.what: gap.url for gap in gaps(report)}
    assert found[SESSION] == f"/termine/{session.public_id}/erfassen/"
    assert found["Ziele fehlen"] == f"/teilnehmende/{case.public_id}/bedarf/"
    assert found["Ausbildungsvertrag fehlt"] == f"/teilnehmende/{case.public_id}/vertraege/neu/"
    assert found[NO_CONSENT].endswith("/einwilligungen/neu/")
    assert {"Text „Nächste Schritte“ fehlt", NOT_DISCUSSED} <= set(found)


def test_a_complete_report_lacks_nothing(case):
    ConsentFactory(case=case)
    TrainingContractFactory(case=case)
    texts = {"going_well": "a", "working_on": "b", "next_steps": "c", "trainee_word": "agrees"}
    report = Report(type="progress", case=case, provider_id=case.provider_id, period=PERIOD.code, texts=texts)
    assert gaps(report) == []
