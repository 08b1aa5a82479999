"""Whose month is shown: the people of a measure, a team or a lesson group."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.models import Team, User
from asa.accounts.sorting import in_order_of
from cases.months.statuses.days import last_day, month_key
from cases.people.models import Case, Measure, MeasureStay
from cases.support.planning.models import GroupMember, LessonGroup

MEASURE, TEAM, GROUP = "massnahme", "team", "gruppe"


@dataclass(frozen=True)
class Subject:
    """A group of people with a month grid. `land` decides the public holidays ("" for the national ones only)."""

    kind: str
    key: str
    title: str
    land: str = ""
    measure: Measure | None = None
    team: Team | None = None
    group: LessonGroup | None = None

    def url(self, month: date) -> str:
        return reverse("day_grid", args=[self.kind, self.key, month_key(month)])


def measure_subject(measure: Measure) -> Subject:
    land = measure.site.land if measure.site else ""
    return Subject(MEASURE, str(measure.public_id), str(measure), land, measure=measure)


def team_subject(team: Team) -> Subject:
    return Subject(TEAM, str(team.pk), team.name, team.site.land, team=team)


def group_subject(group: LessonGroup) -> Subject:
    team = group.staff.team
    return Subject(GROUP, str(group.public_id), group.name, team.site.land if team else "", group=group)


def _teams(user: User) -> list[Team]:
    """Teams that the person leads or belongs to; all for the roles that see the whole provider."""
    access = access_of(user)
    teams = Team.objects.filter(provider=access.provider_id).select_related("site")
    if not access.roles & {Role.ADMIN, Role.BILLING}:
        teams = teams.filter(pk__in=[s.team_id for s in access.standings if s.team_id])
    return list(teams.order_by("name"))


def subjects_of(user: User, month: date) -> list[tuple[str, list[Subject]]]:
    """Return the headed lists of grids that the person may open, without those that are empty in this month."""
    cases = Case.objects.visible_to(user, DataClass.ATTENDANCE)
    stays = _overlaps(MeasureStay.objects.filter(case__in=cases), month).values("measure")
    measures = Measure.objects.visible_to(user).filter(pk__in=stays).select_related("site")
    groups = LessonGroup.objects.visible_to(user).select_related("staff__team__site").distinct()
    found = [
        ("Maßnahmen", [measure_subject(measure) for measure in measures]),
        ("Gruppen", [group_subject(group) for group in _overlaps(groups, month)]),
        ("Teams", [team_subject(team) for team in _teams(user)]),
    ]
    return [(title, subjects) for title, subjects in found if subjects]


def find_subject(user: User, kind: str, key: str) -> Subject | None:
    """Return what the address names, None for anything that the person may not see."""
    if not access_of(user).is_staff:
        return None
    if kind == TEAM:
        return next((team_subject(team) for team in _teams(user) if str(team.pk) == key), None)
    try:
        public_id = UUID(key)
    except ValueError:
        return None
    if kind == MEASURE:
        measure = Measure.objects.visible_to(user).select_related("site").filter(public_id=public_id).first()
        return measure_subject(measure) if measure else None
    groups = LessonGroup.objects.visible_to(user).select_related("staff__team__site")
    group = groups.filter(public_id=public_id).first() if kind == GROUP else None
    return group_subject(group) if group else None


def _overlaps(rows, month: date):
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=month), starts_on__lte=last_day(month))


def cases_of(subject: Subject, month: date, user: User, action: Action = Action.READ):
    """Return the people of the subject in this month whose day status the person may read (or do `action` with)."""
    cases = Case.objects.visible_to(user, DataClass.ATTENDANCE, action)
    cases = cases.filter(Q(ended_on=None) | Q(ended_on__gte=month), started_on__lte=last_day(month))
    if subject.measure is not None:
        cases = cases.filter(
            pk__in=_overlaps(MeasureStay.objects.filter(measure=subject.measure), month).values("case")
        )
    elif subject.group is not None:
        cases = cases.filter(pk__in=_overlaps(GroupMember.objects.filter(group=subject.group), month).values("case"))
    else:
        cases = cases.filter(team=subject.team)
    return cases.select_related("trainee").order_by(*in_order_of("trainee__last_name", "trainee__first_name"))
