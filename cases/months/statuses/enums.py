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


#: Kinds that are reported as absence per calendar month (§ 318 Abs. 2 SGB III).
ABSENT_KINDS = (DayKind.EXCUSED, DayKind.SICK, DayKind.UNEXCUSED, DayKind.PROTECTED, DayKind.PROVISIONAL)

#: Kinds for which the way of a proof may be noted.
PROVABLE_KINDS = (DayKind.EXCUSED, DayKind.SICK, DayKind.PROTECTED, DayKind.PROVISIONAL)


class ChangeCause(TextChoices):
    """Why a team lead changes an entry of the case team: a choice, since free text could name an illness."""

    WRONG = "wrong", "Eintrag war falsch"
    PROOF = "proof", "Nachweis kam später"
    CLOSE = "close", "zu klären vor dem Abschluss"
