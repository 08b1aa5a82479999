"""People who sign in, the providers they work for, and the log of what was done."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from asa.accounts.enums import Appearance, EmploymentKind, FundingKind, GrantState, LogKind, MailLanguage, Role
from asa.accounts.mailboxes import built_in_names

#: The addresses of stand-ins (`User.is_invited`) end so; a reserved domain, where no mail ever arrives.
STAND_IN_DOMAIN = "einladung.invalid"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password they sign in by invitation or e-mail code only."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_stand_in(self, first_name: str, last_name: str) -> "User":
        """Create who holds promised rights until an invitation is accepted; nobody signs in with it."""
        address = f"{uuid.uuid4().hex}@{STAND_IN_DOMAIN}"
        return self.create_user(address, first_name=first_name, last_name=last_name, is_invited=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. The e-mail address is the login; roles come from memberships, never from here."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("E-Mail", unique=True)
    first_name = models.CharField("Vorname", max_length=80)
    last_name = models.CharField("Nachname", max_length=80)
    appearance = models.CharField(
        "Darstellung", max_length=6, choices=Appearance, default=Appearance.DEVICE, db_default=Appearance.DEVICE
    )
    mail_language = models.CharField(
        "Sprache der E-Mails",
        max_length=2,
        choices=MailLanguage,
        default=MailLanguage.GERMAN,
        db_default=MailLanguage.GERMAN,
    )
    is_active = models.BooleanField("aktiv", default=True)
    date_joined = models.DateTimeField("angelegt am", default=timezone.now)
    #: Stands for somebody who was invited and has not accepted yet: names as the inviting side typed them, an address
    #: that nobody can have. Becomes an account, or gives its rows to the account that accepts (`asa.accounts.joining`).
    is_invited = models.BooleanField("eingeladen", default=False, db_default=False, editable=False)
    #: Where somebody at several providers stood last; whether the person still belongs there is read on every request.
    last_provider = models.ForeignKey(
        "Provider", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    class Meta:
        verbose_name = "Person mit Zugang"
        verbose_name_plural = "Personen mit Zugang"
        ordering = ("last_name", "first_name")
        constraints = [
            models.CheckConstraint(
                name="user_email_lower",
                condition=Q(email=models.functions.Lower("email")),
                violation_error_message="Die E-Mail-Adresse wird klein geschrieben.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def short_name(self) -> str:
        """Return "S. Berger" for narrow places."""
        return f"{self.first_name[:1]}. {self.last_name}" if self.first_name else self.last_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name


class Provider(models.Model):
    """The tenant (Träger): everything with personal data belongs to exactly one."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: Not unique: renaming the own provider must not tell how others are called (`provider_choice` tells two apart).
    name = models.CharField("Name", max_length=120)
    legal_name = models.CharField("Firma", max_length=160, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    phone = PhoneNumberField("Telefon", blank=True)
    company_link_days = models.PositiveSmallIntegerField("Gültigkeit der Betriebs-Links in Tagen", default=14)
    shared_mailboxes = models.TextField("Geteilte Postfächer", default=built_in_names, blank=True)
    #: So long an invitation ties two people, of whom one cannot confirm what the other asks (`independence`).
    second_person_days = models.PositiveSmallIntegerField("Tage bis zur zweiten Person", default=14, db_default=14)
    minimum_cell = models.PositiveSmallIntegerField("kleinste gezeigte Gruppe", default=5)
    draft_day = models.PositiveSmallIntegerField("Quartalsentwurf am Tag", default=5)
    due_day = models.PositiveSmallIntegerField("Quartalsbericht fällig am Tag", default=15)
    is_demo = models.BooleanField("Demonstration", default=False, editable=False)

    class Meta:
        verbose_name = "Träger"
        verbose_name_plural = "Träger"
        constraints = [
            models.CheckConstraint(
                name="provider_minimum_cell",
                condition=Q(minimum_cell__gte=3),
                violation_error_message="Gruppen unter drei Personen dürfen nie gezeigt werden.",
            ),
            models.CheckConstraint(
                name="provider_second_person_days",
                condition=Q(second_person_days__range=(14, 365)),
                violation_error_message="Wählen Sie 14 bis 365 Tage.",
            ),
            models.CheckConstraint(
                name="provider_report_days",
                condition=Q(draft_day__range=(1, 28), due_day__range=(1, 28), due_day__gte=F("draft_day")),
                violation_error_message="Der Bericht darf nicht vor seinem Entwurf fällig sein.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tenanted(models.Model):
    """Base of every model that lives behind the tenant wall."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, verbose_name="Träger", editable=False)

    class Meta:
        abstract = True


class Requested(models.Model):
    """Base of everything a form creates: the request key makes a second post return the first result."""

    request_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Site(Tenanted):
    """A place of the provider (Standort)."""

    name = models.CharField("Standort", max_length=120)
    street = models.CharField("Straße und Hausnummer", max_length=120, blank=True)
    postcode = models.CharField("Postleitzahl", max_length=5, blank=True)
    place = models.CharField("Ort", max_length=80, blank=True)
    land = models.CharField("Land", max_length=2, blank=True)

    class Meta:
        verbose_name = "Standort"
        verbose_name_plural = "Standorte"
        ordering = ("name",)
        constraints = [models.UniqueConstraint("provider", "name", name="site_name_once")]

    def __str__(self) -> str:
        return self.name


class Team(Tenanted):
    """People who work together at one site: the scope of a team lead."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, verbose_name="Standort", related_name="teams")
    name = models.CharField("Team", max_length=120)

    class Meta:
        verbose_name = "Team"
        verbose_name_plural = "Teams"
        ordering = ("name",)
        constraints = [models.UniqueConstraint("provider", "name", name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, on=None) -> "MembershipQuerySet":
        """Memberships that give rights on the day `on` (default: today)."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on, user__is_active=True)


class Membership(Tenanted):
    """A person works for a provider in one role (Mitarbeit). Access ends by itself with `ends_on`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="Person", related_name="memberships")
    role = models.CharField("Rolle", max_length=20, choices=Role)
    kind = models.CharField("Art", max_length=12, choices=EmploymentKind, default=EmploymentKind.EMPLOYED)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name="Standort")
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, verbose_name="Team", related_name="memberships"
    )
    starts_on = models.DateField("ab", default=timezone.localdate)
    ends_on = models.DateField("bis", null=True, blank=True)
    qualification = models.CharField("Qualifikation", max_length=160, blank=True)
    conduct_seen_on = models.DateField("Führungszeugnis gesehen am", null=True, blank=True)
    #: § 78 Abs. 2 SGB X: whoever works with social data has declared to keep the secret.
    secrecy_signed_on = models.DateField("Erklärung zum Sozialdatenschutz vom", null=True, blank=True)
    joined_at = models.DateTimeField("angenommen am", null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "Mitarbeit"
        verbose_name_plural = "Mitarbeiten"
        ordering = ("user__last_name", "user__first_name")
        constraints = [
            models.UniqueConstraint("provider", "user", "role", name="membership_role_once"),
            models.CheckConstraint(
                name="membership_staff_role",
                condition=Q(
                    role__in=[
                        "admin",
                        "team_lead",
                        "contact_person",
                        "social_worker",
                        "teacher",
                        "billing",
                        "data_protection",
                    ]
                ),
                violation_error_message="Diese Rolle kann nicht durch Mitarbeit entstehen.",
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
            models.CheckConstraint(
                name="membership_lead_has_team",
                condition=~Q(role="team_lead") | Q(team__isnull=False),
                violation_error_message="Eine Teamleitung braucht ein Team.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class StaffProfile(Tenanted):
    """How a person can be reached at one provider, and what they look like there (Mein Profil).

    Somebody at two providers has two: what one of them knows of a person is no business of the other.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="Person", related_name="profiles")
    phone = PhoneNumberField("Telefon", blank=True)
    reachable = models.CharField("Erreichbar", max_length=80, blank=True)
    picture = models.FileField("Bild", upload_to="people/", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "Profil"
        verbose_name_plural = "Profile"
        constraints = [models.UniqueConstraint("provider", "user", name="staff_profile_once")]

    def __str__(self) -> str:
        return f"Profil {self.pk}"


class FundingBody(Tenanted):
    """Who pays (Bedarfsträger, Kostenträger): agency, Jobcenter, Land, ESF."""

    name = models.CharField("Name", max_length=160)
    kind = models.CharField("Art", max_length=12, choices=FundingKind)
    email = models.EmailField("E-Mail", blank=True)

    class Meta:
        verbose_name = "Kostenträger"
        verbose_name_plural = "Kostenträger"
        ordering = ("name",)
        constraints = [models.UniqueConstraint("provider", "name", name="funding_body_name_once")]

    def __str__(self) -> str:
        return self.name


class OutsideAccess(Tenanted):
    """Base of a dated right of someone outside the provider."""

    starts_on = models.DateField("ab", default=timezone.localdate)
    ends_on = models.DateField("bis", null=True, blank=True)

    class Meta:
        abstract = True


class OutsideAccessQuerySet(models.QuerySet):
    def active(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on, user__is_active=True)


class FunderAccess(OutsideAccess):
    """A reader of one funding body. `sees_persons` also opens assessments and participants' lists of own cases."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="Person", related_name="funder_access")
    funding_body = models.ForeignKey(
        FundingBody, on_delete=models.PROTECT, verbose_name="Kostenträger", related_name="readers"
    )
    sees_persons = models.BooleanField("Recht „Personen“", default=False)

    objects = OutsideAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "Zugang eines Fördergebers"
        verbose_name_plural = "Zugänge von Fördergebern"
        constraints = [models.UniqueConstraint("provider", "user", "funding_body", name="funder_access_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.funding_body})"


class Invitation(Tenanted, Requested):
    """An invitation by mail to one address. Only a hash of the link's secret is kept.

    `user` is whoever holds the promised rights: a stand-in (`User.is_invited`) until somebody accepts.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("E-Mail", blank=True, db_default="")
    sent_at = models.DateTimeField("gesendet am", null=True, blank=True)
    replaced_at = models.DateTimeField("ersetzt am", null=True, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("gültig bis")
    used_at = models.DateTimeField("angenommen am", null=True, blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "Einladung"
        verbose_name_plural = "Einladungen"
        constraints = [
            models.UniqueConstraint(
                "provider",
                "email",
                name="invitation_open_once",
                condition=Q(used_at=None, replaced_at=None) & ~Q(email=""),
                violation_error_message="Für diese Adresse ist schon eine Einladung offen.",
            ),
        ]

    def __str__(self) -> str:
        return f"Einladung {self.pk}"


class RoleGrant(Tenanted, Requested):
    """A role that opens case data, as the administration asked for it and as a second person decided.

    Becomes a `Membership` (or changes one) when it is confirmed. Without an end it is asked again each year.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="Person", related_name="role_grants")
    role = models.CharField("Rolle", max_length=20, choices=Role)
    kind = models.CharField("Art", max_length=12, choices=EmploymentKind, default=EmploymentKind.EMPLOYED)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name="Standort")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, verbose_name="Team")
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis", null=True, blank=True)
    qualification = models.CharField("Qualifikation", max_length=160, blank=True)
    conduct_seen_on = models.DateField("Führungszeugnis gesehen am", null=True, blank=True)
    secrecy_signed_on = models.DateField("Erklärung zum Sozialdatenschutz vom", null=True, blank=True)
    reason = models.CharField("Begründung", max_length=300)
    state = models.CharField("Stand", max_length=10, choices=GrantState, default=GrantState.WAITING)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("erbeten am", default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_on = models.DateField("geprüft am", null=True, blank=True)

    class Meta:
        verbose_name = "Vergabe einer Rolle"
        verbose_name_plural = "Vergaben von Rollen"
        ordering = ("asked_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="role_grant_second_person",
                condition=Q(decided_by=None) | (~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("user"))),
                violation_error_message="Die zweite Person muss eine andere sein.",
            ),
            models.CheckConstraint(
                name="role_grant_decided_by_somebody",
                condition=Q(state__in=["confirmed", "refused"], decided_by__isnull=False)
                | Q(state__in=["waiting", "withdrawn", "alone"], decided_by=None),
                violation_error_message="Diese Rolle braucht die Bestätigung einer zweiten Person.",
            ),
            models.CheckConstraint(
                name="role_grant_not_to_oneself",
                condition=Q(state="alone") | ~Q(user=F("asked_by")),
                violation_error_message="Niemand vergibt Rechte an sich selbst.",
            ),
            models.CheckConstraint(
                name="role_grant_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
            models.UniqueConstraint(
                "provider",
                "user",
                "role",
                name="role_grant_waiting_once",
                condition=Q(state="waiting"),
                violation_error_message="Diese Rolle wartet schon auf eine Bestätigung.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class EmailChange(Tenanted, Requested):
    """A new address for an account: counts only after its owner opened the link that was mailed to it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="email_changes")
    email = models.EmailField("neue E-Mail")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField("gültig bis")
    confirmed_at = models.DateTimeField("bestätigt am", null=True, blank=True)

    class Meta:
        verbose_name = "Änderung der E-Mail-Adresse"
        verbose_name_plural = "Änderungen der E-Mail-Adresse"

    def __str__(self) -> str:
        return f"Änderung {self.pk}"


class FactorReset(Tenanted, Requested):
    """Recovery of a second factor: asked for by an admin, done by a second person, never by oneself."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_resets")
    reason = models.CharField("Begründung", max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "Wiederherstellung des zweiten Faktors"
        verbose_name_plural = "Wiederherstellungen des zweiten Faktors"
        constraints = [
            models.CheckConstraint(
                name="factor_reset_second_person",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                violation_error_message="Die zweite Person muss eine andere sein.",
            ),
            models.CheckConstraint(
                name="factor_reset_not_for_oneself",
                condition=~Q(user=F("asked_by")) & (Q(confirmed_by=None) | ~Q(confirmed_by=F("user"))),
                violation_error_message="Niemand stellt den eigenen zweiten Faktor wieder her.",
            ),
        ]

    def __str__(self) -> str:
        return f"Wiederherstellung {self.pk}"


class LogEntry(models.Model):
    """One line of the log of reads, changes, denials, exports and sign-ins. Holds ids, never content.

    Insert only (trigger); each entry carries the hash of the one before it in its provider's chain.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, editable=False)
    at = models.DateTimeField("Zeit", default=timezone.now, editable=False)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, verbose_name="Person", related_name="+")
    kind = models.CharField("Art", max_length=16, choices=LogKind)
    route = models.CharField("Seite", max_length=120, blank=True)
    object_type = models.CharField("Gegenstand", max_length=60, blank=True)
    object_id = models.BigIntegerField("Nummer", null=True)
    details = models.JSONField("Einzelheiten", default=dict)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    entry_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "Protokolleintrag"
        verbose_name_plural = "Protokoll"
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["provider", "-id"]),
            models.Index(fields=["-id"], name="log_without_provider", condition=Q(provider=None)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


import asa.accounts.typed.models  # noqa: E402, F401  a table of this app in a room of its own
