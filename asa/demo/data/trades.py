"""Trades of the region: what is trained, by whom, and what is taught in the support lessons."""

from dataclasses import dataclass

from companies.records.enums import Chamber, CompanySize


@dataclass(frozen=True)
class Trade:
    """One occupation with KldB code (five digits), length in months, chamber, subject, and names of its companies."""

    occupation: str
    code: str
    months: int
    chamber: Chamber
    subject: str
    branch: str
    sizes: tuple[CompanySize, ...]
    companies: tuple[str, ...]
    tasks: tuple[str, ...]


_SMALL = (CompanySize.MICRO, CompanySize.MICRO, CompanySize.SMALL)
_SHOP = (CompanySize.SMALL, CompanySize.MEDIUM)

TRADES: tuple[Trade, ...] = (
    Trade(
        "Kraftfahrzeugmechatroniker/in", "25212", 42, Chamber.HWK, "craft", "Kraftfahrzeuge", _SMALL,
        ("Autohaus {}", "Kfz-Meisterbetrieb {}", "{} Fahrzeugtechnik"), ("Bremsen prüfen", "Schaltpläne lesen"),
    ),
    Trade(
        "Elektroniker/in für Energie- und Gebäudetechnik", "26212", 42, Chamber.HWK, "craft", "Elektrohandwerk", _SMALL,
        ("Elektro {}", "{} Elektrotechnik"), ("Ohmsches Gesetz", "Schutzmaßnahmen"),
    ),
    Trade(
        "Anlagenmechaniker/in für Sanitär-, Heizungs- und Klimatechnik", "34212", 42, Chamber.HWK, "craft",
        "Sanitär, Heizung, Klima", _SMALL, ("{} Heizung und Sanitär", "{} Haustechnik"),
        ("Rohrweiten berechnen", "Heizlast"),
    ),
    Trade(
        "Friseur/in", "82312", 36, Chamber.HWK, "service", "Friseurhandwerk", (CompanySize.MICRO,),
        ("Salon {}", "{} Friseure"), ("Mischungsverhältnisse", "Kundengespräch"),
    ),
    Trade(
        "Bäcker/in", "29222", 36, Chamber.HWK, "service", "Bäckerhandwerk", _SMALL,
        ("Bäckerei {}", "Backstube {}"), ("Rezepturen umrechnen", "Teigführung"),
    ),
    Trade(
        "Verkäufer/in", "62102", 24, Chamber.IHK, "office", "Einzelhandel", _SHOP,
        ("{} Markt", "Kaufhaus {}", "Frischemarkt {}"), ("Kassenabrechnung", "Kalkulation"),
    ),
    Trade(
        "Kaufmann/-frau für Büromanagement", "71402", 36, Chamber.IHK, "office", "Bürodienstleistungen", _SMALL,
        ("{} Verwaltungsdienste", "Spedition {}"), ("Buchungssätze", "Geschäftsbriefe"),
    ),
    Trade(
        "Medizinische/r Fachangestellte/r", "81102", 36, Chamber.HEALTH, "service", "Arztpraxis", (CompanySize.MICRO,),
        ("Praxis Dr. {}", "Hausarztpraxis {}"), ("Abrechnung", "Fachbegriffe"),
    ),
    Trade(
        "Tischler/in", "22342", 36, Chamber.HWK, "craft", "Tischlerhandwerk", _SMALL,
        ("Tischlerei {}", "{} Möbel und Innenausbau"), ("Maßstab und Zeichnung", "Verschnitt berechnen"),
    ),
    Trade(
        "Maler/in und Lackierer/in", "33212", 36, Chamber.HWK, "craft", "Malerhandwerk", _SMALL,
        ("Malerbetrieb {}", "Farbe und Raum {}"), ("Flächen und Mengen", "Untergründe"),
    ),
    Trade(
        "Dachdecker/in", "32142", 36, Chamber.HWK, "craft", "Dachdeckerhandwerk", _SMALL,
        ("{} Dach", "Bedachungen {}"), ("Dachneigung", "Flächenberechnung"),
    ),
    Trade(
        "Koch/Köchin", "29302", 36, Chamber.IHK, "service", "Gastgewerbe", _SMALL,
        ("Gasthof {}", "Restaurant {}"), ("Warenkunde", "Mengen und Preise"),
    ),
    Trade(
        "Fachlagerist/in", "51312", 24, Chamber.IHK, "office", "Lager und Logistik", _SHOP,
        ("{} Logistik", "Lagerhaus {}"), ("Lagerkennzahlen", "Ladungssicherung"),
    ),
    Trade(
        "Gärtner/in im Garten- und Landschaftsbau", "12142", 36, Chamber.AGRICULTURE, "craft",
        "Garten- und Landschaftsbau", _SMALL, ("{} Garten", "Grünbau {}"), ("Pflanzenkunde", "Pflasterflächen"),
    ),
)  # fmt: skip

#: What the lesson groups of a subject are called and what they work on.
SUBJECTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "craft": ("Fachrechnen Technik und Bau", ("Dreisatz und Prozent", "Einheiten umrechnen", "Flächen und Volumen",
              "Maßstab und Zeichnung", "Materialbedarf", "Schaltpläne lesen", "Prüfungsaufgaben Teil 1")),
    "office": ("Rechnungswesen und Deutsch", ("Kalkulation", "Buchungssätze", "Geschäftsbrief schreiben",
               "Warenkunde", "Prozent und Zins", "Prüfungsaufgaben Wirtschaftskunde")),
    "service": ("Fachkunde und Fachsprache", ("Fachbegriffe", "Mischungsverhältnisse", "Kundengespräch", "Hygiene",
                "Texte verstehen", "Rezepturen umrechnen", "Berichtsheft")),
}  # fmt: skip

COMPANY_NAMES = (
    "Winter", "Hoffstätter", "Kılıç", "Baumgart", "Nowak", "Seiffert", "Lang und Sohn", "Ferrari", "Rehbein",
    "Wolters", "Cordes", "Yavuz", "Hellwig", "Auental", "Petersen", "Stahlhut", "Marx", "Dorn", "Kranz", "Ostermann",
    "Fuchs", "Adler", "Rosenow", "Talblick", "Brunner", "Sand", "Eckhardt", "Lohmann", "Kühn", "Santoro",
)  # fmt: skip
