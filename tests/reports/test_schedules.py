"""Plans make each due report once, make up for a stop, and stop with their subject; what did not run is told once."""

from datetime import date
from itertools import pairwise

import pytest
from django.utils import timezone

from asa.accounts.enums import Role
from asa.jobs.models import Job, JobState
from asa.jobs.running import run
from asa.mail.models import Mail
from cases.people.models import TrainingContract
from reports.background import order_due_reports
from reports.engine.models import Report, ReportSchedule, ReportState, Rhythm
from reports.engine.periods import Period
from reports.engine.services import release_report, request_report
from reports.schedules.due import due_reports, schedules_of
from reports.schedules.planning import SCHEDULED_JOB, missed_reports, next_runs
from tests.factories import FunderAccessFactory, MembershipFactory


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setattr("asa.jobs.services.ring", lambda *a: True)


def keys() -> set[str]:
    return set(Job.objects.filter(kind=SCHEDULED_JOB).values_list("period_key", flat=True))


def do(kind: str) -> None:
    for job in Job.objects.filter(kind=kind, state=JobState.DUE):
        run(job.pk)


def plan(worked, **fields) -> ReportSchedule:
    return ReportSchedule.objects.create(provider=worked.provider, **fields)


class TestDates:
    def test_a_measure_without_a_row_follows_the_days_of_its_provider(self, worked):
        (default,) = schedules_of(worked.provider)
        runs = next_runs(default, date(2026, 10, 1))
        assert [(due.period.code, due.draft_on, due.due_on) for due in runs[:2]] == [
            ("2026-Q3", date(2026, 10, 5), date(2026, 10, 15)),
            ("2026-Q4", date(2027, 1, 5), date(2027, 1, 15)),
        ]

    def test_the_quarter_in_which_the_measure_ended_is_the_last(self, worked):
        worked.measure.ends_on = date(2026, 8, 14)
        worked.measure.save()
        (default,) = schedules_of(worked.provider)
        runs = list(due_reports(default, date(2026, 7, 1), date(2028, 1, 1)))
        assert [due.period.code for due in runs] == ["2026-Q2", "2026-Q3"]

    def test_a_type_that_does_not_exist_is_left_out(self, worked):
        plan(worked, type="weather")
        assert [one.type for one in schedules_of(worked.provider)] == ["quarter"]

    def test_a_resumed_plan_does_not_make_up_for_its_pause(self, worked):
        own = plan(worked, measure=worked.measure, starts_on=date(2026, 10, 1))
        assert [due.period.code for due in due_reports(own, date(2025, 10, 1), date(2026, 12, 31))] == ["2026-Q3"]

    def test_a_person_is_reported_every_months_and_before_the_trial_period_ends(self, worked):
        case = worked.cases[0]
        contracts = TrainingContract.objects.filter(case=case)
        contracts.update(starts_on=date(2026, 9, 1), trial_ends_on=date(2026, 12, 20), ended_on=None)
        own = plan(worked, type="progress", rhythm=Rhythm.PER_CASE, months=3, trial_days=28)
        runs = [due for due in due_reports(own, date(2026, 9, 1), date(2026, 12, 31)) if due.subject == case]
        begin = case.started_on
        assert begin.day == 1, "the situation begins on the first of a month"
        assert date(2026, 11, 22) in [due.draft_on for due in runs]
        trial = next(due for due in runs if due.draft_on == date(2026, 11, 22))
        assert (trial.period.ends_on, trial.due_on) == (date(2026, 11, 21), date(2026, 12, 2))
        regular = [due for due in runs if due is not trial]
        assert all(due.draft_on == due.period.ends_on + timezone.timedelta(days=5) for due in regular)

    def test_nobody_is_reported_after_leaving(self, worked):
        own = plan(worked, type="progress", rhythm=Rhythm.PER_CASE)
        case = worked.cases[0]
        before = [due for due in due_reports(own, date(2026, 1, 1), date(2026, 12, 31)) if due.subject == case]
        case.ended_on = date(2026, 3, 1)
        case.save()
        after = [due for due in due_reports(own, date(2026, 1, 1), date(2026, 12, 31)) if due.subject == case]
        assert len(after) < len(before)
        assert all(due.period.ends_on <= date(2026, 3, 1) for due in after)


class TestPlanner:
    def test_makes_up_for_everything_missed_in_a_stop(self, worked, time_machine):
        time_machine.move_to("2026-10-05T09:00+02:00")
        order_due_reports()
        order_due_reports()
        quarters = ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
        assert keys() == {f"quarter:{worked.measure.pk}:{code}" for code in quarters}
        do(SCHEDULED_JOB)
        assert Report.objects.filter(type="quarter").count() == len(quarters)

    def test_leaves_alone_what_a_person_has_ordered(self, worked, time_machine):
        time_machine.move_to("2026-10-05T09:00+02:00")
        request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
        order_due_reports()
        assert f"quarter:{worked.measure.pk}:2026-Q3" not in keys()

    def test_a_person_who_was_just_reported_is_not_reported_again(self, worked, time_machine):
        time_machine.move_to("2026-10-05T09:00+02:00")
        plan(worked, type="progress", rhythm=Rhythm.PER_CASE, starts_on=date(2026, 7, 1))
        case = worked.cases[0]
        request_report(
            type="progress", subject=case, period=Period(date(2026, 7, 1), date(2026, 10, 1)), by=worked.author.user
        )
        order_due_reports()
        do(SCHEDULED_JOB)
        assert Report.objects.filter(type="progress", case=case).count() == 1
        assert Report.objects.filter(type="progress", case=worked.cases[1]).exists()

    def test_the_days_of_two_reports_about_a_person_do_not_overlap(self, worked, time_machine):
        plan(worked, type="progress", rhythm=Rhythm.PER_CASE, months=1)
        time_machine.move_to("2026-10-06T09:00+02:00")
        order_due_reports()
        do(SCHEDULED_JOB)
        spans = sorted(report.span for report in Report.objects.filter(type="progress", case=worked.cases[0]))
        assert len(spans) > 1
        assert all(first.ends_on < second.starts_on for first, second in pairwise(spans))


class TestMail:
    @pytest.fixture
    def funder(self, worked):
        return FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user

    @pytest.fixture
    def drafted(self, worked, time_machine):
        time_machine.move_to("2026-10-05T09:00+02:00")
        order_due_reports()
        Job.objects.filter(kind=SCHEDULED_JOB).exclude(period_key__endswith="2026-Q3").delete()
        do(SCHEDULED_JOB)
        report = Report.objects.get()
        assert run(report.job_id)
        report.refresh_from_db()
        return report

    def test_writers_get_the_link_once_and_never_a_name(self, worked, drafted):
        do("reports.tell_drafted")
        drafted.job = None
        letters = {mail.to: mail.text for mail in Mail.objects.all()}
        assert set(letters) == {worked.author.user.email, worked.second.user.email}
        assert all(str(drafted.public_id) in text for text in letters.values())
        assert not any(case.trainee.last_name in text for case in worked.cases for text in letters.values())

    def test_a_draft_that_a_person_ordered_is_mailed_to_nobody(self, draft):
        assert not Job.objects.filter(kind="reports.tell_drafted").exists()

    def test_the_funder_gets_the_way_to_sign_in_once_it_is_released(self, worked, drafted, funder):
        release_report(report=drafted, by=worked.second.user)
        do("reports.tell_released")
        mail = Mail.objects.get(to=funder.email)
        assert mail.subject == "Bericht 3. Quartal 2026 liegt bereit"
        assert "/konto/" in mail.text
        assert str(drafted.public_id) not in mail.text

    def test_a_release_long_ago_is_told_nobody(self, worked, drafted, funder):
        moment = timezone.now() - timezone.timedelta(days=90)
        report = release_report(report=drafted, by=worked.second.user, at=moment)
        assert report.released_at == moment
        assert not Job.objects.filter(kind="reports.tell_released").exists()


class TestMissed:
    @pytest.fixture
    def missed(self, worked, time_machine):
        time_machine.move_to("2026-10-06T09:00+02:00")
        worked.measure.starts_on = date(2026, 7, 1)
        worked.measure.save()
        order_due_reports()
        do(SCHEDULED_JOB)
        Report.objects.update(state=ReportState.FAILED, failure="Das Dokument braucht zu viel Speicher.")
        return worked

    def test_a_failed_one_is_named_with_its_reason(self, missed):
        (one,) = missed_reports(missed.provider, date(2026, 10, 6))
        assert (one.due.period.code, one.reason) == ("2026-Q3", "Das Dokument braucht zu viel Speicher.")

    def test_is_told_to_administration_and_leads_once(self, missed):
        admin = MembershipFactory(provider=missed.provider, role=Role.ADMIN)
        order_due_reports()
        order_due_reports()
        do("reports.tell_missed")
        order_due_reports()
        do("reports.tell_missed")
        assert sorted(mail.to for mail in Mail.objects.all()) == sorted([admin.user.email, missed.second.user.email])

    def test_what_has_only_just_been_ordered_is_not_missed(self, worked, time_machine):
        time_machine.move_to("2026-10-06T09:00+02:00")
        order_due_reports()
        assert missed_reports(worked.provider, date(2026, 10, 6)) == []
        time_machine.move_to("2026-10-06T10:30+02:00")
        assert "2026-Q3" in [one.due.period.code for one in missed_reports(worked.provider, date(2026, 10, 6))]
