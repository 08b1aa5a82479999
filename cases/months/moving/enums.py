"""Why a case moves on to another measure."""

from django.db.models import TextChoices


class MoveKind(TextChoices):
    """The three steps of the issue; all go on with the same case, its documentation and its history."""

    OPTION_YEAR = "option_year", "Optionsjahr mit neuer Nummer"
    FUNDING_BODY = "funding_body", "Wechsel des Kostenträgers (Rechtskreiswechsel)"
    ACCOMPANYING = "accompanying", "Schritt aus der Vorphase in die begleitende Phase"
