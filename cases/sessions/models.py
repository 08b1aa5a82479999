"""Sessions (Termine) and attendances: the one record from which everything else is made."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role, Scope
from asa.accounts.models import Membership, Requested, Tenanted, User
from cases.people.models import Case
from cases.people.scope import case_scope
from cases.sessions.enums import SHORT_KINDS, AbsenceReason, Mode, Outcome, SessionKind
from cases.sessions.times import elapsed_minutes
from cases.support.enums import Place
from cases.support.models import SupportElement
from cases.support.planning.models import SessionSeries
from companies.records.models import Company


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User, action: Action = Action.READ) -> "SessionQuerySet":
        """Own sessions, and those with a person whose sessions the user may read."""
        members = [s.membership_id for s in access_of(user).standings if s.membership_id]
        cases = Case.objects.visible_to(user, DataClass.LESSON, action)
        mine = SessionStaff.objects.filter(member__in=members).values("session")
        return self.filter(Q(pk__in=mine) | Q(pk__in=Attendance.objects.filter(case__in=cases).values("session")))

    def editable_by(self, user: User) -> "SessionQuerySet":
        """Own sessions for everyone who may write sessions at all; others' by the roles that hold the case."""
        members = [s.membership_id for s in access_of(user).standings if s.membership_id]
        if not access_of(user).may(DataClass.LESSON, Action.UPDATE):
            return self.none()
        mine = SessionStaff.objects.filter(member__in=members).values("session")
        cases = Case.objects.editable_by(user, DataClass.LESSON)
        held = Attendance.objects.filter(case__in=cases).values("session")
        if access_of(user).roles & {Role.CONTACT_PERSON, Role.SOCIAL_WORKER}:
            return self.filter(Q(pk__in=mine) | Q(pk__in=held))
        return self.filter(pk__in=mine)

    def plannable_by(self, user: User) -> "SessionQuerySet":
        """Sessions that the person may move and cancel: those to be changed, and for a lead those of the team.

        Of the team are sessions that one of its members holds, those of its groups, and unstaffed ones of its people.
        """
        teams = [s.team_id for s, scope in access_of(user).grants(DataClass.LESSON, Action.PLAN) if scope == Scope.TEAM]
        of_people = Q(staff=None, attendances__case__team__in=teams)
        team = Q(staff__member__team__in=teams) | Q(series__group__team__in=teams) | of_people
        of_team = Session.objects.filter(team).values("pk")
        return self.filter(Q(pk__in=self.editable_by(user).values("pk")) | Q(pk__in=of_team))

    def of_staff(self, user: User) -> "SessionQuerySet":
        """Sessions that the person holds."""
        return self.filter(pk__in=SessionStaff.objects.filter(member__user=user.pk).values("session"))

    def undocumented(self, before: datetime) -> "SessionQuerySet":
        """Planned sessions that are over and neither written down nor cancelled."""
        return self.filter(documented_at=None, cancelled_at=None, ends_at__lte=before)


class Session(Tenanted, Requested):
    """A piece of support, planned or held (Termin). It has no measure: each attendance leads to its case's measure."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    kind = models.CharField("Art", max_length=14, choices=SessionKind)
    title = models.CharField("Bezeichnung", max_length=80, blank=True)
    starts_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende")
    place = models.CharField("Ort", max_length=10, choices=Place, default=Place.PROVIDER)
    room = models.CharField("Raum", max_length=40, blank=True)
    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name="Betrieb"
    )
    employer_present = models.BooleanField("Betrieb war dabei", default=False)
    topic = models.CharField("Thema", max_length=200, blank=True)
    result = models.TextField("Ergebnis und Vereinbarung", blank=True, max_length=4000)
    element = models.ForeignKey(
        SupportElement, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    series = models.ForeignKey(
        SessionSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name="Serie"
    )
    documented_at = models.DateTimeField("erfasst am", null=True, blank=True)
    documented_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField("abgesagt am", null=True, blank=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    moved_from = models.DateTimeField("verschoben von", null=True, blank=True)
    change_reason = models.CharField("Grund der Verschiebung oder Absage", max_length=200, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "Termin"
        verbose_name_plural = "Termine"
        ordering = ("starts_at",)
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="Das Ende muss nach dem Beginn liegen.",
            ),
            models.CheckConstraint(
                name="session_twelve_hours",
                condition=Q(ends_at__lte=F("starts_at") + models.Value(timedelta(hours=12))),
                violation_error_message="Ein Termin dauert höchstens 12 Stunden.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["provider", "starts_at"],
                include=["kind", "ends_at", "documented_at", "cancelled_at"],
                name="session_by_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Termin {self.pk}"

    @property
    def minutes(self) -> int:
        """Return the length in whole minutes."""
        return elapsed_minutes(self.starts_at, self.ends_at)

    @property
    def short_kind(self) -> str:
        """Return the kind in one word, for narrow rows."""
        return SHORT_KINDS[self.kind]

    @property
    def is_documented(self) -> bool:
        return self.documented_at is not None

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class SessionStaffQuerySet(models.QuerySet["SessionStaff"]):
    def working(self) -> "SessionStaffQuerySet":
        """Those who still work here on the day of the session: who has left holds nothing."""
        stays = Q(member__ends_on=None) | Q(member__ends_on__gte=TruncDate("session__starts_at"))
        return self.filter(stays, member__user__is_active=True)


class SessionStaff(Tenanted):
    """Who holds a session: one or more (Doppelbetreuung)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="staff", verbose_name="Termin")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="session_staff", verbose_name="durch")

    objects = SessionStaffQuerySet.as_manager()

    class Meta:
        verbose_name = "Durchführende Person"
        verbose_name_plural = "Durchführende Personen"
        constraints = [models.UniqueConstraint("session", "member", name="session_staff_once")]

    def __str__(self) -> str:
        return f"{self.member_id}"


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Whoever holds a session, also as the second person, has the rights of the own role in it, and only in it."""

    def visible_to(self, user: User) -> "AttendanceQuerySet":
        return self._allowed(user, Action.READ)

    def editable_by(self, user: User) -> "AttendanceQuerySet":
        return self._allowed(user, Action.UPDATE)

    def _allowed(self, user: User, action: Action) -> "AttendanceQuerySet":
        """The right to pupils (GROUP) is one to their day entries: of sessions it reaches the own ones only."""
        whole = case_scope(user, DataClass.ATTENDANCE, action, without=Scope.GROUP)
        held = SessionStaff.objects.filter(member__in=access_of(user).holders(DataClass.ATTENDANCE, action))
        if not whole:
            return self.all()
        return self.filter(Q(case__in=Case.objects.filter(whole)) | Q(session__in=held.values("session")))


class Attendance(Tenanted):
    """One person's part in a session (Teilnahme am Termin). Minutes are those attended, 0 when absent."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances", verbose_name="Termin")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attendances", verbose_name="Teilnahme")
    outcome = models.CharField("Ergebnis", max_length=24, choices=Outcome, blank=True)
    minutes = models.PositiveSmallIntegerField("Minuten", default=0)
    late_minutes = models.PositiveSmallIntegerField("verspätet um Minuten", default=0)
    mode = models.CharField("Form", max_length=8, choices=Mode, default=Mode.ON_SITE)
    reason = models.CharField("Grund", max_length=24, choices=AbsenceReason, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "Teilnahme am Termin"
        verbose_name_plural = "Teilnahmen am Termin"
        constraints = [
            models.UniqueConstraint(
                "session",
                "case",
                name="attendance_once",
                violation_error_message="Diese Person steht schon in diesem Termin.",
            ),
            models.CheckConstraint(
                name="attendance_minutes_need_presence",
                condition=Q(minutes=0) | Q(outcome__in=["present", "late", "pro_forma"]),
                violation_error_message="Minuten gibt es nur für Anwesende.",
            ),
        ]
        indexes = [models.Index(fields=["case", "session"], name="attendance_by_case")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.get_outcome_display()}"
