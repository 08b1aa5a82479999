"""Invented people: first names with gender and home language, family names, streets, places."""

#: (first name, gender, home language)
FIRST_NAMES: tuple[tuple[str, str, str], ...] = (
    ("Amira", "f", "Arabisch"),
    ("Lukas", "m", "Deutsch"),
    ("Mia", "f", "Deutsch"),
    ("Deniz", "m", "Türkisch"),
    ("Olena", "f", "Ukrainisch"),
    ("Yusuf", "m", "Türkisch"),
    ("Jakub", "m", "Polnisch"),
    ("Leonie", "f", "Deutsch"),
    ("Samuel", "m", "Tigrinya"),
    ("Farah", "f", "Dari"),
    ("Finn", "m", "Deutsch"),
    ("Ioana", "f", "Rumänisch"),
    ("Mahdi", "m", "Dari"),
    ("Marlene", "f", "Deutsch"),
    ("Hamza", "m", "Arabisch"),
    ("Chiara", "f", "Italienisch"),
    ("Tim", "m", "Deutsch"),
    ("Bao", "m", "Vietnamesisch"),
    ("Sina", "f", "Kurdisch"),
    ("Jonas", "m", "Deutsch"),
    ("Abdoulaye", "m", "Französisch"),
    ("Emilia", "f", "Deutsch"),
    ("Arben", "m", "Albanisch"),
    ("Nele", "f", "Deutsch"),
    ("Robin", "d", "Deutsch"),
    ("Rania", "f", "Arabisch"),
    ("Max", "m", "Deutsch"),
    ("Dragana", "f", "Serbisch"),
    ("Ali", "m", "Persisch"),
    ("Lara", "f", "Deutsch"),
    ("Kwame", "m", "Englisch"),
    ("Paul", "m", "Deutsch"),
    ("Sofia", "f", "Griechisch"),
    ("Elias", "m", "Deutsch"),
    ("Anastasia", "f", "Russisch"),
    ("Mert", "m", "Türkisch"),
    ("Johanna", "f", "Deutsch"),
    ("Tesfay", "m", "Tigrinya"),
    ("Merle", "f", "Deutsch"),
    ("Ivan", "m", "Bulgarisch"),
)

LAST_NAMES = (
    "Haddad", "Brandt", "Yıldız", "Kovalenko", "Schreiber", "Nowicki", "Weidner", "Tekle", "Ahmadi", "Lindner",
    "Popescu", "Rezaei", "Vogelsang", "Mansour", "Ricci", "Oppermann", "Pham", "Demir", "Hollmann", "Diallo",
    "Reinhardt", "Krasniqi", "Becher", "Sommer", "Khalil", "Wagenknecht", "Petrović", "Moradi", "Steinbach", "Boateng",
    "Ziegler", "Papadakis", "Förster", "Iwanowa", "Kaplan", "Thielemann", "Gebremariam", "Albers", "Dimitrow", "Roth",
    "Özkan", "Hartwig", "Saleh", "Grünewald", "Shevchenko", "Lorenz", "Traoré", "Behrens", "Hoxha", "Amiri",
    "Kessler", "Marinescu", "Osman", "Wendt", "Jovanović", "Tran", "Böttcher", "Aziz", "Kaiser", "Mensah",
)  # fmt: skip

STREETS = ("Beispielweg", "Musterallee", "Probegasse", "Modellstraße", "Übungsplatz", "Am Exempel", "Vorlagenring")

#: Invented places; the postcodes are not given to any place.
PLACES = (("34999", "Auental"), ("35999", "Hohenfurt"), ("36499", "Niederauen"), ("35899", "Talheim an der Aue"))

SCHOOLS = (
    "Berufliche Schulen Auental",
    "Gewerbliche Schule Hohenfurt",
    "Kaufmännische Schule Auental",
)

SCHOOL_DAYS = (
    "Montag und jeden zweiten Mittwoch",
    "Dienstag und Donnerstag bis 13 Uhr",
    "Mittwoch und Freitag",
    "Blockunterricht, je zwei Wochen",
)
