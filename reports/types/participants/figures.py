"""The people of a measure on a day (domain file, section 5.3), as an audit asks for them at short notice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from asa.accounts.enums import DataClass
from asa.accounts.models import User
from asa.accounts.sorting import in_order_of
from cases.people.enums import CaseState
from cases.people.models import Case, ContactAssignment, Measure, MeasureStay, TrainingContract
from cases.people.ranges import valid_on
from cases.sessions.ledger.balances import case_balances
from reports.types.quarter.queries import states_on


@dataclass(frozen=True)
class Participant:
    """One line of the list as it stood on the day; minutes are None where no hours are agreed."""

    name: str
    birth_date: date | None
    customer_number: str
    starts_on: date
    planned_end_on: date | None
    phase: str
    company: str
    occupation: str
    training_year: int | None
    contact_person: str
    agreed_minutes: int | None
    used_minutes: int | None


@dataclass(frozen=True)
class ParticipantsFigures:
    """The list on day `on`; `hidden` are people of the measure that who ordered the list may not see."""

    on: date
    participants: tuple[Participant, ...]
    hidden: int
    #: The keys of the cases listed: whoever may see all of them may see the list.
    case_keys: tuple[int, ...]


def participants_figures(measure: Measure, on: date, *, reader: User | None) -> ParticipantsFigures:
    """Return who was in the measure on the day `on`, sorted by name.

    `reader` is who ordered the list: it holds whose master data (class M0) that person may read, and customer numbers
    only where class B may be read. None (the planner, the shell) reads all. The number of queries is constant.
    """
    listed, hidden = listed_cases(measure, on, reader=reader)
    keys = tuple(sorted(case.pk for case, _ in listed))
    return ParticipantsFigures(on, tuple(line for _, line in listed), hidden, keys)


def listed_cases(measure: Measure, on: date, *, reader: User | None) -> tuple[list[tuple[Case, Participant]], int]:
    """Return each case of the list with its line, and how many people of the measure are left out."""
    stays = MeasureStay.objects.filter(valid_on(on), measure=measure).select_related("case__trainee")
    every = list(stays.order_by(*in_order_of("case__trainee__last_name", "case__trainee__first_name")))
    seen = every if reader is None else _readable(every, reader, DataClass.MINIMAL)
    cases = [stay.case for stay in seen]
    with_number = cases if reader is None else [stay.case for stay in _readable(seen, reader, DataClass.BENEFIT)]
    numbered = {case.pk for case in with_number}
    ids = [case.pk for case in cases]
    contracts = _contracts(ids, on)
    contacts = _contact_persons(ids, on)
    balances = case_balances(ids, on)
    states = states_on(on, {case.pk: case.state for case in cases})

    def line(stay: MeasureStay) -> Participant:
        case, trainee = stay.case, stay.case.trainee
        contract, balance = contracts.get(case.pk), balances.get(case.pk)
        return Participant(
            name=f"{trainee.last_name}, {trainee.first_name}",
            birth_date=trainee.birth_date,
            customer_number=trainee.customer_number if case.pk in numbered else "",
            starts_on=stay.starts_on,
            planned_end_on=case.planned_end_on,
            phase=CaseState(states[case.pk]).label,
            company=contract.company.name if contract else "",
            occupation=contract.occupation_name if contract else "",
            training_year=contract.training_year(on) if contract else None,
            contact_person=contacts.get(case.pk, ""),
            agreed_minutes=balance.granted if balance else None,
            used_minutes=balance.delivered if balance else None,
        )

    return [(stay.case, line(stay)) for stay in seen], len(every) - len(seen)


def _readable(stays: Iterable[MeasureStay], reader: User, data_class: DataClass) -> list[MeasureStay]:
    stays = list(stays)
    visible = Case.objects.visible_to(reader, data_class).filter(pk__in=[stay.case_id for stay in stays])
    ids = set(visible.values_list("pk", flat=True))
    return [stay for stay in stays if stay.case_id in ids]


def _contracts(cases: list[int], on: date) -> dict[int, TrainingContract]:
    """Return the contract that ran on the day, the latest begun where there are two."""
    running = Q(ended_on=None) | Q(ended_on__gte=on)
    found = TrainingContract.objects.filter(running, case__in=cases, starts_on__lte=on, ends_on__gte=on)
    return {contract.case_id: contract for contract in found.select_related("company").order_by("starts_on")}


def _contact_persons(cases: list[int], on: date) -> dict[int, str]:
    rows = ContactAssignment.objects.filter(valid_on(on), case__in=cases).select_related("member__user")
    return {row.case_id: row.member.user.full_name for row in rows}
