"""The German text of each message, made from the records, for copying into the procedure that the office uses."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from asa.accounts.sorting import in_order_of
from asa.design.templatetags.asa import full_date, hours, month_name
from cases.months.emaw.enums import MessageType
from cases.months.emaw.models import EmawMessage
from cases.months.statuses.models import DayStatus
from cases.people.enums import CaseState
from cases.people.life.codes import exit_words
from cases.people.models import Case, MeasureStay, TrainingContract
from cases.sessions.enums import SessionKind
from cases.sessions.ledger.models import MonthTotal
from cases.sessions.rules.enums import Account
from cases.support.budgets.models import HourGrantStep

#: What a field of the message model holds at most.
MAX_LENGTH = 4000


@dataclass
class MessageText:
    """Lines to copy, and the names of the data that are missing in the records."""

    lines: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def fact(self, label: str, value: object) -> None:
        """Add "label: value"; an empty value is named as missing, in the text too."""
        words = str(value or "")
        if not words:
            self.missing.append(label)
        self.lines.append(f"{label}: {words or '[fehlt]'}")

    @property
    def body(self) -> str:
        text = "\n".join(self.lines)
        return text if len(text) <= MAX_LENGTH else f"{text[: MAX_LENGTH - 40].rstrip()}\n[gekürzt, siehe Anlage]"


def text_of(message: EmawMessage) -> MessageText:
    """Return the text that the records give for a message; a stored text is not looked at."""
    text = MessageText()
    head = f"Korrektur: {message.get_type_display()}" if message.corrects_id else message.get_type_display()
    text.lines.append(head)
    text.fact("Maßnahmenummer", message.measure.number)
    if message.case is not None:
        trainee = message.case.trainee
        text.fact("Name, Vorname", f"{trainee.last_name}, {trainee.first_name}")
        text.fact("Kundennummer", trainee.customer_number)
    writer = _WRITERS.get(message.type)
    if writer:
        writer(message, text)
    elif message.about_on:
        text.fact("Betrifft den", full_date(message.about_on))
    if message.corrects is not None and message.corrects.about_on:
        text.fact("Bisher gemeldet", f"{full_date(message.corrects.about_on)} (gesendet {_sent(message.corrects)})")
    return text


def _sent(message: EmawMessage) -> str:
    return full_date(message.sent_on)


def _case(message: EmawMessage) -> Case:
    assert message.case is not None  # types per case have one (checked when the row is written)
    return message.case


def _entry(message: EmawMessage, text: MessageText) -> None:
    text.fact("Eintritt am", full_date(message.about_on or _case(message).started_on))


def _not_started(message: EmawMessage, text: MessageText) -> None:
    text.fact("Nicht angetreten, festgestellt am", full_date(message.about_on))


def _exit(message: EmawMessage, text: MessageText) -> None:
    case = _case(message)
    text.fact("Letzter Tag", full_date(message.about_on or case.ended_on))
    words = exit_words(case)
    text.fact("Grund der Beendigung", words.reason)
    text.fact("Verbleib", words.whereabouts)


def _notice(message: EmawMessage, text: MessageText) -> None:
    """Name the contract that ended before its time; a message written by hand says what it is about itself."""
    kind, _, number = message.occasion_key.partition(":")
    number = number.partition(":")[0]
    rows = TrainingContract.objects.filter(case=message.case).select_related("company")
    contract = rows.filter(pk=int(number)).first() if kind == "contract_end" and number.isdigit() else None
    if contract is None:
        if message.about_on:
            text.fact("Betrifft den", full_date(message.about_on))
        return
    text.fact("Ausbildungsvertrag vorzeitig beendet", contract.occupation_name)
    text.fact("Betrieb", contract.company.name)
    text.fact("Letzter Tag", full_date(message.about_on or contract.ended_on))
    text.fact("Ende durch", contract.get_end_reason_display())


def _contact_reply(message: EmawMessage, text: MessageText) -> None:
    state = _case(message).state
    answers = {CaseState.DECLINED: "Absage", CaseState.REPORTED: "", CaseState.CONTACT: ""}
    answer = answers.get(CaseState(state), "Zusage")
    text.fact("Antwort", answer)
    if answer == "Absage":
        text.lines.append("Grund der Absage: ")


def _attendance(message: EmawMessage, text: MessageText) -> None:
    first = (message.about_on or timezone.localdate()).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    text.fact("Monat", month_name(first))
    rows = DayStatus.objects.filter(case=message.case, on__gte=first, on__lt=after).select_related("code")
    stays = list(_case(message).stays.filter(measure=message.measure_id))
    days = [(row.on, row.code.official or row.code.label) for row in rows.order_by("on") if _is_in(stays, row.on)]
    if not days:
        text.fact("Anwesenheit", "")
    text.lines += [f"{_span(start, end)}: {words}" for start, end, words in _runs(days)]


def _is_in(stays: list[MeasureStay], day: date) -> bool:
    """Return whether the day belongs to the measure that is told of it."""
    return any(stay.starts_on <= day and (stay.ends_on is None or stay.ends_on >= day) for stay in stays)


def _runs(days: Iterable[tuple[date, str]]) -> list[tuple[date, date, str]]:
    """Join days of the same status that follow each other; a weekend between them does not part them."""
    runs: list[tuple[date, date, str]] = []
    for day, words in days:
        if runs and runs[-1][2] == words and _follows(runs[-1][1], day):
            runs[-1] = (runs[-1][0], day, words)
        else:
            runs.append((day, day, words))
    return runs


def _follows(before: date, day: date) -> bool:
    between = [before + timedelta(days=n) for n in range(1, (day - before).days)]
    return all(free.weekday() >= 5 for free in between)


def _span(start: date, end: date) -> str:
    return full_date(start) if start == end else f"{full_date(start)} bis {full_date(end)}"


def _grant(message: EmawMessage, text: MessageText) -> None:
    """Name period and hours of the step that the row was derived from."""
    step = step_of(message)
    if step is None:
        text.fact("Zeitraum", "")
        text.fact("Stunden", "")
        return
    text.fact("Zeitraum", _span(step.starts_on, step.ends_on))
    if step.total_minutes is not None:
        text.fact("Unterstützungsbudget im Zeitraum", hours(step.total_minutes))
    else:
        text.fact("Stütz- und Förderunterricht je Monat", hours(step.tuition_minutes))
        text.fact("Stabilisierung je Monat", hours(step.stabilisation_minutes))
    if step.letter_on:
        text.fact("Schreiben vom", full_date(step.letter_on))
    if step.remark:
        text.fact("Bemerkung", step.remark)


def step_of(message: EmawMessage) -> HourGrantStep | None:
    """Return the step of the negotiation that a row was derived from, if it was."""
    kind, _, number = message.occasion_key.partition(":")
    return HourGrantStep.objects.filter(pk=int(number)).first() if kind == "grant" and number.isdigit() else None


def _delivery(message: EmawMessage, text: MessageText) -> None:
    """List the hours of the month from the roll-up of the ledger: the measure's account, then each person's."""
    month = (message.about_on or timezone.localdate()).replace(day=1)
    text.fact("Leistungsmonat", month_name(month))
    totals = MonthTotal.objects.filter(measure=message.measure, service_month=month)
    sums = totals.values("account", "case", "kind").annotate(minutes=Sum("minutes")).order_by()
    rows: list[dict[str, Any]] = [dict(row) for row in sums]
    tuition, rest = _by_part(row for row in rows if row["account"] == Account.MEASURE)
    text.lines.append(f"Maßnahmekontingent, Stütz- und Förderunterricht: {hours(tuition)}")
    text.lines.append(f"Maßnahmekontingent, Stabilisierung: {hours(rest)}")
    people: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if row["account"] == Account.TRAINEE and row["case"] is not None:
            people.setdefault(row["case"], []).append(row)
    if not people:
        text.missing.append("gebuchte Stunden")
    cases = Case.objects.filter(pk__in=people).select_related("trainee")
    for case in cases.order_by(*in_order_of("trainee__last_name", "trainee__first_name")):
        tuition, rest = _by_part(people[case.pk])
        trainee = case.trainee
        number = trainee.customer_number or "[Kundennummer fehlt]"
        text.lines.append(
            f"{number}, {trainee.last_name}, {trainee.first_name}: "
            f"Unterricht {hours(tuition)}, Stabilisierung {hours(rest)}"
        )


def _by_part(rows: Iterable[dict[str, Any]]) -> tuple[int, int]:
    tuition = rest = 0
    for row in rows:
        if row["kind"] == SessionKind.TUITION:
            tuition += row["minutes"]
        else:
            rest += row["minutes"]
    return tuition, rest


_WRITERS: dict[str, Callable[[EmawMessage, MessageText], None]] = {
    MessageType.ENTRY: _entry,
    MessageType.NOT_STARTED: _not_started,
    MessageType.EXIT: _exit,
    MessageType.NOTICE: _notice,
    MessageType.CONTACT_REPLY: _contact_reply,
    MessageType.ATTENDANCE_MONTH: _attendance,
    MessageType.GRANT_PROPOSAL: _grant,
    MessageType.GRANT_AGREEMENT: _grant,
    MessageType.GRANT_REFUSAL: _grant,
    MessageType.HOURS_DELIVERY: _delivery,
}
