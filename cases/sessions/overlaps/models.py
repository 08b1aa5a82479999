"""Two sessions of one person at one time that somebody looked at and left as they are."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.models import Requested, Tenanted, User
from cases.sessions.models import Attendance


class OverlapSettlement(Tenanted, Requested):
    """Both attendances took place although their times overlap (insert only): reason, person, moment."""

    one = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="+", verbose_name="Termin")
    other = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="+", verbose_name="anderer Termin")
    reason = models.CharField("Begründung", max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="geklärt von")
    at = models.DateTimeField("geklärt am", default=timezone.now)

    class Meta:
        verbose_name = "Geklärte Überschneidung"
        verbose_name_plural = "Geklärte Überschneidungen"
        constraints = [
            models.CheckConstraint(
                name="overlap_settlement_in_order",
                condition=Q(one__lt=F("other")) & ~Q(reason=""),
                violation_error_message="Geben Sie an, warum beide Termine stimmen.",
            ),
            models.UniqueConstraint(
                "provider", "one", "other", name="overlap_settled_once",
                violation_error_message="Diese Überschneidung ist schon geklärt.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.one_id} und {self.other_id}"
