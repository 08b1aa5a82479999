"""A report is ordered, drafted by a job, released by a second person, read by its funder, and never changes."""

import hashlib
import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from asa.documents.rendering import RenderingError
from asa.jobs.models import Job, JobState
from asa.jobs.running import run
from reports.background import order_due_reports
from reports.engine.models import Report, ReportSchedule, ReportState
from reports.engine.services import release_report, request_report, set_texts, submit_report
from tests.factories import FunderAccessFactory, FundingBodyFactory, MembershipFactory, ProviderFactory


def test_the_job_makes_a_draft_with_checksums(draft):
    assert draft.state == ReportState.DRAFT
    with draft.files.get().pdf.open() as file:
        content = file.read()
    assert content.startswith(b"%PDF")
    assert draft.files.get().sha256 == hashlib.sha256(content).hexdigest()
    assert len(draft.snapshot_sha256) == 64


def test_ordering_twice_gives_one_report(worked):
    first = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    second = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    assert first.pk == second.pk
    assert Job.objects.filter(kind="reports.draft").count() == 1


@pytest.mark.parametrize(
    ("period", "message"), [("2031-Q1", "erst am"), ("2020-Q1", "gibt es sie nicht"), ("Q3", "Form")]
)
def test_a_wrong_period_is_refused_with_its_reason(worked, period, message):
    with pytest.raises(ValidationError, match=message):
        request_report(subject=worked.measure, period=period, by=None)


def test_the_author_never_releases(draft, worked):
    with pytest.raises(ValidationError, match="zweite Person"):
        release_report(report=draft, by=worked.author.user)


def test_who_wrote_the_text_is_an_author_too(draft, worked):
    set_texts(report=draft, texts={"narrative": "Ein ruhiges Quartal."}, version=draft.version, by=worked.second.user)
    assert run(Job.objects.latest("id").pk)
    with pytest.raises(ValidationError, match="zweite Person"):
        release_report(report=draft, by=worked.second.user)


def test_of_two_who_release_the_second_is_told(released, worked):
    third = MembershipFactory(provider=worked.provider)
    with pytest.raises(ValidationError, match="schon freigegeben, von"):
        release_report(report=released, by=third.user)


def test_a_released_report_refuses_every_change(released):
    with pytest.raises(IntegrityError, match="ändert sich nie"), transaction.atomic():
        Report.objects.filter(pk=released.pk).update(texts={"narrative": "anders"})
    with pytest.raises(IntegrityError, match="ändern sich nie"), transaction.atomic():
        Report.objects.filter(pk=released.pk).delete()


def test_a_correction_is_the_next_version_with_a_reason(released, worked):
    with pytest.raises(ValidationError, match="braucht einen Grund"):
        request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    second = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user, reason="Nachmeldung")
    assert run(second.job_id)
    release_report(report=second, by=worked.second.user)
    released.refresh_from_db()
    assert (second.number, released.state) == (2, ReportState.SUPERSEDED)


def test_a_stale_text_is_not_saved_over(draft, worked):
    set_texts(report=draft, texts={"narrative": "Erste Fassung."}, version=draft.version, by=worked.author.user)
    run(Job.objects.latest("id").pk)
    with pytest.raises(ValidationError, match="inzwischen geändert"):
        set_texts(report=draft, texts={"narrative": "Zweite Fassung."}, version=draft.version, by=worked.author.user)


def test_a_failing_render_is_tried_three_times_then_shown_and_ordered_again(worked, monkeypatch):
    def fail(report):
        raise RenderingError("Das PDF war nach 60 Sekunden nicht fertig.")

    report = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    monkeypatch.setattr("reports.background.make_files", fail)
    for _ in range(3):
        Job.objects.update(due_at="2026-01-01T00:00Z")
        run(report.job_id)
    report.refresh_from_db()
    assert (report.state, report.failure) == (ReportState.FAILED, "Das PDF war nach 60 Sekunden nicht fertig.")
    assert Job.objects.get(pk=report.job_id).state == JobState.PARKED
    monkeypatch.undo()
    again = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    assert again.pk == report.pk
    assert run(again.job_id)


def test_the_right_is_asked_again_when_the_job_runs(worked):
    report = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    type(worked.author).objects.filter(pk=worked.author.pk).update(ends_on=date(2026, 1, 1))
    for _ in range(3):
        Job.objects.update(due_at="2026-01-01T00:00Z")
        assert not run(report.job_id)
    report.refresh_from_db()
    assert report.state == ReportState.FAILED
    assert "darf keine Berichte mehr" in report.failure


class TestWhoSeesADraft:
    def test_its_author_and_its_second_person_do(self, draft, worked, sign_in):
        for member in (worked.author, worked.second):
            page = sign_in(member.user).get(f"/berichte/{draft.public_id}/").content.decode()
            assert "Entwurf, nicht freigegeben" in page
            assert "3. Quartal 2026" in sign_in(member.user).get("/berichte/").content.decode()

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION])
    def test_who_reads_released_reports_only_does_not(self, draft, worked, sign_in, role):
        member = MembershipFactory(provider=worked.provider, role=role)
        assert sign_in(member.user).get(f"/berichte/{draft.public_id}/").status_code == 404

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION])
    def test_but_opens_it_once_it_is_released(self, released, worked, sign_in, role):
        member = MembershipFactory(provider=worked.provider, role=role)
        assert sign_in(member.user).get(f"/berichte/{released.public_id}/").status_code == 200

    def test_a_teacher_opens_none(self, released, worked, sign_in):
        member = MembershipFactory(provider=worked.provider, role=Role.TEACHER)
        assert sign_in(member.user).get(f"/berichte/{released.public_id}/").status_code == 403


class TestFundersRoom:
    @pytest.fixture
    def funder(self, worked):
        return FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user

    def test_lists_the_quarters_and_downloads_the_pdf(self, released, funder, sign_in):
        client = sign_in(funder)
        page = client.get("/berichte/").content.decode()
        assert "3. Quartal 2026" in page
        response = client.get(f"/berichte/{released.public_id}/pdf/")
        assert response["Content-Disposition"] == 'attachment; filename="Quartalsbericht-427-1184-1-25-2026-Q3.pdf"'
        assert hashlib.sha256(b"".join(response.streaming_content)).hexdigest() == released.files.get().sha256
        assert LogEntry.objects.filter(kind=LogKind.EXPORT, object_id=released.pk, actor=funder).count() == 1

    def test_names_a_draft_but_opens_nothing(self, draft, funder, sign_in):
        client = sign_in(funder)
        assert "Entwurf beim Träger" in client.get("/berichte/").content.decode()
        assert client.get(f"/berichte/{draft.public_id}/").status_code == 404
        assert client.get(f"/berichte/{draft.public_id}/pdf/").status_code == 404

    def test_another_funding_body_sees_nothing(self, released, worked, sign_in, behind):
        other = FunderAccessFactory(provider=worked.provider, funding_body=FundingBodyFactory(provider=worked.provider))
        client = sign_in(other.user)
        assert "3. Quartal" not in client.get("/berichte/").content.decode()
        assert client.get(f"/berichte/{released.public_id}/excel/").status_code == 404

    def test_another_provider_sees_nothing(self, released, sign_in):
        stranger = MembershipFactory(provider=ProviderFactory())
        assert sign_in(stranger.user).get(f"/berichte/{released.public_id}/").status_code == 404

    def test_the_page_names_nobody(self, released, worked, funder, sign_in):
        page = sign_in(funder).get(f"/berichte/{released.public_id}/").content.decode()
        assert "Wie gerechnet wird" in page
        assert not [c for c in worked.cases if c.trainee.last_name in page]

    def test_the_spreadsheet_has_numbers_and_an_explanation(self, released, funder, sign_in):
        response = sign_in(funder).get(f"/berichte/{released.public_id}/excel/")
        book = load_workbook(io.BytesIO(response.content))
        assert book["Bestand und Bewegung"]["B5"].value == 6
        assert "Erläuterung" in book.sheetnames

    def test_a_funder_cannot_release(self, draft, funder, sign_in):
        assert sign_in(funder).post(f"/berichte/{draft.public_id}/freigeben/").status_code == 403


class TestSchedule:
    def test_the_draft_is_ordered_once_however_often_it_is_planned(self, worked, time_machine):
        time_machine.move_to("2026-10-05T09:00+02:00")
        order_due_reports()
        order_due_reports()
        job = Job.objects.get(period_key=f"quarter:{worked.measure.pk}:2026-Q3")
        assert run(job.pk)
        assert Report.objects.get().period == "2026-Q3"

    def test_nothing_before_the_draft_day(self, worked, time_machine):
        time_machine.move_to("2026-10-04T09:00+02:00")
        order_due_reports()
        assert not Job.objects.filter(period_key__endswith="2026-Q3").exists()

    def test_a_paused_plan_orders_nothing(self, worked, time_machine):
        ReportSchedule.objects.create(provider=worked.provider, measure=worked.measure, is_paused=True)
        time_machine.move_to("2026-10-05T09:00+02:00")
        order_due_reports()
        assert not Job.objects.exists()


class TestCommand:
    def test_prints_the_path_of_the_pdf_last(self, worked, capsys):
        call_command("request_report", type="quarter", measure="427-1184-1-25", period="2026-Q3", wait=True)
        path = capsys.readouterr().out.strip().splitlines()[-1]
        with open(path, "rb") as file:
            assert file.read(4) == b"%PDF"

    @pytest.mark.parametrize(
        ("measure", "period", "message"),
        [
            ("abc", "2026-Q3", "keine Maßnahmenummer"),
            ("999/1/1/25", "2026-Q3", "gibt es bei keinem Träger"),
            ("427/1184/1/25", "x", "Form"),
        ],
    )
    def test_says_in_german_what_is_wrong(self, worked, measure, period, message):
        with pytest.raises(CommandError, match=message):
            call_command("request_report", type="quarter", measure=measure, period=period)


def test_the_database_knows_no_release_without_a_person(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=draft.pk).update(state=ReportState.RELEASED)


def test_a_draft_of_the_schedule_is_counted_anew_when_a_person_orders_it(worked):
    """Made before anybody was taken over, it would offer zeros for release."""
    made = request_report(subject=worked.measure, period="2026-Q3", by=None)
    assert run(made.job_id)

    asked = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)

    assert (asked.pk, asked.state) == (made.pk, ReportState.ORDERED)
    assert Job.objects.filter(kind="reports.draft").count() == 2


def test_what_waits_for_release_is_not_counted_anew_by_an_order(worked):
    made = request_report(subject=worked.measure, period="2026-Q3", by=None)
    assert run(made.job_id)
    made.refresh_from_db()
    submit_report(report=made, by=worked.second.user)

    asked = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)

    assert asked.state == ReportState.SUBMITTED
