"""What a company sees: the sentence and sign that a person wrote, and the links that open the page."""

import uuid

from django.db import models
from django.utils import timezone

from asa.accounts.enums import DataClass
from asa.accounts.models import Requested, Tenanted, User
from cases.people.models import Case, TrainingContract
from cases.portal.enums import StatusSign
from companies.records.models import CompanyContact


class CompanyStatusQuerySet(models.QuerySet["CompanyStatus"]):
    def visible_to(self, user: User) -> "CompanyStatusQuerySet":
        return self.filter(contract__case__in=Case.objects.visible_to(user, DataClass.TALK))

    def editable_by(self, user: User) -> "CompanyStatusQuerySet":
        return self.filter(contract__case__in=Case.objects.editable_by(user, DataClass.TALK))


class CompanyStatus(Tenanted, Requested):
    """How it stands, in one sentence with a sign, written by the contact person (insert only; the newest counts)."""

    contract = models.ForeignKey(TrainingContract, on_delete=models.CASCADE, related_name="statuses")
    sign = models.CharField("Zeichen", max_length=8, choices=StatusSign)
    sentence = models.CharField("Satz", max_length=160)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    objects = CompanyStatusQuerySet.as_manager()

    class Meta:
        verbose_name = "Stand für den Betrieb"
        verbose_name_plural = "Stände für Betriebe"
        ordering = ("-set_at",)

    def __str__(self) -> str:
        return self.sentence


class CompanyLinkQuerySet(models.QuerySet["CompanyLink"]):
    def visible_to(self, user: User) -> "CompanyLinkQuerySet":
        return self.filter(contract__case__in=Case.objects.visible_to(user, DataClass.TALK))

    def editable_by(self, user: User) -> "CompanyLinkQuerySet":
        return self.filter(contract__case__in=Case.objects.editable_by(user, DataClass.TALK))


class CompanyLink(Tenanted, Requested):
    """A link sent to one address for one contract. Only the hash of its secret is kept; it can be opened again."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(TrainingContract, on_delete=models.CASCADE, related_name="links")
    contact = models.ForeignKey(CompanyContact, on_delete=models.CASCADE, related_name="links")
    email = models.EmailField("gesendet an")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField("gültig bis")

    objects = CompanyLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "Link für den Betrieb"
        verbose_name_plural = "Links für Betriebe"
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"Link {self.pk}"
