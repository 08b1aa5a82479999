"""Closed lists of the accounts: roles, data classes, actions and relations of `security.md` sections 2–4."""

from django.db.models import TextChoices


class Role(TextChoices):
    """Every role of the permission matrix. Staff roles come from a membership, the others from their own link."""

    ADMIN = "admin", "Verwaltung des Trägers"
    TEAM_LEAD = "team_lead", "Teamleitung"
    CONTACT_PERSON = "contact_person", "Ausbildungsbegleitung"
    SOCIAL_WORKER = "social_worker", "Sozialpädagogik"
    TEACHER = "teacher", "Lehrkraft"
    BILLING = "billing", "Abrechnung"
    DATA_PROTECTION = "data_protection", "Datenschutz"
    AUDITOR = "auditor", "Prüfdienst"
    COMPANY_TRAINER = "company_trainer", "Ausbilder/in im Betrieb"
    TRAINEE = "trainee", "Teilnehmende/r"
    FUNDER = "funder", "Fördergeber"
    OPERATOR = "operator", "Betrieb der Plattform"


STAFF_ROLES = (
    Role.ADMIN,
    Role.TEAM_LEAD,
    Role.CONTACT_PERSON,
    Role.SOCIAL_WORKER,
    Role.TEACHER,
    Role.BILLING,
    Role.DATA_PROTECTION,
)


#: Roles that open case data: an administration gives them with a second person only.
CASE_ROLES = (Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER)


class EmploymentKind(TextChoices):
    EMPLOYED = "employed", "angestellt"
    FREELANCE = "freelance", "Honorarkraft"


class Appearance(TextChoices):
    """How pages look to one person; the value is KERN's own word for the theme."""

    DEVICE = "device", "wie das Gerät"
    LIGHT = "light", "hell"
    DARK = "dark", "dunkel"


class MailLanguage(TextChoices):
    GERMAN = "de", "Deutsch"
    ENGLISH = "en", "English"


class GrantState(TextChoices):
    """What became of a role that the administration asked for."""

    WAITING = "waiting", "wartet auf Bestätigung"
    CONFIRMED = "confirmed", "bestätigt"
    REFUSED = "refused", "abgelehnt"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    ALONE = "alone", "ohne zweite Person, vor der ersten Teilnahme"


class FundingKind(TextChoices):
    AGENCY = "agency", "Agentur für Arbeit"
    JOBCENTER = "jobcenter", "Jobcenter"
    LAND = "land", "Land"
    ESF = "esf", "ESF"
    OTHER = "other", "anderer Kostenträger"


class DataClass(TextChoices):
    """Classes of personal data (`security.md` section 2)."""

    MASTER = "M", "Stammdaten"
    MINIMAL = "M0", "Stammdaten, kleinster Umfang"
    BENEFIT = "B", "Leistung und Aufenthalt"
    ATTENDANCE = "A", "Anwesenheit"
    LESSON = "L", "Termine und Inhalte"
    PLAN = "P", "Pläne, Ziele, Noten"
    LEARNING = "P0", "Lernziele"
    TALK = "T", "Betriebskontakte und Aufgaben"
    WORTH = "W", "Stunden und Geld"
    SIGNAL = "S", "Frühwarnzeichen"
    DOCUMENT = "D", "Dokumente und Einwilligungen"
    NOTE = "N", "vertrauliche Notizen"
    HEALTH = "H", "Gesundheitsdaten"
    CONFLICT = "K", "Konflikte mit dem Betrieb"
    REPORT = "R", "Berichte"
    FIGURES = "G", "zusammengefasste Zahlen"


class Action(TextChoices):
    CREATE = "C", "anlegen"
    READ = "R", "lesen"
    UPDATE = "U", "ändern"
    RELEASE = "S", "freigeben"
    PLAN = "P", "planen, verschieben, absagen"
    META = "meta", "nur dass es einen Eintrag gibt"


class Scope(TextChoices):
    """Relations between a user and a case (`security.md` section 3)."""

    OWN = "own", "eigene Teilnehmende"
    GROUP = "grp", "Teilnehmende in meinem Unterricht"
    LESSONS = "les", "mein eigener Unterricht"
    TEAM = "team", "mein Team"
    PROVIDER = "ten", "mein Träger"
    SELF = "self", "ich selbst"
    LINK = "link", "mein Auszubildender"
    MEASURE = "meas", "von mir geförderte Maßnahmen"
    WINDOW = "win", "Prüfzeitraum"
    ACCESS_REQUEST = "req", "Auskunftsersuchen"


class LogKind(TextChoices):
    READ = "read", "gelesen"
    CHANGE = "change", "geändert"
    RELEASE = "release", "freigegeben"
    EXPORT = "export", "ausgegeben"
    GRANT = "grant", "Rechte vergeben"
    DENIAL = "denial", "abgewiesen"
    SIGN_IN = "sign_in", "angemeldet"
    SIGN_OUT = "sign_out", "abgemeldet"
    SIGN_IN_FAILED = "sign_in_failed", "Anmeldung fehlgeschlagen"
