"""Checking the rows of a list: every error at its cell, every person compared with those already known."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import User
from cases.people.enums import ContractKind
from cases.people.importing.cases_of_rows import CaseLookups, entry_hint, running_cases
from cases.people.importing.columns import BY_KEY, CASE, COMPANY, CONTRACT, PERSON
from cases.people.importing.companies_of_rows import Companies, CompanyPair
from cases.people.importing.row_numbers import rows_in_words
from cases.people.models import ImportRun, Trainee, TrainingContract
from cases.people.trial import trial_fault
from companies.catalogue.folding import fold, plain
from companies.catalogue.models import OccupationName
from companies.catalogue.search import exact_occupation, search_occupations

#: How alike two names are from which on they may mean the same person, 0–1.
ALIKE = 0.8


@dataclass
class Known:
    """A person to compare with: in the records (`trainee`) or in an earlier row of the same list."""

    ref: str
    name: str
    birth_date: date | None
    customer_number: str
    place: str
    trainee: Trainee | None = None
    is_visible: bool = True

    @property
    def key(self) -> str:
        return plain(self.name)


@dataclass
class Row:
    """One row with its values, the errors at its cells and what was found about its person."""

    number: int
    cells: dict[str, str]
    digest: str
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    same: Known | None = None
    maybe: Known | None = None
    decision: str = ""
    is_old: bool = False

    @property
    def name(self) -> str:
        return f"{self.values.get('first_name', '')} {self.values.get('last_name', '')}".strip()

    @property
    def title(self) -> str:
        return self.name or self.cells.get("company", "")

    @property
    def birth_date(self) -> date | None:
        return self.values.get("birth_date")

    @property
    def customer_number(self) -> str:
        return self.cells.get("customer_number", "")

    @property
    def place(self) -> str:
        return self.cells.get("place", "")

    @property
    def work(self) -> str:
        """Return company and occupation as they stand in the list."""
        return " · ".join(text for key in ("company", "occupation") if (text := self.cells.get(key)))

    @property
    def has_person(self) -> bool:
        return bool(self.values.get("last_name"))

    @property
    def has_contract(self) -> bool:
        return any(BY_KEY[key].group == CONTRACT for key in self.values)

    @property
    def case_keys(self) -> list[str]:
        """Return the filled columns about the case itself."""
        return [key for key in self.cells if BY_KEY[key].group == CASE]

    @property
    def hint(self) -> str:
        """Return what is taken over but should be known."""
        return entry_hint(self.values)

    @property
    def is_open(self) -> bool:
        """Return whether somebody still has to say if two people are the same."""
        return self.maybe is not None and not self.decision

    @property
    def error_cells(self) -> list[tuple[str, str, str]]:
        """Return (label, what stands there, what is wrong) of the cells with errors."""
        return [(BY_KEY[key].label, self.cells.get(key, ""), text) for key, text in self.errors.items()]

    @property
    def status(self) -> str:
        if self.is_old:
            return "schon übernommen"
        if self.errors:
            return "Fehler"
        if self.decision == "skip":
            return "wird weggelassen"
        if self.is_open:
            return "bitte entscheiden"
        return "bekannt" if self.same else "neu"


@dataclass
class Fault:
    """The same fault in the same cell of one or many rows."""

    column: str
    text: str
    words: str
    rows: list[Row] = field(default_factory=list)

    @property
    def where(self) -> str:
        return rows_in_words([row.number for row in self.rows])

    @property
    def who(self) -> str:
        """Return the person of the row; for many, the first with how many more there are."""
        more = len(self.rows) - 1
        return f"{self.rows[0].title} und {more} weitere" if more else self.rows[0].title


@dataclass
class Checked:
    """The whole list after checking."""

    rows: list[Row]
    company_pairs: list[CompanyPair] = field(default_factory=list)

    @property
    def open_companies(self) -> list[CompanyPair]:
        """Return the pairs of companies about which somebody still has to decide."""
        return [pair for pair in self.company_pairs if not pair.decision]

    @property
    def to_decide(self) -> int:
        """Return how many questions about people and companies are open."""
        return len(self.undecided) + len(self.open_companies)

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.errors and not row.is_old]

    @property
    def faults(self) -> list[Fault]:
        """Return what is wrong, equal faults together, in the order of their first rows."""
        found: dict[tuple[str, str, str], Fault] = {}
        for row in self.wrong:
            for cell in row.error_cells:
                found.setdefault(cell, Fault(*cell)).rows.append(row)
        return list(found.values())

    @property
    def hints(self) -> list[tuple[str, str]]:
        """Return (rows, hint) of what is taken over but should be known, equal hints together."""
        found: dict[str, list[int]] = defaultdict(list)
        for row in self.ready:
            if row.hint:
                found[row.hint].append(row.number)
        return [(rows_in_words(numbers), hint) for hint, numbers in found.items()]

    @property
    def pairs(self) -> list[Row]:
        return [row for row in self.rows if row.maybe is not None and not row.is_old and not row.errors]

    @property
    def undecided(self) -> list[Row]:
        return [row for row in self.pairs if row.is_open]

    @property
    def ready(self) -> list[Row]:
        return [row for row in self.rows if not (row.errors or row.is_old or row.is_open or row.decision == "skip")]

    @property
    def old(self) -> list[Row]:
        return [row for row in self.rows if row.is_old]


def _digest(cells: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(cells, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _read(run: ImportRun) -> list[Row]:
    rows = []
    for number, texts in run.rows:
        cells = {key: texts[index] for key, index in run.mapping.items() if index < len(texts) and texts[index]}
        rows.append(Row(number, cells, _digest(cells)))
    return rows


def _fill_values(row: Row) -> None:
    for key, text in row.cells.items():
        column = BY_KEY[key]
        if column.max_length and len(text) > column.max_length:
            row.errors[key] = f"Der Text ist länger als {column.max_length} Zeichen."
            continue
        try:
            row.values[key] = column.read(text)
        except ValidationError as error:
            row.errors[key] = " ".join(error.messages)


def _check_completeness(row: Row) -> None:
    groups = {BY_KEY[key].group for key in row.cells}
    if groups & {PERSON, CONTRACT, CASE}:
        for key, message in (("last_name", "Der Nachname fehlt."), ("first_name", "Der Vorname fehlt.")):
            if not row.cells.get(key):
                row.errors.setdefault(key, message)
    elif not row.cells.get("company"):
        row.errors["company"] = "Der Name des Betriebs fehlt."
    if COMPANY in groups and not row.cells.get("company"):
        row.errors.setdefault("company", "Der Name des Betriebs fehlt.")
    if CONTRACT in groups:
        for key in ("occupation", "starts_on", "ends_on", "company"):
            if not row.cells.get(key):
                row.errors.setdefault(key, f"Zum Ausbildungsvertrag fehlt: {BY_KEY[key].label}.")
        start, end, trial = (row.values.get(key) for key in ("starts_on", "ends_on", "trial_ends_on"))
        if start and end and end <= start:
            row.errors.setdefault("ends_on", "Das Ende muss nach dem Beginn liegen.")
        fault = trial_fault(
            kind=ContractKind.REGULAR,
            starts_on=start,
            ends_on=end,
            trial_ends_on=trial,
            occupation_name=row.cells.get("occupation", ""),
        )
        if fault:
            row.errors.setdefault("trial_ends_on", fault)


class Occupations:
    """Looks up each written occupation once: exact, or the same but for capitals, gender form and umlauts."""

    def __init__(self) -> None:
        self.found: dict[str, OccupationName | str] = {}

    def look_up(self, text: str) -> OccupationName | str:
        """Return the official name, or a German sentence that says what might be meant."""
        if text not in self.found:
            self.found[text] = exact_occupation(text) or self._by_search(text)
        return self.found[text]

    @staticmethod
    def _by_search(text: str) -> OccupationName | str:
        hits = search_occupations(text, limit=5)
        alike = [hit for hit in hits if fold(hit.name) == fold(text)]
        if alike:
            return OccupationName.objects.select_related("occupation").get(pk=alike[0].name_id)
        proposals = ", ".join(f"„{hit.name}“" for hit in hits[:3])
        return (
            f"Diesen Beruf gibt es nicht. Gemeint ist vielleicht: {proposals}."
            if hits
            else "Diesen Beruf gibt es nicht."
        )


def people_of(user: User) -> QuerySet[Trainee]:
    """Return whom the person may change; the administration also people who have no case (yet, or any more)."""
    return Trainee.objects.all() if Role.ADMIN in access_of(user).roles else Trainee.objects.editable_by(user)


class People:
    """Everyone to compare with: known people of the provider, then the rows that come before."""

    def __init__(self, run: ImportRun, user: User) -> None:
        visible = set(people_of(user).values_list("pk", flat=True))
        self.all: list[Known] = []
        self.by_number: dict[str, Known] = {}
        self.by_birth: dict[date | None, list[Known]] = defaultdict(list)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        for person in Trainee.objects.filter(provider=run.provider_id):
            self.add(
                Known(
                    str(person.public_id),
                    person.full_name,
                    person.birth_date,
                    person.customer_number,
                    person.place,
                    person,
                    person.pk in visible,
                )
            )

    def add(self, known: Known) -> None:
        self.all.append(known)
        if known.customer_number:
            self.by_number.setdefault(known.customer_number, known)
        self.by_birth[known.birth_date].append(known)
        self.by_name[known.key].append(known)

    def find(self, row: Row) -> None:
        """Set `row.same` where number, or name and birth date, agree; `row.maybe` where it only looks so."""
        key, born = plain(row.name), row.values.get("birth_date")
        number = row.values.get("customer_number", "")
        if number and (found := self.by_number.get(number)):
            if SequenceMatcher(None, found.key, key).ratio() < ALIKE / 2:
                row.errors["customer_number"] = "Diese Kundennummer gehört schon zu einer anderen Person."
            row.same = found
            return
        for found in self.by_name.get(key, ()):
            if born and found.birth_date == born:
                differs = number and found.customer_number and number != found.customer_number
                row.same, row.maybe = (None, found) if differs else (found, None)
                return
        row.maybe = self._alike(key, born)

    def _alike(self, key: str, born: date | None) -> Known | None:
        for found in self.by_name.get(key, ()):
            if born is None or found.birth_date is None:
                return found
        for found in self.by_birth.get(born, ()) if born else ():
            if SequenceMatcher(None, found.key, key).ratio() >= ALIKE:
                return found
        return None


def _decide(row: Row, decisions: dict[str, Any]) -> None:
    """Apply what the person said about a pair, if the pair is still the same one."""
    kept = decisions.get(str(row.number)) or {}
    if row.maybe is None or kept.get("ref") != row.maybe.ref:
        return
    row.decision = kept.get("choice", "")
    if row.decision == "same":
        row.same = row.maybe


def _check_contract(row: Row, taken: dict[int, list[TrainingContract]]) -> None:
    """Refuse a second contract at the same time; the very same one is no error."""
    trainee = row.same.trainee if row.same else None
    occupation = row.values.get("occupation")
    if trainee is None or not isinstance(occupation, OccupationName) or row.errors:
        return
    for contract in taken.get(trainee.pk, ()):
        same = contract.starts_on == row.values["starts_on"] and contract.occupation_id == occupation.occupation_id
        end = contract.ended_on or contract.ends_on
        if not same and contract.starts_on <= row.values["ends_on"] and end >= row.values["starts_on"]:
            row.errors["starts_on"] = "In dieser Zeit gibt es schon einen Ausbildungsvertrag."


def _check_still_open(row: Row, running: set[int]) -> None:
    """Refuse cells about a case that already runs: its page is where it changes."""
    if row.same is not None and row.same.trainee is not None and row.same.trainee.pk in running:
        for key in row.case_keys:
            row.errors.setdefault(key, "Die Teilnahme läuft schon. Ändern Sie das auf der Seite der Person.")


def check(run: ImportRun, user: User) -> Checked:
    """Check the rows of a run against its mapping and the records; writes nothing."""
    old = {
        digest
        for digests in ImportRun.objects.filter(provider=run.provider_id, state="applied").values_list(
            "row_digests", flat=True
        )
        for digest in digests
    }
    people, occupations = People(run, user), Occupations()
    companies = Companies(run.provider_id, run.decisions)
    cases, known = CaseLookups(run.provider_id, user, timezone.localdate()), set[int]()
    contracts: dict[int, list[TrainingContract]] = defaultdict(list)
    regular = TrainingContract.objects.filter(~Q(kind=ContractKind.PRACTICE), provider=run.provider_id)
    for contract in regular.select_related("case"):
        contracts[contract.case.trainee_id].append(contract)
    rows = _read(run)
    if any(row.case_keys for row in rows):
        known = running_cases(found.trainee.pk for found in people.all if found.trainee is not None)
    for row in rows:
        row.is_old = row.digest in old
        _fill_values(row)
        _check_completeness(row)
        cases.fill(row.values, row.errors)
        if not row.is_old:
            companies.look_at(row.number, row.values)
        if text := row.values.get("occupation"):
            found = occupations.look_up(text)
            if isinstance(found, str):
                row.errors["occupation"] = found
            else:
                row.values["occupation"] = found
        if row.has_person:
            people.find(row)
            _decide(row, run.decisions)
            if row.same is not None and not row.same.is_visible:
                row.errors["last_name"] = "Diese Person führt ein anderes Team. Fragen Sie die Verwaltung."
            _check_contract(row, contracts)
            _check_still_open(row, known)
            if row.same is None and not (row.errors or row.is_old or row.decision == "skip"):
                values = row.values
                people.add(
                    Known(
                        f"row{row.number}",
                        row.name,
                        values.get("birth_date"),
                        values.get("customer_number", ""),
                        values.get("place", ""),
                    )
                )
    return Checked(rows, list(companies.pairs.values()))
