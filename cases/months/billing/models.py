"""What the hours are worth: rates in cents and the monthly billing sheet (Abrechnungsblatt)."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import Requested, Tenanted, User
from cases.people.models import Lot, Measure
from cases.people.ranges import DateSpan
from cases.support.budgets.enums import HourPart

BILLING_ROLES = frozenset({Role.ADMIN, Role.BILLING})


class RateQuerySet(models.QuerySet["Rate"]):
    def visible_to(self, user: User) -> "RateQuerySet":
        return self if access_of(user).roles & BILLING_ROLES else self.none()

    def editable_by(self, user: User) -> "RateQuerySet":
        return self if Role.BILLING in access_of(user).roles else self.none()


class Rate(Tenanted, Requested):
    """The price of one hour (60 minutes) of a part in a lot, in cents, from when to when (Stundensatz)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="rates", verbose_name="Los")
    part = models.CharField("Art", max_length=14, choices=HourPart)
    cents_per_hour = models.PositiveIntegerField("Cent je Stunde")
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis", null=True, blank=True)
    source = models.CharField("Quelle", max_length=160, blank=True)

    objects = RateQuerySet.as_manager()

    class Meta:
        verbose_name = "Stundensatz"
        verbose_name_plural = "Stundensätze"
        ordering = ("lot", "part", "-starts_on")
        constraints = [
            models.CheckConstraint(
                name="rate_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
            ExclusionConstraint(
                name="rate_one_at_a_time",
                expressions=[
                    ("lot", RangeOperators.EQUAL),
                    ("part", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="In diesem Zeitraum gibt es schon einen Stundensatz.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cents_per_hour} Cent je Stunde"


class BillingTerms(Tenanted):
    """Terms of a lot beside its rates: the guaranteed share of the contingent (unconfirmed, off by default)."""

    version = models.PositiveIntegerField(default=1, editable=False)
    lot = models.OneToOneField(Lot, on_delete=models.CASCADE, related_name="billing_terms", verbose_name="Los")
    guaranteed_basis_points = models.PositiveIntegerField("garantierter Anteil", null=True, blank=True)

    class Meta:
        verbose_name = "Abrechnungsbedingung"
        verbose_name_plural = "Abrechnungsbedingungen"
        constraints = [
            models.CheckConstraint(
                name="guaranteed_share_range",
                condition=Q(guaranteed_basis_points=None) | Q(guaranteed_basis_points__range=(1, 10_000)),
                violation_error_message="Der garantierte Anteil liegt zwischen 0,01 und 100 Prozent.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bedingungen {self.lot_id}"


class BillingSheetQuerySet(models.QuerySet["BillingSheet"]):
    def visible_to(self, user: User) -> "BillingSheetQuerySet":
        return self if access_of(user).roles & BILLING_ROLES else self.none()


class BillingSheet(Tenanted, Requested):
    """One month's amounts of a measure, frozen. Insert only (trigger); a change is the next version."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="billing_sheets")
    month = models.DateField("Monat")
    number = models.PositiveSmallIntegerField("Version", default=1)
    reason = models.CharField("Grund der neuen Version", max_length=200, blank=True)
    snapshot = models.JSONField("Beträge")
    snapshot_sha256 = models.CharField("Prüfsumme", max_length=64)
    created_at = models.DateTimeField("erstellt am", default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = BillingSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "Abrechnungsblatt"
        verbose_name_plural = "Abrechnungsblätter"
        ordering = ("-month", "measure__number", "-number")
        constraints = [
            models.UniqueConstraint("measure", "month", "number", name="billing_sheet_once"),
            models.CheckConstraint(name="billing_sheet_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}, Version {self.number}"
