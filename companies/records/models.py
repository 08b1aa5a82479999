"""Training companies and the people there."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Scope
from asa.accounts.models import Requested, Tenanted, User
from companies.records.enums import Chamber, CompanySize, ContactRole, Land

STAFF_SCOPES = {Scope.OWN, Scope.TEAM, Scope.PROVIDER}


class CompanyQuerySet(models.QuerySet["Company"]):
    def _for_staff(self, user: User, action: Action) -> "CompanyQuerySet":
        grants = access_of(user).grants(DataClass.MASTER, action)
        return self if any(scope in STAFF_SCOPES for _, scope in grants) else self.none()

    def visible_to(self, user: User) -> "CompanyQuerySet":
        """Staff who read master data see every company of their provider: companies train for several teams."""
        return self._for_staff(user, Action.READ)

    def editable_by(self, user: User) -> "CompanyQuerySet":
        return self._for_staff(user, Action.UPDATE)


class Company(Tenanted, Requested):
    """A training company (Ausbildungsbetrieb)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    name = models.CharField("Betrieb", max_length=160)
    trade = models.CharField("Branche", max_length=120, blank=True)
    size = models.CharField("Größe", max_length=8, choices=CompanySize, blank=True)
    chamber = models.CharField("Kammer", max_length=16, choices=Chamber, blank=True)
    operating_number = models.CharField("Betriebsnummer", max_length=8, blank=True)
    street = models.CharField("Straße und Hausnummer", max_length=120, blank=True)
    postcode = models.CharField("Postleitzahl", max_length=5, blank=True)
    place = models.CharField("Ort", max_length=80, blank=True)
    land = models.CharField("Land", max_length=2, choices=Land, blank=True)
    phone = PhoneNumberField("Telefon", blank=True)
    email = models.EmailField("E-Mail", blank=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = "Betrieb"
        verbose_name_plural = "Betriebe"
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                name="company_operating_number",
                condition=Q(operating_number="") | Q(operating_number__regex=r"^\d{8}$"),
                violation_error_message="Die Betriebsnummer hat acht Ziffern.",
            ),
            models.CheckConstraint(
                name="company_postcode",
                condition=Q(postcode="") | Q(postcode__regex=r"^\d{5}$"),
                violation_error_message="Die Postleitzahl hat fünf Ziffern.",
            ),
        ]
        indexes = [models.Index("provider", Lower("name"), name="company_by_name")]

    def __str__(self) -> str:
        return self.name


class CompanyContactQuerySet(models.QuerySet["CompanyContact"]):
    def visible_to(self, user: User) -> "CompanyContactQuerySet":
        return self.filter(company__in=Company.objects.visible_to(user))

    def editable_by(self, user: User) -> "CompanyContactQuerySet":
        return self.filter(company__in=Company.objects.editable_by(user))

    def there(self, on: date | None = None) -> "CompanyContactQuerySet":
        """Those who work in the company on the day `on` (default today), as far as anybody said."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=on or timezone.localdate()))


class CompanyContact(Tenanted, Requested):
    """A person in a company: trainer (Ausbilder/in) or signatory."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, verbose_name="Betrieb", related_name="contacts")
    role = models.CharField("Aufgabe", max_length=12, choices=ContactRole, default=ContactRole.TRAINER)
    salutation = models.CharField("Anrede", max_length=8, choices=[("Frau", "Frau"), ("Herr", "Herr")], blank=True)
    first_name = models.CharField("Vorname", max_length=80, blank=True)
    last_name = models.CharField("Nachname", max_length=80)
    email = models.EmailField("E-Mail", blank=True)
    phone = PhoneNumberField("Telefon", blank=True)
    left_on = models.DateField("Nicht mehr im Betrieb seit", null=True, blank=True)

    objects = CompanyContactQuerySet.as_manager()

    class Meta:
        verbose_name = "Kontakt im Betrieb"
        verbose_name_plural = "Kontakte im Betrieb"
        ordering = ("last_name", "first_name")

    def __str__(self) -> str:
        return self.full_name

    def has_left(self, on: date) -> bool:
        """Return whether the person is known to have left the company by the day `on`."""
        return self.left_on is not None and self.left_on <= on

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def greeting(self) -> str:
        """Return the polite opening of a letter or page, neutral where the salutation is not known."""
        return f"Guten Tag {self.salutation or self.first_name} {self.last_name}".replace("  ", " ")
