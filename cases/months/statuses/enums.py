"""Closed lists of the day status (Anwesenheit eines Tages)."""

from django.db.models import TextChoices


class DayKind(TextChoices):
    PRESENT = "present", "anwesend"
    ELSEWHERE = "elsewhere", "anwesend an anderem Ort"
    OFF = "off", "geplant frei"
    EXCUSED = "excused", "entschuldigt gefehlt"
    SICK = "sick", "krank"
    UNEXCUSED = "unexcused", "unentschuldigt gefehlt"
    PROTECTED = "protected", "geschützte Zeit"
    PROVISIONAL = "provisional", "vorläufig, vor dem Abschluss zu klären"


class ProofRoute(TextChoices):
    """How the proof of an absence reaches the funding body; never the proof itself and never a diagnosis."""

    NONE = "", "kein Nachweis"
    ELECTRONIC = "electronic", "elektronisch bei der Agentur"
    PAPER = "paper", "auf Papier an das Jobcenter"
    SEEN = "seen", "beim Träger gesehen"
