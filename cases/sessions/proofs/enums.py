"""How a contract wants attendance to be proved."""

from django.db.models import TextChoices


class ProofKind(TextChoices):
    """Proof of attendance (Anwesenheitsnachweis), a setting of each measure."""

    NONE = "none", "kein Nachweis"
    TYPED = "typed", "Name getippt und bestätigt"
    DRAWN = "drawn", "Unterschrift gezeichnet"
    SCANNED = "scanned", "unterschriebene Liste, eingescannt"


class CheckInWay(TextChoices):
    """Both ways are equal: the code of the lesson, or the list of names."""

    CODE = "code", "mit dem Code"
    LIST = "list", "in der Liste"
