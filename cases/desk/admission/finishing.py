"""Finishing many admissions at once: fill in what is empty, begin those that are complete, say what others need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.models import Membership, User
from cases.desk.admission.parts import Part, PartState, may_edit_part
from cases.desk.admission.services import complete_admission, save_consents, save_contact_person, save_takeover_hours
from cases.desk.admission.taking_over import before_measure, missing_for
from cases.notes.enums import ConsentPurpose
from cases.people.models import Admission, ContactAssignment, Measure
from cases.people.takeover import Takeover


@dataclass(frozen=True)
class PaperConsents:
    """Consents that lie there on paper. No purpose at all is an answer too: asked, and none was given."""

    purposes: frozenset[ConsentPurpose]
    given_on: date
    given_by: str


@dataclass(frozen=True)
class Finished:
    """What became of one admission: `missing` and `problem` are empty when the case runs."""

    admission: Admission
    missing: tuple[str, ...] = ()
    problem: str = ""
    notice: str = ""

    @property
    def is_running(self) -> bool:
        return not self.missing and not self.problem

    @property
    def words(self) -> str:
        return self.problem or f"Es fehlt: {', '.join(self.missing)}."


def finish_admissions(
    *,
    admissions: Iterable[Admission],
    by: User,
    measure: Measure | None = None,
    entry_on: date | None = None,
    member: Membership | None = None,
    consents: PaperConsents | None = None,
    hours: Mapping[int, Takeover] | None = None,
    on: date | None = None,
) -> list[Finished]:
    """Fill in measure, entry, contact person and consents where an admission has none, and finish what is complete.

    Each admission stands for itself: one that lacks something keeps what was filled in and says what is missing, one
    that is refused is left as it was. What somebody else finished meanwhile is said, not done again.

    `hours` are other hours from another software than an admission holds, by its primary key.
    """
    day = on or timezone.localdate()
    changed = hours or {}
    return [
        _finish(
            admission,
            by=by,
            measure=measure,
            entry_on=entry_on,
            member=member,
            consents=consents,
            hours=changed.get(admission.pk),
            on=day,
        )
        for admission in admissions
    ]


def _finish(
    admission: Admission,
    *,
    by: User,
    measure: Measure | None,
    entry_on: date | None,
    member: Membership | None,
    consents: PaperConsents | None,
    hours: Takeover | None,
    on: date,
) -> Finished:
    try:
        with transaction.atomic():
            locked = Admission.objects.select_for_update(of=("self",)).select_related("case__trainee", "completed_by")
            fresh = locked.get(pk=admission.pk)
            if fresh.completed_at is not None:
                return Finished(fresh, problem=_was_done(fresh))
            _fill(fresh, measure=measure, entry_on=entry_on)
            if hours is not None:
                save_takeover_hours(admission=fresh, by=by, hours=hours)
            if member is not None and not ContactAssignment.objects.filter(case=fresh.case).exists():
                save_contact_person(admission=fresh, by=by, member=member, on=on)
            if consents is not None and _are_open(fresh) and may_edit_part(fresh, Part.CONSENTS, by):
                save_consents(
                    admission=fresh, by=by, purposes=set(consents.purposes), given_on=consents.given_on,
                    given_by=consents.given_by,
                )  # fmt: skip
            if missing := missing_for(fresh, on=on):
                return Finished(fresh, missing=tuple(missing))
            complete_admission(admission=fresh, by=by, on=on)
            return Finished(fresh, notice=before_measure(fresh.measure, fresh.entry_on))
    except ValidationError as error:
        return Finished(admission, problem=" ".join(error.messages))


def _fill(admission: Admission, *, measure: Measure | None, entry_on: date | None) -> None:
    changed = []
    if admission.measure_id is None and measure is not None:
        admission.measure = measure
        changed.append("measure")
    if admission.entry_on is None and entry_on is not None:
        admission.entry_on = entry_on
        changed.append("entry_on")
    if admission.measure and admission.entry_on and admission.entry_on > admission.measure.ends_on:
        words = f"Der Eintritt liegt nach dem Ende der Maßnahme ({admission.measure.ends_on:%d.%m.%Y})."
        raise ValidationError(words, code="after_measure")
    if changed:
        admission.version += 1
        admission.save(update_fields=[*changed, "version"])


def _are_open(admission: Admission) -> bool:
    return admission.parts.get(Part.CONSENTS) != PartState.DONE and not admission.case.consents.exists()


def _was_done(admission: Admission) -> str:
    """Return who finished it and when, for whoever comes second."""
    assert admission.completed_at is not None
    by = f" von {admission.completed_by.full_name}" if admission.completed_by else ""
    return f"Am {timezone.localtime(admission.completed_at):%d.%m.%Y um %H:%M} Uhr schon{by} abgeschlossen."
