"""Writing and amending confidential notes; giving and withdrawing consents."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from cases.notes.enums import ConsentPurpose, NoteLevel
from cases.notes.models import Consent, Note
from cases.notes.sealing import seal
from cases.people.models import Case

#: Version of the consent texts that are in use.
TEXT_VERSION = "2026-1"


@transaction.atomic
def write_note(
    *, model: type[Note], case: Case, by: User, level: NoteLevel, text: str, request_key: UUID, **fields: Any
) -> Note:
    """Write a note of one class. The same request key again returns the first note, whatever else was posted."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)  # two posts at once wait for each other
    first = model.objects.filter(request_key=request_key, case=case, author=by).first()
    if first is not None:
        return first
    note = model(provider_id=case.provider_id, case=case, author=by, level=level, request_key=request_key, **fields)
    seal(note, text)
    note.save()
    record(LogKind.CHANGE, by=by, subject=note, act="written")
    return note


def amend_note(*, note: Note, by: User, text: str, request_key: UUID) -> Note:
    """Add to a note of one's own; the first text stays as it is (`security.md` rule 30). Level and purpose are kept."""
    first = note.amends or note
    kept = {name: getattr(first, name) for name in ("purpose", "legal_basis") if hasattr(first, name)}
    return write_note(
        model=type(first),
        case=first.case,
        by=by,
        level=NoteLevel(first.level),
        text=text,
        request_key=request_key,
        amends=first,
        **kept,
    )


@transaction.atomic
def give_consent(
    *, case: Case, purpose: ConsentPurpose, given_on: date, given_by: str, by: User, request_key: UUID
) -> Consent:
    """Record a consent with the version of its text. One valid consent per purpose; a second is refused."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    first = Consent.objects.filter(request_key=request_key, case=case).first()
    if first is not None:
        return first
    consent = Consent(
        provider_id=case.provider_id,
        case=case,
        purpose=purpose,
        text_version=TEXT_VERSION,
        given_on=given_on,
        given_by=given_by,
        recorded_by=by,
        request_key=request_key,
    )
    consent.full_clean()
    consent.save()
    record(LogKind.CHANGE, by=by, subject=consent, act="given", purpose=purpose)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, on: date, by: User) -> None:
    """Record that a consent was withdrawn. It works at the next request; withdrawing twice changes nothing."""
    consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.withdrawn_on is not None:
        return
    if on < consent.given_on:
        raise ValidationError("Der Widerruf liegt nicht vor der Einwilligung.", code="before_given")
    consent.withdrawn_on = on
    consent.save(update_fields=["withdrawn_on"])
    record(LogKind.CHANGE, by=by, subject=consent, act="withdrawn", purpose=consent.purpose)
