from django.db.models import TextChoices


class SupportModule(TextChoices):
    """The three support modules (§ 75 SGB III, domain file 4)."""

    TUITION = "tuition", "Stütz- und Förderunterricht"
    SOCIAL = "social", "Sozialpädagogische Begleitung"
    COMPANION = "companion", "Ausbildungsbegleitung"


class Rhythm(TextChoices):
    WEEKLY = "weekly", "wöchentlich"
    FORTNIGHTLY = "fortnightly", "alle zwei Wochen"
    MONTHLY = "monthly", "monatlich"
    ON_CALL = "on_call", "nach Bedarf"


class Place(TextChoices):
    PROVIDER = "provider", "Träger"
    COMPANY = "company", "Betrieb"
    SCHOOL = "school", "Schule"
    ONLINE = "online", "online"
    PHONE = "phone", "Telefon"
