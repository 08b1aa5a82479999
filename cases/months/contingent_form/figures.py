"""The figures of the "Übersicht Gesamtstundenkontingent": contingent, charged in the month, so far, remaining.

What was charged in the month comes from the month's snapshot (frozen at the close, else read from the ledger as it
is now and then called provisional), what was charged before from the bookings of earlier months and from what another
software counted (Übertrag), which is in the sum so far and in no month. Sources for the
lines: domain file AsA flex, section 5.6; eM@w, section 8. All values are whole minutes; nobody is named here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection

from cases.months.closing.models import MonthClose
from cases.months.closing.snapshot import WHOLE, FundingPart, Snapshot, YearPart, figures_of, month_end, snapshot_of
from cases.people.enums import MeasureModel
from cases.people.models import Case, Measure
from cases.sessions.enums import SessionKind
from cases.sessions.ledger.carry_over.reading import Carried, carried_of_cases, carried_of_measures
from cases.sessions.rules.books import RuleBook, books_for
from cases.sessions.rules.enums import RuleKey, Sharing
from cases.support.budgets.enums import HourPart
from cases.support.budgets.reading import AgreedGrant, agreed_history

VERSION = 1

#: Label of the line that says how much of the sum so far another software counted.
CARRIED = "davon Übertrag aus anderer Software"

#: (kind of session, whether the company was there) of what is counted.
Cell = tuple[str, bool]


@dataclass(frozen=True)
class LineSpec:
    """A line of the form: what it adds up; `part` names the contingent it draws on, empty for a "davon" line."""

    key: str
    label: str
    part: str = ""
    kinds: tuple[str, ...] = ()
    with_company: bool = False

    def counts(self, cell: Cell) -> bool:
        kind, employer_present = cell
        return (not self.kinds or kind in self.kinds) and (employer_present or not self.with_company)


_STABILISING = (SessionKind.SOCIAL, SessionKind.COMPANION, SessionKind.CONTACT)
_COMPANY = (
    LineSpec(
        "companion_company",
        "davon Betriebskontakt durch Ausbildungsbegleitung",
        kinds=(SessionKind.COMPANION,),
        with_company=True,
    ),
    LineSpec(
        "social_company",
        "davon Betriebskontakt durch sozialpädagogische Begleitung",
        kinds=(SessionKind.SOCIAL,),
        with_company=True,
    ),
    LineSpec(
        "contact_company", "davon Kontakttermine mit dem Betrieb", kinds=(SessionKind.CONTACT,), with_company=True
    ),
)
LINES: dict[str, tuple[LineSpec, ...]] = {
    MeasureModel.ASAFLEX_2021: (
        LineSpec("tuition", HourPart.TUITION.label, HourPart.TUITION, (SessionKind.TUITION,)),
        LineSpec("stabilisation", HourPart.STABILISATION.label, HourPart.STABILISATION, _STABILISING),
        *_COMPANY,
    ),
    MeasureModel.ASAFLEX_2024: (
        LineSpec("total", "Gesamt der individuellen Unterstützungsbudgets", HourPart.TOTAL),
        LineSpec("tuition", "davon Stütz- und Förderunterricht", kinds=(SessionKind.TUITION,)),
        LineSpec("social", "davon sozialpädagogische Begleitung", kinds=(SessionKind.SOCIAL,)),
        LineSpec("companion", "davon Ausbildungsbegleitung", kinds=(SessionKind.COMPANION,)),
        LineSpec("contact", "davon Kontakt Betrieb/Schule", kinds=(SessionKind.CONTACT,)),
        *_COMPANY,
    ),
}


@dataclass(frozen=True)
class Row:
    """One line of the form in minutes; `contingent` is None for a "davon" line and where nothing is contracted."""

    key: str
    label: str
    contingent: int | None
    month: int
    so_far: int

    @property
    def is_part(self) -> bool:
        """Return whether the line is a part ("davon") of one above."""
        return self.label.startswith("davon ")

    @property
    def remaining(self) -> int | None:
        return None if self.contingent is None else self.contingent - self.so_far

    def plus(self, other: "Row") -> "Row":
        known = [value for value in (self.contingent, other.contingent) if value is not None]
        total = sum(known) if known else None
        label = self.label if self.label == other.label else CARRIED
        return Row(self.key, label, total, self.month + other.month, self.so_far + other.so_far)


@dataclass(frozen=True)
class Group:
    """The lines of one funding body in one measure year; `year` is None for services outside every year."""

    model: str
    year: int | None
    starts_on: str
    ends_on: str
    body_id: int
    body: str
    rows: tuple[Row, ...]

    @property
    def first_day(self) -> date | None:
        return date.fromisoformat(self.starts_on) if self.starts_on else None

    @property
    def last_day(self) -> date | None:
        return date.fromisoformat(self.ends_on) if self.ends_on else None


@dataclass(frozen=True)
class Person:
    """One case in the month, by public id. `agreed` is None without agreed hours; 2021 also per part and month."""

    case: str
    measure: str
    starts_on: str
    ends_on: str
    agreed: int | None
    agreed_tuition: int | None
    agreed_stabilisation: int | None
    month: int
    month_tuition: int
    month_stabilisation: int
    used: int
    pro_forma: int

    @property
    def remaining(self) -> int | None:
        return None if self.agreed is None else self.agreed - self.used

    @property
    def rest_tuition(self) -> int | None:
        """Return what is left of the month's tuition, where hours are agreed by the month."""
        return None if self.agreed_tuition is None else self.agreed_tuition - self.month_tuition

    @property
    def rest_stabilisation(self) -> int | None:
        """Return what is left of the month's stabilisation, where hours are agreed by the month."""
        return None if self.agreed_stabilisation is None else self.agreed_stabilisation - self.month_stabilisation


@dataclass(frozen=True)
class PersonName:
    """What the form says of one person besides figures; `birth_date` in ISO form, empty for none."""

    case: str
    last_name: str
    first_name: str
    customer_number: str
    birth_date: str


@dataclass(frozen=True)
class Overview:
    """The form of one measure and month. `trainer_minutes` is tuition by trainers as the funding body names it.

    `names` and `provider` stand only in an issued version, so that it is printed the same for ever. `pre_phase` is the
    sentence on places and hours of the Vorphase, `sharing` how one lesson was shared between measures, `corrected` what
    was corrected in the month since its first version; each empty where there is none.
    """

    month: str
    number: str
    name: str
    model: str
    rules: str
    is_provisional: bool
    trainer_minutes: int
    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    columns: tuple[dict[str, str], ...]
    names: tuple[PersonName, ...] = ()
    provider: str = ""
    pre_phase: str = ""
    sharing: str = ""
    corrected: tuple[str, ...] = ()

    @property
    def first(self) -> date:
        return date.fromisoformat(self.month)

    @property
    def minutes(self) -> int:
        """Return the minutes charged in the month, every funding body and year together."""
        return sum(row.month for group in self.groups for row in group.rows if not row.is_part)


def to_json(overview: Overview) -> dict[str, Any]:
    """Return plain values for the JSON column."""
    return {"version": VERSION, **_plain(asdict(overview))}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def from_json(values: Mapping[str, Any]) -> Overview:
    """Return what `to_json` wrote. Raises ValueError for a version that nobody knows."""
    if values.get("version") != VERSION:
        raise ValueError(f"Unknown form version {values.get('version')!r}")
    data = {key: value for key, value in values.items() if key != "version"}
    data["groups"] = tuple(
        Group(**{**group, "rows": tuple(Row(**row) for row in group["rows"])}) for group in data["groups"]
    )
    data["people"] = tuple(Person(**person) for person in data["people"])
    data["columns"] = tuple(data["columns"])
    data["names"] = tuple(PersonName(**name) for name in data.get("names", ()))
    data["corrected"] = tuple(data.get("corrected", ()))
    return Overview(**data)


# ---- made ----


def shared(minutes: int, parts: Sequence[FundingPart]) -> list[int]:
    """Return the minutes of each funding body by its share; whole minutes that add up to `minutes`.

    What is left after rounding down goes to the largest remainders, in the order given.
    """
    sign, size = (-1 if minutes < 0 else 1), abs(minutes)
    whole = sum(part.basis_points for part in parts) or WHOLE
    found = [divmod(size * part.basis_points, whole) for part in parts]
    left = size - sum(quotient for quotient, _ in found)
    order = sorted(range(len(parts)), key=lambda index: -found[index][1])
    extra = set(order[:left])
    return [sign * (quotient + (index in extra)) for index, (quotient, _) in enumerate(found)]


def overviews_of(
    measures: Iterable[Measure], month: date, *, trainer: Mapping[int, int], columns: Mapping[int, Sequence[dict]]
) -> dict[int, Overview]:
    """Return the form of every measure by its key; the number of queries does not depend on how many there are.

    `trainer` are minutes of tuition by trainers and `columns` the chosen columns by measure.
    """
    measures = list(measures)
    closes = {
        close.measure_id: snapshot_of(close) for close in MonthClose.objects.filter(month=month, measure__in=measures)
    }
    snapshots = figures_of([measure for measure in measures if measure.pk not in closes], month) | closes
    books = books_for(measures, month_end(month))
    read = _Before([measure.pk for measure in measures], month, snapshots)
    return {
        measure.pk: Overview(
            month=month.isoformat(),
            number=measure.number,
            name=measure.name,
            model=measure.model,
            rules=snapshots[measure.pk].rules,
            is_provisional=measure.pk not in closes,
            trainer_minutes=trainer.get(measure.pk, 0),
            groups=tuple(
                _groups(snapshots[measure.pk], read.charged[measure.pk], read.carried_measures.get(measure.pk, []))
            ),
            people=tuple(read.people(measure, snapshots[measure.pk])),
            columns=tuple(columns.get(measure.pk, ())),
            pre_phase=_pre_phase_words(snapshots[measure.pk]),
            sharing=_sharing_words(books[measure.pk]),
        )
        for measure in measures
    }


def _sharing_words(book: RuleBook) -> str:
    """Return the rule that shares one lesson between the measures of its people."""
    rule = book[RuleKey.SHARING]
    return f"Termine mit Personen mehrerer Maßnahmen: {Sharing(rule.value).label} ({rule.rule_set}; {rule.source})."


def _pre_phase_words(snapshot: Snapshot) -> str:
    return snapshot.pre_phase.words if snapshot.pre_phase else ""


_BEFORE = """
    SELECT e.measure_id, y.number, e.kind, e.employer_present, sum(e.minutes)::int
    FROM cases_ledgerentry e
    LEFT JOIN cases_measureyear y ON y.measure_id = e.measure_id AND e.service_on BETWEEN y.starts_on AND y.ends_on
    WHERE e.measure_id = ANY(%s) AND e.booking_month < %s AND e.account = 'measure'
    GROUP BY 1, 2, 3, 4
"""

_USED = """
    SELECT g.case_id, g.measure_id, g.starts_on, sum(e.minutes)::int
    FROM cases_ledgerentry e
    JOIN unnest(%s::bigint[], %s::bigint[], %s::date[], %s::date[]) AS g(case_id, measure_id, starts_on, ends_on)
         ON e.case_id = g.case_id AND e.measure_id = g.measure_id AND e.service_on BETWEEN g.starts_on AND g.ends_on
    WHERE e.booking_month <= %s AND e.account = 'trainee'
    GROUP BY 1, 2, 3
"""


class _Before:
    """What the forms of some measures need beside the month's snapshots, read once."""

    def __init__(self, measure_ids: list[int], month: date, snapshots: Mapping[int, Snapshot]) -> None:
        self.month = month
        self.charged: dict[int, dict[int | None, dict[Cell, int]]] = defaultdict(lambda: defaultdict(dict))
        ids = {figures.case for snapshot in snapshots.values() for figures in snapshot.cases}
        self.keys = {
            str(public): pk for public, pk in Case.objects.filter(public_id__in=ids).values_list("public_id", "pk")
        }
        self.grants = agreed_history(self.keys.values())
        self.carried = carried_of_cases(self.keys.values(), until=month)
        self.carried_measures = carried_of_measures(measure_ids, until=month)
        with connection.cursor() as cursor:
            cursor.execute(_BEFORE, [measure_ids, month])
            for measure, year, kind, employer_present, minutes in cursor.fetchall():
                self.charged[measure][year][kind, employer_present] = minutes
            chosen = [g for pk in self.keys.values() for g in self._valid(pk)]
            values: list[Any] = [
                [g.case_id for g in chosen],
                [g.measure_id for g in chosen],
                [g.starts_on for g in chosen],
                [g.ends_on for g in chosen],
                month,
            ]
            cursor.execute(_USED, values)
            self.used = {tuple(key): minutes for *key, minutes in cursor.fetchall()}

    def _valid(self, case_id: int) -> list[AgreedGrant]:
        """Return the agreements that count on a day of the month, oldest first."""
        last = month_end(self.month)
        return [g for g in self.grants.get(case_id, []) if g.starts_on <= last and g.ends_on >= self.month]

    def _grant(self, case_id: int, measure_id: int) -> AgreedGrant | None:
        """Return the last agreement in this measure that counts on a day of the month."""
        found = [g for g in self._valid(case_id) if g.measure_id == measure_id]
        return found[-1] if found else None

    def people(self, measure: Measure, snapshot: Snapshot) -> Iterable[Person]:
        for figures in snapshot.cases:
            pk = self.keys.get(figures.case)
            grant = self._grant(pk, measure.pk) if pk else None
            monthly = dict(grant.monthly) if grant else {}
            tuition = sum(line.minutes for line in figures.lines if line.kind == SessionKind.TUITION)
            yield Person(
                case=figures.case,
                measure=measure.number,
                starts_on=grant.starts_on.isoformat() if grant else "",
                ends_on=grant.ends_on.isoformat() if grant else "",
                agreed=grant.minutes if grant else None,
                agreed_tuition=monthly.get(HourPart.TUITION),
                agreed_stabilisation=monthly.get(HourPart.STABILISATION),
                month=figures.minutes,
                month_tuition=tuition,
                month_stabilisation=figures.minutes - tuition,
                used=self._used(pk, grant) if pk and grant else figures.minutes,
                pro_forma=figures.count("pro_forma"),
            )

    def _used(self, case_id: int, grant: AgreedGrant) -> int:
        """Return what counts against a grant until the end of the month, with what is carried over."""
        carried = sum(
            row.minutes
            for row in self.carried.get(case_id, [])
            if row.lies_in(grant.measure_id, grant.starts_on, grant.ends_on)
        )
        return carried + self.used.get((case_id, grant.measure_id, grant.starts_on), 0)


def _groups(
    snapshot: Snapshot, before: Mapping[int | None, Mapping[Cell, int]], carried: Sequence[Carried]
) -> Iterable[Group]:
    now: dict[int | None, dict[Cell, int]] = defaultdict(lambda: defaultdict(int))
    for line in snapshot.lines:
        now[line.year][line.kind, line.employer_present] += line.minutes
    last = month_end(snapshot.month)
    for year in snapshot.years:
        if year.number in now or (year.starts_on <= last and year.ends_on >= snapshot.month):
            own = [row for row in carried if year.starts_on <= row.ends_on <= year.ends_on]
            yield from _year_groups(snapshot, year, now[year.number], before.get(year.number, {}), own)
    if None in now:
        yield from _year_groups(snapshot, None, now[None], before.get(None, {}), [])


def _year_groups(
    snapshot: Snapshot,
    year: YearPart | None,
    now: Mapping[Cell, int],
    before: Mapping[Cell, int],
    carried: Sequence[Carried],
) -> Iterable[Group]:
    """Yield a group per funding body. So far and before are shared out, the month is the difference: all sums hold."""
    contingents = {(body, part): minutes for body, part, minutes in (year.contingents if year else ())}
    cells = sorted({*now, *before})
    shares = {
        cell: (
            shared(before.get(cell, 0), snapshot.funding),
            shared(before.get(cell, 0) + now.get(cell, 0), snapshot.funding),
        )
        for cell in cells
    }
    for index, body in enumerate(snapshot.funding):
        rows = []
        for spec in LINES[snapshot.model]:
            wanted = [shares[cell] for cell in cells if spec.counts(cell)]
            so_far = sum(after[index] for _, after in wanted)
            part = [row for row in carried if row.part == spec.part]
            before_own = shared(sum(row.minutes for row in part), snapshot.funding)[index]
            rows.append(
                Row(
                    key=spec.key,
                    label=spec.label,
                    contingent=contingents.get((body.funding_body_id, spec.part)) if spec.part else None,
                    month=so_far - sum(earlier[index] for earlier, _ in wanted),
                    so_far=so_far + before_own,
                )
            )
            if part:
                label = f"{CARRIED}, Stand {max(row.ends_on for row in part):%d.%m.%Y}"
                rows.append(Row(f"carried_{spec.part}", label, None, 0, before_own))
        yield Group(
            model=snapshot.model,
            year=year.number if year else None,
            starts_on=year.starts_on.isoformat() if year else "",
            ends_on=year.ends_on.isoformat() if year else "",
            body_id=body.funding_body_id,
            body=body.name,
            rows=tuple(rows),
        )


def _added(first: Sequence[Row], second: Sequence[Row]) -> tuple[Row, ...]:
    """Return the lines of two groups together; a carry-over stands behind its line though only one group has it."""
    more = {row.key: row for row in second}
    rows: list[Row] = []
    for row in first:
        other = more.pop(row.key, None)
        rows.append(row if other is None else row.plus(other))
    for row in more.values():
        place = next(i for i, known in enumerate(rows) if known.key == row.key.removeprefix("carried_"))
        rows.insert(place + 1, row)
    return tuple(rows)


def merged(overviews: Iterable[Overview]) -> list[Group]:
    """Return the groups of several measures of a lot together: by model, funding body and number of the year."""
    found: dict[tuple, Group] = {}
    for overview in overviews:
        for group in overview.groups:
            key = (group.model, group.body, group.body_id, group.year is None, group.year)
            first = found.get(key)
            rows = group.rows if first is None else _added(first.rows, group.rows)
            same = first is None or (first.starts_on, first.ends_on) == (group.starts_on, group.ends_on)
            starts_on, ends_on = (group.starts_on, group.ends_on) if same else ("", "")
            found[key] = Group(group.model, group.year, starts_on, ends_on, group.body_id, group.body, rows)
    return [found[key] for key in sorted(found, key=lambda key: (*key[:4], key[4] or 0))]
