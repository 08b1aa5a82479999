"""What is to be known of a group before anyone logs: its limit, and how one lesson is shared among those who pay."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cases.people.models import Measure, MeasureStay
from cases.people.models.measures import number_key
from cases.people.ranges import valid_on
from cases.sessions.models import Attendance
from cases.sessions.rules.books import RuleBook, books_for
from cases.sessions.rules.enums import RuleKey
from cases.sessions.rules.models import Rule


@dataclass(frozen=True)
class Payer:
    """One measure of the group: how many of its people, and whether a shared lesson charges it in full."""

    measure: Measure
    people: int
    is_in_full: bool
    rule: Rule

    @property
    def share_words(self) -> str:
        if self.is_in_full:
            return "voll"
        return f"nach Köpfen ({self.people} {'Person' if self.people == 1 else 'Personen'})"


@dataclass(frozen=True)
class GroupRules:
    """The strictest limit among the measures of `people` on a day, and who pays for one lesson."""

    people: int
    limit: int
    rule: Rule
    payers: tuple[Payer, ...]

    @property
    def is_over(self) -> bool:
        return self.people > self.limit

    @property
    def is_shared(self) -> bool:
        return len(self.payers) > 1

    @property
    def exceeds_lesson(self) -> bool:
        """Return whether the measures together are charged more than the lesson is long."""
        return self.is_shared and any(payer.is_in_full for payer in self.payers)

    @property
    def limit_words(self) -> str:
        """Return the limit with rule, source and how sure we are of it."""
        rule = self.rule
        return (
            f"Höchstens {self.limit} Personen. Regel „{rule.get_key_display()}“ ({rule.rule_set}); "
            f"Quelle: {rule.source}; {rule.get_confidence_display()}."
        )

    @property
    def over_words(self) -> str:
        return f"Die Gruppe hat {self.people} Personen, höchstens {self.limit} sind vorgesehen."


def group_rules(case_ids: Iterable[int], on: date) -> GroupRules | None:
    """Return the rules for these people on a day; None when none is in a measure. Constant number of queries."""
    keys = set(case_ids)
    stays = list(MeasureStay.objects.filter(valid_on(on), case__in=keys).select_related("measure"))
    if not stays:
        return None
    measures = {stay.measure_id: stay.measure for stay in stays}
    heads = Counter(stay.measure_id for stay in stays)
    books = books_for(measures.values(), on)
    strictest: RuleBook = min(books.values(), key=lambda book: book.group_limit)
    payers = tuple(
        Payer(measure, heads[measure.pk], books[measure.pk].is_in_full, books[measure.pk][RuleKey.SHARING])
        for measure in sorted(measures.values(), key=lambda measure: number_key(measure.number))
    )
    return GroupRules(len(keys), strictest.group_limit, strictest[RuleKey.GROUP_LIMIT], payers)


def sizes_of(session_ids: Iterable[int], on: date) -> dict[int, str]:
    """Return "4 Personen, höchstens 6 vorgesehen" for each session with people, by the rules of a day.

    Names nobody and may be read by whoever is only offered the session. Constant number of queries.
    """
    people: dict[int, set[int]] = {}
    for session, case in Attendance.objects.filter(session__in=list(session_ids)).values_list("session", "case"):
        people.setdefault(session, set()).add(case)
    everyone = set().union(*people.values())
    stays = MeasureStay.objects.filter(valid_on(on), case__in=everyone).select_related("measure")
    measures = {stay.case_id: stay.measure for stay in stays}
    books = books_for({measure.pk: measure for measure in measures.values()}.values(), on)
    sizes = {}
    for session, cases in people.items():
        limits = [books[measures[case].pk].group_limit for case in cases if case in measures]
        words = f"{len(cases)} {'Person' if len(cases) == 1 else 'Personen'}"
        sizes[session] = f"{words}, höchstens {min(limits)} vorgesehen" if limits else words
    return sizes
