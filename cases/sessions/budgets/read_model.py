"""The list "Budgets": agreed, delivered, planned and remaining hours of everyone whose hours a person may read."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Scope
from asa.accounts.models import User
from asa.accounts.sorting import in_order_of
from cases.people.enums import CaseState
from cases.people.models import Case, Measure
from cases.people.models.measures import number_key
from cases.sessions.ledger.balances import CaseBalance, Level, case_balances
from cases.sessions.ledger.measure_balances import MeasureBalance, measure_balances
from cases.sessions.ledger.pre_phase import PrePhase, pre_phases_of


class Stand(StrEnum):
    """Filters of the list."""

    TIGHT = "knapp"
    UNUSED = "ungenutzt"
    NONE = "ohne"

    @property
    def label(self) -> str:
        return {"knapp": "Budget knapp", "ungenutzt": "Budget ungenutzt", "ohne": "ohne Vereinbarung"}[self.value]


#: Badge of each level: kind and words. Red too few, blue too many, green as agreed (ABES), never colour alone.
BADGES = {
    Level.TOO_FEW: ("danger", "zu wenig"),
    Level.TOO_MANY: ("info", "zu viel"),
    Level.AS_AGREED: ("success", "wie vereinbart"),
}


@dataclass(frozen=True)
class BudgetRow:
    """One case; `balance` is None where nothing is agreed for the day."""

    case: Case
    measure: Measure | None
    balance: CaseBalance | None

    @property
    def why_none(self) -> str:
        """Return why nothing has to be agreed: the Vorphase goes by places, a closed case needs nothing more."""
        if self.case.state == CaseState.PRE_PHASE:
            return "In der Vorphase werden keine Stunden vereinbart; sie zählt nach Plätzen."
        return "" if self.case.is_open else "Die Teilnahme ist beendet."

    @property
    def badge(self) -> tuple[str, str]:
        if self.balance is None:
            return ("plain", self.case.get_state_display()) if self.why_none else ("warning", "ohne Vereinbarung")
        if self.balance.remaining < 0:
            return "danger", "überschritten"
        if any(month.remaining < 0 for month in self.balance.months):
            return "danger", "Monat überschritten"
        if self.balance.month_warnings:
            return "warning", "Monat läuft aus"
        return BADGES[self.balance.level]

    @property
    def lasts_until(self) -> date | None:
        """Return until when the budget lasts as planned, when that is before the period's end."""
        until = self.balance.lasts_until() if self.balance else None
        return until if until and self.balance and until < self.balance.ends_on else None

    def stands(self, stand: Stand) -> bool:
        """Return whether the row belongs to a filter."""
        if stand is Stand.NONE:
            return self.balance is None and not self.why_none
        if self.balance is None:
            return False
        return self.balance.is_tight if stand is Stand.TIGHT else self.balance.is_unused


def budget_rows(user: User, on: date) -> list[BudgetRow]:
    """Return a row for every running case, sorted by name, with a number of queries that does not depend on them."""
    cases = list(
        Case.objects.visible_to(user, DataClass.WORTH)
        .running()
        .select_related("trainee")
        .order_by(*in_order_of("trainee__last_name", "trainee__first_name"), "pk")
    )
    balances = case_balances([case.pk for case in cases], on)
    measures = Measure.objects.in_bulk({balance.measure_id for balance in balances.values()})
    rows = []
    for case in cases:
        balance = balances.get(case.pk)
        rows.append(BudgetRow(case, measures.get(balance.measure_id) if balance else None, balance))
    return rows


@dataclass(frozen=True)
class MeasureRow:
    """A measure in its running year: its contingent, and its Vorphase since the year began (None: it has none)."""

    measure: Measure
    balance: MeasureBalance
    pre_phase: PrePhase | None

    @property
    def badge(self) -> tuple[str, str]:
        return BADGES[self.balance.level]


def measures_of(user: User, on: date) -> list[MeasureRow]:
    """Return the measures with a contingent for the day, for whoever reads the hours of all."""
    grants = access_of(user).grants(DataClass.WORTH, Action.READ)
    if not any(scope == Scope.PROVIDER for _, scope in grants):
        return []
    measures = Measure.objects.visible_to(user).in_bulk()
    balances = sorted(measure_balances(measures, on).items(), key=lambda pair: number_key(measures[pair[0]].number))
    begin = min((balance.year.starts_on for _, balance in balances), default=on)
    pre_phases = pre_phases_of([measures[pk] for pk, _ in balances], begin, on)
    return [MeasureRow(measures[pk], balance, pre_phases.get(pk)) for pk, balance in balances]


def cases_standing(user: User, stand: Stand, on: date) -> list[int]:
    """Return the cases of a filter, for other lists."""
    return [row.case.pk for row in budget_rows(user, on) if row.stands(stand)]
