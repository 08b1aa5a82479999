"""Writing the journal: enter, change what is due, mark as sent or not needed, correct.

Nothing here transmits anything. A row that was sent or received keeps its content (trigger); every function locks the
row, checks, writes and logs in one transaction, and raises ValidationError with a German sentence for what is refused.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused
from cases.months.closing.services import lock_days
from cases.months.emaw.catalogue import due_day, kind_of
from cases.months.emaw.enums import Direction, MessageState, MessageType, Occasion
from cases.months.emaw.models import EmawMessage
from cases.months.emaw.texts import text_of
from cases.people.models import Case, Measure

#: States in which an answer to a message may still come.
WAITS_FOR_REPLY = (MessageState.RECEIVED, MessageState.SENT)


class StaleError(Exception):
    """Somebody changed the row since it was read."""


def _locked(message: EmawMessage) -> EmawMessage:
    rows = EmawMessage.objects.select_for_update(of=("self",)).select_related("measure", "case__trainee")
    return rows.get(pk=message.pk)


def _check_day(on: date) -> None:
    if on > timezone.localdate():
        raise ValidationError({"sent_on": "Dieser Tag liegt in der Zukunft."})


def _check_kind(message_type: str, direction: str, case: Case | None, measure: Measure) -> None:
    kind = kind_of(message_type)
    if direction not in kind.directions:
        raise ValidationError({"type": f"„{kind.label}“ geht nur in die Richtung {kind.direction_words}."})
    if kind.per_case != (case is not None):
        whom = "zu einer Person" if kind.per_case else "zur ganzen Maßnahme"
        raise ValidationError({"type": f"„{kind.label}“ gehört {whom}."})
    if case is not None and case.provider_id != measure.provider_id:
        raise ValidationError({"measure": "Diese Maßnahme gehört nicht zu Ihrem Träger."})


@transaction.atomic
def enter_message(
    *,
    measure: Measure,
    message_type: MessageType,
    state: MessageState,
    case: Case | None = None,
    about_on: date | None = None,
    due_on: date | None = None,
    sent_on: date | None = None,
    text: str = "",
    answers: EmawMessage | None = None,
    by: User | None = None,
    request_key: UUID | None = None,
) -> EmawMessage:
    """Write a row by hand: received, still to send, or already sent. The same `request_key` returns the first row.

    A received message with exactly one possible answer makes that answer due. `due_on` left out comes from the
    catalogue. Refused: a type in the wrong direction or for the wrong subject, a day in the future.
    """
    if request_key and (first := EmawMessage.objects.filter(request_key=request_key).first()):
        if (first.measure_id, first.case_id, first.type) != (measure.pk, case.pk if case else None, message_type):
            raise KeyReused
        return first
    direction = Direction.FROM_AGENCY if state == MessageState.RECEIVED else Direction.TO_AGENCY
    _check_kind(message_type, direction, case, measure)
    if state != MessageState.DUE:
        _check_day(sent_on or timezone.localdate())
    kind = kind_of(message_type)
    message = EmawMessage(
        provider_id=measure.provider_id,
        measure=measure,
        case=case,
        type=message_type,
        direction=direction,
        by_letter=not measure.uses_emaw,
        about_on=about_on,
        due_on=due_on or (_due_on(message_type, measure, about_on) if state == MessageState.DUE else None),
        sent_on=sent_on if state != MessageState.DUE else None,
        expects_reply=kind.asks(direction),
        state=state,
        text=text,
        answers=answers,
        created_by=by,
        request_key=request_key or uuid4(),
    )
    if state == MessageState.SENT and not text:
        message.text = text_of(message).body
    message.save()
    record(LogKind.CHANGE, by=by, subject=message, event=f"entered_{state}")
    if state != MessageState.DUE:
        _close_question(message, by=by)
    if state == MessageState.RECEIVED and len(kind.answers) == 1:
        _make_answer_due(message, kind.answers[0], by=by)
    return message


def _due_on(message_type: str, measure: Measure, about: date | None) -> date | None:
    """Return when a message is due; hours are delivered by the day on which the measure's rules close the month."""
    if about is None:
        return None
    if message_type == MessageType.HOURS_DELIVERY:
        return lock_days([measure], about.replace(day=1))[measure.pk]
    return due_day(message_type, about)


def _make_answer_due(received: EmawMessage, answer: MessageType, *, by: User | None) -> None:
    about = received.about_on or received.sent_on
    row = EmawMessage.objects.create(
        provider_id=received.provider_id,
        measure_id=received.measure_id,
        case_id=received.case_id,
        type=answer,
        direction=Direction.TO_AGENCY,
        by_letter=received.by_letter,
        occasion=Occasion.EVENT,
        occasion_key=f"reply:{received.pk}",
        about_on=about,
        due_on=_due_on(answer, received.measure, about),
        expects_reply=kind_of(answer).asks(Direction.TO_AGENCY),
        answers=received,
        created_by=by,
    )
    record(LogKind.CHANGE, by=by, subject=row, event="due")


def _close_question(message: EmawMessage, *, by: User | None) -> None:
    """Mark what this message answers as answered."""
    if message.answers_id is None:
        return
    question = _locked(message.answers)  # type: ignore[arg-type]
    if question.state in WAITS_FOR_REPLY:
        question.state = MessageState.ANSWERED
        question.version += 1
        question.save(update_fields=["state", "version"])
        record(LogKind.CHANGE, by=by, subject=question, event="answered")


@transaction.atomic
def change_due(
    *, message: EmawMessage, version: int, about_on: date | None, due_on: date | None, text: str, by: User | None
) -> EmawMessage:
    """Change a row that is still to send. Raises StaleError when somebody else was faster."""
    row = _locked(message)
    if row.version != version:
        raise StaleError
    if row.state != MessageState.DUE:
        raise ValidationError("Diese Nachricht ist schon gesendet. Schreiben Sie eine Korrektur.", code="sent")
    row.about_on, row.due_on, row.text = about_on, due_on, text
    row.version += 1
    row.save(update_fields=["about_on", "due_on", "text", "version"])
    record(LogKind.CHANGE, by=by, subject=row, event="changed")
    return row


@transaction.atomic
def mark_sent(*, message: EmawMessage, on: date, by: User | None, version: int | None = None) -> bool:
    """Note that a person sent the message on `on`; its text is frozen. False when it was sent before (no change)."""
    row = _locked(message)
    if row.state in (MessageState.SENT, MessageState.ANSWERED):
        return False
    if row.state != MessageState.DUE or row.direction != Direction.TO_AGENCY:
        raise ValidationError("Diese Nachricht ist nicht zu senden.", code="not_due")
    if version is not None and row.version != version:
        raise StaleError
    _check_day(on)
    row.text = row.text or text_of(row).body
    row.state, row.sent_on = MessageState.SENT, on
    row.version += 1
    row.save(update_fields=["text", "state", "sent_on", "version"])
    record(LogKind.CHANGE, by=by, subject=row, event="sent")
    _close_question(row, by=by)
    return True


@transaction.atomic
def mark_many_sent(*, messages: Iterable[EmawMessage], on: date, by: User | None) -> int:
    """Note several messages as sent on `on`, all or none; return how many were not marked before."""
    return sum(mark_sent(message=message, on=on, by=by) for message in messages)


@transaction.atomic
def mark_answered(*, message: EmawMessage, by: User | None) -> bool:
    """Note that the question was answered. False when it was before."""
    row = _locked(message)
    if row.state == MessageState.ANSWERED:
        return False
    if row.state not in WAITS_FOR_REPLY or not row.expects_reply:
        raise ValidationError("Auf diese Nachricht wird keine Antwort erwartet.", code="no_reply")
    row.state = MessageState.ANSWERED
    row.version += 1
    row.save(update_fields=["state", "version"])
    record(LogKind.CHANGE, by=by, subject=row, event="answered")
    return True


@transaction.atomic
def drop(*, message: EmawMessage, by: User | None, version: int | None = None) -> bool:
    """Note that a due message is not needed. False when it was noted before; a sent one is refused."""
    row = _locked(message)
    if row.state == MessageState.DROPPED:
        return False
    if row.state != MessageState.DUE:
        raise ValidationError("Diese Nachricht ist schon gesendet oder eingegangen.", code="sent")
    if version is not None and row.version != version:
        raise StaleError
    row.state = MessageState.DROPPED
    row.version += 1
    row.save(update_fields=["state", "version"])
    record(LogKind.CHANGE, by=by, subject=row, event="dropped")
    return True


def may_correct(message: EmawMessage) -> bool:
    """Return whether the original may be corrected: sent, of a correctable type, not corrected before."""
    sent = message.state in WAITS_FOR_REPLY or message.state == MessageState.ANSWERED
    return sent and kind_of(message.type).is_correctable and not hasattr(message, "corrected_by")


@transaction.atomic
def correct(
    *,
    message: EmawMessage,
    about_on: date | None,
    text: str = "",
    by: User | None,
    request_key: UUID | None = None,
    occasion_key: str = "",
) -> EmawMessage:
    """Write the correction of a sent or received row as a new row. One original is corrected once.

    A correction of our own message is due today; one of a message of the agency was received today.
    The same `request_key` returns the first correction.
    """
    if request_key and (first := EmawMessage.objects.filter(request_key=request_key).first()):
        if first.corrects_id != message.pk:
            raise KeyReused
        return first
    original = _locked(message)
    if hasattr(original, "corrected_by"):
        raise ValidationError(
            "Diese Nachricht ist schon korrigiert. Korrigieren Sie die letzte Korrektur.", code="corrected_once"
        )
    if not may_correct(original):
        raise ValidationError(
            f"„{original.get_type_display()}“ lässt sich nicht korrigieren. Tragen Sie eine neue Nachricht ein.",
            code="not_correctable",
        )
    is_ours, today = original.direction == Direction.TO_AGENCY, timezone.localdate()
    row = EmawMessage.objects.create(
        provider_id=original.provider_id,
        measure_id=original.measure_id,
        case_id=original.case_id,
        type=original.type,
        direction=original.direction,
        by_letter=original.by_letter,
        occasion=Occasion.EVENT if occasion_key else Occasion.MANUAL,
        occasion_key=occasion_key,
        about_on=about_on,
        due_on=today if is_ours else None,
        state=MessageState.DUE if is_ours else MessageState.RECEIVED,
        sent_on=None if is_ours else today,
        expects_reply=original.expects_reply,
        text=text,
        corrects=original,
        created_by=by,
        request_key=request_key or uuid4(),
    )
    record(LogKind.CHANGE, by=by, subject=row, event="correction")
    return row
