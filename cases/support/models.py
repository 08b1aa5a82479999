"""Planned support: what, how much, when, from whom."""

import uuid

from django.db import models
from django.db.models import F, Q

from asa.accounts.enums import DataClass
from asa.accounts.models import Membership, Requested, Tenanted, User
from cases.people.models import Case
from cases.support.enums import Place, Rhythm, SupportModule


class SupportElementQuerySet(models.QuerySet["SupportElement"]):
    def visible_to(self, user: User) -> "SupportElementQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user, DataClass.LESSON))

    def editable_by(self, user: User) -> "SupportElementQuerySet":
        return self.filter(case__in=Case.objects.editable_by(user, DataClass.LESSON))


class SupportElement(Tenanted, Requested):
    """One planned piece of support (Unterstützungselement): when, how much, what."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="elements", verbose_name="Teilnahme")
    module = models.CharField("Modul", max_length=12, choices=SupportModule)
    goal = models.CharField("Ziel", max_length=200, blank=True)
    content = models.CharField("Inhalt", max_length=300, blank=True)
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis", null=True, blank=True)
    minutes_per_week = models.PositiveSmallIntegerField("Minuten je Woche")
    rhythm = models.CharField("Rhythmus", max_length=12, choices=Rhythm, default=Rhythm.WEEKLY)
    place = models.CharField("Ort", max_length=10, choices=Place, default=Place.PROVIDER)
    staff = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="elements", verbose_name="durch"
    )

    objects = SupportElementQuerySet.as_manager()

    class Meta:
        verbose_name = "Unterstützungselement"
        verbose_name_plural = "Unterstützungselemente"
        ordering = ("module", "-starts_on")
        constraints = [
            models.CheckConstraint(
                name="element_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
            models.CheckConstraint(
                name="element_minutes",
                condition=Q(minutes_per_week__range=(5, 2400)),
                violation_error_message="Bitte zwischen 5 und 2.400 Minuten je Woche angeben.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_module_display()} ab {self.starts_on:%d.%m.%Y}"
