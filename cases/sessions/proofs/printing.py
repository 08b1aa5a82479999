"""The printable attendance sheet of a month: known data filled in, an empty field for each signature."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from asa.accounts.models import Provider, User
from asa.accounts.sorting import in_order_of
from asa.design.templatetags.asa import clock, full_date, month_name
from asa.documents.rendering import html_to_pdf, printable
from cases.people.models import Case, Measure, MeasureStay
from cases.people.models.trainees import Trainee
from cases.sessions.models import Attendance, Session
from cases.support.planning.models import GroupMember, LessonGroup

BLANK_ROWS = 6


@dataclass(frozen=True)
class Block:
    """One table of the sheet. The last column of each row is left empty for the signature."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class PrintedSheet:
    """A sheet ready to be rendered."""

    title: str
    subject: str
    month: date
    provider: str
    blocks: list[Block]
    made_at: datetime

    @property
    def file_name(self) -> str:
        return f"Anwesenheitsliste-{self.month:%Y-%m}"


def _bounds(month: date) -> tuple[datetime, datetime]:
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    first, last = (datetime(d.year, d.month, 1, tzinfo=timezone.get_current_timezone()) for d in (month, after))
    return first, last


def _attendances(user: User, month: date):
    first, last = _bounds(month)
    rows = Attendance.objects.visible_to(user).filter(
        session__starts_at__gte=first, session__starts_at__lt=last, session__cancelled_at=None
    )
    return rows.select_related("session", "case__trainee")


def _name(trainee: Trainee) -> str:
    return printable(f"{trainee.last_name}, {trainee.first_name}")


def _outcome(row: Attendance) -> str:
    return row.get_outcome_display() if row.outcome else ""


def group_sheet(group: LessonGroup, month: date, user: User) -> PrintedSheet:
    """Return the sheet of a group: one table per session with its people, or a blank one when none is planned."""
    sessions = Session.objects.filter(
        Q(series__group=group) | Q(title=group.name, staff__member=group.staff_id), cancelled_at=None
    )
    by_session: dict[int, list[Attendance]] = {}
    rows = _attendances(user, month).filter(session__in=sessions.values("pk"))
    for row in rows.order_by(
        "session__starts_at", *in_order_of("case__trainee__last_name", "case__trainee__first_name")
    ):
        by_session.setdefault(row.session_id, []).append(row)
    heads = ("Name", "Ergebnis", "Unterschrift")
    blocks = [
        Block(_session_words(rows[0].session), heads, [(_name(r.case.trainee), _outcome(r), "") for r in rows])
        for rows in by_session.values()
    ]
    if not blocks:
        blocks = [Block("Termin am ____________ von ________ bis ________", heads, _members(group, month, user))]
    return _sheet(printable(group.name), month, group.provider_id, blocks)


def _members(group: LessonGroup, month: date, user: User) -> list[tuple[str, ...]]:
    first, last = (timezone.localdate(moment) for moment in _bounds(month))
    members = GroupMember.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=first),
        group=group,
        starts_on__lt=last,
        case__in=Case.objects.visible_to(user),
    ).select_related("case__trainee")
    names = [_name(member.case.trainee) for member in members]
    return [(name, "", "") for name in sorted(names)] or [("", "", "")] * BLANK_ROWS


def _session_words(session: Session) -> str:
    words = f"{full_date(session.starts_at)}, {clock(session.starts_at)} – {clock(session.ends_at)} Uhr"
    topic = printable(session.topic or session.title)
    return f"{words}, {session.minutes} Minuten" + (f": {topic}" if topic else "")


def measure_sheet(measure: Measure, month: date, user: User) -> PrintedSheet:
    """Return the sheet of a measure: one table per person with the sessions of the month."""
    first, last = (timezone.localdate(moment) for moment in _bounds(month))
    stays: dict[int, list[MeasureStay]] = {}
    for stay in MeasureStay.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=first), measure=measure, starts_on__lt=last
    ):
        stays.setdefault(stay.case_id, []).append(stay)
    by_case: dict[int, list[Attendance]] = {}
    names = in_order_of("case__trainee__last_name", "case__trainee__first_name")[:-1]
    for row in _attendances(user, month).filter(case__in=stays).order_by(*names, "case", "session__starts_at"):
        day = timezone.localdate(row.session.starts_at)
        if any(s.starts_on <= day and (s.ends_on is None or day <= s.ends_on) for s in stays[row.case_id]):
            by_case.setdefault(row.case_id, []).append(row)
    heads = ("Datum", "Zeit", "Art", "Minuten", "Ergebnis", "Unterschrift")
    blocks = [
        Block(_name(rows[0].case.trainee), heads, [_session_row(row) for row in rows]) for rows in by_case.values()
    ]
    return _sheet(printable(str(measure)), month, measure.provider_id, blocks)


def _session_row(row: Attendance) -> tuple[str, ...]:
    session = row.session
    time = f"{clock(session.starts_at)} – {clock(session.ends_at)}"
    return (full_date(session.starts_at), time, session.short_kind, str(session.minutes), _outcome(row), "")


def _sheet(subject: str, month: date, provider_id: int, blocks: list[Block]) -> PrintedSheet:
    provider = Provider.objects.get(pk=provider_id)
    return PrintedSheet(
        title=f"Anwesenheitsliste {month_name(month)}",
        subject=subject,
        month=month,
        provider=printable(provider.legal_name or provider.name),
        blocks=blocks,
        made_at=timezone.now(),
    )


def sheet_pdf(sheet: PrintedSheet) -> bytes:
    """Return the sheet as PDF/UA-1. Raises RenderingError."""
    return html_to_pdf(render_to_string("cases/sessions/proofs/printed_sheet.html", {"sheet": sheet}))
