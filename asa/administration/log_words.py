"""German words for what a log entry is about: models name themselves, pages are named by their German address."""

import re
from functools import cache

from django.apps import apps
from django.urls import get_resolver

from asa.accounts.models import LogEntry

FORMER = "Früherer Gegenstand"
FORMER_PAGE = "Frühere Seite"

#: Records of installed packages, which have English names only.
FOREIGN = {"mfa.authenticator": "Zweiter Faktor", "usersessions.usersession": "Sitzung im Browser"}


@cache
def thing_word(object_type: str) -> str:
    """Return the German name of a kind of record ("cases.session" → "Termin").

    A kind that no longer exists keeps its entries, so it has a word too.
    """
    if object_type in FOREIGN:
        return FOREIGN[object_type]
    try:
        word = str(apps.get_model(object_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return FORMER
    return word[:1].upper() + word[1:]


@cache
def page_word(route: str) -> str:
    """Return the German address of a page ("case_export" → "Seite „teilnehmende/export“"); its ids become "…"."""
    found = get_resolver().reverse_dict.getlist(route)
    if not found:
        return FORMER_PAGE
    address = re.sub(r"%\(\w+\)s", "…", found[0][0][0][0]).strip("/")
    return f"Seite „{address}“" if address else "Startseite"


def about(entry: LogEntry) -> str:
    """Return what the entry is about, in German: the kind of record with its number, else the page."""
    if entry.object_type:
        number = f" {entry.object_id}" if entry.object_id else ""
        return thing_word(entry.object_type) + number
    return page_word(entry.route) if entry.route else ""
