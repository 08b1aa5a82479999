"""Months that are closed, and corrections after that (Monatsabschluss)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.models import Requested, Tenanted, User
from cases.people.models import Case, Measure
from cases.sessions.enums import Outcome
from cases.sessions.models import Attendance, Session


class MonthCloseQuerySet(models.QuerySet["MonthClose"]):
    def visible_to(self, user: User) -> "MonthCloseQuerySet":
        return self.filter(measure__in=Measure.objects.visible_to(user)) if access_of(user).is_staff else self.none()

    def editable_by(self, user: User) -> "MonthCloseQuerySet":
        """Who may close a month."""
        return self if access_of(user).roles & {Role.ADMIN, Role.BILLING} else self.none()


class MonthClose(Tenanted, Requested):
    """A month of a measure that is closed, with what was counted in it. Insert only (trigger).

    From then on triggers refuse changes to the month's attendances, their sessions and day statuses.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="closes", verbose_name="Maßnahme")
    month = models.DateField("Monat")
    snapshot = models.JSONField("Stand beim Abschluss")
    snapshot_sha256 = models.CharField("Prüfsumme", max_length=64)
    is_empty = models.BooleanField("ohne Termine", default=False)
    closed_at = models.DateTimeField("abgeschlossen am", default=timezone.now)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MonthCloseQuerySet.as_manager()

    class Meta:
        verbose_name = "Monatsabschluss"
        verbose_name_plural = "Monatsabschlüsse"
        ordering = ("-month", "measure__number")
        constraints = [
            models.UniqueConstraint(
                "measure",
                "month",
                name="month_close_once",
                violation_error_message="Dieser Monat ist schon abgeschlossen.",
            ),
            models.CheckConstraint(name="month_close_begins_on_the_first", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"


class CorrectionState(models.TextChoices):
    REQUESTED = "requested", "beantragt"
    APPROVED = "approved", "genehmigt und gebucht"
    REFUSED = "refused", "abgelehnt"


class MonthCorrectionQuerySet(models.QuerySet["MonthCorrection"]):
    def visible_to(self, user: User) -> "MonthCorrectionQuerySet":
        """The own requests, and all for those who decide."""
        if access_of(user).roles & {Role.ADMIN, Role.BILLING, Role.TEAM_LEAD}:
            return self
        return self.filter(requested_by=user.pk)

    def editable_by(self, user: User) -> "MonthCorrectionQuerySet":
        """Who may decide: billing and administration, never about the own request."""
        if not access_of(user).roles & {Role.ADMIN, Role.BILLING}:
            return self.none()
        return self.filter(state=CorrectionState.REQUESTED).exclude(requested_by=user.pk)


class MonthCorrection(Tenanted, Requested):
    """A change to a session of a closed month: asked for with a reason, booked after a second person agreed.

    `session_key` is the request key of the session, also for one that is still to be written (`session` empty).
    `change` holds what the form entered; `before` what stood there when it was decided (None for a forgotten session),
    and `effects` what it changed in minutes and cents (`effects.Effect`), so that both stay readable.
    The bookings go into the first open month after it (`booking_month` of the entries).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="Termin"
    )
    session_key = models.UUIDField()
    service_on = models.DateField("Leistungstag")
    change = models.JSONField("Änderung", default=dict)
    before = models.JSONField("vorherige Fassung", null=True, blank=True, default=None)
    effects = models.JSONField("Wirkung", default=list, blank=True)
    reason = models.CharField("Grund", max_length=300)
    state = models.CharField("Stand", max_length=10, choices=CorrectionState, default=CorrectionState.REQUESTED)
    requested_at = models.DateTimeField("beantragt am", default=timezone.now)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="beantragt von")
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="entschieden von"
    )
    answer = models.CharField("Antwort", max_length=300, blank=True)

    objects = MonthCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "Korrektur"
        verbose_name_plural = "Korrekturen"
        ordering = ("-requested_at",)
        constraints = [
            models.CheckConstraint(
                name="correction_second_person",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                violation_error_message="Eine Korrektur genehmigt eine zweite Person.",
            ),
            models.CheckConstraint(
                name="correction_decided",
                condition=Q(state="requested", decided_by=None) | ~Q(state="requested") & Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="correction_reason",
                condition=~Q(reason=""),
                violation_error_message="Geben Sie den Grund der Korrektur an.",
            ),
        ]

    def __str__(self) -> str:
        return f"Korrektur {self.pk}"


class ProFormaQuerySet(models.QuerySet["ProForma"]):
    def visible_to(self, user: User) -> "ProFormaQuerySet":
        return self.filter(attendance__case__in=Case.objects.visible_to(user, DataClass.WORTH))

    def editable_by(self, user: User) -> "ProFormaQuerySet":
        """Those that whoever may change hours (class W) can ask to take back."""
        may = Case.objects.visible_to(user, DataClass.WORTH, Action.UPDATE)
        return self.filter(attendance__case__in=may)

    def live(self) -> "ProFormaQuerySet":
        """Those that were not taken back: asked for, or confirmed and booked."""
        return self.filter(back_confirmed_by=None)

    def confirmed(self) -> "ProFormaQuerySet":
        """Those that are booked."""
        return self.live().exclude(confirmed_by=None)

    def waiting(self) -> "ProFormaQuerySet":
        """Those that wait for a second person: to be confirmed, or to be taken back."""
        return self.live().filter(Q(confirmed_by=None) | Q(back_requested_by__isnull=False))

    def waiting_for(self, user: User) -> "ProFormaQuerySet":
        """Those about which `user` may decide as the second person."""
        asked, taken_back = Q(back_requested_by=None), Q(back_requested_by__isnull=False)
        return self.waiting().filter(asked & ~Q(requested_by=user.pk) | taken_back & ~Q(back_requested_by=user.pk))


class ProForma(Tenanted, Requested):
    """A service not delivered but billable (Pro-forma-Leistung): billing only, with reason and a second person.

    Taking a confirmed one back needs the same: a reason, what counts instead (`back_outcome`), and a second person.
    """

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="pro_forma")
    reason = models.CharField("Grund", max_length=300)
    requested_at = models.DateTimeField("eingetragen am", default=timezone.now)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="eingetragen von")
    confirmed_at = models.DateTimeField("bestätigt am", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bestätigt von"
    )
    back_outcome = models.CharField("Ergebnis stattdessen", max_length=24, choices=Outcome, blank=True)
    back_reason = models.CharField("Grund der Rücknahme", max_length=300, blank=True)
    back_requested_at = models.DateTimeField("Rücknahme eingetragen am", null=True, blank=True)
    back_requested_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Rücknahme von"
    )
    back_confirmed_at = models.DateTimeField("zurückgenommen am", null=True, blank=True)
    back_confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Rücknahme bestätigt von"
    )

    objects = ProFormaQuerySet.as_manager()

    class Meta:
        verbose_name = "Pro-forma-Leistung"
        verbose_name_plural = "Pro-forma-Leistungen"
        constraints = [
            models.UniqueConstraint(
                "attendance",
                condition=Q(back_confirmed_by=None),
                name="pro_forma_once",
                violation_error_message="Für diese Person ist pro forma schon eingetragen.",
            ),
            models.CheckConstraint(
                name="pro_forma_second_person",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("requested_by")),
                violation_error_message="Eine Pro-forma-Leistung bestätigt eine zweite Person.",
            ),
            models.CheckConstraint(
                name="pro_forma_reason", condition=~Q(reason=""), violation_error_message="Geben Sie den Grund an."
            ),
            models.CheckConstraint(
                name="pro_forma_back_second_person",
                condition=Q(back_confirmed_by=None) | ~Q(back_confirmed_by=F("back_requested_by")),
                violation_error_message="Die Rücknahme bestätigt eine zweite Person.",
            ),
            models.CheckConstraint(
                name="pro_forma_back_whole",
                condition=Q(back_requested_by=None, back_reason="", back_outcome="", back_confirmed_by=None)
                | Q(back_requested_by__isnull=False, confirmed_by__isnull=False)
                & ~Q(back_reason="")
                & ~Q(back_outcome=""),
                violation_error_message="Geben Sie Grund und Ergebnis der Rücknahme an.",
            ),
        ]

    def __str__(self) -> str:
        return f"pro forma {self.attendance_id}"
