"""Reports as rows: frozen figures, versions, release; and when they are due."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role, Scope
from asa.accounts.matrix import RELEASED_ONLY
from asa.accounts.models import Requested, Tenanted, User
from asa.jobs.models import Job
from cases.people.models import Measure


class ReportType(models.TextChoices):
    MEASURE_QUARTER = "quarter", "Quartalsbericht"


class ReportState(models.TextChoices):
    ORDERED = "ordered", "wird erstellt"
    DRAFT = "draft", "Entwurf"
    RELEASED = "released", "freigegeben"
    SUPERSEDED = "superseded", "ersetzt"
    FAILED = "failed", "nicht erstellt"


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> "ReportQuerySet":
        """Released reports for readers of column R, drafts for those who may write or release them."""
        condition = Q(pk__in=[])
        for standing, scope in access_of(user).grants(DataClass.REPORT, Action.READ):
            if scope == Scope.MEASURE:
                own = Q(measure__funding_body=standing.funding_body_id) | Q(
                    measure__shares__funding_body=standing.funding_body_id
                )
            elif scope in {Scope.PROVIDER, Scope.TEAM, Scope.OWN}:
                own = Q(pk__isnull=False)  # an empty Q would vanish in the union
            else:
                continue
            if standing.role in RELEASED_ONLY:
                own &= Q(state__in=[ReportState.RELEASED, ReportState.SUPERSEDED])
            condition |= own
        return self.filter(condition).distinct()

    def editable_by(self, user: User) -> "ReportQuerySet":
        roles = {Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER}
        return self if access_of(user).roles & roles else self.none()


class Report(Tenanted, Requested):
    """A report (Bericht) over one measure and period. A released one never changes (trigger); a correction is n+1."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField("Art", max_length=20, choices=ReportType, default=ReportType.MEASURE_QUARTER)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="reports", verbose_name="Maßnahme")
    period = models.CharField("Zeitraum", max_length=7)
    number = models.PositiveSmallIntegerField("Version", default=1)
    reason = models.CharField("Grund der neuen Version", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField("Zustand", max_length=12, choices=ReportState, default=ReportState.ORDERED)
    narrative = models.TextField("Einleitung", blank=True, max_length=2000)
    narrative_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    snapshot = models.JSONField("Zahlen", null=True, editable=False)
    snapshot_sha256 = models.CharField("Prüfsumme der Zahlen", max_length=64, blank=True, editable=False)
    data_as_of = models.DateTimeField("Stand der Daten", null=True, editable=False)
    pdf = models.FileField("PDF", upload_to="reports/", blank=True, editable=False)
    pdf_sha256 = models.CharField("Prüfsumme des PDF", max_length=64, blank=True, editable=False)
    failure = models.CharField("Grund", max_length=300, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField("freigegeben am", null=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "Bericht"
        verbose_name_plural = "Berichte"
        ordering = ("-period", "measure__number", "-number")
        constraints = [
            models.UniqueConstraint("provider", "type", "measure", "period", "number", name="report_version_once"),
            models.CheckConstraint(
                name="report_period_quarter",
                condition=Q(period__regex=r"^20\d{2}-Q[1-4]$"),
                violation_error_message="Der Zeitraum hat die Form 2026-Q3.",
            ),
            models.CheckConstraint(
                name="report_second_person",
                condition=Q(released_by=None)
                | (Q(created_by=None) | ~Q(released_by=F("created_by")))
                & (Q(narrative_by=None) | ~Q(released_by=F("narrative_by"))),
                violation_error_message="Freigeben muss eine zweite Person.",
            ),
            models.CheckConstraint(
                name="report_released_complete",
                condition=~Q(state__in=["released", "superseded"])
                | Q(released_at__isnull=False, released_by__isnull=False, snapshot__isnull=False)
                & ~Q(snapshot_sha256="")
                & ~Q(pdf_sha256=""),
                violation_error_message="Ein freigegebener Bericht hat Zahlen, PDF und Prüfsummen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.period} Version {self.number}"


class ReportSchedule(Tenanted, Requested):
    """When the quarterly drafts of a measure are made (Berichtsplan); days count after the quarter's end."""

    measure = models.OneToOneField(Measure, on_delete=models.CASCADE, related_name="schedule", verbose_name="Maßnahme")
    type = models.CharField("Art", max_length=20, choices=ReportType, default=ReportType.MEASURE_QUARTER)
    draft_day = models.PositiveSmallIntegerField("Entwurf am Tag", default=5)
    due_day = models.PositiveSmallIntegerField("fällig am Tag", default=15)
    is_paused = models.BooleanField("ausgesetzt", default=False)

    class Meta:
        verbose_name = "Berichtsplan"
        verbose_name_plural = "Berichtspläne"
        constraints = [
            models.CheckConstraint(
                name="schedule_days",
                condition=Q(draft_day__range=(1, 28), due_day__range=(1, 28), due_day__gte=F("draft_day")),
                violation_error_message="Der Bericht darf nicht vor seinem Entwurf fällig sein.",
            ),
        ]

    def __str__(self) -> str:
        return f"Berichtsplan {self.measure_id}"
