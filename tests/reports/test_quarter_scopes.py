"""Quarters of lots and funding bodies, and the provider's year, over several measures."""

from datetime import date

import pytest

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.jobs.running import run
from cases.people.models import FundingShare, MeasureStay
from cases.sessions.enums import SessionKind
from reports.engine.models import Report
from reports.engine.periods import Period
from reports.engine.services import request_report
from reports.types.quarter.figures import VERSION, scope_figures
from reports.types.quarter.scope import of_funding_body, of_lot, of_provider
from tests.factories import (
    CaseFactory,
    FunderAccessFactory,
    FundingBodyFactory,
    MeasureFactory,
    MembershipFactory,
    SessionFactory,
    TeamFactory,
    at,
)
from tests.reports.situations import Worked

Q3 = Period.quarter(2026, 3)


@pytest.fixture
def worked(behind):
    worked = Worked()
    behind(worked.provider)
    return worked


def _second_measure(worked, people=6, **more):
    """Another measure of the same lot and funding body, with one lesson of 45 minutes for everyone in Q3."""
    given = {"lot": worked.measure.lot, "funding_body": worked.measure.funding_body} | more
    measure = MeasureFactory(provider=worked.provider, **given)
    cases = [
        CaseFactory(provider=worked.provider, measure=measure, contact_person=worked.author) for _ in range(people)
    ]
    SessionFactory(provider=worked.provider, starts=at("2026-08-10"), cases=cases, staff=[worked.author], held=True)
    return measure, cases


def _tuition(figures):
    return next(module for module in figures.modules if module.kind == SessionKind.TUITION)


def test_a_lot_adds_up_its_measures(worked):
    _second_measure(worked)
    _second_measure(worked, lot=None or MeasureFactory(provider=worked.provider).lot)
    figures = scope_figures(of_lot(worked.measure.lot, Q3, 3))
    assert len(figures.measures) == 2
    assert figures.stock.at_end == 12
    assert _tuition(figures).minutes == 90 + 45 + 45


def test_changing_between_measures_of_a_lot_is_no_entry(worked):
    other, _ = _second_measure(worked)
    for case in worked.cases[:3]:
        MeasureStay.objects.filter(case=case).update(ends_on=date(2026, 8, 31))
        MeasureStay.objects.create(provider=worked.provider, case=case, measure=other, starts_on=date(2026, 9, 1))
    stock = scope_figures(of_lot(worked.measure.lot, Q3, 3)).stock
    assert (stock.at_start, stock.entries, stock.exits, stock.at_end) == (12, 0, 0, 12)


def test_a_funding_body_gets_its_share_of_the_hours_and_all_persons(worked):
    body, other = worked.measure.funding_body, FundingBodyFactory(provider=worked.provider)
    FundingShare.objects.create(provider=worked.provider, measure=worked.measure, funding_body=body, basis_points=6_000)
    FundingShare.objects.create(
        provider=worked.provider, measure=worked.measure, funding_body=other, basis_points=4_000
    )
    mine, theirs = (scope_figures(of_funding_body(one, Q3, 3)) for one in (body, other))
    assert (_tuition(mine).minutes, _tuition(theirs).minutes) == (81, 54)
    assert mine.hours_by_share
    assert (mine.stock.at_end, theirs.stock.at_end) == (6, 6)


def test_a_funding_body_without_a_share_does_not_pay(worked):
    other = FundingBodyFactory(provider=worked.provider)
    FundingShare.objects.create(
        provider=worked.provider, measure=worked.measure, funding_body=other, basis_points=10_000
    )
    assert of_funding_body(worked.measure.funding_body, Q3, 3).parts == ()


def test_a_lot_does_not_give_away_what_a_small_measure_hides(worked):
    _second_measure(worked, people=2)
    figures = scope_figures(of_lot(worked.measure.lot, Q3, 3))
    assert figures.stock.at_end is None
    assert _tuition(figures).minutes is None
    assert {group.total for group in figures.persons.values()} == {None}
    # the provider knows its own people; over the year nobody subtracts
    assert scope_figures(of_provider(worked.provider.pk, Period.of_year(2026), 3)).stock.at_end == 8


def test_a_year_counts_all_measures_and_compares_with_the_year_before(worked):
    _second_measure(worked)
    figures = scope_figures(of_provider(worked.provider.pk, Period.of_year(2026), 3))
    assert figures.stock.at_end == 12
    assert not figures.has_year_before
    assert _tuition(figures).minutes == 90 + 45 + 45 + 45
    assert [row.period for row in figures.movements] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


def test_another_provider_is_not_counted(worked):
    with wall.within(MeasureFactory().provider.pk):
        assert scope_figures(of_provider(worked.provider.pk, Period.of_year(2026), 3)).stock.at_end == 0


def test_fifty_measures_cost_as_many_queries_as_one(worked, django_assert_num_queries):
    body = worked.measure.funding_body
    scope_figures(of_funding_body(body, Q3, 3))  # makes the built-in rules
    # shares, own measures, measures; stays, phases, contracts, exams, agreements, minutes, attendances, sessions,
    # missed sessions, companies, words of the exits' lists; rules of the measures (assigned, built-in, their values)
    with django_assert_num_queries(18):
        scope_figures(of_funding_body(body, Q3, 3))
    team = TeamFactory(provider=worked.provider)
    for _ in range(49):
        measure = MeasureFactory(provider=worked.provider, lot=worked.measure.lot, funding_body=body)
        CaseFactory(provider=worked.provider, measure=measure, team=team, contact_person=worked.author)
    with django_assert_num_queries(18):
        figures = scope_figures(of_funding_body(body, Q3, 3))
    assert len(figures.measures) == 50
    assert figures.stock.at_end == 6 + 49


@pytest.fixture
def files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }


@pytest.mark.parametrize("code", ["lot_quarter", "funder_quarter", "provider_year"])
def test_each_type_is_ordered_drafted_and_read(worked, files, code, monkeypatch):
    subjects = {
        "lot_quarter": (worked.measure.lot, "2026-Q3"),
        "funder_quarter": (worked.measure.funding_body, "2026-Q3"),
        "provider_year": (None, "2025"),
    }
    subject, period = subjects[code]
    report = request_report(
        type=code, subject=subject, period=period, by=worked.author.user, provider_id=worked.provider.pk
    )
    assert run(report.job_id)
    report.refresh_from_db()
    assert report.snapshot["figures"]["version"] == VERSION
    assert report.files.count() == 1


def test_a_funder_sees_the_report_over_its_own_money_only(worked, files):
    body, other = worked.measure.funding_body, FundingBodyFactory(provider=worked.provider)
    report = request_report(type="funder_quarter", subject=body, period="2026-Q3", by=worked.author.user)
    assert run(report.job_id)
    Report.objects.filter(pk=report.pk).update(
        state="released",
        released_at=at("2026-10-10"),
        released_by=MembershipFactory(provider=worked.provider, role=Role.TEAM_LEAD).user,
    )
    mine = FunderAccessFactory(provider=worked.provider, funding_body=body)
    theirs = FunderAccessFactory(provider=worked.provider, funding_body=other)
    assert Report.objects.visible_to(mine.user).count() == 1
    assert Report.objects.visible_to(theirs.user).count() == 0
