"""The case team as the person's page, its own page and the list for many show it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q

from asa.accounts.models import User
from asa.accounts.profiles import Reach, reaches_of
from cases.desk.case_team.access import changers, may_change
from cases.people.models import Case, CaseStaff, ContactAssignment, ContactDeputy


@dataclass(frozen=True)
class TeamLine:
    """One person of the team: the name, as what, from when to when. `staff_id` only for who can be ended here.

    `reach` is how colleagues get hold of the person.
    """

    name: str
    role: str
    starts_on: date
    ends_on: date | None
    today: date
    staff_id: int | None = None
    deputy_id: int | None = None
    user: User | None = None
    reach: Reach | None = None

    @property
    def span(self) -> str:
        """Return "seit 01.09.2026", "ab 15.12.2026 bis 31.01.2027" or, once over, "01.09.2026 bis 30.11.2026"."""
        over = self.ends_on is not None and self.ends_on < self.today
        begin = "" if over else "seit " if self.starts_on <= self.today else "ab "
        end = f" bis {self.ends_on:%d.%m.%Y}" if self.ends_on else ""
        return f"{begin}{self.starts_on:%d.%m.%Y}{end}"


@dataclass
class CaseTeam:
    """Who works on the case now or later, who did, and who can change it."""

    lines: list[TeamLine] = field(default_factory=list)
    past: list[TeamLine] = field(default_factory=list)
    contact: ContactAssignment | None = None
    deputy: ContactDeputy | None = None
    changers: list[str] = field(default_factory=list)
    may_change: bool = False

    @property
    def changers_words(self) -> str:
        """Return "Sabine Berger und Tom Lindner", or who has to act where nobody can."""
        if not self.changers:
            return "erst, wenn es eine Ansprechperson oder eine Teamleitung gibt"
        *first, last = self.changers
        return f"{', '.join(first)} und {last}" if first else last


def case_team(case: Case, user: User, today: date) -> CaseTeam:
    """Return the team of a case; the number of queries is fixed."""
    team = CaseTeam()
    still = Q(ends_on=None) | Q(ends_on__gte=today)
    for row in case.assignments.filter(still).select_related("member__user").order_by("starts_on"):
        if row.starts_on <= today:
            team.contact = row
        person = row.member.user
        line = TeamLine(person.full_name, "Ansprechperson", row.starts_on, row.ends_on, today, user=person)
        team.lines.append(line)
    deputies = ContactDeputy.objects.filter(assignment__case=case, ends_on__gte=today).select_related("member__user")
    for deputy in deputies.order_by("starts_on"):
        if deputy.starts_on <= today:
            team.deputy = deputy
        person = deputy.member.user
        span = (deputy.starts_on, deputy.ends_on, today)
        team.lines.append(TeamLine(person.full_name, "Vertretung", *span, deputy_id=deputy.pk, user=person))
    for staff in case.staff.named().select_related("member__user").order_by("member__role", "starts_on", "pk"):
        line = _staff_line(staff, today)
        (team.past if staff.ends_on and staff.ends_on < today else team.lines).append(line)
    reaches = reaches_of([line.user for line in team.lines if line.user], case.provider_id)
    team.lines = [replace(line, reach=reaches[line.user.pk]) if line.user else line for line in team.lines]
    team.changers = changers(case, team.contact.member.user if team.contact else None)
    team.may_change = case.is_open and may_change(user, case)
    return team


def _staff_line(row: CaseStaff, today: date) -> TeamLine:
    member = row.member
    return TeamLine(
        member.user.full_name,
        member.get_role_display(),
        row.starts_on,
        row.ends_on,
        today,
        staff_id=row.pk,
        user=member.user,
    )


def team_words(cases: Iterable[Case], today: date) -> dict[int, str]:
    """Return for each case who is in its team now or later, in a few words: one query for all."""
    rows = CaseStaff.objects.named().filter(Q(ends_on=None) | Q(ends_on__gte=today), case__in=list(cases))
    found: dict[int, list[str]] = {}
    for row in rows.select_related("member__user").order_by("member__role", "starts_on", "pk"):
        words = f"{row.member.user.short_name} ({row.member.get_role_display()})"
        found.setdefault(row.case_id, []).append(words)
    return {case: ", ".join(dict.fromkeys(names)) for case, names in found.items()}
