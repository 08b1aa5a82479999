"""Dates that freelance teachers are asked for: an offer, never an order."""

from django.db import models
from django.utils import timezone

from asa.accounts.models import Membership, Tenanted
from cases.sessions.models import Session
from cases.support.planning.enums import OfferAnswer


class SessionOffer(Tenanted):
    """A planned session offered to a freelance person (Honorarkraft), who accepts or declines it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="offers", verbose_name="Termin")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="offers", verbose_name="Person")
    offered_at = models.DateTimeField("angeboten am", default=timezone.now)
    answer = models.CharField("Antwort", max_length=8, choices=OfferAnswer, blank=True, default=OfferAnswer.OPEN)
    answered_at = models.DateTimeField("beantwortet am", null=True, blank=True)

    class Meta:
        verbose_name = "Terminangebot"
        verbose_name_plural = "Terminangebote"
        ordering = ("session__starts_at",)
        constraints = [models.UniqueConstraint("session", "member", name="session_offer_once")]

    def __str__(self) -> str:
        return self.get_answer_display()

    @property
    def words(self) -> str:
        """Return the answer for planners; what somebody once accepted says nothing after their last day here."""
        last = self.member.ends_on
        if last is not None and last < timezone.localdate(self.session.starts_at):
            return f"nur bis {last:%d.%m.%Y} dabei"
        return str(self.get_answer_display()) if self.answer else "gefragt, noch keine Antwort"
