"""Handing everything of a person over in one go: cases, case teams, deputyships, sessions to come, groups and series.

Tasks are not handed over: they follow from these rows and so come to whoever holds them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.models import Membership, User
from cases.desk.person_edit.grants import may_grant
from cases.people.case_team import end_case_staff, name_case_staff
from cases.people.enums import CLOSED_STATES
from cases.people.models import Case, CaseStaff, ContactAssignment, ContactDeputy
from cases.people.services import assign_contact_person, end_deputy, name_deputy
from cases.sessions.models import Session, SessionStaff
from cases.sessions.series.services import give
from cases.support.planning.dates import moment
from cases.support.planning.models import LessonGroup, SessionSeries, StaffAbsence

ONE_DAY = timedelta(days=1)
REASON = "Übergabe beim Ende der Mitarbeit"


@dataclass(frozen=True)
class Duties:
    """What a membership still holds after a day."""

    contacts: list[ContactAssignment]
    team: list[CaseStaff]
    deputies: list[ContactDeputy]
    sessions: list[Session]
    groups: list[LessonGroup]
    series: list[SessionSeries]
    covers: list[StaffAbsence]

    @property
    def lessons(self) -> int:
        """Return how many sessions, groups, series and absences to stand in for one person takes over together."""
        return len(self.sessions) + len(self.groups) + len(self.series) + len(self.covers)

    @property
    def is_empty(self) -> bool:
        return not (self.contacts or self.team or self.deputies or self.lessons)


def duties_after(member: Membership, on: date) -> Duties:
    """Return what the person holds in this role on the days after `on`. Seven queries."""
    after = Q(ends_on=None) | Q(ends_on__gt=on)
    case = ("case__trainee", "case__team")
    contacts = ContactAssignment.objects.filter(after, member=member).exclude(case__state__in=CLOSED_STATES)
    team = CaseStaff.objects.named().filter(after, member=member).exclude(case__state__in=CLOSED_STATES)
    deputies = ContactDeputy.objects.filter(member=member, ends_on__gt=on)
    deputies = deputies.exclude(assignment__case__state__in=CLOSED_STATES)
    return Duties(
        contacts=_by_name(contacts.select_related(*case)),
        team=_by_name(team.select_related(*case)),
        deputies=list(deputies.select_related("assignment__case__trainee", "assignment__member__user")),
        sessions=list(_sessions_after(member, on)),
        groups=list(LessonGroup.objects.filter(after, staff=member).order_by("name")),
        series=list(SessionSeries.objects.filter(staff=member, ends_on__gt=on).order_by("pk")),
        covers=list(StaffAbsence.objects.filter(cover=member, ends_on__gt=on).select_related("member__user")),
    )


def _by_name(rows):
    return sorted(rows, key=lambda row: (row.case.trainee.last_name.casefold(), row.case.trainee.first_name, row.pk))


def _sessions_after(member: Membership, on: date):
    held = SessionStaff.objects.filter(member=member).values("session")
    start = max(moment(on + ONE_DAY, time.min), timezone.now())
    rows = Session.objects.filter(pk__in=held, starts_at__gte=start, documented_at=None, cancelled_at=None)
    return rows.order_by("starts_at", "pk")


def may_hand_over(user: User, case: Case, member: Membership) -> bool:
    """Return whether `user` may name another contact person in the case.

    The lead of its team (`security.md` section 4, Grant), and the administration where that lead is gone.
    """
    if may_grant(user, case):
        return True
    leads = Membership.objects.active().filter(provider=case.provider_id, role=Role.TEAM_LEAD, team=case.team_id)
    return Role.ADMIN in access_of(user).roles and not leads.exclude(user=member.user_id).exists()


@dataclass(frozen=True)
class Successors:
    """Who takes over: `contact` for all cases but those in `by_case` (case key → member); None leaves as is."""

    contact: Membership | None = None
    by_case: Mapping[int, Membership] | None = None
    team: Membership | None = None
    deputy: Membership | None = None
    lessons: Membership | None = None

    def of_case(self, case: int) -> Membership | None:
        return (self.by_case or {}).get(case, self.contact)


@transaction.atomic
def hand_everything_over(*, member: Membership, last_on: date, to: Successors, by: User) -> int:
    """Hand over what the person holds after `last_on`; return how many rows changed hands. All or nothing.

    What is handed over already is not there any more, so that a second press changes nothing. Raises ValidationError
    with a German sentence: somebody of another role, who does not work then, `by` for a role in a case, or a case that
    `by` may not hand over.
    """
    Membership.objects.select_for_update(of=("self",)).get(pk=member.pk)
    duties = duties_after(member, last_on)
    start = first_day(last_on)
    for target in (to.contact, to.team, to.deputy, to.lessons, *(to.by_case or {}).values()):
        _check_target(target, member, start)
    for target in (to.contact, to.team, to.deputy, *(to.by_case or {}).values()):
        _check_not_oneself(target, by)
    count = _contacts(duties, start, to, member, by)
    if to.team is not None:
        count += _team(duties, start, to.team, by)
    if to.deputy is not None:
        count += _deputies(duties, start, to.deputy, by)
    if to.lessons is not None:
        count += _lessons(duties, member, to.lessons, by)
    record(LogKind.GRANT, by=by, subject=member, what="handed_over", rows=count, on=last_on.isoformat())
    return count


def first_day(last_on: date) -> date:
    """Return the day from which others hold what is handed over: the next one, never one that is past."""
    return max(last_on + ONE_DAY, timezone.localdate())


def leaves_before(target: Membership, start: date) -> str:
    """Return why somebody cannot take over from `start` on, because they are gone then; else an empty sentence."""
    if target.ends_on is None or target.ends_on >= start:
        return ""
    return f"{target.user.full_name} ist nur bis {target.ends_on:%d.%m.%Y} dabei. Wählen Sie jemand anderen."


def _check_target(target: Membership | None, member: Membership, start: date) -> None:
    if target is not None and target.provider_id != member.provider_id:
        raise ValidationError("Diese Angabe gehört nicht zu Ihrem Träger.", code="other_provider")
    if target is not None and target.user_id == member.user_id:
        raise ValidationError("Übergeben Sie an eine andere Person.", code="same_person")
    if target is not None and (words := leaves_before(target, start)):
        raise ValidationError(words, code="left")


def _check_not_oneself(target: Membership | None, by: User) -> None:
    """Refuse whoever hands over as the one who takes over: nobody gives themselves a role in a case.

    Sessions are left out: whoever plans may hold them.
    """
    if target is not None and target.user_id == by.pk:
        raise ValidationError("Sich selbst können Sie hier nicht einsetzen. Wählen Sie jemand anderen.", code="oneself")


def _contacts(duties: Duties, start: date, to: Successors, member: Membership, by: User) -> int:
    count = 0
    for row in duties.contacts:
        target = to.of_case(row.case_id)
        if target is None:
            continue
        if not may_hand_over(by, row.case, member):
            raise ValidationError(
                f"{row.case.trainee.full_name} übergibt die Teamleitung ({row.case.team}).", code="not_allowed"
            )
        first = max(start, row.starts_on)
        assign_contact_person(case=row.case, member=target, starts_on=first, by=by, reason=REASON)
        count += 1
    return count


def _team(duties: Duties, start: date, target: Membership, by: User) -> int:
    for row in duties.team:
        until = row.ends_on
        end_case_staff(row=row, on=start - ONE_DAY, by=by)
        name_case_staff(case=row.case, member=target, starts_on=max(start, row.starts_on), ends_on=until, by=by)
    return len(duties.team)


def _deputies(duties: Duties, start: date, target: Membership, by: User) -> int:
    for row in duties.deputies:
        first, last = max(start, row.starts_on), row.ends_on
        end_deputy(deputy=row, on=start - ONE_DAY, by=by)
        name_deputy(
            assignment=row.assignment,
            member=target,
            starts_on=first,
            ends_on=last,
            by=by,
            reason=REASON,
            reads_notes=row.reads_notes,  # no wider than it was
        )
    return len(duties.deputies)


def _lessons(duties: Duties, member: Membership, target: Membership, by: User) -> int:
    """Sessions, the groups and series that make more of them, and absences in which the person was to stand in."""
    SessionStaff.objects.filter(session__in=duties.sessions, member=member).delete()
    give(duties.sessions, target)
    Session.objects.filter(pk__in=[session.pk for session in duties.sessions]).update(version=F("version") + 1)
    for rows, model in ((duties.groups, LessonGroup), (duties.series, SessionSeries)):
        model.objects.filter(pk__in=[row.pk for row in rows]).update(staff=target, version=F("version") + 1)
    covers = [row for row in duties.covers if row.member.user_id != target.user_id]
    StaffAbsence.objects.filter(pk__in=[row.pk for row in covers]).update(cover=target, version=F("version") + 1)
    for session in duties.sessions:
        record(LogKind.CHANGE, by=by, subject=session, act="handed_over", member=member.pk)
    return duties.lessons
