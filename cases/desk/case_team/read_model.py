"""The case team as the person's page, its own page and the list for many show it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from asa.accounts.models import User
from cases.desk.case_team.access import changers, may_change
from cases.people.models import Case, CaseStaff, ContactAssignment, ContactDeputy


@dataclass(frozen=True)
class TeamLine:
    """One person of the team: the name, as what, from when to when. `staff_id` only for who can be ended here."""

    name: str
    role: str
    starts_on: date
    ends_on: date | None
    today: date
    staff_id: int | None = None
    deputy_id: int | None = None

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
        team.lines.append(TeamLine(row.member.user.full_name, "Ansprechperson", row.starts_on, row.ends_on, today))
    deputies = ContactDeputy.objects.filter(assignment__case=case, ends_on__gte=today).select_related("member__user")
    for deputy in deputies.order_by("starts_on"):
        if deputy.starts_on <= today:
            team.deputy = deputy
        name = deputy.member.user.full_name
        team.lines.append(TeamLine(name, "Vertretung", deputy.starts_on, deputy.ends_on, today, deputy_id=deputy.pk))
    for staff in case.staff.select_related("member__user").order_by("member__role", "starts_on", "pk"):
        line = _staff_line(staff, today)
        (team.past if staff.ends_on and staff.ends_on < today else team.lines).append(line)
    team.changers = changers(case, team.contact.member.user if team.contact else None)
    team.may_change = case.is_open and may_change(user, case)
    return team


def _staff_line(row: CaseStaff, today: date) -> TeamLine:
    member = row.member
    return TeamLine(
        member.user.full_name, member.get_role_display(), row.starts_on, row.ends_on, today, staff_id=row.pk
    )


def team_words(cases: Iterable[Case], today: date) -> dict[int, str]:
    """Return for each case who is in its team now or later, in a few words: one query for all."""
    rows = CaseStaff.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), case__in=list(cases))
    found: dict[int, list[str]] = {}
    for row in rows.select_related("member__user").order_by("member__role", "starts_on", "pk"):
        words = f"{row.member.user.short_name} ({row.member.get_role_display()})"
        found.setdefault(row.case_id, []).append(words)
    return {case: ", ".join(dict.fromkeys(names)) for case, names in found.items()}
