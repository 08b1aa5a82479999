"""The audit folder: chosen cases in one PDF and a ZIP, without protected notes, and only for who may see all of it."""

import io
from datetime import date
from uuid import uuid4
from zipfile import ZipFile

import pytest
from lxml import html

from asa.accounts.enums import Role
from asa.jobs.models import Job
from asa.jobs.running import run
from cases.desk.life.services import end_case
from reports.engine.documents import report_document, report_pdf
from reports.engine.models import Report, ReportState
from reports.engine.periods import Period
from reports.engine.services import request_report
from reports.types.audit_folder.figures import audit_figures
from tests.factories import CaseFactory, CounsellingNoteFactory, MembershipFactory, TeamFactory
from tests.reports.pdf_text import pdf_text
from tests.reports.test_report_pdf import broken_rules

SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))


def ordered(worked, cases, by) -> Report:
    report = request_report(
        type="audit_folder",
        subject=None,
        provider_id=worked.provider.pk,
        case_ids=[case.pk for case in cases],
        period=SUMMER,
        by=by,
    )
    for _ in range(3):
        Job.objects.filter(pk=report.job_id).update(due_at="2026-01-01T00:00Z")
        run(report.job_id)
    report.refresh_from_db()
    return report


def test_it_holds_contract_attendance_and_hours_of_each_case(worked):
    figures = audit_figures([case.pk for case in worked.cases[:2]], SUMMER, reader=None)
    first = next(folder for folder in figures.cases if folder.name == worked.cases[0].trainee.full_name)
    assert [row.cells[0] for row in first.sessions] == [date(2026, 7, 6), date(2026, 8, 3), date(2026, 9, 7)]
    assert [row.cells[3] for row in first.sessions] == [90, 45, 30]
    assert first.contracts[0].cells[0] == worked.company.name
    assert sum(row.cells[3] for row in first.months) == sum(row.cells[5] for row in first.sessions) > 0
    assert first.staff[0].cells[1] == "feste Ansprechperson"


def test_it_says_how_somebody_left(worked):
    who = worked.cases[0]
    end_case(case=who, on=date(2026, 9, 30), reason="exam_passed", whereabouts="taken_over", by=worked.author.user)
    report = ordered(worked, [who], worked.author.user)
    facts = report_document(report).sections[1].blocks[0]
    assert ("Austrittsgrund", "Prüfung bestanden") in facts.rows
    assert ("Verbleib", "vom Ausbildungsbetrieb übernommen") in facts.rows


def test_protected_notes_are_nowhere(worked, behind):
    CounsellingNoteFactory(case=worked.cases[0], sealed_text="Geheimes Gespräch über die Familie")
    behind(worked.provider)
    report = ordered(worked, worked.cases[:1], worked.author.user)
    assert "Geheimes" not in str(report.snapshot)


def test_the_queries_do_not_grow_with_the_cases(worked, django_assert_num_queries):
    # cases, stays, contracts, contact persons, staff, elements, attendances, session staff, bookings, days, months,
    # agreements, events, exams, wording of exits
    for number in (1, 6):
        with django_assert_num_queries(15):
            audit_figures([case.pk for case in worked.cases[:number]], SUMMER, reader=None)


def test_the_zip_has_one_pdf_and_one_spreadsheet_per_case(worked):
    report = ordered(worked, worked.cases[:2], worked.author.user)
    assert report.state == ReportState.DRAFT
    with report.files.get().companion.open() as stored:
        archive = ZipFile(io.BytesIO(stored.read()))
    names = sorted(archive.namelist())
    assert [name[:3] + name[-4:] for name in names] == ["01-.pdf", "01-xlsx", "02-.pdf", "02-xlsx"]
    assert archive.read(names[0]).startswith(b"%PDF")


def test_each_case_begins_a_page_and_the_file_is_accessible(worked):
    report = ordered(worked, worked.cases[:2], worked.author.user)
    sections = report_document(report).sections
    assert [section.breaks for section in sections] == [False, True, True]
    assert broken_rules(report_pdf(report)) == []


def test_the_contents_lead_to_the_page_of_each_case(worked):
    report = ordered(worked, worked.cases[:2], worked.author.user)
    contents, *cases = report_document(report).sections
    assert [name.leads_to for name, *_ in contents.blocks[0].rows] == [case.anchor for case in cases]
    first_page = pdf_text(report_pdf(report)).partition("Seite1von")[0]
    assert f"{contents.blocks[0].rows[0][0].text} · Seite 2".replace(" ", "") in first_page


def test_more_cases_than_one_file_holds_are_refused_and_stay_chosen(worked, sign_in):
    same = {"provider": worked.provider, "team": worked.cases[0].team, "measure": worked.measure}
    CaseFactory.create_batch(12, contact_person=worked.author, **same)
    client = sign_in(worked.author.user)
    offered = html.fromstring(client.get("/berichte/neu/audit_folder/").content).xpath("//input[@name='cases']/@value")
    chosen = {"cases": offered[:16], "starts_on": "2026-07-01", "ends_on": "2026-09-30", "request_key": str(uuid4())}
    answer = client.post("/berichte/neu/audit_folder/", chosen)
    assert answer.status_code == 422
    assert "Sie haben 16 gewählt. Wählen Sie höchstens 15." in answer.content.decode()
    ticked = html.fromstring(answer.content).xpath("//input[@name='cases' and @checked]")
    assert len(ticked) == 16


def test_a_case_of_another_team_is_refused(worked, behind):
    foreign = CaseFactory(provider=worked.provider, team=TeamFactory(provider=worked.provider), measure=worked.measure)
    behind(worked.provider)
    report = ordered(worked, [worked.cases[0], foreign], worked.author.user)
    assert report.state == ReportState.FAILED
    assert "Nicht alle gewählten Teilnahmen" in report.failure


@pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING, Role.TEACHER, Role.DATA_PROTECTION])
def test_other_roles_order_none(worked, sign_in, role):
    member = MembershipFactory(provider=worked.provider, role=role)
    assert sign_in(member.user).get("/berichte/neu/audit_folder/").status_code == 403


def test_a_colleague_does_not_see_it(worked, sign_in):
    report = ordered(worked, worked.cases[:1], worked.author.user)
    colleague = MembershipFactory(provider=worked.provider)
    assert sign_in(colleague.user).get(f"/berichte/{report.public_id}/").status_code == 404
    assert sign_in(worked.author.user).get(f"/berichte/{report.public_id}/zip/").status_code == 200


def test_the_same_cases_in_another_order_are_the_same_folder(worked):
    first = ordered(worked, worked.cases[:2], worked.author.user)
    assert ordered(worked, worked.cases[1::-1], worked.author.user).pk == first.pk
