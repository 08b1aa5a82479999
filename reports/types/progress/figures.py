"""The facts of a trainee's progress report, counted from sessions, the hours account and the plan.

Minutes are those of the trainee's hours account; the plan is what the support elements say (minutes a week × weeks in
force). Nothing from notes and no reason of an absence has a field here, so neither can be shown by mistake.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from asa.accounts.profiles import reach_of
from cases.desk.person import planned_minutes
from cases.people.models import Case, ContactAssignment, Exam, MeasureStay, TrainingContract
from cases.people.ranges import valid_on
from cases.portal.read_model import company_view
from cases.portal.services import current_contract
from cases.sessions.enums import ATTENDED, SHORT_KINDS, Outcome, SessionKind
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Attendance, Session
from cases.sessions.rules.enums import Account
from cases.support.enums import Place
from cases.support.models import SupportElement
from reports.engine.periods import Period

KINDS = (SessionKind.TUITION, SessionKind.SOCIAL, SessionKind.COMPANION, SessionKind.CONTACT)
NEXT_DATES = 3
#: Where a coming session is, in the trainee's words.
PLACE_WORDS: dict[str, str] = {
    Place.PROVIDER: "bei uns",
    Place.COMPANY: "im Betrieb",
    Place.SCHOOL: "in der Schule",
    Place.ONLINE: "online",
    Place.PHONE: "am Telefon",
}


@dataclass(frozen=True)
class ModuleFigures:
    """One kind of session in the period.

    `sessions` counts documented sessions of the person, `attended` those with presence; `minutes` is the sum of the
    bookings in the trainee's account, `planned` the minutes a week of the support elements × weeks in force.
    """

    kind: str
    label: str
    sessions: int
    attended: int
    minutes: int
    planned: int


@dataclass(frozen=True)
class OutcomeCount:
    """How often the person's documented sessions ended in this way."""

    outcome: str
    label: str
    count: int


@dataclass(frozen=True)
class Goal:
    """One goal; `module` names the support element it belongs to and is empty for those of the case itself."""

    text: str
    module: str


@dataclass(frozen=True)
class ContractFacts:
    """The contract that ran at the end of the period."""

    company: str
    place: str
    occupation: str
    year: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class ExamFacts:
    """An exam of the period, or the next one after it; `result` is empty where none was known at its end."""

    title: str
    on: date
    result: str
    result_on: date | None


@dataclass(frozen=True)
class Contact:
    """The fixed contact person at the end of the period."""

    name: str
    phone: str
    email: str
    reachable: str


@dataclass(frozen=True)
class NextDate:
    """A coming session: kind and place in words from fixed lists, never typed text."""

    starts_at: datetime
    minutes: int
    words: str


@dataclass(frozen=True)
class Letter:
    """What the company may read, taken from the fields of its own status page; only with the trainee's consent."""

    contract: int
    company: str
    recipient: str
    street: str
    town: str
    greeting: str
    occupation: str
    goals: tuple[str, ...]
    dates: tuple[NextDate, ...]
    contact: Contact | None


@dataclass(frozen=True)
class ProgressFigures:
    """Everything that the progress report of one case says, apart from the texts that people write."""

    period: str
    starts_on: date
    ends_on: date
    first_name: str
    last_name: str
    customer_number: str
    measure: str
    measure_number: str
    entry_on: date | None
    modules: tuple[ModuleFigures, ...]
    outcomes: tuple[OutcomeCount, ...]
    attended: int
    expected: int
    undocumented: int
    goals: tuple[Goal, ...]
    contract: ContractFacts | None
    exams: tuple[ExamFacts, ...]
    contact: Contact | None
    next_dates: tuple[NextDate, ...]
    letter: Letter | None
    no_letter: str


class Part(NamedTuple):
    """The person's part in one session of the period, as far as it is counted."""

    kind: str
    outcome: str
    documented_at: datetime | None
    cancelled_at: datetime | None
    ends_at: datetime

    def is_undocumented(self, now: datetime) -> bool:
        """Return whether the session is over and neither written down nor cancelled (as `undocumented` asks)."""
        return self.documented_at is None and self.cancelled_at is None and self.ends_at <= now


PART_FIELDS = ("session__kind", "outcome", "session__documented_at", "session__cancelled_at", "session__ends_at")


def progress_figures(case: Case, period: Period) -> ProgressFigures:
    """Count one case's period. Reads, writes nothing; the number of queries does not grow with the sessions."""
    parts = [Part(*row) for row in of_period(case, period).values_list(*PART_FIELDS)]
    outcomes = Counter(part.outcome for part in parts if part.documented_at and part.outcome)
    contract = contracts_on(case, period.ends_on).select_related("company").first()
    stay = MeasureStay.objects.filter(valid_on(period.ends_on), case=case).select_related("measure").first()
    letter, no_letter = _letter(case)
    elements = _elements(case, period)
    return ProgressFigures(
        period=period.code,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        first_name=case.trainee.first_name,
        last_name=case.trainee.last_name,
        customer_number=case.trainee.customer_number,
        measure=stay.measure.name if stay else "",
        measure_number=stay.measure.number if stay else "",
        entry_on=case.started_on,
        modules=_modules(case, period, parts, elements),
        outcomes=tuple(OutcomeCount(o.value, str(o.label), outcomes[o]) for o in Outcome if outcomes[o]),
        attended=sum(outcomes[o] for o in ATTENDED),
        expected=sum(n for o, n in outcomes.items() if o != Outcome.CANCELLED_BY_PROVIDER),
        undocumented=sum(part.is_undocumented(timezone.now()) for part in parts),
        goals=_goals(case, elements),
        contract=_contract_facts(contract, period.ends_on),
        exams=_exams(case, period),
        contact=_contact(case, period.ends_on),
        next_dates=_next_dates(case),
        letter=letter,
        no_letter=no_letter,
    )


def of_period(case: Case, period: Period) -> QuerySet[Attendance]:
    """Return the person's part in every session of the period; first contacts before entry never count."""
    return Attendance.objects.filter(
        case=case, session__starts_at__gte=period.starts_at, session__starts_at__lt=period.ends_at
    ).exclude(session__kind=SessionKind.FIRST_CONTACT)


def undocumented(case: Case, period: Period) -> QuerySet[Session]:
    """Return the person's sessions of the period that are over and neither written down nor cancelled."""
    over = Session.objects.undocumented(timezone.now()).filter(attendances__case=case)
    in_period = over.filter(starts_at__gte=period.starts_at, starts_at__lt=period.ends_at)
    return in_period.exclude(kind=SessionKind.FIRST_CONTACT).order_by("starts_at", "pk")


def _modules(
    case: Case, period: Period, parts: list[Part], elements: list[SupportElement]
) -> tuple[ModuleFigures, ...]:
    sessions = Counter(part.kind for part in parts if part.documented_at)
    attended = Counter(part.kind for part in parts if part.documented_at and part.outcome in ATTENDED)
    booked = LedgerEntry.objects.filter(
        account=Account.TRAINEE, case=case, service_on__range=(period.starts_on, period.ends_on)
    )
    minutes = dict(booked.order_by().values_list("kind").annotate(sum=Sum("minutes")))
    planned = planned_minutes(elements, period.starts_on, period.ends_on + timedelta(days=1))
    return tuple(
        ModuleFigures(
            kind=kind.value,
            label=str(kind.label),
            sessions=sessions[kind.value],
            attended=attended[kind.value],
            minutes=minutes.get(kind.value) or 0,
            planned=planned.get(kind.value, 0),
        )
        for kind in KINDS
    )


def _elements(case: Case, period: Period) -> list[SupportElement]:
    """Return the support elements that were in force on some day of the period."""
    found = SupportElement.objects.filter(case=case, starts_on__lte=period.ends_on)
    return list(found.exclude(ends_on__lt=period.starts_on).order_by("module", "-starts_on", "pk"))


def _goals(case: Case, elements: list[SupportElement]) -> tuple[Goal, ...]:
    """Return the goals of the case, line by line, then those of the support elements; each once."""
    found = [Goal(text, "") for text in _lines(case.goals)]
    for element in elements:
        if element.goal.strip() and element.goal.strip() not in {goal.text for goal in found}:
            found.append(Goal(element.goal.strip(), str(element.get_module_display())))
    return tuple(found)


def _lines(words: str) -> list[str]:
    return [line.strip(" -–•*\t") for line in words.splitlines() if line.strip(" -–•*\t")]


def contracts_on(case: Case, day: date) -> QuerySet[TrainingContract]:
    """Return the contracts that ran on the day, the newest first."""
    ran = TrainingContract.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day), case=case, starts_on__lte=day)
    return ran.filter(ends_on__gte=day).order_by("-starts_on", "-pk")


def _contract_facts(contract: TrainingContract | None, day: date) -> ContractFacts | None:
    if contract is None:
        return None
    return ContractFacts(
        company=contract.company.name,
        place=contract.company.place,
        occupation=contract.occupation_name,
        year=contract.training_year(day),
        starts_on=contract.starts_on,
        ends_on=contract.ended_on or contract.ends_on,
    )


def _exams(case: Case, period: Period) -> tuple[ExamFacts, ...]:
    """Return the exams held or announced in the period and the next one after it, as they stood at its end."""
    exams = list(Exam.objects.filter(contract__case=case).select_related("contract").order_by("on", "attempt"))
    days = (period.starts_on, period.ends_on)
    told = [e for e in exams if any(day and days[0] <= day <= days[1] for day in (e.on, e.result_on))]
    told += [e for e in exams if e.on > period.ends_on][:1]
    return tuple(_exam_facts(exam, period.ends_on) for exam in told)


def _exam_facts(exam: Exam, day: date) -> ExamFacts:
    known = exam.result_on if exam.result_on and exam.result_on <= day else None
    return ExamFacts(exam.title, exam.on, exam.get_result_display() if known else "", known)


def contact_persons(case: Case, day: date) -> QuerySet[ContactAssignment]:
    """Return who was the fixed contact person on the day: at most one row."""
    return ContactAssignment.objects.filter(valid_on(day), case=case)


def _contact(case: Case, day: date) -> Contact | None:
    """Return the fixed contact person of the day with telephone and times."""
    row = contact_persons(case, day).select_related("member__user").first()
    if row is None:
        return None
    reach = reach_of(row.member.user, row.provider_id)
    return Contact(reach.name, reach.phone, reach.email, reach.reachable)


def _next_dates(case: Case) -> tuple[NextDate, ...]:
    """Return the person's own next sessions, soonest first, as of now."""
    coming = Session.objects.filter(
        attendances__case=case, starts_at__gte=timezone.now(), cancelled_at=None, documented_at=None
    )
    return tuple(
        NextDate(session.starts_at, session.minutes, f"{SHORT_KINDS[session.kind]} {PLACE_WORDS[session.place]}")
        for session in coming.order_by("starts_at", "pk")[:NEXT_DATES]
    )


def _letter(case: Case) -> tuple[Letter | None, str]:
    """Return what the company may read, or the sentence that says why there is no letter."""
    contract = current_contract(case)
    if contract is None:
        return None, "Zurzeit läuft kein Ausbildungsvertrag. Deshalb gibt es keinen Brief an den Betrieb."
    view = company_view(contract, contract.trainer)
    if not view.has_consent:
        return None, (
            "Für Auskünfte an den Betrieb liegt keine gültige Einwilligung vor. "
            "Deshalb gibt es keinen Brief an den Betrieb."
        )
    company = contract.company
    card = view.contact
    return (
        Letter(
            contract=contract.pk,
            company=company.name,
            recipient=f"{contract.trainer.salutation} {contract.trainer.full_name}".strip() if contract.trainer else "",
            street=company.street,
            town=f"{company.postcode} {company.place}".strip(),
            greeting=view.greeting,
            occupation=contract.occupation_name,
            goals=tuple(_lines(case.goals)),
            dates=tuple(NextDate(one.starts_at, one.minutes, one.words) for one in view.dates),
            contact=Contact(card.name, card.phone, card.email, card.reachable) if card else None,
        ),
        "",
    )
