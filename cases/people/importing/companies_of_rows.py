"""Companies of a list that may be one: with and without legal form in one place. Asked once, not per row."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cases.people.importing.row_numbers import rows_in_words
from companies.catalogue.folding import plain
from companies.records.likeness import core_name, may_be_in_one_place
from companies.records.models import Company

SAME, OTHER = "same", "other"


@dataclass
class CompanyPair:
    """A company of the list and one that is known, or stands further up, under almost the same name."""

    name: str
    place: str
    other_name: str
    other_place: str
    is_known: bool
    rows: list[int] = field(default_factory=list)
    decision: str = ""

    @property
    def key(self) -> str:
        """Return what the decision is kept under."""
        return f"company|{plain(self.name)}|{plain(self.place)}"

    @property
    def where(self) -> str:
        return rows_in_words(self.rows)


class Companies:
    """Everything to compare with: the provider's companies, then those of the rows that come before."""

    def __init__(self, provider_id: int, decisions: dict[str, Any]) -> None:
        self.decisions = decisions
        self.pairs: dict[str, CompanyPair] = {}
        self.names: set[str] = set()
        self.by_core: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        for name, place in Company.objects.filter(provider=provider_id).order_by("pk").values_list("name", "place"):
            self._add(name, place, is_known=True)

    def _add(self, name: str, place: str, *, is_known: bool) -> None:
        self.names.add(plain(name))
        self.by_core[core_name(name)].append((name, place, is_known))

    def look_at(self, number: int, values: dict[str, Any]) -> None:
        """Compare the company of a row; one that was said to be the same takes the name that is known."""
        name, place = values.get("company", ""), values.get("company_place", "")
        if not name:
            return
        pair = CompanyPair(name, place, "", "", is_known=False)
        pair = self.pairs.get(pair.key, pair)
        if not pair.other_name and plain(name) not in self.names:
            for other, there, is_known in self.by_core[core_name(name)]:
                if may_be_in_one_place(there, place):
                    pair.other_name, pair.other_place, pair.is_known = other, there, is_known
                    self._decide(pair)
                    self.pairs[pair.key] = pair
                    break
        if pair.other_name:
            pair.rows.append(number)
        if pair.decision == SAME:
            values["company"] = pair.other_name
        elif not pair.other_name and plain(name) not in self.names:
            self._add(name, place, is_known=False)

    def _decide(self, pair: CompanyPair) -> None:
        """Apply what the person said about a pair, if the pair is still the same one."""
        kept = self.decisions.get(pair.key) or {}
        if kept.get("ref") == pair.other_name:
            pair.decision = kept.get("choice", "")


def kept_decisions(pairs: Iterable[CompanyPair], answers: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return what was answered about each pair together with the company it was said about."""
    return {
        pair.key: {"ref": pair.other_name, "choice": answers[pair.key]}
        for pair in pairs
        if answers.get(pair.key) in {SAME, OTHER}
    }
