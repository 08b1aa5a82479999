"""The entries behind the figures of a quarter, and what is lacking for it."""

from datetime import date
from decimal import Decimal

import pytest

from asa.documents.spreadsheets import Format
from cases.people.enums import ExitReason
from cases.people.life.exits import enter_exit
from cases.people.models import TrainingContract
from cases.sessions.ledger.models import LedgerEntry
from reports.engine.documents import report_document
from reports.engine.services import request_report
from reports.types.quarter.entries import entries
from reports.types.quarter.gaps import gaps
from tests.factories import CaseFactory, MembershipFactory, at


@pytest.fixture
def report(worked):
    report = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    report.data_as_of = at("2027-01-01")
    return report


def _list(report, key, worked):
    return entries(report, key, worked.author.user)


def test_the_bookings_behind_the_hours_add_up_to_them(report, worked):
    found = _list(report, "minutes:tuition", worked)
    assert sum(float(entry.cells[4].value) for entry in found.entries) == (90 + 45) / 60 + 0.05  # tenths, rounded
    assert found.hidden == 0
    own = _list(report, "own:tuition", worked)
    assert len(own.entries) == 7


def test_bookings_made_after_the_data_were_counted_are_left_out(report, worked):
    report.data_as_of = at("2020-01-01")
    assert _list(report, "minutes:tuition", worked).entries == []
    assert LedgerEntry.objects.count() > 0


def test_everyone_who_was_there_is_listed(report, worked):
    names = {entry.cells[0].text for entry in _list(report, "end", worked).entries}
    assert names == {case.trainee.full_name for case in worked.cases}


def test_exits_and_their_reasons(report, worked):
    lead = worked.second.user
    enter_exit(case=worked.cases[0], by=None, on=date(2026, 8, 31), reason=ExitReason.MOVED)
    assert len(entries(report, "exits", lead).entries) == 1
    assert entries(report, "exit:moved", lead).entries[0].cells[4].text == "Umzug"


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("sessions", 3),
        ("sessions:tuition", 2),
        ("form:group", 2),
        ("form:single", 1),
        ("missed:tuition", 0),
        ("attendance", 13),
        ("attendance:came", 13),
        ("attendance:called_off", 0),
        ("companies", 1),
        ("breaks", 0),
        ("exams", 0),
        ("size:10-49", 6),
        ("chamber:hwk", 6),
        ("success:trial", 0),
        ("success:trial:met", 0),
        ("success:hours_used:met", 13),
        ("minutes@2026-Q2", 1),
        ("sessions@2026-Q2", 1),
        ("end@2025-Q4", 6),
        ("entries@2025-Q4", 0),
        ("agreed", 0),
    ],
)
def test_each_key_has_its_list(report, worked, key, number):
    found = _list(report, key, worked)
    assert len(found.entries) == number
    assert all(len(entry.cells) == len(found.head) for entry in found.entries)


@pytest.mark.parametrize(
    "key", ["nonsense", "end@2019-Q1", "end@", "rest:nonsense", "rest:phases", "rest:stock", "success:nonsense", "@"]
)
def test_an_unknown_key_has_none(report, worked, key):
    assert _list(report, key, worked) is None


def test_every_number_opens_as_many_entries_as_it_says(draft, worked):
    """Whole numbers are counts of the list's entries, hours their sum; also of other periods and of joined rows."""
    draft.snapshot["figures"]["persons"]["phases"]["cells"][0]["value"] = None  # as where few persons are hidden
    checked = set()
    for table in report_document(draft).tables():
        for row in table.rows:
            for cell in (cell for cell in row[1:] if cell.is_number and isinstance(cell.value, int | Decimal)):
                assert cell.entries, (table.caption, row[0].text)
                found = entries(draft, cell.entries, worked.second.user)
                if cell.format == Format.WHOLE:
                    assert cell.value == len(found.entries) + found.hidden, cell.entries
                elif cell.format == Format.TENTHS and "missed" not in cell.entries:
                    assert f"{cell.text} Stunden" in found.today, cell.entries
                checked.add(cell.entries)
    assert {"rest:phases", "end@2025-Q4", "minutes:tuition@2026-Q2", "attendance:came@2026-Q2", "start"} <= checked


def test_the_list_says_what_the_report_says(draft, worked, sign_in):
    page = sign_in(worked.author.user).get(f"/berichte/{draft.public_id}/zahlen/?zahl=minutes:tuition").content.decode()
    assert "<dt>Im Bericht</dt><dd>2,3</dd>" in page
    assert "<dt>Heute</dt><dd>2 Buchungen, 2,3 Stunden</dd>" in page


def test_what_the_reader_may_not_see_is_counted_not_named(report, worked):
    stranger = MembershipFactory(provider=worked.provider)
    found = entries(report, "end", stranger.user)
    assert (len(found.entries), found.hidden) == (0, 6)
    assert entries(report, "own:tuition", stranger.user).hidden == 7


def _whats(report):
    return {(gap.what, bool(gap.url)) for gap in gaps(report)}


def test_gaps_name_what_is_lacking_with_the_link_that_mends_it(report, worked):
    assert ("Geschlecht fehlt", True) in _whats(report)
    assert ("Monate nicht abgeschlossen", True) in _whats(report)
    assert ("Stunden nicht vereinbart", True) in _whats(report)
    assert ("Termine nicht erfasst", True) in _whats(report)  # the planned session of the 8th of September
    assert ("Größe des Betriebs fehlt", True) not in _whats(report)
    worked.company.size = ""
    worked.company.save()
    enter_exit(case=worked.cases[0], by=None, on=date(2026, 8, 31), reason=ExitReason.MOVED)
    TrainingContract.objects.filter(case=worked.cases[1]).update(ended_on=date(2026, 7, 1), end_reason="dismissal")
    found = _whats(report)
    assert ("Größe des Betriebs fehlt", True) in found
    assert ("Verbleib nach Austritt fehlt", True) in found
    assert ("Kein laufender Ausbildungsvertrag erfasst", True) in found


def test_gaps_cost_the_same_queries_for_any_number_of_people(report, worked, django_assert_max_num_queries):
    with django_assert_max_num_queries(17) as before:
        gaps(report)
    for _ in range(4):
        CaseFactory(provider=worked.provider, measure=worked.measure, contact_person=worked.author)
    with django_assert_max_num_queries(len(before)):
        gaps(report)
