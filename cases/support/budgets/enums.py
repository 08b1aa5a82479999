"""Closed lists of contingents and grants."""

from django.db.models import TextChoices


class HourPart(TextChoices):
    """Parts of a contingent: two in the model of 2021, one in that of 2024."""

    TUITION = "tuition", "Stütz- und Förderunterricht (SuF)"
    STABILISATION = "stabilisation", "Stabilisierung der betrieblichen Ausbildung (SbB)"
    TOTAL = "total", "Gesamtbudget"

    @property
    def short(self) -> str:
        """Return the part in few words, for figures side by side."""
        return {"tuition": "Unterricht (SuF)", "stabilisation": "Stabilisierung (SbB)", "total": "Budget"}[self.value]


class GrantState(TextChoices):
    PROPOSED = "proposed", "gemeldet, Antwort offen"
    AGREED = "agreed", "vereinbart"
    COUNTERED = "countered", "abgelehnt mit Gegenvorschlag, Antwort offen"
    REFUSED = "refused", "nicht zustande gekommen"


class GrantStepKind(TextChoices):
    """Steps of the negotiation (domain file eM@w, section 5.3)."""

    PROPOSAL = "proposal", "Meldung Begleitungsstunden"
    AGREEMENT = "agreement", "Zustimmung"
    COUNTER = "counter", "Ablehnung mit Gegenvorschlag"
    REFUSAL = "refusal", "Ablehnung"


class Side(TextChoices):
    FUNDING_BODY = "funding_body", "Kostenträger"
    PROVIDER = "provider", "Träger"


class Channel(TextChoices):
    EMAW = "emaw", "eM@w"
    LETTER = "letter", "Schreiben, ohne eM@w"
