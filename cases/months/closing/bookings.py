"""The single bookings behind a total (Buchungen): of a measure or lot in a month, of a session, of a person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from asa.accounts.models import User
from cases.people.models import Case
from cases.sessions.enums import SessionKind
from cases.sessions.ledger.models import LedgerEntry, LedgerEntryQuerySet
from cases.sessions.models import Session
from cases.sessions.rules.enums import Account

PER_PAGE = 50


@dataclass(frozen=True)
class Choice:
    """One link of a filter: the value in the address, its German label, whether it is chosen."""

    value: str
    label: str
    is_current: bool


def shown(entries: LedgerEntryQuerySet) -> LedgerEntryQuerySet:
    """Fetch with each booking all that a row shows (who, which session, which rule and set), the newest day first."""
    related = ("rule__rule_set", "session", "case__trainee", "measure")
    reversals = LedgerEntry.objects.filter(reverses=OuterRef("pk"))
    return (
        entries.annotate(is_reversed=Exists(reversals))
        .select_related(*related)
        .order_by("-service_on", "-session_id", "account", "pk")
    )


def of_measures(user: User, measures: list[int], month: date) -> LedgerEntryQuerySet:
    """Return the bookings that make up the month's totals of these measures, as far as the person may see them."""
    return LedgerEntry.objects.visible_to(user).filter(measure__in=measures, booking_month=month)


def of_session(user: User, session: Session) -> LedgerEntryQuerySet:
    """Return every booking of a session, reversed ones too."""
    return LedgerEntry.objects.visible_to(user).filter(session=session)


def of_case(user: User, case: Case) -> LedgerEntryQuerySet:
    """Return the bookings on a person's own account."""
    return LedgerEntry.objects.visible_to(user).filter(case=case)


class Filter:
    """What the address narrows the bookings to: account, kind, late bookings, with or without reversals."""

    def __init__(self, query: Any, month: date | None = None) -> None:
        self.account = query.get("account", "") if query.get("account") in Account.values else ""
        self.kind = query.get("kind", "") if query.get("kind") in SessionKind.values else ""
        self.late = query.get("late") == "1"
        self.all = query.get("all") == "1"
        self.month = month

    def narrow(self, entries: LedgerEntryQuerySet) -> LedgerEntryQuerySet:
        """Return the bookings that fit."""
        if self.account:
            entries = entries.filter(account=self.account)
        if self.kind:
            entries = entries.filter(kind=self.kind)
        if self.late and self.month:
            entries = entries.filter(service_month__lt=self.month)
        return entries if self.all else entries.standing()

    @property
    def accounts(self) -> list[Choice]:
        return [Choice("", "beide Konten", not self.account)] + [
            Choice(value, label, value == self.account) for value, label in Account.choices
        ]

    @property
    def kinds(self) -> list[Choice]:
        found = [Choice(value, label, value == self.kind) for value, label in SessionKind.choices]
        return [Choice("", "alle Arten", not self.kind), *(c for c in found if c.value != SessionKind.FIRST_CONTACT)]
