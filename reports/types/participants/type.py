"""The list of a measure's participants on a day, for audits (domain file, section 5.3)."""

from django.urls import reverse

from asa.accounts.enums import Role
from cases.people.enums import CaseState
from cases.people.models import Case
from reports.engine.models import Report
from reports.engine.registry import Audience, Gap, PeriodKind, ReportType, Subject, Unit
from reports.types.participants.figures import Participant, ParticipantsFigures, listed_cases, participants_figures
from reports.types.participants.presentation import document

#: What an audit looks for in each line, how a gap is called, and where it is mended.
NEEDED = {
    "birth_date": ("Geburtsdatum fehlt", "trainee_edit"),
    "customer_number": ("Kundennummer fehlt oder ist nicht sichtbar", "trainee_edit"),
    "contact_person": ("feste Ansprechperson fehlt", "contact_person_change"),
    "agreed_minutes": ("keine Stunden vereinbart", "grant_list"),
}


def figures(report: Report, minimum: int) -> ParticipantsFigures:
    """Return the list as whoever ordered it may see it; small groups do not matter in a list of names."""
    assert report.measure is not None
    return participants_figures(report.measure, report.span.starts_on, reader=report.created_by)


def gaps(report: Report) -> list[Gap]:
    """Return what an audit would ask for, by person; nobody in the pre-phase has hours (domain file, section 4)."""
    listed = _listed(report)
    return [
        Gap(what, line.name, reverse(route, args=[case.public_id]), case.pk)
        for field, (what, route) in NEEDED.items()
        for case, line in listed
        if _is_missing(line, field)
    ]


def whole(report: Report) -> dict[str, int]:
    """Return how many people stand in the list."""
    return {Unit.CASE: len(_listed(report))}


def _listed(report: Report) -> list[tuple[Case, Participant]]:
    assert report.measure is not None
    return listed_cases(report.measure, report.span.starts_on, reader=report.created_by)[0]


def _is_missing(line: Participant, field: str) -> bool:
    if field == "agreed_minutes" and line.phase == CaseState.PRE_PHASE.label:
        return False
    return getattr(line, field) in (None, "")


TYPE = ReportType(
    code="participants",
    name="Teilnehmendenliste",
    subject=Subject.MEASURE,
    period=PeriodKind.DAY,
    audiences=(Audience.AUDIT,),
    figures=figures,
    document=document,
    gaps=gaps,
    whole=whole,
    has_names=True,
    lists_cases=True,
    also_ordered_by=(Role.ADMIN, Role.BILLING),
    may_be_open=True,
)
