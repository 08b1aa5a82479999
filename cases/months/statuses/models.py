"""One value per trainee and day, apart from sessions (domain file, section 6, layer 1)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import DataClass, Role
from asa.accounts.models import Requested, Tenanted, User
from cases.months.statuses.enums import DayKind, ProofRoute
from cases.people.models import Case


class DayCodeQuerySet(models.QuerySet["DayCode"]):
    def visible_to(self, user: User) -> "DayCodeQuerySet":
        return self if access_of(user).is_staff else self.none()

    def editable_by(self, user: User) -> "DayCodeQuerySet":
        return self if access_of(user).roles & {Role.ADMIN, Role.BILLING} else self.none()

    def valid(self, on=None) -> "DayCodeQuerySet":
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class DayCode(Tenanted, Requested):
    """A provider's code for a day: at most two letters, its kind, and what it is called officially."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    letters = models.CharField("Kürzel", max_length=2)
    label = models.CharField("Bezeichnung", max_length=60)
    kind = models.CharField("Zählt als", max_length=12, choices=DayKind)
    official = models.CharField("offizielle Entsprechung", max_length=80, blank=True)
    starts_on = models.DateField("gültig ab")
    ends_on = models.DateField("gültig bis", null=True, blank=True)

    objects = DayCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "Anwesenheitskürzel"
        verbose_name_plural = "Anwesenheitskürzel"
        ordering = ("kind", "letters")
        constraints = [
            models.UniqueConstraint(
                "provider",
                "letters",
                "starts_on",
                name="day_code_once",
                violation_error_message="Dieses Kürzel gibt es schon.",
            ),
            models.CheckConstraint(
                name="day_code_letters",
                condition=Q(letters__regex=r"^[A-ZÄÖÜ]{1,2}$"),
                violation_error_message="Ein Kürzel hat einen oder zwei große Buchstaben.",
            ),
            models.CheckConstraint(
                name="day_code_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letters} – {self.label}"


class DayStatusQuerySet(models.QuerySet["DayStatus"]):
    def visible_to(self, user: User) -> "DayStatusQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user, DataClass.ATTENDANCE))

    def editable_by(self, user: User) -> "DayStatusQuerySet":
        return self.filter(case__in=Case.objects.editable_by(user, DataClass.ATTENDANCE))

    def provisional(self) -> "DayStatusQuerySet":
        return self.filter(code__kind=DayKind.PROVISIONAL)


class DayStatus(Tenanted):
    """The status of one case on one day (Anwesenheit). A closed month refuses changes (trigger)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="day_statuses", verbose_name="Teilnahme")
    on = models.DateField("Tag")
    code = models.ForeignKey(DayCode, on_delete=models.PROTECT, related_name="statuses", verbose_name="Kürzel")
    proof_route = models.CharField("Weg des Nachweises", max_length=12, choices=ProofRoute, blank=True)
    proof_seen_on = models.DateField("gesehen am", null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DayStatusQuerySet.as_manager()

    class Meta:
        verbose_name = "Anwesenheit (Tag)"
        verbose_name_plural = "Anwesenheit (Tage)"
        ordering = ("on",)
        constraints = [models.UniqueConstraint("case", "on", name="day_status_once")]
        indexes = [models.Index(fields=["provider", "on"], include=["case", "code"], name="day_status_by_day")]

    def __str__(self) -> str:
        return f"{self.on}: {self.code_id}"
