"""Confidential notes in one table per class (N, H, K) and consents.

The text of a note is reached through `cases.notes.sealing` only, so that sealing it with keys is a change in one file.
"""

import uuid
from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import Requested, Tenanted, User
from cases.notes.enums import ConsentPurpose, NoteLevel
from cases.people.models import Case, CaseStaff, ContactAssignment, ContactDeputy
from cases.people.ranges import valid_on


def _only_stands_in(user: User) -> Q:
    """Return the condition on a note that `user` is in its case as a deputy who reads no notes, and in no other way."""
    here = {"member__user": user.pk}
    deputies = ContactDeputy.objects.filter(valid_on(), assignment__case=OuterRef("case"), **here)
    in_case = [
        rows.objects.filter(valid_on(), case=OuterRef("case"), **here) for rows in (ContactAssignment, CaseStaff)
    ]
    without = Q(Exists(deputies.filter(reads_notes=False))) & ~Q(Exists(deputies.filter(reads_notes=True)))
    return without & ~Q(Exists(in_case[0])) & ~Q(Exists(in_case[1]))


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes of one data class; `model.DATA_CLASS` names it."""

    def visible_to(self, user: User) -> "NoteQuerySet":
        """Own notes, others' on level "case team", and of whom the person is deputy who reads them.

        A deputy without notes reads those of nobody else, unless also in the case team.
        """
        cases = Case.objects.visible_to(user, self.model.DATA_CLASS, Action.READ)
        stands_in = ContactDeputy.objects.filter(
            valid_on(),
            member__user=user.pk,
            reads_notes=True,
            assignment__case=OuterRef("case"),
            assignment__member__user=OuterRef("author"),
        )
        of_team = Q(level=NoteLevel.TEAM) & ~_only_stands_in(user)
        return self.filter(Q(author=user.pk) | of_team | Q(Exists(stands_in)), case__in=cases)

    def editable_by(self, user: User) -> "NoteQuerySet":
        """Only the author amends a note, while the case is still theirs."""
        return self.filter(author=user.pk, case__in=Case.objects.editable_by(user, self.model.DATA_CLASS))

    def known_to(self, user: User) -> "NoteQuerySet":
        """Notes of which the person may know that they exist (date and author, no text)."""
        return self.filter(case__in=Case.objects.visible_to(user, self.model.DATA_CLASS, Action.META))


class Note(Tenanted, Requested):
    """Base of the three tables of confidential notes (vertrauliche Notiz)."""

    DATA_CLASS: DataClass

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="Teilnahme")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="von")
    level = models.CharField("sichtbar für", max_length=10, choices=NoteLevel, default=NoteLevel.TEAM)
    written_at = models.DateTimeField("geschrieben", default=timezone.now)
    amends = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments", verbose_name="ergänzt"
    )
    sealed_text = models.TextField(editable=False, db_column="text")

    objects = NoteQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-written_at",)

    def __str__(self) -> str:
        return f"Notiz {self.pk}"


class CounsellingNote(Note):
    """Class N: confidential note of social-pedagogical support (§ 203 StGB)."""

    DATA_CLASS = DataClass.NOTE

    class Meta(Note.Meta):
        abstract = False
        verbose_name = "vertrauliche Notiz"
        verbose_name_plural = "vertrauliche Notizen"


class HealthNote(Note):
    """Class H: health data, with purpose and legal basis at every entry (Art. 9 DSGVO)."""

    DATA_CLASS = DataClass.HEALTH

    purpose = models.CharField("Zweck", max_length=160)
    legal_basis = models.CharField("Rechtsgrundlage oder Einwilligung", max_length=160)

    class Meta(Note.Meta):
        abstract = False
        verbose_name = "Gesundheitsangabe"
        verbose_name_plural = "Gesundheitsangaben"


class ConflictNote(Note):
    """Class K: conflict with the company; may also hold company secrets."""

    DATA_CLASS = DataClass.CONFLICT

    class Meta(Note.Meta):
        abstract = False
        verbose_name = "Konfliktnotiz"
        verbose_name_plural = "Konfliktnotizen"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: User) -> "ConsentQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user, DataClass.DOCUMENT))

    def editable_by(self, user: User) -> "ConsentQuerySet":
        return self.filter(case__in=Case.objects.editable_by(user, DataClass.DOCUMENT))

    def valid(self, purpose: ConsentPurpose, on: date | None = None) -> "ConsentQuerySet":
        """Consents for `purpose` that are given and not withdrawn on the day `on` (default today)."""
        on = on or timezone.localdate()
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on), purpose=purpose, given_on__lte=on)


class Consent(Tenanted, Requested):
    """A recorded consent (Einwilligung): purpose, version of the text, by whom, withdrawn when."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents", verbose_name="Teilnahme")
    purpose = models.CharField("Zweck", max_length=20, choices=ConsentPurpose)
    text_version = models.CharField("Fassung des Textes", max_length=20)
    given_on = models.DateField("gegeben am")
    given_by = models.CharField("gegeben von", max_length=120)
    withdrawn_on = models.DateField("widerrufen am", null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="eingetragen von")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "Einwilligung"
        verbose_name_plural = "Einwilligungen"
        ordering = ("purpose", "-given_on")
        constraints = [
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
                violation_error_message="Der Widerruf liegt nicht vor der Einwilligung.",
            ),
            models.UniqueConstraint(
                fields=["case", "purpose"],
                condition=Q(withdrawn_on=None),
                name="consent_one_valid",
                violation_error_message="Für diesen Zweck liegt schon eine Einwilligung vor.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.given_on}"
