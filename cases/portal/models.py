"""What a company sees: the sentence and sign that a person wrote, and the links that open the page."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from asa.accounts.enums import DataClass
from asa.accounts.models import Requested, Tenanted, User
from cases.people.models import Case, TrainingContract
from cases.portal.enums import LinkEnd, StatusSign
from companies.records.models import CompanyContact


class CompanyStatusQuerySet(models.QuerySet["CompanyStatus"]):
    def visible_to(self, user: User) -> "CompanyStatusQuerySet":
        return self.filter(contract__case__in=Case.objects.visible_to(user, DataClass.TALK))

    def editable_by(self, user: User) -> "CompanyStatusQuerySet":
        return self.filter(contract__case__in=Case.objects.editable_by(user, DataClass.TALK))

    def shown(self) -> "CompanyStatusQuerySet":
        """Those that a company may read, newest first: no withdrawal of the consent came after them."""
        return self.filter(ended_at=None).order_by("-set_at", "-pk")


class CompanyStatus(Tenanted, Requested):
    """How it stands, in one sentence with a sign, written by the contact person (insert only; the newest counts).

    The database ends it when the trainee's consent is withdrawn; it is never shown again.
    """

    contract = models.ForeignKey(TrainingContract, on_delete=models.CASCADE, related_name="statuses")
    sign = models.CharField("Zeichen", max_length=8, choices=StatusSign)
    sentence = models.CharField("Satz", max_length=160)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField("beendet", null=True, blank=True, editable=False)

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

    def with_facts(self, on: date | None = None) -> "CompanyLinkQuerySet":
        """Load what decides whether a link stands on the day `on` (default today): see `cases.portal.standing`."""
        current = TrainingContract.objects.current(on).filter(pk=OuterRef("contract"))
        related = ("contract__provider", "contract__company", "contract__case__trainee", "contact", "ended_by")
        return self.select_related(*related).annotate(is_contract_current=Exists(current))


class CompanyLink(Tenanted, Requested):
    """A link sent to one address for one contract. Only the hash of its secret is kept; it can be opened again.

    Triggers end it when its trainer, contact, contract or case does, and make it a contact card for good when the
    trainee's consent is withdrawn. Neither is ever taken back: a new start needs a new link.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(TrainingContract, on_delete=models.CASCADE, related_name="links")
    contact = models.ForeignKey(CompanyContact, on_delete=models.CASCADE, related_name="links")
    email = models.EmailField("gesendet an")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField("gültig bis")
    #: Which code opens a link to a shared mailbox, and how often a wrong one was typed (`cases.portal.codes`).
    code_number = models.PositiveIntegerField("Nummer des Codes", default=1, db_default=1, editable=False)
    code_tries = models.PositiveSmallIntegerField("falsche Versuche", default=0, db_default=0, editable=False)
    card_since = models.DateTimeField("nur Kontaktkarte seit", null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("beendet", null=True, blank=True, editable=False)
    ended_reason = models.CharField("Grund", max_length=8, choices=LinkEnd, blank=True, db_default="", editable=False)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="von"
    )

    objects = CompanyLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "Link für den Betrieb"
        verbose_name_plural = "Links für Betriebe"
        ordering = ("-sent_at",)
        constraints = [
            models.CheckConstraint(
                name="company_link_end_has_reason",
                condition=Q(ended_at=None, ended_reason="", ended_by=None)
                | Q(ended_at__isnull=False, ended_reason="by_hand", ended_by__isnull=False)
                | Q(ended_at__isnull=False, ended_by=None) & ~Q(ended_reason__in=["", "by_hand"]),
                violation_error_message="Zum Ende eines Links gehört der Grund; von Hand auch, wer ihn beendet hat.",
            ),
        ]

    def __str__(self) -> str:
        return f"Link {self.pk}"
