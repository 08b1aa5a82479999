"""Letters that apps above `cases` show on a company's page, registered in their `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cases.portal.models import CompanyLink


@dataclass(frozen=True)
class CompanyLetter:
    """One letter (PDF) that the company may take; `url` holds the link's secret."""

    title: str
    on: date
    url: str


#: (link, secret) → the letters to this company, newest first. Each source checks the consent itself.
LETTER_SOURCES: list[Callable[[CompanyLink, str], list[CompanyLetter]]] = []


def letters_for(link: CompanyLink, secret: str) -> list[CompanyLetter]:
    """Return every letter that the company behind the link may read today."""
    return [letter for source in LETTER_SOURCES for letter in source(link, secret)]
