"""Messages of the agency's interface that we mirror, never transmit (domain file eM@w, section 5)."""

from django.db.models import TextChoices


class MessageType(TextChoices):
    CONTACT_REFERRAL = "anmeldung_kontakt", "Anmeldung Kontakt"
    CONTACT_REPLY = "rueckmeldung_kontakt", "Rückmeldung Kontakt"
    REFERRAL = "anmeldung", "Anmeldung"
    SOCIAL_INSURANCE = "sv_anmeldung", "SV-Anmeldung"
    ENTRY = "eintritt", "Eintritt"
    NOT_STARTED = "nichtantritt", "Nichtantritt"
    CANCELLATION = "teilnahmestornierung", "Teilnahmestornierung"
    ATTENDANCE_MONTH = "anwesenheit_monat", "Anwesenheit Monat"
    LUV = "luv", "Leistungs- und Verhaltensbeurteilung"
    MASTER_DATA = "aenderung_teilnehmerdaten", "Änderung Teilnehmerdaten"
    PLACEMENT_DATA = "vermittlungsrelevante_daten", "Vermittlungsrelevante Daten"
    EXTENSION = "verlaengerung", "Verlängerung"
    NOTICE = "mitteilung", "Mitteilung"
    TRAINING_DOCUMENT = "ausbildungsdokument", "Ausbildungsrelevantes Dokument"
    DOCUMENT = "dokument", "Dokumentübermittlung (Teilnehmer)"
    MEASURE_DOCUMENT = "dokument_massnahme", "Dokumentübermittlung (Maßnahme)"
    EXIT = "austritt", "Austritt"
    CORRECTION = "korrektur", "Korrektur"
    HOURS_CHANGED = "asa_aenderung_stunden", "AsA-Mitteilung Änderung Stundenzahl"
    HOURS_REQUEST = "asa_aufforderung", "AsA-Aufforderung Lieferung Begleitungsstunden"
    HOURS_DELIVERY = "asa_lieferung", "AsA-Lieferung Begleitungsstunden"
    GRANT_PROPOSAL = "asa_meldung", "AsA-Meldung Begleitungsstunden"
    GRANT_AGREEMENT = "asa_zustimmung", "AsA-Zustimmung Begleitungsstunden"
    GRANT_REFUSAL = "asa_ablehnung", "AsA-Ablehnung Begleitungsstunden mit Gegenvorschlag"


class Direction(TextChoices):
    TO_AGENCY = "out", "Träger an Agentur"
    FROM_AGENCY = "in", "Agentur an Träger"


class MessageState(TextChoices):
    DUE = "due", "zu senden"
    SENT = "sent", "gesendet"
    RECEIVED = "received", "eingegangen"
    ANSWERED = "answered", "beantwortet"
    DROPPED = "dropped", "nicht nötig"


class Occasion(TextChoices):
    """Who wrote the row: a person, or an event of the application."""

    MANUAL = "manual", "von Hand"
    EVENT = "event", "aus der Anwendung"
