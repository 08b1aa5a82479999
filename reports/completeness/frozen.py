"""How complete a report is, as numbers that go into its snapshot: never a name, never a small group of people.

A report without names may not tell by how many something lacks if that is about few persons, and the number must not
help to compute a hidden cell. So it repeats what the table of persons says; where the table hides it, or there is no
such table, it only says that it is so for some of them. Sessions, months and days are no persons and are counted.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reports.engine.registry import Gap, Unit

if TYPE_CHECKING:
    from reports.engine.models import Report

PERSONS = (Unit.CASE, Unit.COMPANY)


def completeness(report: "Report", figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return {"cases": [with a gap, of how many] or None, "lines": [what, unit, number, of]}; None is not told.

    `figures` are the report's as a dict; what they hide is not told here either.
    """
    kind = report.kind
    if kind.gaps is None:
        return {"cases": None, "lines": []}
    found = kind.gaps(report)
    whole = kind.whole(report) if kind.whole else {}
    by_kind: dict[str, list[Gap]] = {}
    for gap in found:
        by_kind.setdefault(gap.what, []).append(gap)
    lines = [_line(gaps, whole, figures, may_tell=kind.has_names) for gaps in by_kind.values()]
    cases = None
    if kind.has_names and Unit.CASE in whole:
        cases = [number_of_cases(found), whole[Unit.CASE]]
    return {"cases": cases, "lines": lines}


def number_of_cases(gaps: Sequence[Gap]) -> int:
    """Return for how many different cases something lacks."""
    return len({gap.case for gap in gaps if gap.case is not None})


def _line(
    gaps: Sequence[Gap], whole: Mapping[str, int], figures: Mapping[str, Any], *, may_tell: bool
) -> dict[str, Any]:
    first = gaps[0]
    number: int | None = len(gaps)
    of = whole.get(first.what, whole.get(first.unit))
    unit = first.unit
    if unit == Unit.CASE:
        number = number_of_cases(gaps) or len(gaps)
    if unit in PERSONS and not may_tell:
        number, of = _published(figures, first.cell)
        unit = Unit.CASE
    return {"what": first.what, "unit": str(unit), "number": number, "of": of}


def _published(figures: Mapping[str, Any], cell: Sequence[str]) -> tuple[int | None, int | None]:
    """Return the number of a table's cell and the table's total as the report shows them; None where it does not."""
    if not cell:
        return None, None
    *path, key = cell
    group: Any = figures
    for name in path:
        group = group.get(name) if isinstance(group, Mapping) else None
    if not isinstance(group, Mapping):
        return None, None
    number = next((one["value"] for one in group.get("cells", ()) if one["key"] == key), None)
    return (number, group.get("total")) if number else (None, None)
