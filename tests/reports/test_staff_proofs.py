"""Proofs of staff stand in the audit folder; days only as far as whoever orders it may know them."""

from datetime import date

import pytest

from asa.accounts.enums import Role
from asa.accounts.models import Membership
from cases.people.case_team import name_case_staff
from reports.engine.documents import report_document, report_pdf
from reports.engine.periods import Period
from reports.types.audit_folder.figures import audit_figures
from tests.factories import MembershipFactory, TeamFactory
from tests.reports.pdf_text import pdf_pieces, pdf_text
from tests.reports.test_audit_folder import ordered

SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))
SEEN, SIGNED = date(2025, 3, 4), date(2025, 3, 5)


@pytest.fixture
def proven(worked, behind):
    """The contact person with all proofs, and a social worker of another team in the case team."""
    behind(worked.provider)
    proofs = {"qualification": "Meister", "conduct_seen_on": SEEN, "secrecy_signed_on": SIGNED}
    Membership.objects.filter(pk=worked.author.pk).update(**proofs)
    social = MembershipFactory(
        provider=worked.provider, role=Role.SOCIAL_WORKER, team=TeamFactory(provider=worked.provider),
        qualification="Soziale Arbeit (B.A.)", conduct_seen_on=SEEN, secrecy_signed_on=None,
    )  # fmt: skip
    behind(worked.provider)
    name_case_staff(case=worked.cases[0], member=social, starts_on=date(2026, 7, 1), by=None)
    return worked, social


def proofs_of(worked, reader):
    (folder,) = audit_figures([worked.cases[0].pk], SUMMER, reader=reader).cases
    return {row.cells[0]: row.cells[1:] for row in folder.proofs}


def test_the_system_reads_all(proven):
    worked, social = proven
    found = proofs_of(worked, None)
    assert found[worked.author.user.full_name] == (
        "Ausbildungsbegleitung", "angestellt", "Meister", "04.03.2025", "05.03.2025",
    )  # fmt: skip
    assert found[social.user.full_name][3:] == ("04.03.2025", "nicht eingetragen")


def test_a_contact_person_knows_the_own_days_only(proven):
    worked, social = proven
    found = proofs_of(worked, worked.author.user)
    assert found[worked.author.user.full_name][3:] == ("04.03.2025", "05.03.2025")
    assert found[social.user.full_name][2:] == ("Soziale Arbeit (B.A.)", "bei der Verwaltung", "bei der Verwaltung")


def test_a_team_lead_knows_those_of_the_team(proven, behind):
    worked, social = proven
    Membership.objects.filter(pk=worked.author.pk).update(team=worked.cases[0].team)
    lead = MembershipFactory(provider=worked.provider, role=Role.TEAM_LEAD, team=worked.cases[0].team)
    behind(worked.provider)
    found = proofs_of(worked, lead.user)
    assert found[worked.author.user.full_name][3:] == ("04.03.2025", "05.03.2025")
    assert found[social.user.full_name][3:] == ("bei der Verwaltung", "bei der Verwaltung")


def test_the_file_shows_them_and_says_no_longer_that_they_are_missing(proven):
    worked, _ = proven
    report = ordered(worked, worked.cases[:1], worked.author.user)
    words = dict(report_document(report).definitions)
    assert "Qualifikationsnachweise" not in words["Nicht enthalten"]
    shown = pdf_text(report_pdf(report))
    assert "NachweisederFachkräfte" in shown
    assert "SozialeArbeit(B.A.)" in shown


def test_folders_from_before_have_no_such_table(proven):
    worked, _ = proven
    report = ordered(worked, worked.cases[:1], worked.author.user)
    for case in report.snapshot["figures"]["cases"]:
        case.pop("proofs")
    assert "Nachweise" not in str([block for section in report_document(report).sections for block in section.blocks])


def test_no_long_word_breaks_in_the_narrow_tables(proven):
    worked, _ = proven
    drawn = {piece.strip() for piece in pdf_pieces(report_pdf(ordered(worked, [worked.cases[0]], worked.author.user)))}
    for word in ("Führungszeugnis", "Ausbildungsbegleitung"):
        assert any(word in piece for piece in drawn)
        assert not drawn & {word[:length] for length in range(5, len(word))}
