"""What a session would count and what would remain, told while it is being written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from asa.design.templatetags.asa import in_kind
from cases.people.enums import CaseState
from cases.people.models import Case, MeasureStay
from cases.people.phases import phase_at
from cases.people.ranges import valid_on
from cases.sessions.counting import Charge, Head, SessionFacts, charges, minutes_words
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.balances import case_balances
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Session
from cases.sessions.naming import called
from cases.sessions.rules.books import RuleBook, books_for
from cases.sessions.rules.enums import Account, RuleKey
from cases.sessions.rules.models import Rule


@dataclass(frozen=True)
class PersonCount:
    """One person: minutes that would be counted, the sentence why, and what would remain (None without agreement).

    `is_month` says that the rest is that of the month, where hours are agreed by the month. `name` is the first name,
    with the last name where two of the session share the first.
    """

    case: Case
    name: str
    minutes: int
    explanation: str
    rule: Rule
    remaining: int | None
    is_month: bool = False

    @property
    def is_over(self) -> bool:
        return self.minutes > 0 and self.remaining is not None and self.remaining < 0

    @property
    def over(self) -> int:
        """Return by how many minutes the agreed hours would be exceeded."""
        return -(self.remaining or 0)


@dataclass(frozen=True)
class GroupWarning:
    """The group is larger than the strictest rule of its measures allows."""

    people: int
    limit: int
    rule: Rule

    @property
    def words(self) -> str:
        """Return the warning with the rule and its source."""
        return (
            f"Die Gruppe hat {self.people} Personen, höchstens {self.limit} sind vorgesehen. "
            f"Regel „{self.rule.get_key_display()}“ ({self.rule.rule_set}); Quelle: {self.rule.source}."
        )


@dataclass(frozen=True)
class Preview:
    """The line under "Wer war da?"; `kind` is that of the session: only tuition is counted in units."""

    kind: str
    people: tuple[PersonCount, ...]
    group: GroupWarning | None
    shares: tuple[tuple[str, int], ...] = ()
    minutes: int = 0

    @property
    def shares_words(self) -> str:
        """Return how a lesson of several measures is shared, and that it exceeds the lesson where it does; else ""."""
        if len(self.shares) < 2:
            return ""
        said = ", ".join(f"{number} {in_kind(minutes, self.kind)}" for number, minutes in self.shares).rstrip(".")
        total = sum(minutes for _, minutes in self.shares)
        if total <= self.minutes:
            return f"Maßnahmen: {said}."
        return (
            f"Maßnahmen: {said}. Zusammen {minutes_words(total)} bei {minutes_words(self.minutes)} Termin, weil eine "
            "Maßnahme voll belastet wird. Das muss mit dem Einkaufszentrum vereinbart sein."
        )

    @property
    def same_minutes(self) -> int | None:
        """Return the minutes that count for everyone, or None when they differ."""
        counted = {person.minutes for person in self.people}
        return counted.pop() if len(counted) == 1 else None

    @property
    def stop(self) -> str:
        """Return the full stop after an amount: units end with a bracket, hours with the full stop of "Std."."""
        return "." if self.kind == SessionKind.TUITION else ""

    @property
    def over(self) -> list[PersonCount]:
        return [person for person in self.people if person.is_over]

    @property
    def warnings(self) -> list[str]:
        """Return what is said once more after saving: the line itself follows the form only with scripts."""
        said = [
            f"Bei {person.name} sind damit {in_kind(person.over, self.kind)} mehr verbraucht "
            f"als {'für den Monat ' if person.is_month else ''}bewilligt."
            for person in self.over
        ]
        return [*said, self.group.words] if self.group else said

    @property
    def uncounted(self) -> str:
        """Return the sentence on minutes that make no whole unit or step, for any length; empty when all count."""
        rounded = (person for person in self.people if person.rule.key.startswith("rounding."))
        return next((person.explanation for person in rounded), "")

    @property
    def shows_rest(self) -> list[PersonCount]:
        return [person for person in self.people if person.remaining is not None]


def preview(
    *,
    kind: str,
    on: date,
    minutes: int,
    parts: Sequence[tuple[Case, str]],
    staff: int = 1,
    session: Session | None = None,
) -> Preview | None:
    """Return what a session of `minutes` on a day would count for `parts` (case, outcome); None when it never counts.

    `session` is the one being corrected: what it charges now is given back first. Constant number of queries.
    """
    counted = count_entry(kind=kind, on=on, minutes=minutes, parts=parts, staff=staff)
    if counted is None:
        return None
    cases = {case.pk: case for case, _ in parts}
    people = _people(counted.charges, cases, kind, on, session)
    numbers = {head.measure_id: head.measure_number for head in counted.heads}
    shares = [(numbers[c.measure_id], c.minutes) for c in counted.charges if c.account == Account.MEASURE]
    return Preview(kind, people, _group_warning(counted.heads, counted.books), tuple(shares), minutes)


@dataclass(frozen=True)
class CountedEntry:
    """What an entry would charge: its heads with the measures that pay that day, their rules, the charges."""

    heads: tuple[Head, ...]
    books: dict[int, RuleBook]
    charges: list[Charge]


def count_entry(
    *, kind: str, on: date, minutes: int, parts: Sequence[tuple[Case, str]], staff: int = 1
) -> CountedEntry | None:
    """Return what `minutes` of a kind on a day charge for `parts` (case, outcome); None when it never counts."""
    if kind == SessionKind.FIRST_CONTACT or not parts:
        return None
    cases = {case.pk: case for case, _ in parts}
    stays = MeasureStay.objects.filter(valid_on(on), case__in=list(cases)).select_related("measure")
    stays = stays.annotate(phase=phase_at("case_id", on))
    measures = {stay.case_id: stay.measure for stay in stays}
    before_training = {stay.case_id for stay in stays if stay.phase == CaseState.PRE_PHASE}
    heads = tuple(
        Head(case.pk, measures[case.pk].pk, measures[case.pk].number, outcome, case.pk in before_training)
        for case, outcome in parts
        if case.pk in measures
    )
    if not heads:
        return None
    books = books_for({measure.pk: measure for measure in measures.values()}.values(), on)
    return CountedEntry(heads, books, charges(SessionFacts(kind, minutes, heads, staff), books))


def _people(
    charged: Iterable[Charge], cases: dict[int, Case], kind: str, on: date, session: Session | None
) -> tuple[PersonCount, ...]:
    balances = case_balances(list(cases), on)
    booked, names = _booked(session), called(cases.values())
    people = []
    for charge in charged:
        if charge.account != Account.TRAINEE or charge.case_id is None:
            continue
        balance = balances.get(charge.case_id)
        rest = None
        if balance is not None:
            rest = balance.rest_of(kind) + booked.get(charge.case_id, 0) - charge.minutes
        is_month = balance is not None and bool(balance.months)
        case = cases[charge.case_id]
        people.append(
            PersonCount(case, names[case.trainee_id], charge.minutes, charge.explanation, charge.rule, rest, is_month)
        )
    return tuple(people)


def _booked(session: Session | None) -> dict[int, int]:
    """Return what the session charges each person now."""
    if session is None or not session.is_documented:
        return {}
    rows = LedgerEntry.objects.filter(session=session, account=Account.TRAINEE).values("case")
    return dict(rows.annotate(sum=Sum("minutes")).values_list("case", "sum"))


def _group_warning(heads: Sequence[Head], books: dict[int, RuleBook]) -> GroupWarning | None:
    """Return the warning when more people are planned or present than the stricter rule allows."""
    people = sum(head.outcome in ("", Outcome.PRESENT, Outcome.LATE) for head in heads)
    strictest = min((books[head.measure_id] for head in heads), key=lambda book: book.group_limit)
    if people <= strictest.group_limit:
        return None
    return GroupWarning(people, strictest.group_limit, strictest[RuleKey.GROUP_LIMIT])
