"""What an absence means for the cases: the deputyship of the contact person, and what still lacks somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import User
from cases.desk.person_edit.grants import may_grant
from cases.desk.person_edit.notices import tell_staff_of_deputies
from cases.desk.person_edit.services import enter_deputy
from cases.people.enums import CLOSED_STATES
from cases.people.models import ContactAssignment, ContactDeputy
from cases.people.services import DEPUTY_ROLES
from cases.sessions.cover.services import editable_absences, uncovered
from cases.support.planning.models import StaffAbsence

#: An absence without cover is told so many days before it begins.
AHEAD = timedelta(days=14)
REASON = "Abwesenheit"


def without_deputy(absence: StaffAbsence) -> list[ContactAssignment]:
    """Return the cases whose contact person is away and for which nobody stands in, by name."""
    rows = _assignments(absence).filter(~Exists(_deputies(absence)))
    found = rows.select_related("case__trainee", "case__team", "member__user")
    return sorted(found, key=lambda row: (row.case.trainee.last_name.casefold(), row.case.trainee.first_name, row.pk))


def _assignments(absence: StaffAbsence) -> QuerySet[ContactAssignment]:
    rows = ContactAssignment.objects.filter(member__user=absence.member.user_id, starts_on__lte=absence.ends_on)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=max(absence.starts_on, timezone.localdate())))
    return rows.exclude(case__state__in=CLOSED_STATES)


def _deputies(absence: StaffAbsence) -> QuerySet[ContactDeputy]:
    return ContactDeputy.objects.filter(
        assignment=OuterRef("pk"), starts_on__lte=absence.ends_on, ends_on__gte=absence.starts_on
    )


def deputies_in(absence: StaffAbsence) -> list[ContactDeputy]:
    """Return the deputyships for the absent contact person in that time, by day."""
    rows = ContactDeputy.objects.filter(assignment__in=_assignments(absence), starts_on__lte=absence.ends_on)
    rows = rows.filter(ends_on__gte=absence.starts_on).select_related("assignment__case__trainee", "member__user")
    return list(rows.order_by("starts_on", "member", "pk"))


def can_stand_in(absence: StaffAbsence) -> bool:
    """Return whether the cover may be a contact person's deputy: teachers take over lessons only."""
    return absence.cover is not None and absence.cover.role in DEPUTY_ROLES


@transaction.atomic
def make_deputies(
    *, absence: StaffAbsence, by: User, cases: Iterable[int] | None = None, reads_notes: bool = False
) -> int:
    """Let the cover stand in for the contact person in the time of the absence; return for how many cases.

    `cases` are the keys of those chosen (None: all). Trainees and companies are told, colleagues in one mail.
    Cases for which `by` may not grant (`security.md` section 4) and those that have a deputy are left out; the same
    again makes none. Raises ValidationError for a cover that may not be a deputy.
    """
    if absence.cover is None or not can_stand_in(absence):
        raise ValidationError("Die Vertretung einer Ansprechperson übernimmt eine Ansprechperson oder Sozialpädagogik.")
    wanted = set(cases) if cases is not None else None
    made = []
    for row in without_deputy(absence):
        if (wanted is not None and row.case_id not in wanted) or not may_grant(by, row.case):
            continue
        deputy = enter_deputy(
            assignment=row,
            member=absence.cover,
            starts_on=max(absence.starts_on, row.starts_on, timezone.localdate()),
            ends_on=min(absence.ends_on, row.ends_on or absence.ends_on),
            reason=REASON,
            by=by,
            request_key=uuid5(NAMESPACE_URL, f"absence:{absence.pk}:{absence.cover_id}:{row.pk}:{absence.version}"),
            reads_notes=reads_notes,
            with_staff=False,
        )
        made.append(deputy)
    tell_staff_of_deputies(made, by=by)
    return len(made)


@dataclass(frozen=True)
class Lack:
    """An absence that lacks somebody: no cover at all, or a deputyship that the team lead has to make."""

    absence: StaffAbsence
    is_bare: bool


def lacking(user: User, on: date) -> list[Lack]:
    """Return what a team lead or the administration has to settle about absences soon; nothing for others."""
    if not access_of(user).roles & {Role.TEAM_LEAD, Role.ADMIN}:
        return []
    rows = editable_absences(user).filter(ends_on__gte=on, starts_on__lte=on + AHEAD)
    found = []
    for absence in rows.select_related("member__user", "cover").order_by("starts_on", "pk")[:20]:
        open_cases = without_deputy(absence)
        if absence.cover is None and (open_cases or uncovered(absence).exists()):
            found.append(Lack(absence, is_bare=True))
        elif can_stand_in(absence) and any(may_grant(user, row.case) for row in open_cases):
            found.append(Lack(absence, is_bare=False))
    return found
