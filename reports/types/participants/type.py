"""The list of a measure's participants on a day, for audits (domain file, section 5.3)."""

from django.urls import reverse

from asa.accounts.enums import Role
from reports.engine.models import Report
from reports.engine.registry import Audience, Gap, PeriodKind, ReportType, Subject
from reports.types.participants.figures import Participant, ParticipantsFigures, participants_figures
from reports.types.participants.presentation import document

#: What an audit looks for in each line, and how a gap is called.
NEEDED = {
    "birth_date": "Geburtsdatum fehlt",
    "customer_number": "Kundennummer fehlt oder ist nicht sichtbar",
    "contact_person": "feste Ansprechperson fehlt",
    "agreed_minutes": "keine Stunden vereinbart",
}


def figures(report: Report, minimum: int) -> ParticipantsFigures:
    """Return the list as whoever ordered it may see it; small groups do not matter in a list of names."""
    assert report.measure is not None
    return participants_figures(report.measure, report.span.starts_on, reader=report.created_by)


def gaps(report: Report) -> list[Gap]:
    """Return what an audit would ask for, by person."""
    people = figures(report, 0).participants
    return [
        Gap(what, person.name, reverse("case_list"))
        for field, what in NEEDED.items()
        for person in people
        if _is_missing(person, field)
    ]


def _is_missing(person: Participant, field: str) -> bool:
    return getattr(person, field) in (None, "")


TYPE = ReportType(
    code="participants",
    name="Teilnehmendenliste",
    subject=Subject.MEASURE,
    period=PeriodKind.DAY,
    audiences=(Audience.AUDIT,),
    figures=figures,
    document=document,
    gaps=gaps,
    has_names=True,
    also_ordered_by=(Role.ADMIN, Role.BILLING),
    may_be_open=True,
)
