"""Closed lists of sessions and attendances."""

from django.db.models import TextChoices


class SessionKind(TextChoices):
    """The three modules, contact with company or school, or first contact before entry (which never counts)."""

    TUITION = "tuition", "Stütz- und Förderunterricht"
    SOCIAL = "social", "Sozialpädagogische Begleitung"
    COMPANION = "companion", "Ausbildungsbegleitung"
    CONTACT = "contact", "Kontakt Betrieb/Schule"
    FIRST_CONTACT = "first_contact", "Erstkontakt vor Eintritt"


#: What narrow rows call a session of each kind.
SHORT_KINDS: dict[str, str] = {
    SessionKind.TUITION: "Unterricht",
    SessionKind.SOCIAL: "Gespräch",
    SessionKind.COMPANION: "Begleitung",
    SessionKind.CONTACT: "Kontakt",
    SessionKind.FIRST_CONTACT: "Erstkontakt",
}


class Outcome(TextChoices):
    """What became of one person's attendance; empty while the session is planned."""

    PRESENT = "present", "anwesend"
    LATE = "late", "verspätet"
    CANCELLED_BEFORE = "cancelled_before", "abgesagt bis Vortag"
    CANCELLED_SAME_DAY = "cancelled_same_day", "abgesagt am selben Tag"
    NO_SHOW = "no_show", "kam nicht"
    CANCELLED_BY_PROVIDER = "cancelled_by_provider", "ausgefallen (Träger)"
    PRO_FORMA = "pro_forma", "pro forma"


ATTENDED = (Outcome.PRESENT, Outcome.LATE)


class AbsenceReason(TextChoices):
    """Neutral reasons only; health belongs to class H."""

    COMPANY_DID_NOT_RELEASE = "company_did_not_release", "Betrieb stellte nicht frei"
    SCHOOL = "school", "Berufsschule oder Prüfung"
    OVERSLEPT = "overslept", "verschlafen"
    PERSONAL = "personal", "persönlich verhindert"
    NOT_KNOWN = "not_known", "nicht bekannt"


class Mode(TextChoices):
    ON_SITE = "on_site", "vor Ort"
    ONLINE = "online", "online"
