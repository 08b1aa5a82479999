from django.db.models import TextChoices


class StatusSign(TextChoices):
    GOOD = "good", "Läuft gut"
    TALK = "talk", "Bitte kurz sprechen"
    WE_CALL = "we_call", "Wir melden uns"
