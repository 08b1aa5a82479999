from django.db.models import TextChoices


class StatusSign(TextChoices):
    GOOD = "good", "Läuft gut"
    TALK = "talk", "Bitte kurz sprechen"
    WE_CALL = "we_call", "Wir melden uns"


class LinkEnd(TextChoices):
    """Why a company's link opens nothing any more."""

    TRAINER = "trainer", "Im Vertrag steht jemand anderes als Ausbilder/in"
    LEFT = "left", "Die Person arbeitet nicht mehr im Betrieb"
    ADDRESS = "address", "Die E-Mail-Adresse hat sich geändert"
    CONTRACT = "contract", "Kündigung bekannt oder Vertrag zu Ende"
    CASE = "case", "Die Teilnahme ist beendet"
    BY_HAND = "by_hand", "Von Hand beendet"
