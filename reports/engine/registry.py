"""The types of reports. Each is one folder in `reports/types` whose `type.py` says everything about it.

The README in `reports` shows how a type is added.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import TextChoices

from asa.accounts.enums import Role
from reports.engine.blocks import Document

if TYPE_CHECKING:
    from asa.accounts.models import User
    from reports.engine.drill_down import EntryList
    from reports.engine.models import Report


class Subject(TextChoices):
    """What a report is about; the value is the field of `Report` that holds it."""

    MEASURE = "measure", "Maßnahme"
    LOT = "lot", "Los"
    FUNDING_BODY = "funding_body", "Kostenträger"
    PROVIDER = "provider", "Träger"
    CASE = "case", "Teilnahme"
    COMPANY = "company", "Betrieb"
    CASES = "cases", "ausgewählte Teilnahmen"


class Audience(TextChoices):
    """For whom a file is written."""

    FUNDER = "funder", "Agentur, Jobcenter und andere Kostenträger"
    COMPANY = "company", "Betrieb"
    TRAINEE = "trainee", "Teilnehmende"
    PROVIDER = "provider", "Träger"
    AUDIT = "audit", "Prüfdienst"


class PeriodKind(TextChoices):
    QUARTER = "quarter", "Quartal"
    YEAR = "year", "Kalenderjahr"
    SPAN = "span", "Zeitraum"
    DAY = "day", "Stichtag"


class Unit(TextChoices):
    """What a gap is counted by; the label says "bei 3 von 42 …"."""

    CASE = "case", "Teilnahmen"
    COMPANY = "company", "Betrieben"
    #: Counted by themselves: sessions, days, months.
    ITSELF = "itself", ""
    #: One thing that is there or not, without a number.
    ONE = "one", ""


@dataclass(frozen=True)
class Gap:
    """Something that is lacking for a complete report: what, for whom, and where it is mended (`url`, may be empty).

    `who` is for staff only: gaps never get into a snapshot, only their number does. `case` is the key of the case that
    `who` names: whoever may not see it is told the number only. `cell` is the way through the figures to the number
    that already says how many (table of persons, key of its cell); needed where numbers of few persons are hidden.
    """

    what: str
    who: str
    url: str = ""
    case: int | None = None
    unit: Unit = Unit.CASE
    cell: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportType:
    """Everything that the engine must know of one type of report."""

    code: str
    name: str
    subject: Subject
    period: PeriodKind
    audiences: tuple[Audience, ...]
    #: (report, minimum cell) → frozen dataclass of figures. Reads, writes nothing.
    figures: Callable[["Report", int], Any]
    #: (snapshot, texts, audience) → what page, PDF and spreadsheet show.
    document: Callable[[Mapping[str, Any], Mapping[str, str], str], Document]
    #: The form of the texts that people write; its cleaned fields become `Report.texts`.
    form: type[forms.Form] | None = None
    #: What is lacking before the report is made.
    gaps: Callable[["Report"], list[Gap]] | None = None
    #: Of how many: what a gap's `what` or its unit is a part of.
    whole: Callable[["Report"], Mapping[str, int]] | None = None
    #: (report, key, reader) → the entries behind a figure; None for an unknown key.
    entries: Callable[["Report", str, "User"], "EntryList | None"] | None = None
    #: Lists that only readers inside the provider get as further sheets: keys for `entries`.
    internal_sheets: tuple[str, ...] = ()
    #: Whether names of people stand in it: then only those who may see the people see it.
    has_names: bool = False
    #: Its figures say in `case_keys` whom it lists: then those see it who may see all of them.
    lists_cases: bool = False
    #: So many cases at most stand in one report about chosen cases: a longer file breaks the limits of rendering.
    most_cases: int = 0
    #: Roles that order this type although they write no reports.
    also_ordered_by: tuple[Role, ...] = ()
    #: The period may still be running (participants' list of today).
    may_be_open: bool = False
    #: What else goes with the PDF as a ZIP, for example the audit folder: report → {file name: bytes}.
    attachments: Callable[["Report"], dict[str, bytes]] | None = None
    #: The body of page and PDF; the blocks of the document unless the type brings its own.
    template: str = "reports/body.html"
    #: Name of the route where its texts are written, for a type that has pages of its own for it.
    writes_at: str = ""
    #: snapshot → the audiences that this one report is written for; all of the type's unless it says so.
    offered: Callable[[Mapping[str, Any]], tuple[Audience, ...]] | None = None
    #: Texts of the last report of the same subject are offered as a start.
    keeps_texts: bool = field(default=False)

    @property
    def has_gaps(self) -> bool:
        """Return whether the type says what is lacking; for templates, which would call `gaps`."""
        return self.gaps is not None


@cache
def report_types() -> Mapping[str, ReportType]:
    """Return every type by its code, in the order of their names."""
    import reports.types

    folders = [module.name for module in pkgutil.iter_modules(reports.types.__path__) if module.ispkg]
    found = [importlib.import_module(f"reports.types.{name}.type").TYPE for name in folders]
    return {one.code: one for one in sorted(found, key=lambda one: one.name)}


def report_type(code: str) -> ReportType:
    """Return the type; raises KeyError for a code that no folder has."""
    return report_types()[code]
