"""How much of the agreed hours of a case is used, planned and left. All values in minutes.

Delivered minutes come from the monthly roll-up, never from raw sessions, and from what is carried over (Übertrag); the
number of queries does not depend on how many cases are asked for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.db import connection

from asa.design.templatetags.asa import in_kind
from cases.people.models import Measure
from cases.people.ranges import month_after, valid_on
from cases.sessions.enums import SessionKind
from cases.sessions.ledger.carry_over.reading import Carried, carried_of_cases
from cases.sessions.ledger.models import MonthTotal
from cases.sessions.ledger.pre_phase import IN_PRE_PHASE, charges_nobody
from cases.sessions.rules.books import RuleBook, books_for
from cases.sessions.rules.enums import Account
from cases.support.budgets.enums import HourPart
from cases.support.budgets.reading import AgreedGrant, agreed_grants
from cases.support.enums import SupportModule
from cases.support.models import SupportElement

#: Up to this distance from what was agreed the forecast counts as agreed (own choice, D).
TOLERANCE_PERCENT = 10
#: A budget that runs out more than this before its period ends is tight.
TIGHT_DAYS = 14


class Level(StrEnum):
    """Forecast against agreement: red too few, blue too many, green as agreed (ABES)."""

    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    AS_AGREED = "as_agreed"

    @property
    def label(self) -> str:
        return {"too_few": "zu wenig", "too_many": "zu viel", "as_agreed": "wie vereinbart"}[self.value]


def level_of(granted: int, forecast: int) -> Level:
    """Return how a forecast compares with what was agreed."""
    slack = granted * TOLERANCE_PERCENT // 100
    if forecast < granted - slack:
        return Level.TOO_FEW
    return Level.TOO_MANY if forecast > granted + slack else Level.AS_AGREED


def part_of(kind: str, parts: Iterable[str]) -> str:
    """Return the part of a contingent that a kind of session draws on: two in the model of 2021, else the total."""
    if HourPart.TOTAL in parts:
        return HourPart.TOTAL
    return HourPart.TUITION if kind == SessionKind.TUITION else HourPart.STABILISATION


@dataclass(frozen=True)
class PartBalance:
    """One part of a grant; `carried` is what of `delivered` another software counted (Übertrag)."""

    part: str
    granted: int
    delivered: int
    cancelled: int
    planned: int
    weekly: int
    weeks_left: int
    carried: int = 0

    @property
    def label(self) -> str:
        return str(HourPart(self.part).label)

    @property
    def remaining(self) -> int:
        """Return what is granted and not yet delivered; negative when over budget."""
        return self.granted - self.delivered

    @property
    def forecast(self) -> int:
        """Return what will have been delivered at the end: by the calendar, or by the plan where it says more."""
        return self.delivered + max(self.planned, self.weekly * self.weeks_left)

    @property
    def level(self) -> Level:
        return level_of(self.granted, self.forecast)


@dataclass(frozen=True)
class MonthPart:
    """One part of hours that are agreed by the month (model of 2021), in one month (its first day)."""

    part: str
    month: date
    granted: int
    delivered: int
    planned: int

    @property
    def label(self) -> str:
        return HourPart(self.part).short

    @property
    def remaining(self) -> int:
        return self.granted - self.delivered

    @property
    def runs_out(self) -> bool:
        """Return whether the month's hours are used, or will not be enough for what is scheduled."""
        return self.planned > self.remaining or (self.granted > 0 and self.remaining <= 0)

    @property
    def warning(self) -> str:
        """Return one sentence when the month's hours run out, else nothing."""
        if not self.runs_out:
            return ""
        if self.remaining < 0:
            return f"{self.label}: im Monat {in_kind(-self.remaining, self.part)} mehr als vereinbart."
        if self.remaining == 0:
            return f"{self.label}: für diesen Monat aufgebraucht."
        rest, planned = in_kind(self.remaining, self.part), in_kind(self.planned, self.part)
        return f"{self.label} reicht in diesem Monat nicht: Rest {rest}, angesetzt {planned}."


@dataclass(frozen=True)
class CaseBalance:
    """The hours of one case in its agreed period; `months` are the parts of the month of `on`, where agreed so."""

    case_id: int
    measure_id: int
    starts_on: date
    ends_on: date
    on: date
    parts: tuple[PartBalance, ...]
    months: tuple[MonthPart, ...] = ()

    def part(self, kind: str) -> PartBalance:
        """Return the part that a kind of session draws on."""
        wanted = part_of(kind, [p.part for p in self.parts])
        return next(part for part in self.parts if part.part == wanted)

    def rest_of(self, kind: str) -> int:
        """Return the minutes that a kind of session may still use: of the month where hours are agreed by the month."""
        part = self.part(kind)
        return next((month.remaining for month in self.months if month.part == part.part), part.remaining)

    @property
    def least(self) -> int:
        """Return the smallest rest of all parts, of the period and of the month; negative when one is exceeded."""
        return min([*(part.remaining for part in self.parts), *(month.remaining for month in self.months)])

    @property
    def month_warnings(self) -> list[str]:
        """Return what is to be said of the month's hours."""
        return [month.warning for month in self.months if month.runs_out]

    @property
    def granted(self) -> int:
        return sum(part.granted for part in self.parts)

    @property
    def delivered(self) -> int:
        return sum(part.delivered for part in self.parts)

    @property
    def carried(self) -> int:
        return sum(part.carried for part in self.parts)

    @property
    def planned(self) -> int:
        return sum(part.planned for part in self.parts)

    @property
    def cancelled(self) -> int:
        return sum(part.cancelled for part in self.parts)

    @property
    def remaining(self) -> int:
        return self.granted - self.delivered

    @property
    def forecast(self) -> int:
        return sum(part.forecast for part in self.parts)

    @property
    def level(self) -> Level:
        """Return the worst level of the parts: too few before too many before as agreed."""
        levels = {part.level for part in self.parts}
        return next(level for level in (Level.TOO_FEW, Level.TOO_MANY, Level.AS_AGREED) if level in levels)

    def lasts_until(self, weekly: int | None = None) -> date | None:
        """Return until when about the budget lasts at `weekly` minutes (default: as planned); None when for ever."""
        pace = sum(part.weekly for part in self.parts) if weekly is None else weekly
        if pace <= 0:
            return None
        return self.on + timedelta(days=max(0, self.remaining) * 7 // pace)

    @property
    def is_tight(self) -> bool:
        """Return whether the budget is used up, or will be well before its period ends ("Budget knapp")."""
        until = self.lasts_until()
        runs_out = until is not None and until < self.ends_on - timedelta(days=TIGHT_DAYS)
        return self.remaining <= 0 or runs_out or any(month.runs_out for month in self.months)

    @property
    def is_unused(self) -> bool:
        """Return whether too little will be used although a third of the period is over ("Budget ungenutzt")."""
        passed = (self.on - self.starts_on).days * 3 >= (self.ends_on - self.starts_on).days
        return passed and self.level == Level.TOO_FEW


def case_balances(case_ids: Iterable[int], on: date) -> dict[int, CaseBalance]:
    """Return the balance of every case that has agreed hours for the day `on`; others have no entry."""
    grants = agreed_grants(case_ids, on)
    if not grants:
        return {}
    used = _Used(grants, on)
    return {case: used.balance(grant) for case, grant in grants.items()}


_PLANNED = """
    SELECT a.case_id, s.kind, (s.starts_at AT TIME ZONE 'Europe/Berlin')::date,
           (extract(epoch FROM s.ends_at - s.starts_at) / 60)::int, a.outcome, s.documented_at IS NULL,
           {early}
    FROM cases_attendance a JOIN cases_session s ON s.id = a.session_id
    WHERE a.case_id = ANY(%s) AND s.starts_at >= %s AND s.starts_at < %s AND s.kind <> 'first_contact'
      AND (s.documented_at IS NULL AND s.cancelled_at IS NULL
           OR a.outcome IN ('cancelled_before', 'cancelled_same_day', 'no_show', 'cancelled_by_provider'))
"""


@dataclass
class _Used:
    """Everything that the balances of some grants need, read once."""

    grants: dict[int, AgreedGrant]
    on: date
    delivered: dict[int, list[tuple[date, int, str, int]]] = field(default_factory=lambda: defaultdict(list))
    open: dict[int, list[tuple[date, str, int]]] = field(default_factory=lambda: defaultdict(list))
    missed: dict[int, list[tuple[date, str, int]]] = field(default_factory=lambda: defaultdict(list))
    carried: dict[int, list[Carried]] = field(default_factory=dict)
    weekly: dict[int, Counter] = field(default_factory=lambda: defaultdict(Counter))
    books: dict[int, RuleBook] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first = min(grant.starts_on for grant in self.grants.values()).replace(day=1)
        last = max(grant.ends_on for grant in self.grants.values())
        self._read_delivered(first, last)
        measures = Measure.objects.filter(pk__in={grant.measure_id for grant in self.grants.values()})
        self.books = books_for(measures, self.on)
        self._read_sessions(first, last)
        self._read_plan()
        self.carried = carried_of_cases(self.grants)

    def _read_delivered(self, first: date, last: date) -> None:
        rows = MonthTotal.objects.filter(
            account=Account.TRAINEE, case__in=list(self.grants), service_month__range=(first, last)
        )
        for case, month, measure, kind, minutes in rows.values_list(
            "case", "service_month", "measure", "kind", "minutes"
        ):
            self.delivered[case].append((month, measure, kind, minutes))

    def _read_sessions(self, first: date, last: date) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_PLANNED.format(early=IN_PRE_PHASE), [list(self.grants), first, last + timedelta(days=1)])
            for case, kind, day, minutes, _outcome, is_open, in_pre_phase in cursor.fetchall():
                if in_pre_phase and charges_nobody(self.books[self.grants[case].measure_id]):
                    continue
                (self.open if is_open and not _outcome else self.missed)[case].append((day, kind, minutes))

    def _read_plan(self) -> None:
        rows = SupportElement.objects.filter(valid_on(self.on), case__in=list(self.grants))
        for case, module, minutes in rows.values_list("case", "module", "minutes_per_week"):
            self.weekly[case][SupportModule(module).value] += minutes

    def balance(self, grant: AgreedGrant) -> CaseBalance:
        parts = [part for part, _ in grant.parts]
        book = self.books[grant.measure_id]
        month = grant.starts_on.replace(day=1)
        delivered, planned, missed, weekly = Counter(), Counter(), Counter(), Counter()  # type: ignore[var-annotated]
        for service_month, measure, kind, minutes in self.delivered[grant.case_id]:
            if measure == grant.measure_id and month <= service_month <= grant.ends_on:
                delivered[part_of(kind, parts)] += minutes
        carried = self._carried(grant)
        for part, minutes in carried.items():
            delivered[part] += minutes
        for day, kind, minutes in self.open[grant.case_id]:
            if grant.starts_on <= day <= grant.ends_on and kind != SessionKind.CONTACT:
                planned[part_of(kind, parts)] += book.counted(kind, minutes)
        for day, kind, minutes in self.missed[grant.case_id]:
            if grant.starts_on <= day <= grant.ends_on:
                missed[part_of(kind, parts)] += book.counted(kind, minutes)
        for module, minutes in self.weekly[grant.case_id].items():
            weekly[part_of(module, parts)] += minutes
        weeks = max(0, (grant.ends_on - self.on).days) // 7
        return CaseBalance(
            grant.case_id,
            grant.measure_id,
            grant.starts_on,
            grant.ends_on,
            self.on,
            tuple(
                PartBalance(
                    part, granted, delivered[part], missed[part], planned[part], weekly[part], weeks, carried[part]
                )
                for part, granted in grant.parts
            ),
            self._months(grant, book),
        )

    def _months(self, grant: AgreedGrant, book: RuleBook) -> tuple[MonthPart, ...]:
        """Return the parts of the month of `on` where hours are agreed by the month."""
        parts = [part for part, _ in grant.monthly]
        month, after = self.on.replace(day=1), month_after(self.on)
        delivered: Counter[str] = Counter()
        planned: Counter[str] = Counter()
        for service_month, measure, kind, minutes in self.delivered[grant.case_id]:
            if (service_month, measure) == (month, grant.measure_id):
                delivered[part_of(kind, parts)] += minutes
        for row in self.carried.get(grant.case_id, ()):
            if row.starts_on >= month and row.lies_in(grant.measure_id, month, after - timedelta(days=1)):
                delivered[row.part] += row.minutes
        for day, kind, minutes in self.open[grant.case_id]:
            if month <= day < after and kind != SessionKind.CONTACT:
                planned[part_of(kind, parts)] += book.counted(kind, minutes)
        return tuple(MonthPart(part, month, granted, delivered[part], planned[part]) for part, granted in grant.monthly)

    def _carried(self, grant: AgreedGrant) -> Counter[str]:
        """Return the minutes carried over against a grant, per part."""
        carried: Counter[str] = Counter()
        for row in self.carried.get(grant.case_id, ()):
            if row.lies_in(grant.measure_id, grant.starts_on, grant.ends_on):
                carried[row.part] += row.minutes
        return carried
