"""The list of bookings as CSV is written by the database and says the same as the page."""

import csv
from io import StringIO

from asa.accounts import wall
from reports.engine.drill_down import entries_csv

KEYS = ("minutes", "own", "minutes:tuition")


def read(found):
    return list(csv.reader(StringIO(b"".join(entries_csv(found)).decode("utf-8-sig")), delimiter=";"))


def test_the_lines_are_those_of_the_page(draft, worked):
    case = worked.cases[0]
    case.trainee.last_name = "=1+1;x"
    case.trainee.save()
    with wall.within(worked.provider.pk):
        for key in KEYS:
            found = draft.kind.entries(draft, key, worked.second.user)
            assert found.stored is not None
            assert found.entries
            head, *rows = read(found)
            assert head == list(found.head)
            shown = [[cell.text for cell in entry.cells] for entry in found.entries]
            assert sorted(rows) == sorted(shown)


def test_a_name_that_looks_like_a_formula_is_harmless(draft, worked):
    trainee = worked.cases[0].trainee
    trainee.first_name = "=HYPERLINK(1)"
    trainee.save()
    with wall.within(worked.provider.pk):
        rows = read(draft.kind.entries(draft, "own", worked.second.user))
    names = {row[3] for row in rows}
    assert f"'=HYPERLINK(1) {trainee.last_name}" in names
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row)
