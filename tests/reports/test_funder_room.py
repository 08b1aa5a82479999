"""The funder's room: own quarters only, withdrawn ones keep their place, comparison from released snapshots."""

import io
import json
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from asa.jobs.running import run
from cases.people.models import FundingShare
from cases.sessions.models import Session
from reports.engine.models import ReportSchedule
from reports.engine.services import release_report, request_report, withdraw_report
from tests.factories import FunderAccessFactory, FundingBodyFactory, MeasureFactory, MembershipFactory
from tests.reports.every_type import made

LIST, COMPARE = "/berichte/", "/berichte/vergleich/"
FILES = ["report_pdf", "report_excel"]


@pytest.fixture
def funder(worked):
    return FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body)


@pytest.fixture
def stranger(worked):
    """Somebody of a second funding body, which pays for a measure of its own."""
    body = FundingBodyFactory(provider=worked.provider, name="Jobcenter Nordtal")
    MeasureFactory(provider=worked.provider, number="999/1234/1/25", funding_body=body)
    return FunderAccessFactory(provider=worked.provider, funding_body=body)


def released_quarter(worked, period, reason=""):
    report = request_report(subject=worked.measure, period=period, by=worked.author.user, reason=reason)
    assert run(report.job_id)
    report.refresh_from_db()
    return release_report(report=report, by=worked.second.user)


def urls_of(report):
    return [reverse(name, args=[report.public_id]) for name in ("report_detail", *FILES)]


class TestList:
    def test_names_a_draft_with_its_planned_day_but_never_opens_it(self, draft, worked, funder, sign_in):
        ReportSchedule.objects.create(provider=worked.provider, type="quarter", due_day=15)
        client = sign_in(funder.user)
        page = client.get(LIST).content.decode()
        assert "Entwurf beim Träger, noch nicht freigegeben. Geplant: 15.10.2026" in page
        assert str(draft.public_id) not in page
        assert [client.get(url).status_code for url in urls_of(draft)] == [404, 404, 404]

    def test_a_withdrawn_quarter_keeps_its_place_and_tells_why(self, released, worked, funder, sign_in):
        withdraw_report(report=released, reason="Stunden doppelt gezählt", by=worked.second.user)
        client = sign_in(funder.user)
        row = client.get(LIST).context["quarters"][0]
        assert (row.is_withdrawn, row.has_files, row.public_id) == (True, False, released.public_id)
        detail, *files = urls_of(released)
        page = client.get(detail).content.decode()
        assert "Stunden doppelt gezählt" in page
        released.refresh_from_db()
        assert f"zurückgezogen am {timezone.localdate(released.withdrawn_at):%d.%m.%Y}, Version 1" in page
        assert [client.get(url).status_code for url in files] == [404, 404]

    def test_a_superseded_report_leads_to_the_newer(self, released, worked, funder, sign_in):
        second = released_quarter(worked, "2026-Q3", reason="Nachmeldung")
        client = sign_in(funder.user)
        assert [row.public_id for row in client.get(LIST).context["quarters"]] == [second.public_id]
        page = client.get(urls_of(released)[0]).content.decode()
        assert "Es gibt eine neuere Version" in page
        assert "</a>. Grund der neuen Version: Nachmeldung</p>" in page
        assert f"freigegeben am {timezone.localdate(released.released_at):%d.%m.%Y}, ersetzt, Version 1" in page
        assert urls_of(second)[0] in page

    def test_tells_that_a_new_version_is_being_made(self, released, worked, funder, sign_in):
        request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user, reason="Nachmeldung")
        row = sign_in(funder.user).get(LIST).context["quarters"][0]
        assert (row.is_renewed, row.public_id, row.has_files) == (True, released.public_id, True)

    def test_newest_first_in_a_fixed_number_of_queries(
        self, released, worked, funder, sign_in, django_assert_max_num_queries
    ):
        client = sign_in(funder.user)
        client.get(LIST)
        released_quarter(worked, "2026-Q2")
        with django_assert_max_num_queries(25):
            rows = client.get(LIST).context["quarters"]
        assert [row.quarter.code for row in rows] == ["2026-Q3", "2026-Q2"]


class TestOthers:
    def test_another_funding_body_sees_neither_row_nor_file_nor_comparison(self, released, worked, stranger, sign_in):
        client = sign_in(stranger.user)
        pages = client.get(LIST).content.decode() + client.get(COMPARE).content.decode()
        assert worked.measure.number not in pages
        assert worked.measure.funding_body.name not in pages
        assert [client.get(url).status_code for url in urls_of(released)] == [404, 404, 404]
        assert client.get(COMPARE, {"reihe": worked.measure.number}).status_code == 404

    def test_who_pays_a_share_sees_the_measure_but_not_the_others_whole(self, released, worked, stranger, sign_in):
        whole = made("funder_quarter", worked)
        release_report(report=whole, by=worked.second.user)
        body = stranger.funding_body
        for payer, points in ((worked.measure.funding_body, 6000), (body, 4000)):
            FundingShare.objects.create(
                provider=worked.provider, measure=worked.measure, funding_body=payer, basis_points=points
            )
        client = sign_in(stranger.user)
        assert [row.public_id for row in client.get(LIST).context["quarters"]] == [released.public_id]
        assert [one.key for one in client.get(COMPARE).context["all_series"]] == [worked.measure.number]
        assert [client.get(url).status_code for url in urls_of(whole)] == [404, 404, 404]

    def test_an_ended_access_opens_nothing_any_more(self, released, funder, sign_in):
        client = sign_in(funder.user)
        assert client.get(urls_of(released)[1]).status_code == 200
        funder.ends_on = timezone.localdate() - timedelta(days=1)
        funder.save()
        assert all(client.get(url).status_code in (403, 404) for url in (*urls_of(released), COMPARE))

    @pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.ADMIN])
    def test_staff_have_pages_of_their_own(self, worked, sign_in, role):
        member = MembershipFactory(provider=worked.provider, role=role)
        assert sign_in(member.user).get(COMPARE).status_code == 403


class TestComparison:
    def test_shows_what_was_released_whatever_the_data_say_today(self, released, worked, funder, sign_in):
        released_quarter(worked, "2026-Q2")
        client = sign_in(funder.user)
        before = client.get(COMPARE).content.decode()
        Session.objects.filter(pk=worked.single.pk).update(topic="x")
        worked.measure.name = "Umbenannt"
        series = client.get(COMPARE).context["series"]
        assert [figures["period"] for figures in series.quarters] == ["2026-Q2", "2026-Q3"]
        shown = [[cell.text for cell in row] for row in series.table.rows]
        snapshots = [released.snapshot["figures"]]
        assert shown[0][0] == "3. Quartal 2026"
        assert shown[0][3] == (str(snapshots[0]["stock"]["at_end"]))
        assert before.count("asa-chart--wide") == before.count("asa-chart--narrow") == len(series.charts) == 3
        assert all(chart.message in before for chart in series.charts)
        assert "Wie gerechnet wird" in before

    def test_drafts_and_withdrawn_quarters_are_left_out(self, released, worked, funder, sign_in):
        withdraw_report(report=released, reason="falsch", by=worked.second.user)
        request_report(subject=worked.measure, period="2026-Q2", by=worked.author.user)
        page = sign_in(funder.user).get(COMPARE)
        assert page.context["all_series"] == []
        assert "Noch ist kein Quartal freigegeben" in page.content.decode()

    @pytest.mark.parametrize("wanted", ["", "x", "<script>", "\u202e", "1 OR 1=1"])
    def test_an_unknown_series_is_not_there(self, released, funder, sign_in, wanted):
        assert sign_in(funder.user).get(COMPARE, {"reihe": wanted}).status_code == 404


class TestFiles:
    def test_the_spreadsheet_with_lists_behind_the_figures_says_that_it_is_internal(
        self, released, worked, funder, sign_in
    ):
        url = reverse("report_excel", args=[released.public_id])
        inside = sign_in(worked.author.user).get(url).headers["Content-Disposition"]
        outside = sign_in(funder.user).get(url).headers["Content-Disposition"]
        assert "-intern.xlsx" in inside
        assert inside.replace("-intern", "") == outside

    def test_no_name_stands_anywhere_in_them(self, released, worked, funder, sign_in):
        client = sign_in(funder.user)
        people = [worked.author.user, worked.second.user]
        names = {user.last_name for user in people} | {case.trainee.last_name for case in worked.cases}
        names |= {worked.company.name}
        pdf, xlsx = (b"".join(_bytes(client.get(url))) for url in urls_of(released)[1:])
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            told = " ".join(str(value) for value in opened.docinfo.values())
            told += bytes(opened.Root.Metadata.read_bytes()).decode()
            attached = [opened.attachments[name].get_file().read_bytes().decode() for name in opened.attachments]
        assert json.loads(attached[0])["figures"]
        with zipfile.ZipFile(io.BytesIO(xlsx)) as book:
            parts = " ".join(book.read(name).decode() for name in book.namelist())
            assert "docProps/core.xml" in book.namelist()
        for name in names:
            assert name not in told + attached[0] + parts

    def test_every_download_is_logged(self, released, funder, sign_in, behind, worked):
        client = sign_in(funder.user)
        for url in urls_of(released)[1:] * 2:
            assert client.get(url).status_code == 200
        behind(worked.provider)
        found = LogEntry.objects.filter(kind=LogKind.EXPORT, object_id=released.pk, actor=funder.user)
        assert found.count() == 4


def _bytes(response):
    return response.streaming_content if response.streaming else [response.content]
