"""Finding people, companies and sessions by what someone remembers: parts of names, a phone number, a number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, Replace

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from asa.accounts.sorting import in_order_of
from cases.people.models import Case, TrainingContract
from cases.people.models.trainees import CaseQuerySet
from cases.sessions.models import Session
from companies.records.models import Company

#: Typed numbers shorter than this would find half of all phone numbers.
SHORTEST_NUMBER = 4
LONGEST_QUERY = 100
_PHONE_SIGNS = re.compile(r"[\s\-/().]")


def folded(expression: Combinable) -> Combinable:
    """Return the SQL text without case, accents and umlauts, so that "Mueller", "muller" and "Müller" are one.

    `asa_sort_key` turns "ü" into "u"; "ue" is read as "u" on both sides of every comparison.
    """
    key: Combinable = Func(expression, function="asa_sort_key", output_field=TextField())
    for double, single in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        key = Replace(key, Value(double), Value(single), output_field=TextField())
    return key


def _joined(first: str, second: str) -> Combinable:
    """Return two columns as one text with a space between."""
    return Concat(F(first), Value(" "), F(second), output_field=TextField())


def words_of(text: str) -> list[str]:
    """Return the words of a query, shortened to what a name can need; commas part words ("Haddad, Amira")."""
    return text.replace("\x00", "").replace(",", " ")[:LONGEST_QUERY].split()


def phone_digits(text: str) -> str:
    """Return the national digits of a typed phone number ("0171 …", "+49 171 …", "0049171…" → "171…"), else ""."""
    bare = _PHONE_SIGNS.sub("", text)
    if not re.fullmatch(r"\+?\d+", bare):
        return ""
    digits = bare.lstrip("+")
    if bare.startswith(("+49", "0049")):
        digits = digits.removeprefix("00").removeprefix("49")
    digits = digits.lstrip("0")
    return digits if len(digits) >= SHORTEST_NUMBER else ""


def search_cases(cases: CaseQuerySet, text: str, user: User) -> CaseQuerySet:
    """Narrow `cases` to those whose trainee fits the words in any order, the phone or the customer number.

    Phone numbers are found only where the person reads master data, customer numbers where they read class B.
    """
    words = words_of(text)
    if not words:
        return cases
    cases = cases.alias(name_key=folded(_joined("trainee__first_name", "trainee__last_name")))
    found = Q()
    for word in words:
        found &= Q(name_key__contains=folded(Value(word, TextField())))
    digits = phone_digits(text)
    if digits:
        cases = cases.alias(phone_text=Cast("trainee__phone", TextField()))
        found |= Q(phone_text__contains=digits, pk__in=Case.objects.visible_to(user, DataClass.MASTER).values("pk"))
    compact = "".join(words)
    if len(compact) >= SHORTEST_NUMBER and access_of(user).may(DataClass.BENEFIT, Action.READ):
        numbered = Case.objects.visible_to(user, DataClass.BENEFIT).values("pk")
        found |= Q(trainee__customer_number__icontains=compact, pk__in=numbered)
    return cases.filter(found)


def by_name(cases: CaseQuerySet) -> CaseQuerySet:
    """Sort by last name, then first name, without regard to accents and case."""
    return cases.order_by(*in_order_of("trainee__last_name", "trainee__first_name"))


@dataclass(frozen=True)
class Hits:
    """What the global search shows of one kind: the first rows and whether there are more."""

    rows: list
    has_more: bool


def first_hits(rows, limit: int = 10) -> Hits:
    found = list(rows[: limit + 1])
    return Hits(found[:limit], len(found) > limit)


def find_companies(text: str, user: User):
    """Companies whose name or place fits all words, among those that the person may see."""
    companies = Company.objects.visible_to(user).alias(key=folded(_joined("name", "place")))
    for word in words_of(text):
        companies = companies.filter(key__contains=folded(Value(word, TextField())))
    return companies.order_by(*in_order_of("name"))


def find_sessions(text: str, user: User):
    """Sessions whose title or topic fits all words, newest first. Results and notes are never searched."""
    sessions = Session.objects.visible_to(user).alias(key=folded(_joined("title", "topic")))
    for word in words_of(text):
        sessions = sessions.filter(key__contains=folded(Value(word, TextField())))
    return sessions.order_by("-starts_at", "-pk")


def contracts_newest_first():
    """Contracts with their company, as the lists show them."""
    return TrainingContract.objects.select_related("company").order_by("-starts_on", "-pk")


def present_contract(contracts: Iterable[TrainingContract], today: date) -> TrainingContract | None:
    """Return of one case's contracts, newest first, the one that runs `today`, else the next one to come.

    One that ended is not shown as present. One that begins later waits until the other is over.
    """
    left = [contract for contract in contracts if contract.ended_on is None or contract.ended_on >= today]
    begun = next((contract for contract in left if contract.starts_on <= today), None)
    return begun or (left[-1] if left else None)
