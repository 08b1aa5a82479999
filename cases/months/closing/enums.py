"""Closed lists of the month's close."""

from django.db.models import TextChoices


class GapKind(TextChoices):
    """What a month may still lack. The first three hinder the close, the others warn."""

    UNDOCUMENTED = "undocumented", "Termine nicht erfasst"
    PROVISIONAL = "provisional", "vorläufige Anwesenheit"
    OVERLAP = "overlap", "zwei Termine zur selben Zeit"
    NO_GRANT = "no_grant", "ohne vereinbarte Stunden"
    OVER_BUDGET = "over_budget", "über dem Budget"
    NO_CONTACT = "no_contact", "30 Tage ohne Kontakt zum Betrieb"
    NO_PROOF = "no_proof", "Nachweis der Anwesenheit fehlt"
    EARLIER_OPEN = "earlier_open", "früherer Monat noch offen"

    @property
    def hinders(self) -> bool:
        """Return whether the month cannot be closed before this is settled."""
        return self in (GapKind.UNDOCUMENTED, GapKind.PROVISIONAL, GapKind.OVERLAP)


class MonthState(TextChoices):
    """Where a month of a measure stands on a day."""

    RUNNING = "running", "läuft noch"
    BEFORE = "before", "vor dem ersten Termin"
    OPEN = "open", "offen"
    OVERDUE = "overdue", "überfällig"
    CLOSED = "closed", "abgeschlossen"
