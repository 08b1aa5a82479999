"""What stands against the end of a person's right: open cases that would be left without a contact person or deputy."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from asa.accounts.models import FunderAccess, Membership, User
from cases.desk.person_edit.grants import may_grant
from cases.people.enums import CLOSED_STATES
from cases.people.models import AuditGrant, Case, ContactAssignment, ContactDeputy

CONTACT_PERSON = "feste Ansprechperson"
DEPUTY = "Vertretung"


@dataclass(frozen=True)
class Held:
    """One open case for which the person still answers. `until` is the last day; None where nobody follows yet."""

    case: Case
    word: str
    until: date | None

    def address(self, user: User) -> str:
        """Return where `user` hands the case over; whoever may not (`may_grant`) is led to the case itself."""
        if not may_grant(user, self.case):
            return reverse("case_detail", args=[self.case.public_id])
        route = "contact_person_change" if self.word == CONTACT_PERSON else "deputy_create"
        return reverse(route, args=[self.case.public_id])

    def handed_over_by(self, user: User) -> str:
        """Return who else hands the case over, or "" where `user` does it."""
        if may_grant(user, self.case):
            return ""
        return f"übergibt die Teamleitung ({self.case.team})" if self.case.team else "zuerst ein Team festlegen"


class StillResponsible(ValidationError):
    """The right cannot end on that day: these cases would have nobody."""

    def __init__(self, held: list[Held]) -> None:
        self.held = held
        super().__init__(_words(held), code="still_responsible")


def _words(held: list[Held]) -> str:
    """Return why the right cannot end, and what helps."""
    count = len({row.case.pk for row in held})
    text = "Für eine laufende Teilnahme" if count == 1 else f"Für {count} laufende Teilnahmen"
    open_ended = [row for row in held if row.until is None]
    if open_ended:
        return f"{text} ist diese Person noch verantwortlich. Übergeben Sie zuerst; danach endet die Rolle."
    last = max(row.until for row in held if row.until)
    return f"{text} ist diese Person noch bis {last:%d.%m.%Y} verantwortlich. Die Rolle endet frühestens an diesem Tag."


def _reaching_past(on: date) -> Q:
    """Rows that bind the person after the day `on`. What lies in the past can no longer be handed over."""
    return Q(ends_on=None) | Q(ends_on__gt=on, ends_on__gte=timezone.localdate())


def held_after(row: Membership | FunderAccess | AuditGrant, on: date) -> list[Held]:
    """Return the open cases that would be orphaned if the right ended with the day `on`, contact persons first."""
    if not isinstance(row, Membership):
        return []
    contacts: QuerySet[ContactAssignment] = ContactAssignment.objects.filter(_reaching_past(on), member=row)
    contacts = contacts.exclude(case__state__in=CLOSED_STATES).select_related("case__trainee", "case__team")
    deputies: QuerySet[ContactDeputy] = ContactDeputy.objects.filter(_reaching_past(on), member=row)
    deputies = deputies.exclude(assignment__case__state__in=CLOSED_STATES).select_related(
        "assignment__case__trainee", "assignment__case__team"
    )
    held = [Held(contact.case, CONTACT_PERSON, contact.ends_on) for contact in contacts]
    held += [Held(deputy.assignment.case, DEPUTY, deputy.ends_on) for deputy in deputies]
    return sorted(held, key=lambda one: (one.word == DEPUTY, str(one.case.trainee), one.until or date.max))


def check_handed_over(row: Membership | FunderAccess | AuditGrant, on: date) -> None:
    """Raise StillResponsible where the right's end on `on` would leave open cases without their person."""
    held = held_after(row, on)
    if held:
        raise StillResponsible(held)
