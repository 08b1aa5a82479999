"""What a report lacks, as one reader may know it: grouped by kind, each line with the link that mends it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from asa.accounts.access import Access, access_of
from asa.accounts.models import User
from asa.accounts.permissions import RoutePermission
from cases.people.models import Case
from reports.completeness.frozen import number_of_cases
from reports.engine.models import Report
from reports.engine.registry import Gap, Unit

#: So many lines of a kind stand open; the others unfold.
OPEN_LINES = 8


@dataclass(frozen=True)
class GapRow:
    """One line: for whom, and where it is mended; `url` is empty where the reader may not go."""

    who: str
    url: str


@dataclass(frozen=True)
class GapGroup:
    """All gaps of one kind. `hidden` are those of people whom the reader may not see."""

    what: str
    number: int
    of: int | None
    rows: tuple[GapRow, ...]
    hidden: int
    is_counted: bool

    @property
    def first(self) -> tuple[GapRow, ...]:
        return self.rows[:OPEN_LINES]

    @property
    def more(self) -> tuple[GapRow, ...]:
        return self.rows[OPEN_LINES:]


@dataclass(frozen=True)
class Completeness:
    """What a report lacks. `cases` and `of_cases` are numbers of people, None where the type counts none."""

    groups: tuple[GapGroup, ...]
    cases: int | None
    of_cases: int | None

    @property
    def number(self) -> int:
        """Return how many things lack in all."""
        return sum(group.number for group in self.groups)


def completeness_of(report: Report, reader: User) -> Completeness:
    """Return what lacks today. The number of queries grows neither with the gaps nor with the people.

    `report` may be unsaved: the page comes before a report is ordered, too.
    """
    kind = report.kind
    gaps = [*(kind.gaps(report) if kind.gaps else []), *_of_texts(report)]
    whole = kind.whole(report) if kind.whole else {}
    named = {gap.case for gap in gaps if gap.case is not None}
    seen = set(Case.objects.visible_to(reader).filter(pk__in=named).values_list("pk", flat=True)) if named else set()
    access, ways = access_of(reader), dict[str, bool]()
    groups: dict[str, list[Gap]] = {}
    for gap in gaps:
        groups.setdefault(gap.what, []).append(gap)

    def row(gap: Gap) -> GapRow:
        return GapRow(gap.who, gap.url if gap.url and may_follow(access, gap.url, ways) else "")

    return Completeness(
        tuple(
            GapGroup(
                what,
                (number_of_cases(found) if found[0].unit == Unit.CASE else 0) or len(found),
                whole.get(what, whole.get(found[0].unit)),
                tuple(row(gap) for gap in found if gap.case is None or gap.case in seen),
                sum(gap.case is not None and gap.case not in seen for gap in found),
                found[0].unit != Unit.ONE,
            )
            for what, found in groups.items()
        ),
        number_of_cases(gaps) if Unit.CASE in whole else None,
        whole.get(Unit.CASE),
    )


def _of_texts(report: Report) -> list[Gap]:
    """Return the introduction where a type has one and nobody has written it."""
    form = report.kind.form
    if not report.pk or form is None or "narrative" not in form.base_fields or report.texts.get("narrative"):
        return []
    return [Gap("Einleitung noch nicht geschrieben", "der Bericht beginnt dann mit den Zahlen", "", unit=Unit.ONE)]


def may_follow(access: Access, url: str, known: dict[str, bool]) -> bool:
    """Return whether the reader's roles open the route that the link leads to; one look per route."""
    try:
        match = resolve(urlsplit(url).path)
    except Resolver404:
        return False
    name = match.url_name or ""
    if name not in known:
        permission = getattr(match.func, "permission", None)
        known[name] = isinstance(permission, RoutePermission) and _opens(access, permission)
    return known[name]


def _opens(access: Access, permission: RoutePermission) -> bool:
    if permission.cells:
        return any(access.may(*cell) for cell in permission.cells)
    return not permission.roles or bool(access.roles & permission.roles)
