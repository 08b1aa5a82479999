"""What is known of an admission (Aufnahme) before the case runs."""

import uuid

from django.db import models

from asa.accounts.enums import DataClass
from asa.accounts.models import Requested, Tenanted, User
from cases.people.enums import CLOSED_STATES
from cases.people.models.measures import Measure
from cases.people.models.trainees import Case


class AdmissionQuerySet(models.QuerySet["Admission"]):
    def visible_to(self, user: User) -> "AdmissionQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user, DataClass.MASTER))

    def editable_by(self, user: User) -> "AdmissionQuerySet":
        return self.filter(case__in=Case.objects.editable_by(user))

    def open(self) -> "AdmissionQuerySet":
        """Admissions under way; whoever declined or did not begin has none any more."""
        return self.filter(completed_at=None).exclude(case__state__in=CLOSED_STATES)


class Admission(Tenanted, Requested):
    """The way of a case from its first entry to its start (Aufnahme): measure and day of entry, state of each part."""

    version = models.PositiveIntegerField(default=1, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="admission", verbose_name="Teilnahme")
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Maßnahme"
    )
    entry_on = models.DateField("Eintritt am", null=True, blank=True)
    parts = models.JSONField("Stand der Teile", default=dict)
    takeover = models.JSONField("Übernahme aus anderer Software", default=dict)
    completed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="abgeschlossen von"
    )
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="begonnen von")
    started_at = models.DateTimeField("begonnen", auto_now_add=True)
    completed_at = models.DateTimeField("abgeschlossen", null=True, blank=True)

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "Aufnahme"
        verbose_name_plural = "Aufnahmen"
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"Aufnahme {self.pk}"


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", "hochgeladen"
    APPLIED = "applied", "übernommen"


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: User) -> "ImportRunQuerySet":
        """Only whoever uploaded a file sees its rows: they may name people outside the own team."""
        return self.filter(uploaded_by=user.pk)

    def editable_by(self, user: User) -> "ImportRunQuerySet":
        return self.visible_to(user).filter(state=ImportState.UPLOADED)


class ImportRun(Tenanted, Requested):
    """One uploaded list on its way into the records. Its rows are kept until they are applied, then removed.

    `row_digests` of applied runs tell which rows came in before, so that the same file changes nothing again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField("Datei", max_length=160)
    state = models.CharField("Zustand", max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    header = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    first_row = models.PositiveIntegerField(default=2)
    mapping = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    row_digests = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="hochgeladen von")
    uploaded_at = models.DateTimeField("hochgeladen", auto_now_add=True)
    applied_at = models.DateTimeField("übernommen", null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "Import"
        verbose_name_plural = "Importe"
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return f"Import {self.pk}"
