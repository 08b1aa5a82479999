"""What a report lacks: the page before order and release, and what the report itself says of its completeness."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from asa.accounts.enums import Role
from asa.accounts.models import LogEntry
from asa.jobs.models import Job
from asa.jobs.running import run
from cases.people.enums import Gender
from cases.people.models import Trainee
from reports.completeness.frozen import completeness
from reports.completeness.read_model import completeness_of
from reports.completeness.words import completeness_words
from reports.engine.documents import report_pdf, report_xlsx
from reports.engine.models import Report, ReportState
from reports.engine.registry import report_types
from reports.engine.services import request_report
from reports.engine.snapshots import take_snapshot
from tests.factories import CaseFactory, FunderAccessFactory, MembershipFactory, TrainingContractFactory
from tests.reports.pdf_text import pdf_text
from tests.reports.test_report_pages import order_values

PRECHECK = "/berichte/neu/quarter/vollstaendigkeit/"


def page_of(report):
    return reverse("report_completeness", args=[report.public_id])


def quarter(worked, by=None):
    return Report(type="quarter", measure=worked.measure, period="2026-Q3", provider=worked.provider, created_by=by)


def people_list(worked):
    return Report(
        type="participants",
        measure=worked.measure,
        period="2026-09-30",
        provider=worked.provider,
        created_by=worked.author.user,
    )


def without_gender(cases):
    Trainee.objects.filter(cases__in=cases).update(gender="")


def with_gender(cases):
    Trainee.objects.filter(cases__in=cases).update(gender=Gender.FEMALE)


def words_of(report):
    return completeness_words(take_snapshot(report)["head"])


class TestWhatTheReportSays:
    def test_every_type_says_what_it_lacks_and_of_how_many(self):
        assert [kind.code for kind in report_types().values() if kind.gaps is None or kind.whole is None] == []

    def test_a_list_with_names_says_for_how_many_of_how_many(self, worked):
        Trainee.objects.filter(cases__in=worked.cases).update(birth_date="2007-01-01", customer_number="123A456789")
        Trainee.objects.filter(cases=worked.cases[0]).update(birth_date=None)
        words = words_of(people_list(worked))
        assert "Geburtsdatum fehlt: bei 1 von 6 Teilnahmen" in words

    def test_a_report_without_names_never_tells_a_small_number(self, worked):
        with_gender(worked.cases)
        without_gender(worked.cases[:2])
        snapshot = take_snapshot(quarter(worked))
        assert "Geschlecht fehlt: bei einem Teil der Teilnahmen" in completeness_words(snapshot["head"])
        of_people = [line for line in snapshot["head"]["completeness"]["lines"] if line["unit"] == "case"]
        assert of_people
        assert {line["number"] for line in of_people} <= {None, 6}
        assert "gaps" not in snapshot["head"]

    @pytest.mark.parametrize("missing", range(7))
    def test_it_never_tells_more_than_the_table(self, worked, missing):
        with_gender(worked.cases)
        without_gender(worked.cases[:missing])
        snapshot = take_snapshot(quarter(worked))
        table = snapshot["figures"]["persons"]["genders"]
        shown = {cell["key"]: cell["value"] for cell in table["cells"]}
        lines = snapshot["head"]["completeness"]["lines"]
        told = [line["number"] for line in lines if line["what"] == "Geschlecht fehlt"]
        assert told == ([shown["gender:none"]] if missing else [])
        assert not told or told[0] in (None, 6)

    def test_it_tells_the_number_that_its_own_table_shows(self, worked):
        without_gender(worked.cases)
        assert "Geschlecht fehlt: bei 6 von 6 Teilnahmen" in words_of(quarter(worked))

    def test_months_and_sessions_are_counted(self, worked):
        words = words_of(quarter(worked))
        assert "Monate nicht abgeschlossen: 3 von 3" in words
        assert "Termine nicht erfasst: 1" in words

    def test_a_snapshot_of_an_earlier_release_still_opens(self):
        assert completeness_words({"gaps": [["Kammer fehlt", 3]]}) == ["Kammer fehlt: 3"]
        assert completeness_words({}) == []

    def test_the_spreadsheet_says_it_too(self, draft):
        sheet = load_workbook(BytesIO(report_xlsx(draft)))["Erläuterung"]
        rows = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if row[0]}
        assert "Monate nicht abgeschlossen: 3 von 3" in rows["Vollständigkeit"]

    def test_the_pdf_says_it_too(self, draft):
        words = pdf_text(report_pdf(draft))
        for told in completeness_words(draft.snapshot["head"]):
            assert told.replace(" ", "") in words

    def test_page_and_frozen_figures_say_the_same_after_release(self, released, worked, sign_in):
        with_gender(worked.cases)
        page = sign_in(worked.author.user).get(reverse("report_detail", args=[released.public_id]))
        for words in completeness_words(released.snapshot["head"]):
            assert words in page.content.decode()


class TestPageBeforeRelease:
    def test_it_names_what_lacks_with_the_way_to_mend_it(self, draft, worked, sign_in):
        without_gender(worked.cases[:1])
        name = worked.cases[0].trainee.full_name
        page = sign_in(worked.author.user).get(page_of(draft)).content.decode()
        assert "Geschlecht fehlt" in page
        assert name in page
        assert reverse("trainee_edit", args=[worked.cases[0].public_id]) in page
        assert "Zur Freigabe geben" in page

    def test_people_of_others_are_only_counted(self, draft, worked, behind):
        without_gender(worked.cases)
        other = MembershipFactory(provider=worked.provider, role=Role.CONTACT_PERSON)
        behind(worked.provider)
        lacking = completeness_of(draft, other.user)
        group = next(group for group in lacking.groups if group.what == "Geschlecht fehlt")
        assert (group.number, group.hidden, group.rows) == (6, 6, ())

    def test_a_link_that_the_role_may_not_follow_is_left_out(self, draft, worked, sign_in):
        urls = {row.who: row.url for group in completeness_of(draft, worked.author.user).groups for row in group.rows}
        closing = [url for who, url in urls.items() if "09/2026" in who]
        assert closing == [""]

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION, Role.TEACHER])
    def test_who_sees_no_draft_sees_no_gaps(self, draft, worked, sign_in, role):
        client = sign_in(MembershipFactory(provider=worked.provider, role=role).user)
        assert client.get(page_of(draft)).status_code in (403, 404)
        assert client.post(reverse("report_recount", args=[draft.public_id])).status_code in (403, 404)

    def test_a_funder_and_another_provider_find_nothing(self, draft, worked, sign_in):
        funder = FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user
        assert sign_in(funder).get(page_of(draft)).status_code == 404
        assert sign_in(MembershipFactory().user).get(page_of(draft)).status_code == 404

    def test_a_funder_reads_no_gaps_of_a_released_one(self, released, worked, sign_in):
        funder = FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user
        assert sign_in(funder).get(page_of(released)).status_code == 403

    def test_a_released_report_leads_to_itself(self, released, worked, sign_in):
        response = sign_in(worked.author.user).get(page_of(released))
        assert response.url == reverse("report_detail", args=[released.public_id])

    def test_hostile_names_stay_text(self, draft, worked, sign_in):
        Trainee.objects.filter(cases=worked.cases[0]).update(last_name="<script>alert(1)</script>", gender="")
        page = sign_in(worked.author.user).get(page_of(draft)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page

    def test_the_queries_do_not_grow_with_the_people(self, draft, worked, behind, django_assert_max_num_queries):
        with django_assert_max_num_queries(40) as before:
            completeness_of(draft, worked.author.user)
        for _ in range(5):
            case = CaseFactory(provider=worked.provider, measure=worked.measure, contact_person=worked.author)
            TrainingContractFactory(case=case, company=worked.company)
        behind(worked.provider)
        with django_assert_max_num_queries(len(before)):
            completeness_of(draft, worked.author.user)


class TestPageBeforeOrdering:
    def test_it_orders_nothing_and_leads_on_to_the_order(self, worked, sign_in, behind):
        client = sign_in(worked.author.user)
        values = order_values(worked.measure)
        response = client.post(PRECHECK, values)
        assert response.status_code == 200
        assert "Monate nicht abgeschlossen" in response.content.decode()
        behind(worked.provider)
        assert not Report.objects.exists()
        response = client.post(reverse("report_order", args=["quarter"]), dict(response.context["fields"]))
        behind(worked.provider)
        assert response.url == reverse("report_detail", args=[Report.objects.get().public_id])

    def test_several_chosen_people_are_carried_on(self, worked, sign_in, behind):
        client = sign_in(worked.author.user)
        values = {
            "cases": [case.pk for case in worked.cases[:2]],
            "starts_on": "2026-07-01",
            "ends_on": "2026-09-30",
            "reason": "",
            "request_key": str(uuid4()),
        }
        response = client.post("/berichte/neu/audit_folder/vollstaendigkeit/", values)
        assert [value for name, value in response.context["fields"] if name == "cases"] == [
            str(case.pk) for case in worked.cases[:2]
        ]
        back = client.get(response.context["back"])
        assert back.content.decode().count("checked") == 2

    def test_a_wrong_period_is_refused_at_the_field(self, worked, sign_in):
        response = sign_in(worked.author.user).post(PRECHECK, order_values(worked.measure, period="2031-Q1"))
        assert response.status_code == 422
        assert "period" in response.context["form"].errors

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION, Role.TEACHER])
    def test_who_may_not_order_is_told_nothing(self, worked, sign_in, role):
        client = sign_in(MembershipFactory(provider=worked.provider, role=role).user)
        assert client.post(PRECHECK, order_values(worked.measure)).status_code == 403


class TestRecount:
    def test_what_was_added_stands_in_the_draft_after_counting_anew(self, draft, worked, sign_in, behind):
        without_gender(worked.cases)
        client, url = sign_in(worked.author.user), reverse("report_recount", args=[draft.public_id])
        jobs = Job.objects.count()
        assert {client.post(url).url for _ in range(2)} == {reverse("report_detail", args=[draft.public_id])}
        behind(worked.provider)
        draft.refresh_from_db()
        assert (draft.state, Job.objects.count()) == (ReportState.ORDERED, jobs + 1)
        assert LogEntry.objects.filter(object_id=draft.pk, details__event="recounted").exists()
        assert run(draft.job_id)
        draft.refresh_from_db()
        assert "Geschlecht fehlt: bei 6 von 6 Teilnahmen" in completeness_words(draft.snapshot["head"])

    def test_a_failed_draft_is_tried_again(self, draft, worked, sign_in, behind):
        Report.objects.filter(pk=draft.pk).update(state=ReportState.FAILED, failure="Zu groß.")
        client = sign_in(worked.author.user)
        page = client.get(reverse("report_detail", args=[draft.public_id])).content.decode()
        assert "Entwurf erneut erstellen" in page
        client.post(reverse("report_recount", args=[draft.public_id]))
        behind(worked.provider)
        draft.refresh_from_db()
        assert (draft.state, draft.failure) == (ReportState.ORDERED, "")

    def test_a_released_one_never_changes(self, released, worked, sign_in, behind):
        sign_in(worked.author.user).post(reverse("report_recount", args=[released.public_id]))
        behind(worked.provider)
        released.refresh_from_db()
        assert released.state == ReportState.RELEASED


def test_an_audit_folder_counts_its_people_and_their_sessions(worked):
    report = request_report(
        type="audit_folder",
        subject=None,
        case_ids=[case.pk for case in worked.cases[:4]],
        provider_id=worked.provider.pk,
        period="2026-07-01_2026-09-30",
        by=worked.author.user,
    )
    found = completeness(report, {})
    lines = {line["what"]: (line["number"], line["of"]) for line in found["lines"]}
    assert lines["Termine nicht erfasst"] == (4, 13)
    assert found["cases"] == [4, 4]


def test_a_contact_report_counts_its_sessions(worked):
    report = Report(
        type="company_contacts",
        company=worked.company,
        period="2026-07-01_2026-09-30",
        provider=worked.provider,
        created_by=worked.author.user,
    )
    assert words_of(report) == []
    assert completeness_of(report, worked.author.user).groups == ()
