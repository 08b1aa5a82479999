"""The contact report for a company: what was done with it, without the name of an apprentice."""

from datetime import date

from cases.sessions.enums import SessionKind
from reports.engine.documents import report_document, report_pdf
from reports.engine.models import Report
from reports.engine.periods import Period
from reports.engine.snapshots import take_snapshot
from reports.types.company_contacts.figures import company_figures
from tests.factories import CompanyFactory, SessionFactory, at
from tests.reports.test_report_pdf import broken_rules

SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))


def visit(worked, day: str, **more):
    values = {"kind": SessionKind.COMPANION, "company": worked.company, "employer_present": True, "held": True, **more}
    return SessionFactory(
        provider=worked.provider, starts=at(day), length=60, cases=worked.cases[:1], staff=[worked.author], **values
    )


def made(worked) -> Report:
    report = Report(type="company_contacts", provider=worked.provider, company=worked.company, period=SUMMER.code)
    report.snapshot = take_snapshot(report)
    return report


def test_it_counts_the_sessions_with_the_company_and_its_apprentices(worked, behind):
    visit(worked, "2026-06-30")
    visit(worked, "2026-07-01")
    visit(worked, "2026-09-30", employer_present=False)
    visit(worked, "2026-08-01", held=False)
    visit(worked, "2026-08-02", company=CompanyFactory(provider=worked.provider))
    behind(worked.provider)
    figures = company_figures(worked.company, SUMMER)
    assert [contact.on for contact in figures.contacts] == [date(2026, 7, 1), date(2026, 9, 30)]
    assert figures.apprentices == 6
    assert figures.last_contact_before == date(2026, 6, 30)


def test_minutes_come_from_the_hours_account(worked, behind):
    held = visit(worked, "2026-07-01")
    behind(worked.provider)
    booked = sum(entry.minutes for entry in held.entries.filter(account="measure"))
    assert booked > 0
    assert company_figures(worked.company, SUMMER).contacts[0].minutes == booked


def test_the_topic_is_shown_only_where_the_company_was_present(worked, behind):
    visit(worked, "2026-07-01", employer_present=False, topic="Streit mit dem Vorarbeiter")
    behind(worked.provider)
    assert company_figures(worked.company, SUMMER).contacts[0].topic == ""


def test_no_apprentice_is_named_and_the_file_is_accessible(worked, behind):
    visit(worked, "2026-07-01")
    behind(worked.provider)
    report = made(worked)
    words = str(report_document(report))
    assert not [case for case in worked.cases if case.trainee.last_name in words]
    assert broken_rules(report_pdf(report)) == []


def test_a_period_without_contact_says_so(worked):
    document = report_document(made(worked))
    assert "keinen Termin" in document.sections[1].headline
    assert broken_rules(report_pdf(made(worked))) == []
