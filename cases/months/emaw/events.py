"""Which messages the records make due: entry, not started, exit, closed month, steps of a grant.

`on_event` derives the rows from the records and writes those that are missing, so it may run at any time and as often
as one likes: each occasion has one key, unique per measure. Lower layers need not know of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from cases.months.closing.models import MonthClose
from cases.months.emaw.catalogue import due_day, kind_of
from cases.months.emaw.enums import Direction, MessageState, MessageType, Occasion
from cases.months.emaw.models import EmawMessage
from cases.months.emaw.services import WAITS_FOR_REPLY, correct, may_correct
from cases.people.enums import BREAKS, CaseEventKind, CaseState, ContractKind
from cases.people.models import Admission, Case, CaseEvent, Measure, MeasureStay, TrainingContract
from cases.support.budgets.enums import Channel, GrantStepKind, Side
from cases.support.budgets.models import HourGrantStep

#: What lies further back was reported elsewhere: a provider that begins with us does not start with old arrears.
LOOKBACK = timedelta(days=62)

#: Parts the correction's number from the key of its occasion.
CORRECTED = ":k"

#: Begins the key of the message about the end of a contract; its number follows.
CONTRACT_END = "contract_end:"


@dataclass(frozen=True)
class Wanted:
    """A row that the records ask for."""

    key: str
    measure_id: int
    case_id: int
    type: MessageType
    about_on: date
    due_on: date | None = None
    received_on: date | None = None
    by_letter: bool | None = None
    answers_key: str = ""


class _Stays:
    """Which measure a case was in on a day."""

    def __init__(self, cases: Iterable[int]) -> None:
        self._of: dict[int, list[MeasureStay]] = {}
        for stay in MeasureStay.objects.filter(case__in=set(cases)).order_by("starts_on"):
            self._of.setdefault(stay.case_id, []).append(stay)

    def measure_on(self, case_id: int, day: date) -> int | None:
        for stay in self._of.get(case_id, []):
            if stay.starts_on <= day and (stay.ends_on is None or stay.ends_on >= day):
                return stay.measure_id
        return None


@transaction.atomic
def on_event(
    *,
    provider_id: int,
    today: date | None = None,
    case: Case | None = None,
    by: User | None = None,
    since: date | None = None,
) -> int:
    """Bring the journal in line with the records of the last two months; return how many rows were written.

    `since` looks further back, for who begins with us and reported nothing of it elsewhere.

    With `case` only that person's; call it so right after a change. Runs behind the provider's wall. A fact that
    changed moves its due row, and becomes a correction where the row was sent before.
    """
    today = today or timezone.localdate()
    _drop_taken_back(provider_id, case)
    wanted = {w.key: w for w in reversed(list(_wanted(provider_id, today, case, since or today - LOOKBACK)))}
    if not wanted:
        return 0
    by_hand = _written_by_hand(provider_id, wanted.values())
    wanted = {key: w for key, w in wanted.items() if (w.case_id, w.type, w.about_on) not in by_hand}
    heads = _heads(provider_id, wanted.values())
    letters = dict(Measure.objects.filter(provider=provider_id).values_list("pk", "uses_emaw"))
    new = [_row(w, provider_id, by_letter=not letters[w.measure_id]) for w in wanted.values() if w.key not in heads]
    EmawMessage.objects.bulk_create(new, ignore_conflicts=True)
    corrections = sum(_follow(heads[key], w, by=by) for key, w in wanted.items() if key in heads)
    if new:
        _join_answers(provider_id, [w for w in wanted.values() if w.answers_key and w.key not in heads])
        record(LogKind.CHANGE, by=by, provider_id=provider_id, event="messages_due", count=len(new))
    return len(new) + corrections


def _wanted(provider_id: int, today: date, case: Case | None, since: date) -> Iterator[Wanted]:
    """Yield what the records ask for; where two ask for the same key the first one counts."""
    cases = Case.objects.filter(provider=provider_id)
    if case is not None:
        cases = cases.filter(pk=case.pk)
    entered = list(cases.filter(started_on__range=(since, today)).only("pk", "started_on"))
    ended = list(cases.filter(state=CaseState.ENDED, ended_on__range=(since, today)).only("pk", "ended_on"))
    stays = _Stays([c.pk for c in (*entered, *ended)])
    for one in entered:
        yield from _if_in_measure(stays, one.pk, one.started_on, MessageType.ENTRY, f"entry:{one.pk}")
    for one in ended:
        yield from _if_in_measure(stays, one.pk, one.ended_on, MessageType.EXIT, f"exit:{one.pk}")
        yield from _last_attendance(stays, one)
    yield from _contract_ends(cases, since, today)
    yield from _not_started(cases, since, today)
    yield from _closed_months(provider_id, since, case)
    yield from _grant_steps(provider_id, since, case)


def _if_in_measure(
    stays: _Stays, case_id: int, day: date | None, message_type: MessageType, key: str
) -> Iterator[Wanted]:
    measure = stays.measure_on(case_id, day) if day else None
    if measure is not None and day is not None:
        yield Wanted(key, measure, case_id, message_type, day)


def _attendance_key(case_id: int, month: date, measure_id: int) -> str:
    """One message per measure: who moved in the month is reported to both funding bodies, each its days."""
    return f"attendance:{case_id}:{month:%Y-%m}:{measure_id}"


def _contract_ends(cases: QuerySet[Case], since: date, today: date) -> Iterator[Wanted]:
    """Yield a message about each contract that ended before its time, due once it is known (§ 318 Abs. 1 SGB III)."""
    broken = TrainingContract.objects.filter(
        case__in=cases, kind=ContractKind.REGULAR, end_reason__in=BREAKS, ended_on__gte=since
    )
    rows = list(broken.order_by("ended_on", "pk").values_list("pk", "case", "ended_on", "notice_on"))
    stays = _Stays([case_id for _, case_id, _, _ in rows])
    for pk, case_id, ended_on, notice_on in rows:
        assert ended_on is not None
        known = min(notice_on or ended_on, ended_on)
        measure = stays.measure_on(case_id, ended_on) or stays.measure_on(case_id, today)
        if measure is not None and known <= today:
            yield Wanted(f"{CONTRACT_END}{pk}", measure, case_id, MessageType.NOTICE, ended_on, due_on=known)


def _drop_taken_back(provider_id: int, case: Case | None) -> None:
    """Take out what is still due about a contract that goes on after all; what was sent stays."""
    rows = EmawMessage.objects.filter(
        provider=provider_id, occasion_key__startswith=CONTRACT_END, state=MessageState.DUE
    )
    if case is not None:
        rows = rows.filter(case=case)
    numbers = {row.pk: int(row.occasion_key.removeprefix(CONTRACT_END).split(CORRECTED)[0]) for row in rows}
    goes_on = TrainingContract.objects.filter(pk__in=numbers.values()).exclude(end_reason__in=BREAKS)
    numbers_on = set(goes_on.values_list("pk", flat=True))
    rows.filter(pk__in=[pk for pk, number in numbers.items() if number in numbers_on]).delete()


def _last_attendance(stays: _Stays, case: Case) -> Iterator[Wanted]:
    """On exit the month's attendance is due at once (domain file, section 6)."""
    assert case.ended_on is not None
    measure, month = stays.measure_on(case.pk, case.ended_on), case.ended_on.replace(day=1)
    if measure is not None:
        key = _attendance_key(case.pk, month, measure)
        yield Wanted(key, measure, case.pk, MessageType.ATTENDANCE_MONTH, month, due_on=case.ended_on)


def _not_started(cases: object, since: date, today: date) -> Iterator[Wanted]:
    """Yield those who did not begin; without a stay the measure stands in their admission."""
    waiting = cases.filter(state=CaseState.NOT_STARTED)  # type: ignore[attr-defined]
    events = CaseEvent.objects.filter(case__in=waiting, kind=CaseEventKind.STATE, on__range=(since, today))
    days = dict(events.filter(details__after=CaseState.NOT_STARTED).values_list("case", "on"))
    measures = dict(Admission.objects.filter(case__in=days, measure__isnull=False).values_list("case", "measure"))
    measures |= dict(MeasureStay.objects.filter(case__in=days).order_by("starts_on").values_list("case", "measure"))
    for case_id, day in days.items():
        if case_id in measures:
            yield Wanted(f"not_started:{case_id}", measures[case_id], case_id, MessageType.NOT_STARTED, day)


def _closed_months(provider_id: int, since: date, case: Case | None) -> Iterator[Wanted]:
    closes = MonthClose.objects.filter(provider=provider_id, month__gte=since.replace(day=1))
    for close in closes.only("measure", "month"):
        after = (close.month + timedelta(days=32)).replace(day=1)
        stays = MeasureStay.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=close.month), measure=close.measure_id, starts_on__lt=after
        )
        if case is not None:
            stays = stays.filter(case=case)
        for case_id in stays.order_by("case").values_list("case", flat=True).distinct():
            key = _attendance_key(case_id, close.month, close.measure_id)
            yield Wanted(key, close.measure_id, case_id, MessageType.ATTENDANCE_MONTH, close.month)


#: Step of a grant → its message; a proposal comes from the funding body only.
_STEP_TYPES = {
    GrantStepKind.PROPOSAL: MessageType.GRANT_PROPOSAL,
    GrantStepKind.AGREEMENT: MessageType.GRANT_AGREEMENT,
    GrantStepKind.COUNTER: MessageType.GRANT_REFUSAL,
    GrantStepKind.REFUSAL: MessageType.GRANT_REFUSAL,
}


def _grant_steps(provider_id: int, since: date, case: Case | None) -> Iterator[Wanted]:
    steps = HourGrantStep.objects.filter(provider=provider_id, on__gte=since).select_related("grant")
    if case is not None:
        steps = steps.filter(grant__case=case)
    before: dict[int, str] = {}
    for step in steps.order_by("grant", "number"):
        theirs, key = step.side == Side.FUNDING_BODY, f"grant:{step.pk}"
        if step.kind == GrantStepKind.PROPOSAL and not theirs:
            continue
        yield Wanted(
            key,
            step.grant.measure_id,
            step.grant.case_id,
            _STEP_TYPES[GrantStepKind(step.kind)],
            step.on,
            received_on=step.on if theirs else None,
            by_letter=True if step.channel == Channel.LETTER else None,
            answers_key=before.get(step.grant_id, ""),
        )
        before[step.grant_id] = key


def _row(wanted: Wanted, provider_id: int, *, by_letter: bool) -> EmawMessage:
    is_in = wanted.received_on is not None
    direction = Direction.FROM_AGENCY if is_in else Direction.TO_AGENCY
    return EmawMessage(
        provider_id=provider_id,
        measure_id=wanted.measure_id,
        case_id=wanted.case_id,
        type=wanted.type,
        direction=direction,
        by_letter=by_letter if wanted.by_letter is None else wanted.by_letter,
        occasion=Occasion.EVENT,
        occasion_key=wanted.key,
        about_on=wanted.about_on,
        due_on=None if is_in else wanted.due_on or due_day(wanted.type, wanted.about_on),
        expects_reply=kind_of(wanted.type).asks(direction),
        state=MessageState.RECEIVED if is_in else MessageState.DUE,
        sent_on=wanted.received_on,
    )


def _heads(provider_id: int, wanted: Iterable[Wanted]) -> dict[str, EmawMessage]:
    """Return per occasion the row that stands now: the one written for it, or its last correction."""
    rows = EmawMessage.objects.filter(
        provider=provider_id, occasion=Occasion.EVENT, case__in={w.case_id for w in wanted}
    ).exclude(occasion_key="")
    heads: dict[str, EmawMessage] = {}
    for row in rows.select_related("corrected_by").order_by("pk"):
        heads[row.occasion_key.split(CORRECTED)[0]] = row
    return heads


def _written_by_hand(provider_id: int, wanted: Iterable[Wanted]) -> set[tuple[int | None, str, date | None]]:
    """Return case, type and day of what a person entered already; the records do not ask for it a second time."""
    rows = EmawMessage.objects.filter(
        provider=provider_id, occasion=Occasion.MANUAL, case__in={w.case_id for w in wanted}
    ).exclude(state=MessageState.DROPPED)
    found = rows.values_list("case", "type", "about_on", "sent_on")
    return {(case, kind, about or sent) for case, kind, about, sent in found}


def _follow(head: EmawMessage, wanted: Wanted, *, by: User | None) -> bool:
    """Let a row follow a fact that changed; return whether a correction was written."""
    if head.about_on == wanted.about_on or wanted.received_on is not None:
        return False
    if head.state == MessageState.DUE:
        head.about_on = wanted.about_on
        head.due_on = head.due_on if head.corrects_id else wanted.due_on or due_day(wanted.type, wanted.about_on)
        head.version += 1
        EmawMessage.objects.filter(pk=head.pk, state=MessageState.DUE).update(
            about_on=head.about_on, due_on=head.due_on, version=head.version
        )
        return False
    if not may_correct(head):
        return False
    correct(message=head, about_on=wanted.about_on, by=by, occasion_key=f"{wanted.key}{CORRECTED}{head.pk}")
    return True


def _join_answers(provider_id: int, wanted: list[Wanted]) -> None:
    """Tie the steps of a negotiation to each other; a step of the funding body answers ours at once."""
    keys = {w.key for w in wanted} | {w.answers_key for w in wanted}
    rows = {m.occasion_key: m for m in EmawMessage.objects.filter(provider=provider_id, occasion_key__in=keys)}
    for one in wanted:
        row, question = rows.get(one.key), rows.get(one.answers_key)
        if row is None or question is None or row.answers_id is not None or row.direction == question.direction:
            continue
        if row.state == MessageState.DUE:
            EmawMessage.objects.filter(pk=row.pk, state=MessageState.DUE).update(answers=question)
        elif question.state in WAITS_FOR_REPLY:
            EmawMessage.objects.filter(pk=question.pk).update(state=MessageState.ANSWERED)
