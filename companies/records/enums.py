from django.db.models import TextChoices


class Chamber(TextChoices):
    """Competent bodies (zuständige Stellen), § 71 BBiG."""

    IHK = "ihk", "Industrie- und Handelskammer"
    HWK = "hwk", "Handwerkskammer"
    AGRICULTURE = "agriculture", "Landwirtschaftskammer"
    LAW = "law", "Rechtsanwalts-, Patentanwalts- oder Notarkammer"
    TAX = "tax", "Wirtschaftsprüfer- oder Steuerberaterkammer"
    HEALTH = "health", "Ärzte-, Zahnärzte-, Tierärzte- oder Apothekerkammer"
    OTHER = "other", "andere zuständige Stelle"


class CompanySize(TextChoices):
    MICRO = "1-9", "1 bis 9 Beschäftigte"
    SMALL = "10-49", "10 bis 49 Beschäftigte"
    MEDIUM = "50-249", "50 bis 249 Beschäftigte"
    LARGE = "250+", "250 und mehr Beschäftigte"


class ContactRole(TextChoices):
    TRAINER = "trainer", "Ausbilder/in"
    SIGNATORY = "signatory", "unterschreibt Verträge"
    OFFICE = "office", "Büro"


class Land(TextChoices):
    """The Länder with the two letters of ISO 3166-2."""

    BW = "BW", "Baden-Württemberg"
    BY = "BY", "Bayern"
    BE = "BE", "Berlin"
    BB = "BB", "Brandenburg"
    HB = "HB", "Bremen"
    HH = "HH", "Hamburg"
    HE = "HE", "Hessen"
    MV = "MV", "Mecklenburg-Vorpommern"
    NI = "NI", "Niedersachsen"
    NW = "NW", "Nordrhein-Westfalen"
    RP = "RP", "Rheinland-Pfalz"
    SL = "SL", "Saarland"
    SN = "SN", "Sachsen"
    ST = "ST", "Sachsen-Anhalt"
    SH = "SH", "Schleswig-Holstein"
    TH = "TH", "Thüringen"
