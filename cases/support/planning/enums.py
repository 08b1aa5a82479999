"""Closed lists of planning."""

from django.db.models import TextChoices


class SeriesRhythm(TextChoices):
    WEEKLY = "weekly", "jede Woche"
    FORTNIGHTLY = "fortnightly", "alle zwei Wochen"
    MONTHLY = "monthly", "alle vier Wochen"


class ChangeReason(TextChoices):
    """Why support changes (ux.md, "Unterstützung ändern")."""

    EXAM = "exam", "Prüfung"
    CONFLICT = "conflict", "Konflikt im Betrieb"
    LANGUAGE = "language", "Sprache"
    COMPANY = "company", "Wunsch Betrieb"
    OTHER = "other", "anderes"


class OfferAnswer(TextChoices):
    OPEN = "", "offen"
    ACCEPTED = "accepted", "angenommen"
    DECLINED = "declined", "abgelehnt"


class StaffAbsenceKind(TextChoices):
    """Never a reason of health: absence is one word."""

    LEAVE = "leave", "Urlaub"
    TRAINING = "training", "Fortbildung"
    OTHER = "other", "abwesend"
