"""Finding occupations and places from what people type: umlauts, gender forms and typos are forgiven."""

import re
from dataclasses import dataclass

from django.db import connection

from companies.catalogue.folding import fold, plain
from companies.catalogue.models import OccupationName, Postcode
from companies.records.enums import Land

#: How alike a word must be to be looked at, 0–1 (pg_trgm). Lower finds worse typos and takes longer.
LIKENESS = 0.45

#: Abbreviations that people use and the official list does not know.
ABBREVIATIONS = {
    "mfa": "Medizinische Fachangestellte",
    "zfa": "Zahnmedizinische Fachangestellte",
    "tfa": "Tiermedizinische Fachangestellte",
    "shk": "Sanitär- Heizungs- und Klimatechnik",
    "pka": "Pharmazeutisch-kaufmännische Angestellte",
    "fisi": "Fachinformatiker Systemintegration",
    "fiae": "Fachinformatiker Anwendungsentwicklung",
}

#: An apprenticeship leads to requirement level 2 as a rule: such classes come first among equals.
_RANKED = """
    SELECT n.id, n.name, o.id AS occupation_id, o.code, o.title,
        similarity(n.search_key, %(key)s) + strict_word_similarity(%(key)s, n.search_key)
        + CASE WHEN n.search_key = %(key)s THEN 1 WHEN starts_with(n.search_key, %(key)s) THEN 0.5 ELSE 0 END
        + CASE right(o.code, 1) WHEN '2' THEN 0.25 WHEN '1' THEN 0 WHEN '3' THEN 0 ELSE -0.15 END AS score
    FROM companies_occupationname n JOIN companies_occupation o ON o.id = n.occupation_id
    WHERE %(key)s <%% n.search_key
    ORDER BY score DESC, length(n.name), n.name, n.id
    LIMIT %(limit)s
"""


@dataclass(frozen=True)
class OccupationHit:
    """One suggestion: the official name and the class it belongs to."""

    name_id: int
    name: str
    occupation_id: int
    code: str
    title: str

    @property
    def hint(self) -> str:
        return f"KldB {self.code}: {self.title}"


def search_occupations(text: str, limit: int = 10) -> list[OccupationHit]:
    """Return the occupation names that fit `text` best, requirement level 2 first; empty below two letters."""
    key = fold(" ".join(ABBREVIATIONS.get(word.lower(), word) for word in text[:120].split()))
    if len(key) < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(LIKENESS)])
        cursor.execute(_RANKED, {"key": key, "limit": limit})
        return [OccupationHit(*row[:5]) for row in cursor.fetchall()]


def exact_occupation(text: str) -> OccupationName | None:
    """Return the one official name that `text` spells exactly (up to capitals), or None if none or several do."""
    found = list(OccupationName.objects.select_related("occupation").filter(name__iexact=text.strip())[:2])
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class PlaceHit:
    """One place of a postcode."""

    postcode: str
    place: str
    land: str

    @property
    def land_name(self) -> str:
        return Land(self.land).label

    @property
    def label(self) -> str:
        return f"{self.postcode} {self.place} ({self.land_name})"


def search_places(text: str, limit: int = 12) -> list[PlaceHit]:
    """Return places for the beginning of a postcode or of a place's name; empty below two signs."""
    text = text.strip()
    if len(text) < 2:
        return []
    if re.fullmatch(r"\d{2,5}", text):
        rows = Postcode.objects.filter(postcode__startswith=text)
    else:
        rows = Postcode.objects.filter(place__istartswith=text)
    return [PlaceHit(*row) for row in rows.values_list("postcode", "place", "land")[:limit]]


def places_of(postcode: str) -> list[PlaceHit]:
    """Return every place of one complete postcode, in order of their names."""
    rows = Postcode.objects.filter(postcode=postcode).values_list("postcode", "place", "land")
    return sorted((PlaceHit(*row) for row in rows), key=lambda hit: plain(hit.place))
