"""How many hours there are: measure years with contingents, and what was agreed for each person."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.models import FundingBody, Requested, Tenanted, User
from cases.people.models import Case, Measure
from cases.people.ranges import DateSpan
from cases.support.budgets.enums import Channel, GrantState, GrantStepKind, HourPart, Side


class MeasureYearQuerySet(models.QuerySet["MeasureYear"]):
    def visible_to(self, user: User) -> "MeasureYearQuerySet":
        return self.filter(measure__in=Measure.objects.visible_to(user))

    def editable_by(self, user: User) -> "MeasureYearQuerySet":
        return self if access_of(user).roles & {Role.ADMIN, Role.BILLING} else self.none()


class MeasureYear(Tenanted, Requested):
    """A year of a measure (Maßnahmejahr), counted from the start of the contract.

    Years of a measure follow each other without gap or overlap (exclusion constraint and deferred trigger).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="years", verbose_name="Maßnahme")
    number = models.PositiveSmallIntegerField("Maßnahmejahr")
    starts_on = models.DateField("Beginn")
    ends_on = models.DateField("Ende")

    objects = MeasureYearQuerySet.as_manager()

    class Meta:
        verbose_name = "Maßnahmejahr"
        verbose_name_plural = "Maßnahmejahre"
        ordering = ("measure", "number")
        constraints = [
            models.UniqueConstraint("measure", "number", name="measure_year_once"),
            models.CheckConstraint(
                name="measure_year_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
            ExclusionConstraint(
                name="measure_year_no_overlap",
                expressions=[("measure", RangeOperators.EQUAL), (DateSpan(), RangeOperators.OVERLAPS)],
                violation_error_message="Maßnahmejahre dürfen sich nicht überschneiden.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. Maßnahmejahr"


class ContingentQuerySet(models.QuerySet["Contingent"]):
    def visible_to(self, user: User) -> "ContingentQuerySet":
        return self.filter(year__measure__in=Measure.objects.visible_to(user))

    def editable_by(self, user: User) -> "ContingentQuerySet":
        return self if access_of(user).roles & {Role.ADMIN, Role.BILLING} else self.none()


class Contingent(Tenanted, Requested):
    """Minutes of one part for one funding body in a measure year; a change is a further row with plus or minus.

    Insert only (trigger); the sum of the rows counts.
    """

    year = models.ForeignKey(MeasureYear, on_delete=models.PROTECT, related_name="contingents", verbose_name="Jahr")
    funding_body = models.ForeignKey(FundingBody, on_delete=models.PROTECT, verbose_name="Kostenträger")
    part = models.CharField("Kontingent", max_length=14, choices=HourPart)
    minutes = models.IntegerField("Minuten")
    reason = models.CharField("Grund", max_length=200, blank=True)
    letter_on = models.DateField("Schreiben vom", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ContingentQuerySet.as_manager()

    class Meta:
        verbose_name = "Kontingent"
        verbose_name_plural = "Kontingente"
        ordering = ("year", "created_at")
        constraints = [
            models.CheckConstraint(
                name="contingent_not_zero",
                condition=~Q(minutes=0),
                violation_error_message="Geben Sie Stunden an.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min {self.get_part_display()}"


class HourGrantQuerySet(models.QuerySet["HourGrant"]):
    def visible_to(self, user: User) -> "HourGrantQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user, DataClass.WORTH))

    def editable_by(self, user: User) -> "HourGrantQuerySet":
        """Whoever may propose hours for the case (class W): billing for all, the contact person for the own."""
        may = Case.objects.visible_to(user, DataClass.WORTH, Action.CREATE)
        return self.filter(case__in=may)

    def agreed(self) -> "HourGrantQuerySet":
        return self.filter(agreed_step__isnull=False)


class HourGrant(Tenanted, Requested):
    """Negotiation thread over the hours of one case (Begleitungsstunden, from 2024 Unterstützungsbudget).

    `state` is that of the last step; `agreed_step` the last agreed one, which counts, even while a change is open.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="grants", verbose_name="Teilnahme")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="grants", verbose_name="Maßnahme")
    state = models.CharField("Stand", max_length=10, choices=GrantState, default=GrantState.PROPOSED)
    agreed_step = models.OneToOneField(
        "HourGrantStep", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = HourGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "Begleitungsstunden"
        verbose_name_plural = "Begleitungsstunden"
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["case", "state"], name="grant_by_case")]

    def __str__(self) -> str:
        return f"Begleitungsstunden {self.pk}"


class HourGrantStep(Tenanted, Requested):
    """One step of the negotiation; insert only (trigger). All hours in minutes.

    Model 2021: `tuition_minutes` and `stabilisation_minutes` per month; model 2024: `total_minutes` for the period.
    """

    grant = models.ForeignKey(HourGrant, on_delete=models.PROTECT, related_name="steps", verbose_name="Verhandlung")
    number = models.PositiveSmallIntegerField("Schritt")
    kind = models.CharField("Schritt", max_length=10, choices=GrantStepKind)
    side = models.CharField("von", max_length=12, choices=Side)
    channel = models.CharField("Weg", max_length=8, choices=Channel, default=Channel.EMAW)
    on = models.DateField("am")
    letter_on = models.DateField("Schreiben vom", null=True, blank=True)
    starts_on = models.DateField("Zeitraum ab")
    ends_on = models.DateField("Zeitraum bis")
    tuition_minutes = models.PositiveIntegerField("Unterricht je Monat in Minuten", null=True, blank=True)
    stabilisation_minutes = models.PositiveIntegerField("Stabilisierung je Monat in Minuten", null=True, blank=True)
    total_minutes = models.PositiveIntegerField("Budget in Minuten", null=True, blank=True)
    remark = models.CharField("Bemerkung", max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "Schritt der Verhandlung"
        verbose_name_plural = "Schritte der Verhandlung"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint("grant", "number", name="grant_step_once"),
            models.CheckConstraint(
                name="grant_step_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
            models.CheckConstraint(
                name="grant_step_one_regime",
                condition=Q(total_minutes=None, tuition_minutes__isnull=False, stabilisation_minutes__isnull=False)
                | Q(total_minutes__isnull=False, tuition_minutes=None, stabilisation_minutes=None),
                violation_error_message="Geben Sie entweder Stunden je Monat und Art oder ein Gesamtbudget an.",
            ),
            models.CheckConstraint(
                name="grant_step_letter",
                condition=Q(channel="emaw") | Q(letter_on__isnull=False),
                violation_error_message="Ohne eM@w gehört das Datum des Schreibens dazu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_kind_display()}"
