"""A journal of the interface's messages. The product does not transmit; it says what is due and offers the text."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import DataClass, Role
from asa.accounts.models import Requested, Tenanted, User
from cases.months.emaw.enums import Direction, MessageState, MessageType, Occasion
from cases.people.models import Case, Measure


class InterfaceVersion(Tenanted):
    """Which version of the interface counts from a day on, as the provider entered it; no official list is public.

    Source: domain/emaw.md, section 2 (about one change a year; "Store the schema version with every message").
    """

    number = models.CharField("Schnittstellenversion", max_length=20)
    starts_on = models.DateField("gilt ab")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "Schnittstellenversion"
        verbose_name_plural = "Schnittstellenversionen"
        ordering = ("-starts_on",)
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "starts_on"],
                name="interface_version_per_day",
                violation_error_message="Für diesen Tag ist schon eine Version eingetragen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ab {self.starts_on:%d.%m.%Y}"


class EmawMessageQuerySet(models.QuerySet["EmawMessage"]):
    def visible_to(self, user: User) -> "EmawMessageQuerySet":
        """Messages of cases whose master data the person may read; those of a measure for billing and leads."""
        condition = Q(case__in=Case.objects.visible_to(user, DataClass.MASTER))
        if access_of(user).roles & {Role.ADMIN, Role.BILLING, Role.TEAM_LEAD}:
            condition |= Q(case=None)
        if Role.BILLING in access_of(user).roles:
            condition |= Q(case__isnull=False)
        return self.filter(condition)

    def editable_by(self, user: User) -> "EmawMessageQuerySet":
        roles = {Role.ADMIN, Role.BILLING, Role.CONTACT_PERSON, Role.SOCIAL_WORKER}
        return self.visible_to(user) if access_of(user).roles & roles else self.none()


class EmawMessage(Tenanted, Requested):
    """One message of the interface (eM@w), or the letter in its place for measures without it.

    A sent or received row keeps its content for ever (trigger); a correction is a new row.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="messages", verbose_name="Maßnahme")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="messages", verbose_name="Teilnahme"
    )
    type = models.CharField("Nachricht", max_length=28, choices=MessageType)
    direction = models.CharField("Richtung", max_length=3, choices=Direction)
    by_letter = models.BooleanField("als Schreiben", default=False)
    occasion = models.CharField("Anlass", max_length=8, choices=Occasion, default=Occasion.MANUAL)
    occasion_key = models.CharField(max_length=80, blank=True, editable=False)
    about_on = models.DateField("betrifft den", null=True, blank=True)
    text = models.TextField("Text", blank=True, max_length=4000)
    due_on = models.DateField("fällig am", null=True, blank=True)
    expects_reply = models.BooleanField("Antwort nötig", default=False)
    #: Of the interface, as the provider set it for that day (trigger); fixed once the row is sent or received.
    interface_version = models.CharField("Schnittstellenversion", max_length=20, blank=True, editable=False)
    state = models.CharField("Stand", max_length=9, choices=MessageState, default=MessageState.DUE)
    sent_on = models.DateField("gesendet oder eingegangen am", null=True, blank=True)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = EmawMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "eM@w-Nachricht"
        verbose_name_plural = "eM@w-Nachrichten"
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "occasion_key"],
                condition=~Q(occasion_key=""),
                name="message_per_occasion_once",
            ),
            models.CheckConstraint(
                name="message_sent_on",
                condition=Q(state__in=["due", "dropped"]) | Q(sent_on__isnull=False),
                violation_error_message="Geben Sie an, wann die Nachricht gesendet oder eingegangen ist.",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-created_at"], name="message_by_case"),
            models.Index(fields=["provider", "due_on"], condition=Q(state="due"), name="message_due"),
        ]

    def __str__(self) -> str:
        return self.get_type_display()
