"""The figures of a measure's quarter, counted by hand."""

from datetime import date, timedelta

import pytest

from cases.people.enums import CaseState, ContractEnd, ExamKind, ExitReason
from cases.people.exams import plan_exam, record_result
from cases.people.life.exits import enter_exit
from cases.people.models import CaseEvent, MeasureStay, TrainingContract
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.services import book
from reports.engine.periods import Period
from reports.types.quarter.figures import quarter_figures
from tests.factories import CaseFactory, SessionFactory, TrainingContractFactory, at
from tests.reports.situations import Worked

Q3 = Period.quarter(2026, 3)


@pytest.fixture
def worked(behind):
    worked = Worked()
    behind(worked.provider)
    return worked


def _figures(worked, minimum=3, period=Q3):
    return quarter_figures(worked.measure, period, minimum=minimum)


def _module(figures, kind):
    return next(m for m in figures.modules if m.kind == kind)


def _values(group):
    return {cell.label: cell.value for cell in group.cells if cell.value != 0}


def _success(figures, key):
    ratio = next(ratio for ratio in figures.success if ratio.key == key)
    return ratio.numerator, ratio.denominator


def test_a_group_counts_once_for_the_measure_and_fully_for_each_person(worked):
    tuition = _module(_figures(worked), "tuition")
    assert tuition.sessions == 2
    assert tuition.minutes == 90 + 45
    assert tuition.own_minutes == 6 * 90 + 45
    assert (tuition.previous_minutes, tuition.year_before_minutes) == (45, 0)


def test_minutes_are_those_of_the_hours_account(worked):
    # 60 minutes of tuition are one whole unit of 45 by the rules
    assert _module(_figures(worked, period=Q3.previous), "tuition").minutes == 45


def test_a_session_that_is_not_written_down_does_not_count(worked):
    assert sum(m.sessions for m in _figures(worked).modules) == 3


def test_a_session_to_which_nobody_came_is_missed_time(worked):
    for case in worked.cases:
        worked.mark(worked.talk, case, Outcome.CANCELLED_BEFORE)
    book(worked.talk)
    social = _module(_figures(worked), "social")
    assert (social.sessions, social.minutes, social.missed_minutes) == (0, 0, 30)


def test_attendance_is_who_came_over_who_was_expected(worked):
    more = [
        CaseFactory(provider=worked.provider, measure=worked.measure, contact_person=worked.author) for _ in range(3)
    ]
    for cases in (more, more):
        SessionFactory(
            provider=worked.provider,
            starts=at("2026-07-20"),
            cases=cases,
            kind=SessionKind.SOCIAL,
            staff=[worked.author],
            held=True,
        )
    for case in worked.cases[:3]:
        worked.mark(worked.group, case, Outcome.NO_SHOW)
        worked.mark(worked.talk, case, Outcome.CANCELLED_BY_PROVIDER)
    figures = _figures(worked)
    assert (figures.attendance.numerator, figures.attendance.denominator) == (3 + 3 + 1 + 6, 6 + 3 + 1 + 6)
    assert figures.called_off == 3


def test_stock_entries_and_exits_add_up(worked):
    for number in range(3):
        CaseFactory(
            provider=worked.provider,
            measure=worked.measure,
            started_on=date(2026, 8, 1),
            contact_person=worked.author,
            reported_on=date(2026, 7, number + 1),
        )
    for case in worked.cases[:3]:
        enter_exit(case=case, by=None, on=date(2026, 9, 30), reason=ExitReason.EXAM_PASSED, whereabouts="taken_over")
    figures = _figures(worked)
    stock = figures.stock
    assert (stock.at_start, stock.entries, stock.exits, stock.at_end) == (6, 3, 3, 6)
    assert _values(figures.exits) == {"Prüfung bestanden": 3}
    assert _values(figures.places) == {"vom Ausbildungsbetrieb übernommen": 3}
    assert [(m.period, m.entries, m.exits) for m in figures.movements][-1] == ("2026-Q3", 3, 3)


def test_time_before_the_entry_and_after_the_exit_does_not_count(worked):
    for case in worked.cases[:3]:
        case.started_on = date(2026, 8, 1)
        case.save(update_fields=["started_on"])
    stock = _figures(worked).stock
    assert (stock.at_start, stock.entries, stock.at_end) == (3, 3, 6)


def test_the_phase_is_that_of_the_last_day_not_of_today(worked):
    for case in worked.cases:
        case.enter_state(CaseState.NO_CONTRACT, by=None, on=date(2026, 10, 5))
    assert CaseEvent.objects.count() == 6
    assert _values(_figures(worked).persons["phases"]) == {"begleitende Phase": 6}


def test_everyone_stands_in_every_table_of_persons(worked):
    for case in worked.cases[:3]:
        case.trainee.gender = "f"
        case.trainee.birth_date = None
        case.trainee.save()
    persons = _figures(worked).persons
    assert {group.total for group in persons.values()} == {6}
    assert _values(persons["genders"]) == {"weiblich": 3, "keine Angabe": 3}
    assert _values(persons["ages"]) == {"18 und 19 Jahre": 3, "keine Angabe": 3}
    assert _values(persons["sizes"]) == {"10 bis 49 Beschäftigte": 6}
    assert _values(persons["chambers"]) == {"Handwerkskammer": 6}


def test_broken_contracts_and_what_followed(worked):
    for case in worked.cases[:3]:
        contract = TrainingContract.objects.get(case=case)
        contract.ended_on, contract.end_reason = date(2026, 8, 15), ContractEnd.DISMISSAL
        contract.save()
        TrainingContractFactory(
            case=case, company=worked.company, starts_on=date(2026, 10, 1), trial_ends_on=date(2026, 12, 31)
        )
    figures = _figures(worked)
    assert _values(figures.broken) == {"neuer Vertrag im selben Beruf": 3}
    assert _success(figures, "broken") == (3, 6)
    assert _success(figures, "followed") == (3, 3)
    assert _values(figures.persons["occupations"])["ohne laufenden Vertrag"] == 3


def test_broken_contracts_by_form_and_reason(worked):
    personal = [("agreement", "health"), ("agreement", "money"), ("agreement", "housing")]
    for case, (form, reason) in zip(worked.cases, [("dismissal", "conduct")] * 3 + personal, strict=True):
        TrainingContract.objects.filter(case=case).update(
            ended_on=date(2026, 8, 15), end_reason=form, break_reason=reason
        )
    figures = _figures(worked)
    assert _values(figures.broken_forms) == {str(ContractEnd(f).label): 3 for f in ("dismissal", "agreement")}
    assert _values(figures.broken_reasons) == {"Anwesenheit, Verhalten": 3, "persönliche Gründe": 3}
    assert {figures.broken.total, figures.broken_forms.total, figures.broken_reasons.total} == {6}


def test_a_reason_of_few_is_not_named(worked):
    for case, reason in zip(worked.cases, ["moving", "offer", "school", "conduct", "conduct", "conduct"], strict=True):
        TrainingContract.objects.filter(case=case).update(
            ended_on=date(2026, 8, 15), end_reason="agreement", break_reason=reason
        )
    assert _values(_figures(worked).broken_reasons) == {"Anwesenheit, Verhalten": 3, "weitere Gründe": 3}


def test_a_contract_dissolved_before_its_beginning_is_no_broken_one(worked):
    for case in worked.cases[:3]:
        TrainingContract.objects.filter(case=case).update(
            starts_on=date(2026, 9, 1), trial_ends_on=None, ended_on=date(2026, 8, 15), end_reason="not_begun"
        )
    figures = _figures(worked)
    assert (figures.broken.total, figures.broken_forms.total) == (0, 0)
    assert _values(figures.persons["occupations"])["ohne laufenden Vertrag"] == 3


def test_exams_by_kind_and_attempt(worked):
    for index, case in enumerate(worked.cases):
        contract = TrainingContract.objects.get(case=case)
        taken = [(date(2026, 5, 1), "failed")] if index < 3 else []
        for on, result in [*taken, (date(2026, 6, 20), "passed")]:
            exam = plan_exam(contract=contract, kind=ExamKind.FINAL, on=on, by=None)
            # announced in the quarter although the exam was held before it
            record_result(exam=exam, result=result, result_on=on + timedelta(days=14), by=None)
    figures = _figures(worked)
    assert _success(figures, "exam_first") == (3, 3)
    assert _success(figures, "exam_all") == (6, 6)
    assert figures.exams.total == 6


def test_the_trial_period_survived(worked):
    TrainingContract.objects.update(starts_on=date(2026, 4, 1), trial_ends_on=date(2026, 7, 31))
    assert _success(_figures(worked), "trial") == (6, 6)


def test_only_the_sessions_of_this_measure_count(worked):
    other = CaseFactory(provider=worked.provider)
    SessionFactory(provider=worked.provider, starts=at("2026-07-07"), cases=[other], held=True)
    assert _module(_figures(worked), "tuition").sessions == 2


def test_a_lesson_that_mixes_measures_counts_for_each_with_its_own_people(worked):
    other = CaseFactory(provider=worked.provider)
    SessionFactory(
        provider=worked.provider, starts=at("2026-07-07"), cases=[other, worked.cases[0]], length=90, held=True
    )
    tuition = _module(_figures(worked), "tuition")
    assert (tuition.sessions, tuition.minutes, tuition.own_minutes) == (3, 90 + 45 + 45, 6 * 90 + 45 + 90)


def test_fewer_people_than_the_minimum_are_hidden(worked):
    figures = _figures(worked, minimum=7)
    assert figures.stock.at_end is None
    assert {m.minutes for m in figures.modules if m.kind != "contact"} == {None}
    assert (figures.attendance.numerator, figures.attendance.denominator) == (None, None)
    assert {group.total for group in figures.persons.values()} == {None}


def test_an_empty_quarter_gives_zeros(worked):
    figures = quarter_figures(worked.measure, Period.quarter(2024, 4), minimum=5)
    assert (figures.stock.at_start, figures.stock.at_end) == (0, 0)
    assert sum(m.minutes for m in figures.modules) == 0


def test_changing_away_is_an_exit_of_its_own_kind(worked):
    for case in worked.cases[:3]:
        MeasureStay.objects.filter(case=case).update(ends_on=date(2026, 8, 31))
    assert _values(_figures(worked).exits) == {"Wechsel in eine andere Maßnahme": 3}


def test_the_number_of_queries_does_not_grow_with_the_people(worked, django_assert_num_queries):
    _figures(worked)  # makes the built-in rules
    # stays, phases, contracts, exams, agreements, minutes, attendances, sessions, missed sessions, companies;
    # rules of the measure (assigned, built-in, their rules and values)
    with django_assert_num_queries(15):
        _figures(worked)
    for _ in range(5):
        case = CaseFactory(provider=worked.provider, measure=worked.measure, contact_person=worked.author)
        SessionFactory(provider=worked.provider, starts=at("2026-07-08"), cases=[case], held=True)
    with django_assert_num_queries(15):
        _figures(worked)
