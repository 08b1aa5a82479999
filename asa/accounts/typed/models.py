"""What somebody is typing and has not saved."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from asa.accounts.models import Tenanted, User


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> "DraftQuerySet":
        """Only who typed it sees a draft."""
        return self.filter(user=user.pk)

    def open(self) -> "DraftQuerySet":
        """Drafts that wait for their author: neither saved nor thrown away, and not too old."""
        return self.exclude(sealed="").filter(saved_at__gt=timezone.now() - timedelta(days=settings.DRAFT_DAYS))


class Draft(Tenanted):
    """The text of one opened form (Entwurf), sealed; `security.md` rules 13 and 33.

    `key` is that of the opened form and `version` counts its saves: two windows or two devices never write over each
    other. A draft that ended (saved, thrown away) stays without text until it is cleared, so that a late save of it
    finds that it is over. `page` holds ids only.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name="von")
    key = models.UUIDField("Formular")
    version = models.PositiveIntegerField("Fassung", default=1)
    page = models.CharField("Seite", max_length=500)
    device = models.CharField("Gerät", max_length=64, blank=True)
    sealed = models.TextField("Text", editable=False)
    saved_at = models.DateTimeField("gesichert", default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "Entwurf"
        verbose_name_plural = "Entwürfe"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_draft_of_a_form")]
        indexes = [models.Index(fields=["user", "page"]), models.Index(fields=["provider", "saved_at"])]

    def __str__(self) -> str:
        return str(self.key)
