"""Trainees and their cases."""

import uuid
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from asa.accounts.enums import Action, DataClass, LogKind
from asa.accounts.log import record
from asa.accounts.models import OutsideAccess, OutsideAccessQuerySet, Requested, Team, Tenanted, User
from cases.people.enums import (
    CLOSED_STATES,
    RUNNING_STATES,
    TRANSITIONS,
    CaseEventKind,
    CaseState,
    Eligibility,
    Gender,
    SchoolLeaving,
)
from cases.people.ranges import valid_on
from cases.people.scope import case_scope
from cases.people.telling import tell_change
from companies.records.enums import Land


class TraineeQuerySet(models.QuerySet["Trainee"]):
    def visible_to(
        self, user: User, data_class: DataClass = DataClass.MINIMAL, action: Action = Action.READ
    ) -> "TraineeQuerySet":
        return self.filter(pk__in=Case.objects.visible_to(user, data_class, action).values("trainee"))

    def editable_by(self, user: User) -> "TraineeQuerySet":
        return self.filter(pk__in=Case.objects.editable_by(user).values("trainee"))


class Trainee(Tenanted, Requested):
    """The young person (Teilnehmende/r); may have several cases. Identity stands only here, so it can be erased."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="trainee")
    first_name = models.CharField("Vorname", max_length=80)
    last_name = models.CharField("Nachname", max_length=80)
    birth_date = models.DateField("Geburtsdatum", null=True, blank=True)
    gender = models.CharField("Geschlecht", max_length=1, choices=Gender, blank=True, default=Gender.UNKNOWN)
    customer_number = models.CharField("Kundennummer", max_length=16, blank=True)
    # Of a household (Bedarfsgemeinschaft), shared by its members: never an identity, class B.
    household_number = models.CharField("BG-Nummer", max_length=20, blank=True)
    school_leaving = models.CharField("Schulabschluss", max_length=12, choices=SchoolLeaving, blank=True)
    language = models.CharField("Sprache", max_length=60, blank=True)
    interpreter_language = models.CharField("Dolmetscher/in gewünscht für", max_length=60, blank=True)
    street = models.CharField("Straße und Hausnummer", max_length=120, blank=True)
    postcode = models.CharField("Postleitzahl", max_length=5, blank=True)
    place = models.CharField("Ort", max_length=80, blank=True)
    land = models.CharField("Land", max_length=2, choices=Land, blank=True)
    phone = PhoneNumberField("Telefon", blank=True)
    email = models.EmailField("E-Mail", blank=True)
    guardian_name = models.CharField("Sorgeberechtigte Person", max_length=120, blank=True)
    guardian_phone = PhoneNumberField("Telefon der sorgeberechtigten Person", blank=True)
    no_guardian_reason = models.CharField("Keine sorgeberechtigte Person, weil", max_length=160, blank=True)
    school = models.CharField("Berufsschule", max_length=120, blank=True)
    school_days = models.CharField("Berufsschultage oder Blöcke", max_length=120, blank=True)

    objects = TraineeQuerySet.as_manager()

    class Meta:
        verbose_name = "Teilnehmende/r"
        verbose_name_plural = "Teilnehmende"
        ordering = ("last_name", "first_name")
        constraints = [
            models.CheckConstraint(
                name="trainee_postcode",
                condition=Q(postcode="") | Q(postcode__regex=r"^\d{5}$"),
                violation_error_message="Die Postleitzahl hat fünf Ziffern.",
            ),
            models.CheckConstraint(
                name="trainee_birth_date",
                condition=Q(birth_date=None) | Q(birth_date__range=(date(1940, 1, 1), date(2030, 1, 1))),
                violation_error_message="Bitte prüfen Sie das Geburtsdatum.",
            ),
        ]
        indexes = [models.Index(fields=["provider", "last_name", "first_name"], name="trainee_by_name")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def is_minor(self, on: date) -> bool:
        """Return whether the person is under 18 on the given day (unknown birth date: not)."""
        born = self.birth_date
        return born is not None and (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) < 18

    def lacks_guardian(self, on: date) -> bool:
        """Return whether a minor has neither a guardian nor a reason why there is none."""
        return self.is_minor(on) and not (self.guardian_name or self.no_guardian_reason)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(
        self, user: User, data_class: DataClass = DataClass.MINIMAL, action: Action = Action.READ
    ) -> "CaseQuerySet":
        """Cases whose `data_class` the person may read; the default is the minimal master data (name, occupation)."""
        return self.filter(case_scope(user, data_class, action))

    def editable_by(self, user: User, data_class: DataClass = DataClass.MASTER) -> "CaseQuerySet":
        return self.filter(case_scope(user, data_class, Action.UPDATE))

    def running(self) -> "CaseQuerySet":
        return self.filter(state__in=RUNNING_STATES)

    def open(self) -> "CaseQuerySet":
        return self.exclude(state__in=CLOSED_STATES)

    def supported_on(self, day: date) -> "CaseQuerySet":
        """Cases that had entered and not left on `day`."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day)


class Case(Tenanted, Requested):
    """One continuous support of a trainee (Teilnahme), from referral to exit."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="cases", verbose_name="Teilnehmende/r")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, verbose_name="Team")
    state = models.CharField("Phase", max_length=16, choices=CaseState, default=CaseState.REPORTED)
    state_before_pause = models.CharField(max_length=16, choices=CaseState, blank=True, editable=False)
    eligibility = models.CharField("Fördergrund", max_length=16, choices=Eligibility, default=Eligibility.BASIC)
    reported_on = models.DateField("gemeldet am", default=timezone.localdate)
    started_on = models.DateField("Eintritt", null=True, blank=True)
    planned_end_on = models.DateField("geplantes Ende", null=True, blank=True)
    ended_on = models.DateField("Austritt", null=True, blank=True)
    # Keys of the provider's lists (`LifeCode`); the entry itself, with who and when, is a `CaseExit`.
    exit_reason = models.CharField("Austrittsgrund", max_length=24, blank=True)
    exit_outcome = models.CharField("Ergebnis", max_length=24, blank=True)
    whereabouts = models.CharField("Verbleib", max_length=24, blank=True)
    whereabouts_remark = models.CharField("Bemerkung zum Verbleib", max_length=160, blank=True)
    needs = models.TextField("Bedarf", blank=True, max_length=2000)
    goals = models.TextField("Ziele", blank=True, max_length=2000)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "Teilnahme"
        verbose_name_plural = "Teilnahmen"
        constraints = [
            models.CheckConstraint(
                name="case_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="Der Austritt darf nicht vor dem Eintritt liegen.",
            ),
            models.CheckConstraint(
                name="case_ended_has_date_and_reason",
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(exit_reason="")),
                violation_error_message="Zum Austritt gehören Datum und Grund.",
            ),
            models.CheckConstraint(
                name="case_running_has_start",
                condition=~Q(state__in=["pre_phase", "accompanying", "no_contract", "aftercare", "suspended", "ended"])
                | Q(started_on__isnull=False),
                violation_error_message="Eine laufende Teilnahme braucht ein Eintrittsdatum.",
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "state"], name="case_by_state"),
            models.Index(fields=["team"], name="case_by_team"),
        ]

    def __str__(self) -> str:
        return f"Teilnahme {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_STATES

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED_STATES

    def check_state(self, new: CaseState, *, on: date) -> None:
        """Raise ValidationError unless the case may go into state `new` on the day `on`."""
        if new not in TRANSITIONS.get(CaseState(self.state), ()):
            raise ValidationError(
                f"Von „{CaseState(self.state).label}“ führt kein Weg nach „{new.label}“.", code="transition"
            )
        if self.state == CaseState.SUSPENDED and new not in (self.state_before_pause, CaseState.ENDED):
            raise ValidationError("Nach einer Pause geht es in der Phase weiter, in der sie begann.", code="resume")
        if new in RUNNING_STATES and not self.has_contact_person(on):
            raise ValidationError(
                "Eine Teilnahme läuft nur mit fester Ansprechperson (§ 74 Abs. 4 SGB III). "
                "Bitte legen Sie zuerst eine Ansprechperson fest.",
                code="no_contact_person",
            )

    def has_contact_person(self, on: date) -> bool:
        return self.assignments.filter(valid_on(on)).exists()

    @transaction.atomic
    def enter_state(self, new: CaseState, *, by: User | None, on: date, **details: str) -> None:
        """Move the case into state `new` on day `on`, with its event row (and its `details`, as reason) and log entry.

        The first running state sets the entry date; a Vorphase gets its planned end. Raises ValidationError when the
        change is not allowed.
        """
        from cases.people.life.dates import date_pre_phase

        self.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
        self.check_state(new, on=on)
        before = self.state
        self.state_before_pause = before if new == CaseState.SUSPENDED else ""
        self.state = new
        if new in RUNNING_STATES and self.started_on is None:
            self.started_on = on
        self.version += 1
        self.save(update_fields=["state", "state_before_pause", "started_on", "version"])
        date_pre_phase(self, before, new, on)
        self.add_event(CaseEventKind.STATE, by=by, on=on, before=before, after=new, **details)
        tell_change(provider_id=self.provider_id, case=self, by=by)

    def add_event(self, kind: CaseEventKind, *, by: User | None, on: date, **details: str) -> "CaseEvent":
        """Write the event row of a change together with its log entry."""
        record(LogKind.CHANGE, by=by, subject=self, event=kind)
        return self.events.create(provider_id=self.provider_id, kind=kind, on=on, by=by, details=details)


class CaseEvent(Tenanted):
    """A change in the life of a case (insert only, by trigger): what, on which day, by whom."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", verbose_name="Teilnahme")
    kind = models.CharField("Art", max_length=16, choices=CaseEventKind)
    on = models.DateField("am")
    at = models.DateTimeField("eingetragen", default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="von")
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = "Ereignis der Teilnahme"
        verbose_name_plural = "Ereignisse der Teilnahme"
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    @property
    def sentence(self) -> str:
        """Return the change in German words for the timeline."""
        text: str = self.details.get("text", "")
        if self.kind == CaseEventKind.STATE:
            step = f"{CaseState(self.details['before']).label} → {CaseState(self.details['after']).label}"
            return f"{step}: {text}" if text else step
        return text or self.get_kind_display()


class AuditGrant(OutsideAccess):
    """A dated right of an auditor (Prüfdienst) to a sample of cases, at most 14 days."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="audit_grants", verbose_name="Person")
    cases = models.ManyToManyField(Case, through="AuditGrantCase", related_name="audit_grants")

    objects = OutsideAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "Prüfrecht"
        verbose_name_plural = "Prüfrechte"
        constraints = [
            models.CheckConstraint(
                name="audit_grant_fourteen_days",
                condition=Q(ends_on__isnull=False, ends_on__gte=F("starts_on"))
                & Q(ends_on__lte=F("starts_on") + timedelta(days=14)),
                violation_error_message="Ein Prüfrecht gilt höchstens 14 Tage.",
            ),
        ]

    def __str__(self) -> str:
        return f"Prüfrecht {self.pk}"


class AuditGrantCase(Tenanted):
    """One case of an auditor's sample."""

    grant = models.ForeignKey(AuditGrant, on_delete=models.CASCADE)
    case = models.ForeignKey(Case, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint("grant", "case", name="audit_grant_case_once")]
