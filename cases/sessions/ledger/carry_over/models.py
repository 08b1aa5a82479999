"""Hours that another software counted before (Übertrag): bookings of their own kind, with source and last day."""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role, Scope
from asa.accounts.models import Requested, Tenanted, User
from cases.people.models import Case, Measure
from cases.sessions.rules.enums import Account
from cases.support.budgets.enums import HourPart


class CarryOverQuerySet(models.QuerySet["CarryOver"]):
    def visible_to(self, user: User) -> "CarryOverQuerySet":
        """Those of cases whose hours (class W) the person may read; whoever reads all sees the measures' too."""
        condition = Q(case__in=Case.objects.visible_to(user, DataClass.WORTH))
        grants = access_of(user).grants(DataClass.WORTH, Action.READ)
        if any(scope == Scope.PROVIDER for _, scope in grants):
            condition |= Q(account=Account.MEASURE)
        return self.filter(condition)

    def editable_by(self, user: User) -> "CarryOverQuerySet":
        """Whoever may change hours (class W) of the case; those of a measure as its contingents."""
        condition = Q(case__in=Case.objects.editable_by(user, DataClass.WORTH))
        if access_of(user).roles & {Role.ADMIN, Role.BILLING}:
            condition |= Q(account=Account.MEASURE)
        return self.filter(condition)

    def shown(self) -> "CarryOverQuerySet":
        """Fetch with each row what a list shows, the newest first."""
        reversals = CarryOver.objects.filter(reverses=OuterRef("pk"))
        return self.annotate(is_reversed=Exists(reversals)).select_related("created_by").order_by("-pk")

    def standing(self) -> "CarryOverQuerySet":
        """Those that count: neither reversed nor a reversal."""
        return self.filter(reversed_by=None, reverses=None)


class CarryOver(Tenanted, Requested):
    """Hours used up before the own sessions began (Übertrag), in minutes. Insert only; a change is a reversing row.

    It counts all that was used from `starts_on` to `ends_on` ("Stand") on one account and part of a contingent. The
    accounts stand apart as in the hours account: a group lesson charges a measure once and every person in full. It
    is no part of any month's bill: `booking_month` only says from which form on it is in the sum so far.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.CharField("Konto", max_length=8, choices=Account)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="carry_overs", verbose_name="Maßnahme")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="carry_overs", verbose_name="Teilnahme"
    )
    part = models.CharField("Kontingent", max_length=14, choices=HourPart)
    minutes = models.IntegerField("Minuten")
    starts_on = models.DateField("gezählt ab")
    ends_on = models.DateField("Stand")
    booking_month = models.DateField("Buchungsmonat")
    source = models.CharField("Quelle", max_length=120)
    reason = models.CharField("Grund", max_length=200, blank=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    created_at = models.DateTimeField("gebucht", default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CarryOverQuerySet.as_manager()

    class Meta:
        verbose_name = "Übertrag"
        verbose_name_plural = "Überträge"
        ordering = ("ends_on", "id")
        constraints = [
            models.CheckConstraint(
                name="carry_over_trainee_has_case",
                condition=Q(account=Account.MEASURE, case=None) | Q(account=Account.TRAINEE, case__isnull=False),
            ),
            models.CheckConstraint(
                name="carry_over_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Der Stand darf nicht vor dem Beginn der Zählung liegen.",
            ),
            models.CheckConstraint(
                name="carry_over_minutes",
                condition=Q(reverses=None, minutes__gt=0) | Q(reverses__isnull=False, minutes__lt=0),
                violation_error_message="Geben Sie mehr als null Stunden ein.",
            ),
            models.CheckConstraint(
                name="carry_over_change_has_reason",
                condition=Q(reverses=None, corrects=None) | ~Q(reason=""),
                violation_error_message="Zu einer Berichtigung gehört ein Grund.",
            ),
            models.CheckConstraint(
                name="carry_over_has_source",
                condition=~Q(source=""),
                violation_error_message="Geben Sie an, woher die Zahl stammt.",
            ),
            models.CheckConstraint(name="carry_over_booking_month", condition=Q(booking_month__day=1)),
        ]
        indexes = [
            models.Index(fields=["measure", "account"], name="carry_over_by_measure"),
            models.Index(fields=["case"], condition=Q(case__isnull=False), name="carry_over_by_case"),
        ]

    def __str__(self) -> str:
        return f"Übertrag {self.pk}"

    @property
    def explanation(self) -> str:
        """Return the German sentence that says where the hours come from."""
        words = f"Übertrag aus {self.source}, Stand {self.ends_on:%d.%m.%Y}"
        return f"Storno: {words}" if self.reverses_id else words
