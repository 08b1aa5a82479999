"""Issues of the form "Übersicht Gesamtstundenkontingent" and the funding body's lists of participants."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import Requested, Tenanted, User
from cases.people.models import Measure

FORM_ROLES = frozenset({Role.ADMIN, Role.BILLING})


class FormIssueQuerySet(models.QuerySet["FormIssue"]):
    def visible_to(self, user: User) -> "FormIssueQuerySet":
        return self if access_of(user).roles & FORM_ROLES else self.none()


class FormIssue(Tenanted, Requested):
    """One issue of the month's form; the next request of the agency makes the next version. Insert only (trigger)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="form_issues", verbose_name="Maßnahme")
    month = models.DateField("Monat")
    number = models.PositiveSmallIntegerField("Version", default=1)
    reason = models.CharField("Anlass", max_length=200, blank=True)
    snapshot = models.JSONField("Zahlen")
    snapshot_sha256 = models.CharField("Prüfsumme", max_length=64)
    created_at = models.DateTimeField("erstellt am", default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = FormIssueQuerySet.as_manager()

    class Meta:
        verbose_name = "Übersicht Gesamtstundenkontingent"
        verbose_name_plural = "Übersichten Gesamtstundenkontingent"
        ordering = ("-month", "measure__number", "-number")
        constraints = [
            models.UniqueConstraint("measure", "month", "number", name="form_issue_once"),
            models.CheckConstraint(name="form_issue_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}, Version {self.number}"


class FormSettings(Tenanted):
    """How a measure's form looks: its columns, or that the office wants a form of its own."""

    version = models.PositiveIntegerField(default=1, editable=False)
    measure = models.OneToOneField(Measure, on_delete=models.CASCADE, related_name="form_settings")
    own_form = models.BooleanField("eigenes Formular des Kostenträgers", default=False)
    columns = models.JSONField("Spalten", default=list, blank=True)
    trainer_tuition_minutes = models.PositiveIntegerField("Unterricht durch Ausbilder, Minuten je Monat", default=0)

    class Meta:
        verbose_name = "Einstellung des Formulars"
        verbose_name_plural = "Einstellungen der Formulare"

    def __str__(self) -> str:
        return f"Formular {self.measure_id}"


class ParticipantListQuerySet(models.QuerySet["ParticipantList"]):
    def visible_to(self, user: User) -> "ParticipantListQuerySet":
        return self if access_of(user).roles & FORM_ROLES else self.none()


class ParticipantList(Tenanted, Requested):
    """The funding body's list for a month, as received: order and spelling are theirs and stay. Insert only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="participant_lists")
    month = models.DateField("Monat")
    rows = models.JSONField("Zeilen", default=list)
    received_at = models.DateTimeField("übernommen am", default=timezone.now)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ParticipantListQuerySet.as_manager()

    class Meta:
        verbose_name = "Teilnehmerliste des Kostenträgers"
        verbose_name_plural = "Teilnehmerlisten der Kostenträger"
        ordering = ("-received_at",)
        constraints = [models.CheckConstraint(name="participant_list_month", condition=Q(month__day=1))]

    def __str__(self) -> str:
        return f"Liste {self.month:%m/%Y}"
