from django.db.models import TextChoices


class NoteLevel(TextChoices):
    AUTHOR = "author", "nur ich und meine Vertretung"
    TEAM = "case_team", "Fallteam"


class ConsentPurpose(TextChoices):
    """What a consent allows (§ 67b Abs. 2 SGB X: purpose, text, right to withdraw are explained)."""

    COMPANY_STATUS = "company_status", "Stand der Unterstützung an den Betrieb"
    SCHOOL_TALK = "school_talk", "Austausch mit der Berufsschule"
    HEALTH_DATA = "health_data", "Gesundheitsdaten zum genannten Zweck"
    PHOTO = "photo", "Foto"
