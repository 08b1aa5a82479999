"""The figures of a quarter or a year over some measures, small groups hidden.

Every figure names what it counts, its numerator and denominator, and the day it stands for. Persons are cases: someone
who takes part twice counts twice, as in the agency's statistics (domain file, section 1). None is a hidden number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cases.people.models import Measure
from reports.engine.periods import Period
from reports.engine.small_cells import (
    Cell,
    Group,
    Part,
    given_away,
    is_small,
    protected_parts,
    protected_ratio,
    protected_tables,
)
from reports.types.quarter.counting import NO_CONTRACT, Counts
from reports.types.quarter.queries import facts_of
from reports.types.quarter.scope import Scope, of_measure

#: The snapshot's version; an older one has no such key and is not shown as figures any more.
VERSION = 2


@dataclass(frozen=True)
class Ratio:
    """A share with what it is made of; both None where one of them is hidden. `cut_off` is the day it stands for."""

    key: str
    numerator: int | None
    denominator: int | None
    cut_off: date


@dataclass(frozen=True)
class Stock:
    """Persons in the measures. Entries and exits are hidden together, because start + entries - exits = end."""

    at_start: int | None
    entries: int | None
    exits: int | None
    at_end: int | None


@dataclass(frozen=True)
class Movement:
    """Entries and exits of one quarter."""

    period: str
    entries: int | None
    exits: int | None


@dataclass(frozen=True)
class ModuleFigures:
    """Minutes of one kind of session on the hours account.

    `minutes` are those of the measures' account (a group once), `own_minutes` those of the persons' accounts (a group
    for each of them); both of the service months of the period, corrections included that were booked later. `missed`
    are minutes of sessions to which nobody came. `sessions` are those to which somebody came.
    """

    kind: str
    label: str
    minutes: int | None
    own_minutes: int | None
    previous_minutes: int | None
    year_before_minutes: int | None
    missed_minutes: int | None
    previous_missed_minutes: int | None
    sessions: int | None


@dataclass(frozen=True)
class Totals:
    """The sums of the modules' columns; None where hidden, or where there is no such period."""

    minutes: int | None
    own_minutes: int | None
    previous_minutes: int | None
    year_before_minutes: int | None
    missed_minutes: int | None
    previous_missed_minutes: int | None
    sessions: int | None


@dataclass(frozen=True)
class QuarterFigures:
    """Everything that the report says in numbers."""

    version: int
    period: str
    starts_on: date
    ends_on: date
    minimum_cell: int
    measures: tuple[str, ...]
    hours_by_share: bool
    has_year_before: bool
    stock: Stock
    movements: tuple[Movement, ...]
    #: Persons at the end of the period by phase, gender, age, occupation, size and chamber of the company.
    persons: dict[str, Group]
    exits: Group
    places: Group
    modules: tuple[ModuleFigures, ...]
    totals: Totals
    agreed: Group
    forms: Group
    attendances: Group
    called_off: int | None
    attendance: Ratio
    previous_attendance: Ratio
    companies: Ratio
    broken: Group
    exams: Group
    #: Success figures (domain file, section 9) that the application can compute.
    success: tuple[Ratio, ...]


def quarter_figures(measure: Measure, quarter: Period, *, minimum: int) -> QuarterFigures:
    """Count one measure's quarter. Reads, writes nothing."""
    return scope_figures(of_measure(measure, quarter, minimum))


def scope_figures(scope: Scope) -> QuarterFigures:
    """Count a scope; the number of queries depends neither on its measures nor on their people."""
    return _Made(scope).figures()


class _Made:
    """Builds the figures: the counts of the whole and, where a reader could subtract, of each measure."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        facts = facts_of(scope)
        self.whole = Counts(facts)
        guards = scope.guards_parts and len(scope.parts) > 1
        self.measures = [Counts(facts, only=pk) for pk in scope.measures] if guards else []

    def figures(self) -> QuarterFigures:
        scope, period = self.scope, self.scope.period
        stock = self._stock()
        persons = self._tables(lambda c: c.persons_at_end(), linked=[NO_CONTRACT], hides_total=stock.at_end is None)
        exits = self._tables(lambda c: c.exits(), linked=["moved_on"], hides_total=stock.exits is None)
        modules, totals = self._modules()
        attendances = self._group("Angesetzte Teilnahmen", lambda c: c.attendance())
        broken = self._group("Vorzeitig gelöste Ausbildungsverträge", lambda c: c.after_breaks())
        exams = self._group("Prüfungen mit Ergebnis", lambda c: c.exams())
        return QuarterFigures(
            version=VERSION,
            period=period.code,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            minimum_cell=scope.minimum,
            measures=tuple(part.number for part in scope.parts),
            hours_by_share=scope.hours_by_share,
            has_year_before=len(scope.compared) > 2,
            stock=stock,
            movements=self._movements(stock),
            persons=persons,
            exits=exits["reasons"],
            places=exits["places"],
            modules=modules,
            totals=totals,
            agreed=self._group("Vereinbarte Stunden", lambda c: c.agreed()),
            forms=self._group(
                "Termine einzeln und in Gruppen", lambda c: c.forms(), loses_total=totals.sessions is None
            ),
            attendances=attendances,
            called_off=self._one(lambda c: c.called_off()),
            attendance=self._share("attendance", attendances, ["attendance:came"]),
            previous_attendance=self._share(
                "attendance",
                self._group("", lambda c: c.attendance(1)),
                ["attendance:came"],
                cut_off=period.previous.ends_on,
            ),
            companies=self._ratio("companies", lambda c: c.companies()),
            broken=broken,
            exams=exams,
            success=(
                self._ratio("placement", lambda c: c.placements()),
                self._ratio("trial", lambda c: c.trials()),
                self._broken_share(broken),
                self._share("followed", broken, ["break:same", "break:other"]),
                self._exam_share("exam_first", exams, ["final_first"]),
                self._exam_share("exam_all", exams, ["final_first", "final_again"]),
                self._share("no_need", exits["reasons"], ["exit:no_longer_needed"]),
                self._hours_used(totals, modules),
            ),
        )

    # ---- protection ----

    def _given_away(
        self,
        wholes: Sequence[Part],
        parts: Callable[[Counts], Sequence[Part]],
        hidden: Callable[[Counts], Iterable[str]],
    ) -> set[str]:
        rows = [(parts(one), frozenset(hidden(one))) for one in self.measures]
        return given_away(wholes, rows, minimum=self.scope.minimum)

    def _group(self, title: str, parts: Callable[[Counts], list[Part]], *, loses_total: bool = False) -> Group:
        """Return one table, so protected that neither itself nor those of the measures give a hidden number away."""
        groups: dict[int, Group] = {}

        def own(one: Counts) -> Group:
            if id(one) not in groups:
                groups[id(one)] = protected_parts(title, parts(one), minimum=self.scope.minimum)
            return groups[id(one)]

        mine = parts(self.whole)
        forced = self._given_away(mine, parts, lambda one: own(one).hidden)
        is_lost = bool(
            self._given_away(
                [_total(mine)], lambda one: [_total(parts(one))], lambda one: ["total"] * (own(one).total is None)
            )
        )
        return protected_parts(
            title, mine, minimum=self.scope.minimum, forced=forced, hides_total=loses_total or is_lost
        )

    def _tables(
        self, tables: Callable[[Counts], Mapping[str, list[Part]]], *, linked: Sequence[str], hides_total: bool
    ) -> dict[str, Group]:
        """Return tables with one total, protected together and against those of the measures."""
        minimum = self.scope.minimum
        of_measures = [(one, tables(one)) for one in self.measures]
        own = {id(one): protected_tables(found, minimum=minimum, linked=linked) for one, found in of_measures}
        mine = tables(self.whole)
        forced: set[str] = set()
        for name, parts in mine.items():
            rows = [(found[name], own[id(one)][name].hidden) for one, found in of_measures]
            forced |= given_away(parts, rows, minimum=minimum)
        return protected_tables(mine, minimum=minimum, linked=linked, forced=forced, hides_total=hides_total)

    def _one(self, part: Callable[[Counts], Part]) -> int | None:
        """Return a number that stands alone."""
        minimum, mine = self.scope.minimum, part(self.whole)
        lost = self._given_away(
            [mine],
            lambda one: [part(one)],
            lambda one: [mine.key] if is_small(part(one).persons, minimum=minimum) else [],
        )
        return None if lost or is_small(mine.persons, minimum=minimum) else mine.value

    def _ratio(self, key: str, pair: Callable[[Counts], tuple[Part, Part]]) -> Ratio:
        minimum = self.scope.minimum
        found = protected_ratio(*pair(self.whole), minimum=minimum)
        lost = self._given_away(
            pair(self.whole),
            pair,
            lambda one: [p.key for p in pair(one)] if protected_ratio(*pair(one), minimum=minimum) is None else [],
        )
        numerator, denominator = (None, None) if found is None or lost else found
        return Ratio(key, numerator, denominator, self.scope.period.ends_on)

    def _share(self, key: str, group: Group, keys: Sequence[str], cut_off: date | None = None) -> Ratio:
        """Return visible cells over the visible total; hidden if one of them is."""
        values = [group.value(one) for one in keys]
        cut_off = cut_off or self.scope.period.ends_on
        if group.total is None or any(value is None for value in values):
            return Ratio(key, None, None, cut_off)
        return Ratio(key, sum(value or 0 for value in values), group.total, cut_off)

    # ---- figures ----

    def _stock(self) -> Stock:
        mine = self.whole.stock()
        lost = self._given_away(mine, lambda one: one.stock(), lambda one: self._hidden_stock(one.stock()))
        hidden = self._hidden_stock(mine) | lost
        if hidden:
            hidden |= {"entries", "exits"}
        start, entries, exits, end = (None if part.key in hidden else part.value for part in mine)
        return Stock(start, entries, exits, end)

    def _hidden_stock(self, parts: Sequence[Part]) -> set[str]:
        """Return what is hidden of a measure's own stock: what is small, and with it both moves."""
        small = {part.key for part in parts if is_small(part.persons, minimum=self.scope.minimum)}
        return small | {"entries", "exits"} if small else set()

    def _movements(self, stock: Stock) -> tuple[Movement, ...]:
        """Return four quarters. Both numbers of a quarter are hidden together; over a year also against its sum."""
        series = {quarter.code: quarter for quarter in self.scope.series}

        def moves(one: Counts) -> dict[str, list[Part]]:
            return {
                "entries": [_renamed(one.entered(quarter), code) for code, quarter in series.items()],
                "exits": [_renamed(one.left(quarter), code) for code, quarter in series.items()],
            }

        def small(one: Counts) -> set[str]:
            found = {
                part.key
                for parts in moves(one).values()
                for part in parts
                if is_small(part.persons, minimum=self.scope.minimum)
            }
            return found | {
                code
                for code, quarter in series.items()
                for day in (quarter.previous.ends_on, quarter.ends_on)
                if is_small(one.there_after(day), minimum=self.scope.minimum)
            }

        mine, hidden = moves(self.whole), small(self.whole)
        for name in mine:
            hidden |= self._given_away(mine[name], lambda one, name=name: moves(one)[name], small)  # type: ignore[misc]
        if stock.entries is None:
            hidden.add(self.scope.period.code)
        tables: dict[str, Group] = {}
        if self.scope.period.is_year:
            tables = protected_tables(
                mine,
                minimum=self.scope.minimum,
                linked=list(series),
                forced=hidden,
                hides_total=stock.entries is None,
            )
            hidden |= {key for group in tables.values() for key in group.hidden}
        return tuple(
            Movement(code, *(None if code in hidden else _value(mine[name], code) for name in ("entries", "exits")))
            for code in series
        )

    def _modules(self) -> tuple[tuple[ModuleFigures, ...], Totals]:
        periods = range(len(self.scope.compared))
        hours = [self._group("Stunden", lambda c, p=p: c.minutes(p)) for p in periods]  # type: ignore[misc]
        missed = [self._group("Ausgefallen", lambda c, p=p: c.missed_minutes(p)) for p in (0, 1)]  # type: ignore[misc]
        sessions = self._group("Termine", lambda c: c.sessions())
        own = self.whole.own_minutes()
        year_before = hours[2] if len(hours) > 2 else None
        modules = tuple(
            ModuleFigures(
                kind=cell.key.removeprefix("minutes:"),
                label=cell.label,
                minutes=cell.value,
                own_minutes=None if cell.value is None else own.get(cell.key, 0),
                previous_minutes=hours[1].value(cell.key),
                year_before_minutes=year_before.value(cell.key) if year_before else None,
                missed_minutes=missed[0].value(cell.key.replace("minutes", "missed")),
                previous_missed_minutes=missed[1].value(cell.key.replace("minutes", "missed")),
                sessions=sessions.value(cell.key.replace("minutes", "sessions")),
            )
            for cell in hours[0].cells
        )
        totals = Totals(
            minutes=hours[0].total,
            own_minutes=None if hours[0].total is None else sum(own.values()),
            previous_minutes=hours[1].total,
            year_before_minutes=year_before.total if year_before else None,
            missed_minutes=missed[0].total,
            previous_missed_minutes=missed[1].total,
            sessions=sessions.total,
        )
        return modules, totals

    def _broken_share(self, broken: Group) -> Ratio:
        """Return the broken contracts over all that ran; not the official rate, which goes by years of beginning."""
        going_on = self._one(lambda c: c.going_on())
        if broken.total is None or going_on is None:
            return Ratio("broken", None, None, self.scope.period.ends_on)
        return Ratio("broken", broken.total, broken.total + going_on, self.scope.period.ends_on)

    def _exam_share(self, key: str, exams: Group, kinds: Sequence[str]) -> Ratio:
        passed = [exams.value(f"exam:{kind}:passed") for kind in kinds]
        failed = [exams.value(f"exam:{kind}:failed") for kind in kinds]
        if None in (*passed, *failed):
            return Ratio(key, None, None, self.scope.period.ends_on)
        numerator = sum(value or 0 for value in passed)
        return Ratio(key, numerator, numerator + sum(value or 0 for value in failed), self.scope.period.ends_on)

    def _hours_used(self, totals: Totals, modules: Sequence[ModuleFigures]) -> Ratio:
        """Return the minutes charged to persons over the minutes agreed for them."""
        agreed = self._group("", lambda c: c.agreed()).total
        if totals.own_minutes is None or agreed is None:
            return Ratio("hours_used", None, None, self.scope.period.ends_on)
        return Ratio("hours_used", totals.own_minutes, agreed, self.scope.period.ends_on)


def _total(parts: Sequence[Part]) -> Part:
    persons: frozenset[int] = frozenset().union(*(part.persons for part in parts))
    return Part("total", "", sum(part.value for part in parts), persons)


def _renamed(spells: Sequence, code: str) -> Part:
    cases = [spell.case_id for spell in spells]
    return Part(code, code, len(cases), frozenset(cases))


def _value(parts: Sequence[Part], key: str) -> int:
    return next(part.value for part in parts if part.key == key)


__all__ = ["VERSION", "Cell", "Group", "QuarterFigures", "Ratio", "quarter_figures", "scope_figures"]
