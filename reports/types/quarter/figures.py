"""The figures of a quarter or a year over some measures, small groups hidden.

Every figure names what it counts, its numerator and denominator, and the day it stands for. Persons are cases: someone
who takes part twice counts twice, as in the agency's statistics (domain file, section 1). None is a hidden number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cases.people.models import Measure
from reports.engine.periods import Period
from reports.engine.small_cells import (
    Bundle,
    Cell,
    Group,
    Own,
    Part,
    guarded_parts,
    guarded_tables,
    protected_parts,
    protected_tables,
    together,
)
from reports.types.quarter.counting import NO_CONTRACT, Counts
from reports.types.quarter.queries import by_measure, facts_of
from reports.types.quarter.scope import Scope, of_measure
from reports.types.quarter.spells import part_of

#: The snapshot's version; an older one has no such key and is not shown as figures any more.
VERSION = 3


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
    """Entries and exits of one quarter, and the persons there when it was over."""

    period: str
    entries: int | None
    exits: int | None
    at_end: int | None


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
    year_before_missed_minutes: int | None
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
    year_before_missed_minutes: int | None
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
    #: The part of each measure's hours that counts, in hundredths of a percent, in the order of `measures`.
    shares: tuple[int, ...]
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
    previous_agreed: Group
    year_before_agreed: Group | None
    previous_hours_used: Ratio
    #: Lengths in minutes of a teaching unit (UE); more than one where the measures' rules differ.
    units: tuple[int, ...]
    forms: Group
    attendances: Group
    previous_attendances: Group
    called_off: int | None
    attendance: Ratio
    previous_attendance: Ratio
    companies: Ratio
    broken: Group
    broken_forms: Group
    broken_reasons: Group
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
        own = by_measure(facts) if guards else {}
        self.measures = [Counts(found, only=pk) for pk, found in own.items()]
        self.bundles = scope.bundles if guards else []

    def figures(self) -> QuarterFigures:
        scope, period = self.scope, self.scope.period
        stock = self._stock()
        persons = self._tables(lambda c: c.persons_at_end(), linked=[NO_CONTRACT], hides_total=stock.at_end is None)
        exits = self._tables(lambda c: c.exits(), linked=["moved_on"], hides_total=stock.exits is None)
        modules, totals = self._modules()
        agreed = [
            self._group("Vereinbarte Stunden", lambda c, p=p: c.agreed(p))  # type: ignore[misc]
            for p in range(len(scope.compared))
        ]
        attendances = self._group("Angesetzte Teilnahmen", lambda c: c.attendance())
        attended_before = self._group("Angesetzte Teilnahmen", lambda c: c.attendance(1))
        breaks = self._tables(lambda c: c.breaks(), linked=[], hides_total=False)
        broken = breaks["sequels"]
        exams = self._group("Prüfungen mit Ergebnis", lambda c: c.exams())
        return QuarterFigures(
            version=VERSION,
            period=period.code,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            minimum_cell=scope.minimum,
            measures=tuple(part.number for part in scope.parts),
            shares=tuple(part.basis_points for part in scope.parts),
            hours_by_share=scope.hours_by_share,
            has_year_before=len(scope.compared) > 2,
            stock=stock,
            movements=self._movements(stock),
            persons=persons,
            exits=exits["reasons"],
            places=exits["places"],
            modules=modules,
            totals=totals,
            agreed=agreed[0],
            previous_agreed=agreed[1],
            year_before_agreed=agreed[2] if len(agreed) > 2 else None,
            previous_hours_used=self._hours_used(
                self._own_before(totals.previous_minutes), agreed[1].total, period.previous.ends_on
            ),
            units=self.whole.facts.units,
            forms=self._group(
                "Termine einzeln und in Gruppen", lambda c: c.forms(), loses_total=totals.sessions is None
            ),
            attendances=attendances,
            previous_attendances=attended_before,
            called_off=self._one(lambda c: c.called_off()),
            attendance=self._share("attendance", attendances, ["attendance:came"]),
            previous_attendance=self._share(
                "attendance", attended_before, ["attendance:came"], cut_off=period.previous.ends_on
            ),
            companies=self._companies(),
            broken=broken,
            broken_forms=breaks["forms"],
            broken_reasons=breaks["reasons"],
            exams=exams,
            success=(
                self._ratio("placement", lambda c: c.placements()),
                self._ratio("trial", lambda c: c.trials()),
                self._broken_share(broken),
                self._share("followed", broken, ["break:same", "break:other"]),
                self._exam_share("exam_first", exams, ["final_first"]),
                self._exam_share("exam_all", exams, ["final_first", "final_again"]),
                self._share("no_need", exits["reasons"], ["exit:no_longer_needed"]),
                self._hours_used(totals.own_minutes, agreed[0].total, period.ends_on),
            ),
        )

    # ---- protection ----

    def _group(self, title: str, parts: Callable[[Counts], list[Part]], *, loses_total: bool = False) -> Group:
        """Return one table, so protected that neither itself nor those of the measures give a hidden number away."""
        minimum = self.scope.minimum
        rows = [(found := parts(one), protected_parts(title, found, minimum=minimum)) for one in self.measures]
        bundles = self._bundles(title, rows)
        return guarded_parts(title, parts(self.whole), rows, minimum=minimum, hides_total=loses_total, bundles=bundles)

    def _bundles(self, title: str, own: Sequence[Own]) -> list[Bundle]:
        """Return what reports over some of these measures show of a table: they could be subtracted from this one."""
        found = []
        for places in self.bundles:
            rows = [own[at] for at in sorted(places)]
            parts = together(parts for parts, _ in rows)
            found.append((places, guarded_parts(title, parts, rows, minimum=self.scope.minimum)))
        return found

    def _tables(
        self, tables: Callable[[Counts], Mapping[str, list[Part]]], *, linked: Sequence[str], hides_total: bool
    ) -> dict[str, Group]:
        """Return tables with one total, protected together and against those of the measures."""
        minimum = self.scope.minimum
        own = []
        for one in self.measures:
            found = tables(one)
            groups = protected_tables(found, minimum=minimum, linked=linked)
            own.append({name: (parts, groups[name]) for name, parts in found.items()})
        whole = tables(self.whole)
        return guarded_tables(
            whole,
            own,
            minimum=minimum,
            linked=linked,
            hides_total=hides_total,
            bundles={name: self._bundles(name, [of[name] for of in own]) for name in whole},
        )

    def _one(self, part: Callable[[Counts], Part]) -> int | None:
        """Return a number that stands alone."""
        return self._group("", lambda counts: [part(counts)]).total

    def _ratio(self, key: str, pair: Callable[[Counts], tuple[Part, Part]]) -> Ratio:
        """Return a share of persons; both numbers are hidden together with what lacks for the whole."""
        group = self._group("", lambda counts: list(pair(counts)))
        if group.hidden or group.total is None:
            return Ratio(key, None, None, self.scope.period.ends_on)
        return Ratio(key, group.cells[0].value, group.total, self.scope.period.ends_on)

    def _companies(self) -> Ratio:
        """Return companies reached over all with an apprentice.

        Companies are no persons: hidden where too few apprentices stand behind what is shown, not behind the rest.
        """
        reached = self._one(lambda c: c.companies()[0])
        everyone = self._one(lambda c: _total(c.companies()))
        if reached is None or everyone is None:
            return Ratio("companies", None, None, self.scope.period.ends_on)
        return Ratio("companies", reached, everyone, self.scope.period.ends_on)

    def _share(self, key: str, group: Group, keys: Sequence[str], cut_off: date | None = None) -> Ratio:
        """Return visible cells over the visible total; hidden if one of them is."""
        values = [group.value(one) for one in keys]
        cut_off = cut_off or self.scope.period.ends_on
        if group.total is None or any(value is None for value in values):
            return Ratio(key, None, None, cut_off)
        return Ratio(key, sum(value or 0 for value in values), group.total, cut_off)

    # ---- figures ----

    def _stock(self) -> Stock:
        """Return the stock; one hidden number hides both moves, because start + entries - exits = end."""
        start, entries, exits, end = (
            self._one(lambda counts, at=at: counts.stock()[at])  # type: ignore[misc]
            for at in range(4)
        )
        if None in (start, entries, exits, end):
            entries = exits = None
        return Stock(start, entries, exits, end)

    def _movements(self, stock: Stock) -> tuple[Movement, ...]:
        """Return four quarters. Both moves of a quarter are hidden together; over a year also against its sum."""
        series = {quarter.code: quarter for quarter in self.scope.series}
        ends = {quarter.ends_on for quarter in series.values()}
        at_end = {
            day: self._one(lambda counts, day=day: part_of("end", "", counts.there_after(day)))  # type: ignore[misc]
            for day in sorted(ends | {quarter.previous.ends_on for quarter in series.values()})
        }
        moves = {
            code: (self._one(_entered(code, quarter)), self._one(_left(code, quarter)))
            for code, quarter in series.items()
        }
        hidden = {
            code
            for code, quarter in series.items()
            if None in (*moves[code], at_end[quarter.previous.ends_on], at_end[quarter.ends_on])
        }
        if stock.entries is None:
            hidden.add(self.scope.period.code)
        if self.scope.period.is_year:
            hidden |= self._hidden_of_year(series, hidden, stock)
        return tuple(
            Movement(code, *((None, None) if code in hidden else moves[code]), at_end=at_end[quarter.ends_on])
            for code, quarter in series.items()
        )

    def _hidden_of_year(self, series: Mapping[str, Period], hidden: set[str], stock: Stock) -> set[str]:
        """Return the quarters that must be hidden because the year's sum is known."""
        tables = protected_tables(
            {
                "entries": [_entered(code, quarter)(self.whole) for code, quarter in series.items()],
                "exits": [_left(code, quarter)(self.whole) for code, quarter in series.items()],
            },
            minimum=self.scope.minimum,
            linked=list(series),
            forced=hidden,
            hides_total=stock.entries is None,
        )
        return {key for group in tables.values() for key in group.hidden}

    def _modules(self) -> tuple[tuple[ModuleFigures, ...], Totals]:
        periods = range(len(self.scope.compared))
        hours = [self._group("Stunden", lambda c, p=p: c.minutes(p)) for p in periods]  # type: ignore[misc]
        missed = [self._group("Ausgefallen", lambda c, p=p: c.missed_minutes(p)) for p in periods]  # type: ignore[misc]
        sessions = self._group("Termine", lambda c: c.sessions())
        own = self.whole.own_minutes()
        year_before = hours[2] if len(hours) > 2 else None
        missed_year_before = missed[2] if len(missed) > 2 else None
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
                year_before_missed_minutes=(
                    missed_year_before.value(cell.key.replace("minutes", "missed")) if missed_year_before else None
                ),
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
            year_before_missed_minutes=missed_year_before.total if missed_year_before else None,
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

    @staticmethod
    def _hours_used(own: int | None, agreed: int | None, cut_off: date) -> Ratio:
        """Return the minutes charged to persons over the minutes agreed for them."""
        if own is None or agreed is None:
            return Ratio("hours_used", None, None, cut_off)
        return Ratio("hours_used", own, agreed, cut_off)

    def _own_before(self, hours: int | None) -> int | None:
        """Return the persons' minutes of the period before; hidden where the measures' are."""
        return None if hours is None else sum(self.whole.own_minutes(1).values())


def _total(parts: Sequence[Part]) -> Part:
    persons: frozenset[int] = frozenset().union(*(part.persons for part in parts))
    return Part("total", "", sum(part.value for part in parts), persons)


def _entered(code: str, quarter: Period) -> Callable[[Counts], Part]:
    return lambda counts: part_of(code, "", counts.entered(quarter))


def _left(code: str, quarter: Period) -> Callable[[Counts], Part]:
    return lambda counts: part_of(code, "", counts.left(quarter))


__all__ = ["VERSION", "Cell", "Group", "QuarterFigures", "Ratio", "quarter_figures", "scope_figures"]
