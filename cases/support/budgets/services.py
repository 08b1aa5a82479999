"""Negotiating the hours of a case (Begleitungsstunden): every step is a row, the last agreed one counts.

A thread runs proposal → agreement, refusal or counter-proposal → … until one side accepts or refuses (domain file
eM@w, section 5.3). A later change is a further proposal on the same thread. Every function locks the case and the
thread, checks, writes the step and its log entry in one transaction, and raises ValidationError with a German
sentence for what is not allowed. All hours are integers in minutes.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused, is_by
from asa.accounts.refusals import refusable
from cases.people.enums import MeasureModel
from cases.people.models import Case, Measure
from cases.people.telling import tell_change
from cases.support.budgets.enums import Channel, GrantState, GrantStepKind, Side
from cases.support.budgets.models import HourGrant, HourGrantStep
from cases.support.budgets.periods import check_apart, check_inside

STATE_AFTER = {
    GrantStepKind.PROPOSAL: GrantState.PROPOSED,
    GrantStepKind.AGREEMENT: GrantState.AGREED,
    GrantStepKind.COUNTER: GrantState.COUNTERED,
    GrantStepKind.REFUSAL: GrantState.REFUSED,
}

#: States in which somebody still has to answer.
OPEN_STATES = (GrantState.PROPOSED, GrantState.COUNTERED)

ZERO = "Null Stunden heißt: Es kann nichts angeboten werden. Bestätigen Sie, dass Sie das meinen."
FUTURE = "Das Datum liegt in der Zukunft. Wählen Sie heute oder früher."


@dataclass(frozen=True)
class Terms:
    """What a step is about: the period, and minutes per month and kind (2021) or for the whole period (2024)."""

    starts_on: date
    ends_on: date
    tuition_minutes: int | None = None
    stabilisation_minutes: int | None = None
    total_minutes: int | None = None

    @property
    def is_zero(self) -> bool:
        return not (self.tuition_minutes or self.stabilisation_minutes or self.total_minutes)

    @classmethod
    def of(cls, step: HourGrantStep) -> "Terms":
        return cls(step.starts_on, step.ends_on, step.tuition_minutes, step.stabilisation_minutes, step.total_minutes)


@dataclass(frozen=True)
class Message:
    """How a step came or went: on which day, by eM@w or by a letter with its date, with which remark."""

    on: date
    channel: Channel = Channel.EMAW
    letter_on: date | None = None
    remark: str = ""


def other_side(side: str) -> Side:
    """Return who answers a step of `side`."""
    return Side.PROVIDER if side == Side.FUNDING_BODY else Side.FUNDING_BODY


@refusable
@transaction.atomic
def propose(
    *,
    case: Case,
    measure: Measure,
    terms: Terms,
    message: Message,
    by: User | None,
    side: Side = Side.FUNDING_BODY,
    is_zero_confirmed: bool = False,
    request_key: UUID | None = None,
) -> HourGrant:
    """Begin a thread for `case` in `measure`; the same `request_key` returns the first result.

    Refused: a period outside the case or its time in the measure, hours of the wrong model, another thread for the
    same time, zero hours without confirmation, a letter without date, a day in the future.
    """
    _lock_case(case)
    if first := HourGrant.objects.filter(request_key=request_key).first() if request_key else None:
        if first.case_id != case.pk or not is_by(first, by):
            raise KeyReused
        return first
    if measure.provider_id != case.provider_id:
        raise ValidationError("Diese Maßnahme gehört nicht zu Ihrem Träger.", code="other_provider")
    _check_terms(measure, terms, is_zero_confirmed=is_zero_confirmed)
    _check_message(measure, message)
    check_inside(case, measure, terms.starts_on, terms.ends_on)
    check_apart(case, measure, terms.starts_on, terms.ends_on)
    grant = HourGrant.objects.create(
        provider_id=case.provider_id, case=case, measure=measure, request_key=request_key or uuid4()
    )
    _add_step(grant, GrantStepKind.PROPOSAL, side, terms, message, by=by, key=request_key)
    return grant


@refusable
@transaction.atomic
def propose_change(
    *,
    grant: HourGrant,
    terms: Terms,
    message: Message,
    by: User | None,
    side: Side = Side.FUNDING_BODY,
    is_zero_confirmed: bool = False,
    version: int | None = None,
    request_key: UUID | None = None,
) -> HourGrantStep:
    """Propose other hours on the same thread; what was agreed keeps counting until there is a new agreement.

    Also a corrected proposal while the first one is unanswered: the last one is answered.
    """
    grant, first = _open(grant, version, request_key, by)
    if first:
        return first
    _check_terms(grant.measure, terms, is_zero_confirmed=is_zero_confirmed)
    _check_message(grant.measure, message, after=_last(grant))
    check_inside(grant.case, grant.measure, terms.starts_on, terms.ends_on)
    check_apart(grant.case, grant.measure, terms.starts_on, terms.ends_on, but=grant)
    return _add_step(grant, GrantStepKind.PROPOSAL, side, terms, message, by=by, key=request_key)


@refusable
@transaction.atomic
def agree(
    *,
    grant: HourGrant,
    message: Message,
    by: User | None,
    version: int | None = None,
    request_key: UUID | None = None,
) -> HourGrantStep:
    """Agree to the open proposal; its hours count from now on."""
    grant, first = _open(grant, version, request_key, by)
    if first:
        return first
    last = _last_open(grant)
    _check_message(grant.measure, message, after=last)
    check_inside(grant.case, grant.measure, last.starts_on, last.ends_on)
    check_apart(grant.case, grant.measure, last.starts_on, last.ends_on, but=grant)
    side = other_side(last.side)
    return _add_step(grant, GrantStepKind.AGREEMENT, side, Terms.of(last), message, by=by, key=request_key)


@refusable
@transaction.atomic
def counter(
    *,
    grant: HourGrant,
    terms: Terms,
    message: Message,
    by: User | None,
    is_zero_confirmed: bool = False,
    version: int | None = None,
    request_key: UUID | None = None,
) -> HourGrantStep:
    """Refuse the open proposal with other hours; zero hours mean "nothing can be provided" and need confirmation."""
    grant, first = _open(grant, version, request_key, by)
    if first:
        return first
    last = _last_open(grant)
    _check_terms(grant.measure, terms, is_zero_confirmed=is_zero_confirmed)
    _check_message(grant.measure, message, after=last)
    if terms == Terms.of(last):
        raise ValidationError(
            "Der Gegenvorschlag ist gleich dem Vorschlag. Ändern Sie die Stunden oder stimmen Sie zu.", code="same"
        )
    check_inside(grant.case, grant.measure, terms.starts_on, terms.ends_on)
    check_apart(grant.case, grant.measure, terms.starts_on, terms.ends_on, but=grant)
    return _add_step(grant, GrantStepKind.COUNTER, other_side(last.side), terms, message, by=by, key=request_key)


@refusable
@transaction.atomic
def refuse(
    *,
    grant: HourGrant,
    message: Message,
    by: User | None,
    version: int | None = None,
    request_key: UUID | None = None,
) -> HourGrantStep:
    """Refuse the open proposal without another one; what was agreed before keeps counting."""
    grant, first = _open(grant, version, request_key, by)
    if first:
        return first
    last = _last_open(grant)
    _check_message(grant.measure, message, after=last)
    side = other_side(last.side)
    return _add_step(grant, GrantStepKind.REFUSAL, side, Terms.of(last), message, by=by, key=request_key)


@transaction.atomic
def close_with_case(*, grant: HourGrant, by: User | None) -> None:
    """Let an open negotiation end because the person leaves; what was agreed before keeps counting.

    No step is made: nobody answered. An answer that still comes finds nothing open.
    """
    fresh, _ = _open(grant, None, None, by)
    if fresh.state in OPEN_STATES:
        fresh.state = GrantState.AGREED if fresh.agreed_step_id else GrantState.REFUSED
        fresh.save(update_fields=["state"])
        record(LogKind.CHANGE, by=by, subject=fresh, act="closed_with_case")


# ---- locking ----


def _lock_case(case: Case) -> None:
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def _open(
    grant: HourGrant, version: int | None, request_key: UUID | None, by: User | None
) -> tuple[HourGrant, HourGrantStep | None]:
    """Lock the thread and read it anew; return it with the step that this request key already made, if any.

    Raises ValidationError (code "stale") when somebody else made a step since `version` was read.
    """
    _lock_case(grant.case)
    fresh = HourGrant.objects.select_for_update(of=("self",)).select_related("case", "measure").get(pk=grant.pk)
    first = HourGrantStep.objects.filter(request_key=request_key).first() if request_key else None
    if first is not None:
        if first.grant_id != grant.pk or (by is not None and first.created_by_id != by.pk):
            raise KeyReused
        return fresh, first
    if version is not None and version != fresh.version:
        last = _last(fresh)
        raise ValidationError(
            f"Inzwischen gibt es einen neuen Schritt: {last.get_kind_display()} vom {last.on:%d.%m.%Y}. "
            "Ihre Eingabe ist noch da. Vergleichen Sie beides und speichern Sie noch einmal.",
            code="stale",
        )
    return fresh, None


def _last(grant: HourGrant) -> HourGrantStep:
    return grant.steps.order_by("-number")[:1].get()


def _last_open(grant: HourGrant) -> HourGrantStep:
    if grant.state not in OPEN_STATES:
        raise ValidationError("Hier ist keine Antwort offen.", code="not_open")
    return _last(grant)


# ---- checks ----


def _check_terms(measure: Measure, terms: Terms, *, is_zero_confirmed: bool) -> None:
    apart = (terms.tuition_minutes, terms.stabilisation_minutes)
    if measure.model == MeasureModel.ASAFLEX_2024:
        fits = terms.total_minutes is not None and apart == (None, None)
        words = "In dieser Maßnahme gibt es ein Budget für den ganzen Zeitraum."
    else:
        fits = terms.total_minutes is None and None not in apart
        words = "In dieser Maßnahme gibt es Stunden je Monat, getrennt nach Unterricht und Stabilisierung."
    if not fits:
        raise ValidationError(words, code="model")
    if any(minutes is not None and minutes < 0 for minutes in (*apart, terms.total_minutes)):
        raise ValidationError("Stunden können nicht kleiner als null sein.", code="negative")
    if terms.is_zero and not is_zero_confirmed:
        raise ValidationError({"confirm_zero": ValidationError(ZERO, code="zero")})


def _check_message(measure: Measure, message: Message, *, after: HourGrantStep | None = None) -> None:
    today = timezone.localdate()
    if message.on > today:
        raise ValidationError({"on": ValidationError(FUTURE, code="future")})
    if after is not None and message.on < after.on:
        words = f"Der Schritt davor ist vom {after.on:%d.%m.%Y}. Wählen Sie diesen Tag oder einen späteren."
        raise ValidationError({"on": ValidationError(words, code="before_last")})
    if message.channel == Channel.EMAW and not measure.uses_emaw:
        words = "Diese Maßnahme läuft ohne eM@w. Geben Sie das Datum des Schreibens an."
        raise ValidationError({"channel": ValidationError(words, code="no_emaw")})
    if message.channel == Channel.LETTER and message.letter_on is None:
        words = "Geben Sie das Datum des Schreibens an, zum Beispiel 22.11.2026."
        raise ValidationError({"letter_on": ValidationError(words, code="letter")})
    if message.letter_on is not None and message.letter_on > today:
        raise ValidationError({"letter_on": ValidationError(FUTURE, code="future")})


def _add_step(
    grant: HourGrant,
    kind: GrantStepKind,
    side: Side,
    terms: Terms,
    message: Message,
    *,
    by: User | None,
    key: UUID | None,
) -> HourGrantStep:
    """Write the step, bring the thread's state in line, and log it."""
    before = grant.steps.order_by("-number").values_list("number", flat=True).first() or 0
    step = HourGrantStep.objects.create(
        provider_id=grant.provider_id,
        grant=grant,
        number=before + 1,
        kind=kind,
        side=side,
        channel=message.channel,
        on=message.on,
        letter_on=message.letter_on if message.channel == Channel.LETTER else None,
        remark=message.remark,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        tuition_minutes=terms.tuition_minutes,
        stabilisation_minutes=terms.stabilisation_minutes,
        total_minutes=terms.total_minutes,
        created_by=by,
        request_key=key or uuid4(),
    )
    grant.state = STATE_AFTER[kind]
    if kind == GrantStepKind.AGREEMENT:
        grant.agreed_step = step
    grant.version = step.number
    grant.save(update_fields=["state", "agreed_step", "version"])
    record(LogKind.CHANGE, by=by, subject=grant, act=kind.value, step=step.number)
    tell_change(provider_id=grant.provider_id, case=grant.case, by=by)
    return step
