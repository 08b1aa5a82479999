"""Issuing the form "Übersicht Gesamtstundenkontingent", its settings, and the funding body's lists.

All functions raise ValidationError with a German sentence for what is refused. They check rules, not rights.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused
from cases.months.closing import effects
from cases.months.closing.models import CorrectionState, MonthClose, MonthCorrection
from cases.months.closing.services import month_words
from cases.months.closing.snapshot import checksum, month_end
from cases.months.contingent_form.columns import KNOWN, OWN
from cases.months.contingent_form.figures import Overview, from_json, overviews_of, to_json
from cases.months.contingent_form.lists import ListRow
from cases.months.contingent_form.models import FormIssue, FormSettings, ParticipantList
from cases.months.contingent_form.names import frozen_names
from cases.people.models import Measure
from cases.sessions.rules.enums import Account

MOST_COLUMNS = 24


def current_overviews(measures: Iterable[Measure], month: date) -> dict[int, Overview]:
    """Return the form of every measure as it comes to now: from the close, before it provisionally."""
    measures = list(measures)
    settings = {row.measure_id: row for row in FormSettings.objects.filter(measure__in=measures)}
    return overviews_of(
        measures,
        month,
        trainer={key: row.trainer_tuition_minutes for key, row in settings.items()},
        columns={key: row.columns for key, row in settings.items()},
    )


def overview_of(issue: FormIssue) -> Overview:
    """Return the frozen figures of an issue. Raises ValueError when they are not what was written."""
    if checksum(issue.snapshot) != issue.snapshot_sha256:
        raise ValueError(f"The snapshot of form issue {issue.pk} does not fit its checksum")
    return from_json(issue.snapshot)


@transaction.atomic
def issue_form(
    *,
    measure: Measure,
    month: date,
    by: User | None,
    reason: str = "",
    trainer_minutes: int | None = None,
    after: int | None = None,
    request_key: UUID | None = None,
    at: datetime | None = None,
) -> FormIssue:
    """Freeze the next version of a closed month's form and return it; the same request twice gives the first one.

    `after` is the number of the version that the writer saw last (0: none): a newer one is told, not passed over.
    `trainer_minutes` overrides the setting for this month (None: as in the version before). From the second version
    on a reason is needed. `at` is the moment of issue (default: now).
    """
    locked = (
        Measure.objects.select_for_update(of=("self",))
        .select_related("funding_body", "lot", "provider")
        .get(pk=measure.pk)
    )
    if first := _same_request(request_key, measure, month):
        return first
    if not MonthClose.objects.filter(measure=locked, month=month).exists():
        raise ValidationError(
            f"Der {month_words(month)} ist noch nicht abgeschlossen. Bis dahin gibt es nur eine vorläufige Übersicht.",
            code="open",
        )
    last = FormIssue.objects.filter(measure=locked, month=month).order_by("-number").first()
    number = last.number if last else 0
    if after is not None and after != number:
        raise ValidationError(
            f"Inzwischen gibt es schon Version {number}. Prüfen Sie sie, bevor Sie eine neue erstellen.", code="stale"
        )
    if number and not reason.strip():
        raise ValidationError({"reason": "Geben Sie den Anlass der neuen Version an."})
    overview = current_overviews([locked], month)[locked.pk]
    corrected = corrections_words(locked, month) if number else ()
    frozen = replace(overview, names=frozen_names(overview), provider=str(locked.provider), corrected=corrected)
    values = to_json(frozen)
    if trainer_minutes is not None:
        values["trainer_minutes"] = trainer_minutes
    elif last:
        values["trainer_minutes"] = last.snapshot["trainer_minutes"]
    issue = FormIssue.objects.create(
        provider_id=locked.provider_id,
        measure=locked,
        month=month,
        number=number + 1,
        reason=reason.strip(),
        snapshot=values,
        snapshot_sha256=checksum(values),
        created_at=at or timezone.now(),
        created_by=by if by is not None and by.pk else None,
        request_key=request_key or uuid4(),
    )
    record(LogKind.CHANGE, by=by, subject=issue, act="issued", month=f"{month:%Y-%m}", number=issue.number)
    return issue


def corrections_words(measure: Measure, month: date) -> tuple[str, ...]:
    """Return what was corrected in the month of a measure: day, minutes, month of the booking; no names, no reasons."""
    found = MonthCorrection.objects.filter(
        state=CorrectionState.APPROVED,
        service_on__range=(month, month_end(month)),
        change__measures__contains=[measure.pk],
    )
    words = []
    for correction in found.order_by("decided_at", "pk"):
        for effect in effects.from_json(correction.effects):
            if effect.account == Account.MEASURE and effect.measure == measure.pk and effect.difference:
                sign = "+" if effect.difference > 0 else "−"
                words.append(
                    f"Berichtigt: Termin am {correction.service_on:%d.%m.%Y}, {sign} {abs(effect.difference)} Minuten, "
                    f"gebucht im {month_words(effect.booked_in)}."
                )
    return tuple(words)


def _same_request(request_key: UUID | None, measure: Measure, month: date) -> FormIssue | None:
    first = FormIssue.objects.filter(request_key=request_key).first() if request_key else None
    if first is not None and (first.measure_id, first.month) != (measure.pk, month):
        raise KeyReused
    return first


# ---- settings ----


@transaction.atomic
def save_settings(
    *,
    measure: Measure,
    own_form: bool,
    columns: Sequence[dict[str, str]],
    trainer_tuition_minutes: int,
    by: User | None,
    version: int = 0,
) -> FormSettings:
    """Write how the measure's form looks; `version` is what the writer saw (0: no settings yet).

    Raises ValidationError with code "stale" when somebody else was faster, and for columns that nobody knows.
    Issued versions keep the columns that they had.
    """
    Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    row = FormSettings.objects.filter(measure=measure).first()
    if (row.version if row else 0) != version:
        raise ValidationError("Jemand anderes hat die Einstellungen inzwischen geändert.", code="stale")
    checked = check_columns(columns)
    if row is None:
        row = FormSettings(provider_id=measure.provider_id, measure=measure, version=0)
    row.own_form, row.columns, row.trainer_tuition_minutes = own_form, checked, trainer_tuition_minutes
    row.version += 1
    row.save()
    record(LogKind.CHANGE, by=by, subject=row, act="form_settings", columns=len(checked), own_form=own_form)
    return row


def check_columns(columns: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the columns as they are stored. Raises ValidationError for unknown, doubled or nameless ones."""
    if len(columns) > MOST_COLUMNS:
        raise ValidationError(f"Höchstens {MOST_COLUMNS} Spalten sind möglich.")
    found: list[dict[str, str]] = []
    for column in columns:
        key, title = str(column.get("key", "")), " ".join(str(column.get("title", "")).split())
        if key != OWN and key not in KNOWN:
            raise ValidationError("Eine der Spalten ist nicht bekannt.")
        if not title:
            raise ValidationError("Jede Spalte braucht eine Überschrift.")
        if len(title) > 60 or len(str(column.get("text", ""))) > 120:
            raise ValidationError("Eine Überschrift hat höchstens 60 Zeichen, ein fester Text höchstens 120.")
        if any(title == other["title"] for other in found):
            raise ValidationError(f"Die Überschrift „{title}“ kommt zweimal vor.")
        found.append({"key": key, "title": title, "text": str(column.get("text", "")) if key == OWN else ""})
    return found


# ---- lists of the funding body ----


@transaction.atomic
def take_list(
    *,
    measure: Measure,
    month: date,
    rows: Sequence[ListRow],
    by: User,
    request_key: UUID | None = None,
    at: datetime | None = None,
) -> ParticipantList:
    """Keep the funding body's list, received `at` (default: now), as it is; the same request twice gives the first."""
    if request_key and (first := ParticipantList.objects.filter(request_key=request_key).first()):
        if (first.measure_id, first.month) != (measure.pk, month):
            raise KeyReused
        return first
    taken = ParticipantList.objects.create(
        provider_id=measure.provider_id,
        measure=measure,
        month=month,
        rows=[row.to_json() for row in rows],
        received_at=at or timezone.now(),
        received_by=by,
        request_key=request_key or uuid4(),
    )
    record(LogKind.CHANGE, by=by, subject=taken, act="list_taken", month=f"{month:%Y-%m}", rows=len(rows))
    return taken
