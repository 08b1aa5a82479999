"""What a list may contain: the fields with their German names, how their columns are called, how cells are read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from asa.design.fields import parse_hours
from cases.people.takeover import PHASES
from companies.catalogue.folding import plain


@dataclass(frozen=True)
class Column:
    """One field that a column may be mapped to; `names` are ways in which its head may be written."""

    key: str
    label: str
    group: str
    names: str
    read: Callable[[str], Any]
    max_length: int = 0


def _text(text: str) -> str:
    return text


_DOTTED = re.compile(r"(\d{1,2})\s*[.\-/]\s*(\d{1,2})\s*[.\-/]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_EXCEL_DAY_ZERO = date(1899, 12, 30)


def read_date(text: str) -> date:
    """Read 29.02.2024, 29.2.24, 2024-02-29 or Excel's number of a day. Raises ValidationError with what is wrong."""
    try:
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DOTTED.fullmatch(text):
            year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
            return date(year, int(match[2]), int(match[1]))
    except ValueError as error:
        raise ValidationError(f"Den Tag „{text}“ gibt es nicht.") from error
    if text.isdecimal() and 15_000 < int(text) < 80_000:
        return _EXCEL_DAY_ZERO + timedelta(days=int(text))
    raise ValidationError(f"„{text}“ ist kein Datum. Erwartet wird zum Beispiel 29.02.2024.")


def read_birth_date(text: str) -> date:
    """Read a date of birth; a two-digit year that would lie ahead belongs to the last century."""
    born = read_date(text)
    today = timezone.localdate()
    if born > today and not re.search(r"\d{4}", text):
        born = born.replace(year=born.year - 100)
    if not born.year >= 1940 or born > today:
        raise ValidationError(f"Das Geburtsdatum „{text}“ kann nicht stimmen.")
    return born


def read_postcode(text: str) -> str:
    """Return five digits; a zero that Excel dropped in front is put back."""
    digits = re.sub(r"^(?:D|DE)[\s-]*", "", text.strip(), flags=re.IGNORECASE)
    if re.fullmatch(r"\d{4}", digits):
        return f"0{digits}"
    if re.fullmatch(r"\d{5}", digits):
        return digits
    raise ValidationError(f"„{text}“ ist keine Postleitzahl mit fünf Ziffern.")


def read_phone(text: str) -> str:
    """Return the number as +49…; a zero that Excel dropped in front is tried as well."""
    for attempt in (text, f"0{text}"):
        try:
            number = phonenumbers.parse(attempt, "DE")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise ValidationError(f"„{text}“ ist keine Telefonnummer mit Vorwahl.")


def read_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValidationError(f"„{text}“ ist keine vollständige E-Mail-Adresse.") from error
    return text


_GENDERS = {"w": "f", "f": "f", "m": "m", "d": "d", "x": "d", "u": "", "k": ""}


def read_gender(text: str) -> str:
    """Return the code for w/m/d or the words that begin so."""
    code = _GENDERS.get(plain(text)[:1])
    if code is None:
        raise ValidationError(f"„{text}“ ist keine Angabe zum Geschlecht (w, m oder d).")
    return code


def read_hours(text: str) -> int:
    """Return hours as whole minutes: 12,5 or 12:30."""
    try:
        minutes = parse_hours(text)
    except (ValueError, ArithmeticError) as error:
        raise ValidationError(f"„{text}“ sind keine Stunden. Erwartet wird zum Beispiel 12,5.") from error
    if not 0 <= minutes <= 10_000 * 60:
        raise ValidationError(f"„{text}“ Stunden können nicht stimmen.")
    return minutes


def read_phase(text: str) -> str:
    """Return the state that a written phase means."""
    wanted = plain(text)
    for state, names in PHASES.items():
        if wanted in {plain(name) for name in (*names, state.label)}:
            return state.value
    words = ", ".join(f"„{state.label}“" for state in PHASES)
    raise ValidationError(f"„{text}“ ist keine Phase. Möglich sind {words}.")


PERSON, COMPANY, CONTRACT, CASE = "Person", "Betrieb", "Ausbildungsvertrag", "Teilnahme"

# fmt: off
COLUMNS = (
    Column("last_name", "Nachname", PERSON, "nachname|name|familienname|zuname", _text, 80),
    Column("first_name", "Vorname", PERSON, "vorname|rufname", _text, 80),
    Column(
        "birth_date", "Geburtsdatum", PERSON, "geburtsdatum|geb|geb am|gebdatum|geboren am|geboren", read_birth_date
    ),
    Column("customer_number", "Kundennummer", PERSON, "kundennummer|kdnr|kundennr", _text, 16),
    Column(
        "household_number", "BG-Nummer", PERSON,
        "bg nr|bedarfsgemeinschaft|nummer der bedarfsgemeinschaft", _text, 20,
    ),
    Column("gender", "Geschlecht", PERSON, "geschlecht|m/w/d|w/m/d", read_gender),
    Column("phone", "Telefon", PERSON, "telefon|tel|handy|mobil|telefonnummer|handynummer|rufnummer", read_phone),
    Column("email", "E-Mail", PERSON, "e mail|email|mail|e mail adresse", read_email, 254),
    Column(
        "street", "Straße und Hausnummer", PERSON, "strasse|str|strasse und hausnummer|adresse", _text, 120
    ),
    Column("postcode", "Postleitzahl", PERSON, "plz|postleitzahl", read_postcode),
    Column("place", "Ort", PERSON, "ort|wohnort|stadt", _text, 80),
    Column("guardian_name", "Sorgeberechtigte Person", PERSON, "sorgeberechtigte|eltern|vormund", _text, 120),
    Column("guardian_phone", "Telefon der sorgeberechtigten Person", PERSON, "telefon eltern", read_phone),
    Column("language", "Sprache", PERSON, "muttersprache", _text, 60),
    Column("interpreter_language", "Dolmetscher/in gewünscht für", PERSON, "dolmetscher|dolmetscher in", _text, 60),
    Column("school", "Berufsschule", PERSON, "berufsschule|schule", _text, 120),
    Column("company", "Betrieb", COMPANY, "betrieb|firma|ausbildungsbetrieb|unternehmen|arbeitgeber", _text, 160),
    Column("company_trade", "Branche", COMPANY, "branche|gewerbe", _text, 120),
    Column("company_postcode", "PLZ des Betriebs", COMPANY, "plz betrieb|betrieb plz|plz firma", read_postcode),
    Column("company_place", "Ort des Betriebs", COMPANY, "ort betrieb|betrieb ort|ort firma|betriebsort", _text, 80),
    Column("company_phone", "Telefon des Betriebs", COMPANY, "telefon betrieb|betrieb telefon", read_phone),
    Column(
        "trainer", "Ausbilder/in (Nachname)", COMPANY, "ausbilder|ausbilderin|ausbilder in", _text, 80
    ),
    Column("occupation", "Ausbildungsberuf", CONTRACT, "beruf|ausbildungsberuf|ausbildung als", _text, 250),
    Column(
        "starts_on", "Beginn der Ausbildung", CONTRACT, "beginn|ausbildungsbeginn|von|vertragsbeginn", read_date
    ),
    Column("ends_on", "Ende der Ausbildung", CONTRACT, "ende|ausbildungsende|bis|vertragsende", read_date),
    Column("trial_ends_on", "Ende der Probezeit", CONTRACT, "probezeit|probezeit bis|ende probezeit", read_date),
    Column("entry_on", "Eintritt", CASE, "eintritt am|eintrittsdatum|teilnahme seit|zugang", read_date),
    Column("measure", "Maßnahmenummer", CASE, "massnahme|massnahme nr|massnahmenr|massnahme nummer", _text, 60),
    Column("phase", "Phase", CASE, "stand|foerderphase", read_phase),
    Column(
        "contact_person", "Ansprechperson (E-Mail oder Name)", CASE,
        "ansprechperson|ausbildungsbegleitung|begleitung durch", _text, 254,
    ),
    Column(
        "social_workers", "Sozialpädagogische Begleitung (E-Mail oder Name)", CASE,
        "sozialpaedagoge|sozialpaedagogin|sozialpaedagogik|sozialpaedagogische begleitung|sozpaed", _text, 254,
    ),
    Column(
        "teachers", "Lehrkräfte (E-Mail oder Name, mit Semikolon getrennt)", CASE,
        "lehrkraft|lehrkraefte|lehrer", _text, 400,
    ),
    Column("agreed_from", "Stunden vereinbart ab", CASE, "vereinbart ab|zeitraum ab", read_date),
    Column("agreed_until", "Stunden vereinbart bis", CASE, "vereinbart bis|zeitraum bis", read_date),
    Column("total", "Budget in Stunden", CASE, "budget|unterstuetzungsbudget|stunden gesamt", read_hours),
    Column("tuition", "Unterricht je Monat in Stunden", CASE, "suf je monat|unterricht je monat", read_hours),
    Column(
        "stabilisation", "Stabilisierung je Monat in Stunden", CASE,
        "sbb je monat|stabilisierung je monat", read_hours,
    ),
    Column("used_total", "Verbraucht: Stunden vom Budget", CASE, "verbraucht|verbrauchte stunden", read_hours),
    Column(
        "used_tuition", "Verbraucht: Unterricht in Stunden", CASE,
        "verbraucht suf|verbraucht unterricht", read_hours,
    ),
    Column(
        "used_stabilisation", "Verbraucht: Stabilisierung in Stunden", CASE,
        "verbraucht sbb|verbraucht stabilisierung", read_hours,
    ),
    Column("used_until", "Verbraucht: letzter enthaltener Tag", CASE, "verbraucht bis|stand vom|stichtag", read_date),
    Column("source", "Verbraucht: Quelle", CASE, "quelle|aus software", _text, 120),
)
# fmt: on
BY_KEY = {column.key: column for column in COLUMNS}


def _head(text: str) -> str:
    """Return the head of a column without signs: "Geb.-Datum" → "geb datum"."""
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


def guess_mapping(header: list[str]) -> dict[str, int]:
    """Return field → column index for every column whose head is known; each column and each field once."""
    heads = [_head(text) for text in header]
    mapping: dict[str, int] = {}
    for column in COLUMNS:
        names = [_head(name) for name in (column.label, *column.names.split("|"))]
        names += [name.replace(" ", "") for name in names]
        for index, head in enumerate(heads):
            if index not in mapping.values() and head and (head in names or head.replace(" ", "") in names):
                mapping[column.key] = index
                break
    return mapping


def find_header(rows: list[list[str]]) -> int:
    """Return the index of the row of column heads: among the first ten the one with the most known heads."""
    counts = [len(guess_mapping(row)) for row in rows[:10]]
    best = max(range(len(counts)), key=lambda i: (counts[i], -i))
    if counts[best]:
        return best
    return next((i for i, row in enumerate(rows) if any(row)), 0)


_TOTAL = re.compile(r"^(summe|gesamt|gesamtzahl|anzahl|total|insgesamt)\b", re.IGNORECASE)


def is_total(row: list[str]) -> bool:
    """Return whether a row only sums up the ones above."""
    filled = [cell for cell in row if cell]
    return bool(filled) and len(filled) <= 3 and any(_TOTAL.match(cell) for cell in filled)
