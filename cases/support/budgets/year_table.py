"""The contingents of a measure as a table: one row per funding body, one column per part."""

from dataclasses import dataclass, field

from cases.people.models import Measure
from cases.support.budgets.contingents import parts_of
from cases.support.budgets.enums import HourPart
from cases.support.budgets.models import Contingent, MeasureYear

#: Heads of the columns; the full words stand in the forms and in the history.
HEADS = {
    HourPart.TUITION: "Unterricht (SuF)",
    HourPart.STABILISATION: "Stabilisierung (SbB)",
    HourPart.TOTAL: "Gesamtbudget",
}


@dataclass
class YearTable:
    """One measure year; all values in minutes."""

    year: MeasureYear
    parts: tuple[HourPart, ...]
    changes: list[Contingent] = field(default_factory=list)
    is_last: bool = False

    @property
    def rows(self) -> list[tuple[str, list[int], int]]:
        """Return name of the funding body, minutes per part, and their sum."""
        bodies = {row.funding_body_id: row.funding_body.name for row in self.changes}
        found = []
        for pk, name in sorted(bodies.items(), key=lambda item: item[1]):
            values = [
                sum(row.minutes for row in self.changes if row.funding_body_id == pk and row.part == part)
                for part in self.parts
            ]
            found.append((name, values, sum(values)))
        return found

    @property
    def heads(self) -> list[str]:
        return [HEADS[part] for part in self.parts]

    @property
    def sums(self) -> list[int]:
        return [sum(row.minutes for row in self.changes if row.part == part) for part in self.parts]

    @property
    def total(self) -> int:
        return sum(self.sums)

    @property
    def has_sum_row(self) -> bool:
        return len({row.funding_body_id for row in self.changes}) > 1

    @property
    def has_sum_column(self) -> bool:
        return len(self.parts) > 1

    @property
    def history(self) -> list[Contingent]:
        return self.changes[::-1]


def year_tables(measure: Measure) -> list[YearTable]:
    """Return the years of a measure with their contingents, oldest first. Two queries."""
    tables = {
        year.pk: YearTable(year, parts_of(measure))
        for year in MeasureYear.objects.filter(measure=measure).order_by("number")
    }
    changes = Contingent.objects.filter(year__measure=measure).select_related("funding_body", "created_by")
    for row in changes.order_by("created_at", "pk"):
        tables[row.year_id].changes.append(row)
    found = list(tables.values())
    if found:
        found[-1].is_last = True
    return found
