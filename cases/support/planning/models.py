"""When support takes place: groups with members by date, series from a rhythm, school times, absences of staff."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.models import Membership, Requested, Team, Tenanted, User
from cases.people.models import Case
from cases.people.ranges import DateSpan
from cases.support.enums import Place, SupportModule
from cases.support.models import SupportElement
from cases.support.planning.enums import ChangeReason, SeriesRhythm, StaffAbsenceKind
from companies.records.enums import Land

PLANNERS = frozenset({Role.ADMIN, Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER})


def _ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
        violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
    )


class LessonGroupQuerySet(models.QuerySet["LessonGroup"]):
    def visible_to(self, user: User) -> "LessonGroupQuerySet":
        """Groups that the person holds, those of the own team, and those with somebody whom the person may see."""
        if not access_of(user).is_staff:
            return self.none()
        cases = Case.objects.visible_to(user)
        seen = Q(pk__in=GroupMember.objects.filter(case__in=cases).values("group"))
        return self.filter(seen | self._held(user) | self._of_teams(user, *PLANNERS, Role.TEACHER))

    def editable_by(self, user: User) -> "LessonGroupQuerySet":
        """Whoever holds the group, and the planning roles that see it."""
        if access_of(user).roles & PLANNERS:
            return self.visible_to(user)
        return self.filter(self._held(user)) if access_of(user).may(DataClass.LESSON, Action.UPDATE) else self.none()

    def known_whole_by(self, user: User) -> "LessonGroupQuerySet":
        """Groups of which the person sees every member's name: who holds it, and the lead of its team."""
        return self.filter(self._held(user) | self._of_teams(user, Role.TEAM_LEAD))

    @staticmethod
    def _held(user: User) -> Q:
        return Q(staff__in=[s.membership_id for s in access_of(user).standings if s.membership_id])

    @staticmethod
    def _of_teams(user: User, *roles: Role) -> Q:
        """Groups of the teams in which the person has one of `roles`; before it had its own, the team of the holder."""
        teams = [s.team_id for s in access_of(user).standings if s.team_id and s.role in roles]
        return Q(team__in=teams) | Q(team=None, staff__team__in=teams)


class LessonGroup(Tenanted, Requested):
    """A group that meets again and again (Gruppe); it belongs to a team and may mix measures and funding bodies."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    name = models.CharField("Name", max_length=80)
    module = models.CharField("Modul", max_length=12, choices=SupportModule, default=SupportModule.TUITION)
    staff = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="groups", verbose_name="durch")
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="groups", verbose_name="Team"
    )
    place = models.CharField("Ort", max_length=10, choices=Place, default=Place.PROVIDER)
    room = models.CharField("Raum", max_length=40, blank=True)
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis", null=True, blank=True)

    objects = LessonGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "Gruppe"
        verbose_name_plural = "Gruppen"
        ordering = ("name",)
        constraints = [_ends_after_start("group_ends_after_start")]

    def __str__(self) -> str:
        return self.name


class GroupMember(Tenanted):
    """Who belongs to a group from when to when."""

    group = models.ForeignKey(LessonGroup, on_delete=models.CASCADE, related_name="members", verbose_name="Gruppe")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="groups", verbose_name="Teilnahme")
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis", null=True, blank=True)

    class Meta:
        verbose_name = "Gruppenmitglied"
        verbose_name_plural = "Gruppenmitglieder"
        constraints = [
            _ends_after_start("group_member_ends_after_start"),
            ExclusionConstraint(
                name="group_member_once",
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    ("case", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Diese Person gehört in diesem Zeitraum schon zur Gruppe.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} ab {self.starts_on}"


class SessionSeries(Tenanted, Requested):
    """Recurring sessions from a rhythm (Serie), for a group or for one case's support element.

    Its sessions are ordinary planned sessions; skipping says which days the series leaves out.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    group = models.ForeignKey(
        LessonGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="series", verbose_name="Gruppe"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="series", verbose_name="Teilnahme"
    )
    element = models.ForeignKey(SupportElement, on_delete=models.PROTECT, null=True, blank=True, related_name="series")
    module = models.CharField("Modul", max_length=12, choices=SupportModule)
    staff = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="series", verbose_name="durch")
    rhythm = models.CharField("Rhythmus", max_length=12, choices=SeriesRhythm, default=SeriesRhythm.WEEKLY)
    weekday = models.PositiveSmallIntegerField("Wochentag")
    starts_at = models.TimeField("Beginn")
    minutes = models.PositiveSmallIntegerField("Minuten")
    place = models.CharField("Ort", max_length=10, choices=Place, default=Place.PROVIDER)
    room = models.CharField("Raum", max_length=40, blank=True)
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis")
    skip_school_holidays = models.BooleanField("in den Schulferien nicht", default=False)
    skip_school_blocks = models.BooleanField("in Berufsschulblöcken nicht", default=True)

    class Meta:
        verbose_name = "Serie"
        verbose_name_plural = "Serien"
        ordering = ("weekday", "starts_at")
        constraints = [
            _ends_after_start("series_ends_after_start"),
            models.CheckConstraint(
                name="series_for_group_or_case",
                condition=Q(group__isnull=False, case=None) | Q(group=None, case__isnull=False),
                violation_error_message="Eine Serie gehört zu einer Gruppe oder zu einer Person.",
            ),
            models.CheckConstraint(name="series_weekday", condition=Q(weekday__range=(0, 6))),
            models.CheckConstraint(
                name="series_minutes",
                condition=Q(minutes__range=(5, 720)),
                violation_error_message="Bitte zwischen 5 und 720 Minuten angeben.",
            ),
        ]

    def __str__(self) -> str:
        return f"Serie {self.pk}"


class SchoolTimeQuerySet(models.QuerySet["SchoolTime"]):
    def visible_to(self, user: User) -> "SchoolTimeQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user, DataClass.LESSON))

    def editable_by(self, user: User) -> "SchoolTimeQuerySet":
        return self.filter(case__in=Case.objects.editable_by(user))


class SchoolTime(Tenanted, Requested):
    """A weekly day or a block of the vocational school (Berufsschule) of one case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="school_times", verbose_name="Teilnahme")
    weekday = models.PositiveSmallIntegerField("Wochentag", null=True, blank=True)
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis")
    title = models.CharField("Bezeichnung", max_length=80, blank=True)

    objects = SchoolTimeQuerySet.as_manager()

    class Meta:
        verbose_name = "Berufsschulzeit"
        verbose_name_plural = "Berufsschulzeiten"
        ordering = ("starts_on", "weekday")
        constraints = [
            _ends_after_start("school_time_ends_after_start"),
            models.CheckConstraint(name="school_time_weekday", condition=Q(weekday=None) | Q(weekday__range=(0, 6))),
            models.UniqueConstraint(
                fields=["case", "weekday", "starts_on", "ends_on"],
                nulls_distinct=False,
                name="school_time_once",
                violation_error_message="Diese Berufsschulzeit steht schon da.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Berufsschule ab {self.starts_on:%d.%m.%Y}"


class SchoolHoliday(Tenanted, Requested):
    """School holidays of a Land as the provider entered them; what stands here goes before the built-in calendar.

    `is_school` makes the days ordinary ones: for days that the built-in calendar wrongly calls holidays.
    """

    land = models.CharField("Land", max_length=2, choices=Land.choices)
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis")
    name = models.CharField("Bezeichnung", max_length=80)
    is_school = models.BooleanField("keine Ferien", default=False)

    class Meta:
        verbose_name = "Schulferien"
        verbose_name_plural = "Schulferien"
        ordering = ("land", "starts_on")
        constraints = [
            _ends_after_start("school_holiday_ends_after_start"),
            models.UniqueConstraint(
                fields=["provider", "land", "starts_on", "ends_on"],
                name="school_holiday_once",
                violation_error_message="Diese Ferien stehen schon da.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.land} ab {self.starts_on:%d.%m.%Y}"


class StaffAbsence(Tenanted, Requested):
    """When someone of the staff is away, and who stands in (Vertretung)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="absences", verbose_name="Person")
    kind = models.CharField("Art", max_length=10, choices=StaffAbsenceKind, default=StaffAbsenceKind.OTHER)
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis")
    cover = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="covers", verbose_name="Vertretung"
    )

    class Meta:
        verbose_name = "Abwesenheit"
        verbose_name_plural = "Abwesenheiten"
        ordering = ("-starts_on",)
        constraints = [
            _ends_after_start("staff_absence_ends_after_start"),
            models.CheckConstraint(
                name="staff_absence_other_cover",
                condition=Q(cover=None) | ~Q(cover=F("member")),
                violation_error_message="Die Vertretung muss eine andere Person sein.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.starts_on}–{self.ends_on}"


class SupportChangeQuerySet(models.QuerySet["SupportChange"]):
    def visible_to(self, user: User) -> "SupportChangeQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user, DataClass.LESSON))


class SupportChange(Tenanted, Requested):
    """A dated change of the mix of modules (Unterstützung ändern) with its reason; insert only (trigger)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="support_changes", verbose_name="Teilnahme")
    starts_on = models.DateField("ab")
    reason = models.CharField("Grund", max_length=10, choices=ChangeReason)
    remark = models.CharField("Bemerkung", max_length=300, blank=True)
    before = models.JSONField("vorher", default=dict)
    after = models.JSONField("nachher", default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SupportChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "Änderung der Unterstützung"
        verbose_name_plural = "Änderungen der Unterstützung"
        ordering = ("-starts_on", "-id")

    def __str__(self) -> str:
        return f"ab {self.starts_on}"
