"""Who sees and releases a report that names several persons: whoever may see all of them, and who ordered it."""

from datetime import date, timedelta

import pytest

from asa.accounts.enums import Role
from asa.jobs.running import run
from cases.people.models import MeasureStay
from reports.engine.models import Report, ReportState, _FirstDay, _LastDay
from reports.engine.periods import Period
from reports.engine.read_models import waiting_for
from reports.engine.services import release_report, request_report, submit_report
from tests.factories import (
    CaseFactory,
    CaseStaffFactory,
    FunderAccessFactory,
    MeasureFactory,
    MembershipFactory,
    TeamFactory,
)
from tests.reports.every_type import made

NAMED = ["audit_folder", "participants"]


@pytest.fixture(params=NAMED)
def report(request, worked):
    return made(request.param, worked)


def sees(member, report) -> bool:
    return Report.objects.visible_to(member.user).filter(pk=report.pk).exists()


def test_the_lead_of_all_these_cases_is_the_second_person(report, worked):
    assert sees(worked.author, report)
    assert sees(worked.second, report)
    submit_report(report=report, by=worked.author.user)
    assert list(waiting_for(worked.second.user)) == [report]
    assert release_report(report=report, by=worked.second.user).state == ReportState.RELEASED


def test_who_may_see_only_some_of_them_does_not_see_it(report, worked, behind):
    part = MembershipFactory(provider=worked.provider, role=Role.SOCIAL_WORKER)
    behind(worked.provider)
    cases = worked.cases[:2]
    for case in cases:
        CaseStaffFactory(case=case, member=part, provider=worked.provider)
    behind(worked.provider)
    assert not sees(part, report)
    for case in worked.cases[2:]:
        CaseStaffFactory(case=case, member=part, provider=worked.provider)
    behind(worked.provider)
    assert sees(part, report)


def test_other_teams_do_not_see_it(report, worked, behind):
    other = MembershipFactory(provider=worked.provider, role=Role.TEAM_LEAD, team=TeamFactory(provider=worked.provider))
    behind(worked.provider)
    assert not sees(other, report)


def test_a_list_that_was_not_made_yet_is_seen_by_who_ordered_it_alone(report, worked):
    Report.objects.filter(pk=report.pk).update(snapshot=None, case_ids=[], state=ReportState.ORDERED)
    assert sees(worked.author, report)
    assert not sees(worked.second, report)


def test_a_list_over_people_of_two_teams_is_hidden_from_each_lead(worked, behind):
    CaseFactory(provider=worked.provider, team=TeamFactory(provider=worked.provider), measure=worked.measure)
    behind(worked.provider)
    report = request_report(type="participants", subject=worked.measure, period="2026-09-30", by=None)
    assert run(report.job_id)
    report.refresh_from_db()
    assert len(report.snapshot["figures"]["case_keys"]) == len(worked.cases) + 1
    assert not sees(worked.second, report)


def test_a_funding_body_reads_of_a_person_only_what_touches_its_own_time(worked, behind):
    """A person who changes to the measure of another body is no longer the first one's business."""
    later = MeasureFactory(provider=worked.provider, lot=worked.measure.lot, number="427/1190/1/25")
    behind(worked.provider)
    report = made("progress", worked)
    release_report(report=report, by=worked.second.user)
    first = worked.cases[0].stays.get()
    second = MeasureStay(provider=worked.provider, case=worked.cases[0], measure=later)
    readers = [
        FunderAccessFactory(provider=worked.provider, funding_body=measure.funding_body, sees_persons=True)
        for measure in (worked.measure, later)
    ]
    behind(worked.provider)
    for change, expected in (
        ("2026-10-01", [True, False]),
        ("2026-09-30", [True, True]),
        ("2026-07-02", [True, True]),
        ("2026-07-01", [False, True]),
    ):
        second.starts_on = date.fromisoformat(change)
        first.ends_on = second.starts_on - timedelta(days=1)
        first.save()
        second.save()
        assert [sees(reader, report) for reader in readers] == expected, change


@pytest.mark.parametrize("code", ["2026-Q1", "2025-Q4", "2024", "2026-09-30", "2024-02-01_2024-02-29"])
def test_the_database_reads_the_code_of_a_period(draft, code):
    Report.objects.filter(pk=draft.pk).update(period=code)
    days = Report.objects.annotate(first=_FirstDay("period"), last=_LastDay("period")).values_list("first", "last")
    period = Period.parse(code)
    assert days.get(pk=draft.pk) == (period.starts_on, period.ends_on)
