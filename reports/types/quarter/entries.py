"""The entries behind the figures of quarter and year, as far as the reader may see them.

Bookings are those that existed when the data were counted; sessions, stays, contracts and exams are shown as they are
today. What the reader may not see is counted, never named.
"""

from dataclasses import replace
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, DecimalField, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Concat, Round, TruncDate
from django.urls import reverse
from django.utils import timezone

from asa.accounts.models import User
from asa.documents.spreadsheets import Column, Format
from cases.people.models import MeasureStay
from cases.sessions.enums import Outcome
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Attendance, AttendanceQuerySet, Session
from cases.sessions.rules.enums import Account
from reports.engine.blocks import day, number, text
from reports.engine.blocks import hours as hours_cell
from reports.engine.drill_down import Entry, EntryList
from reports.engine.models import Report
from reports.types.quarter.counting import ATTENDANCE, Counts
from reports.types.quarter.person_entries import TODAY, behind, list_of
from reports.types.quarter.queries import facts_of
from reports.types.quarter.scope import Scope, of_report

#: The lists that the spreadsheet carries for readers inside the provider.
SHEETS = (
    "end",
    "entries",
    "exits",
    "minutes",
    "own",
    "agreed",
    "sessions",
    "missed",
    "attendance",
    "companies",
    "breaks",
    "exams",
)
BOOKING_COLUMNS = (
    Column("Leistungstag", format=Format.DATE),
    Column("Maßnahme"),
    Column("Modul"),
    Column("Konto"),
    Column("Stunden", format=Format.TENTHS),
    Column("Erklärung"),
)
BOOKED = "Buchungen, die zum Stand der Daten bestanden, auch Korrekturen."
SHARED = "Hier stehen sie voll; im Bericht zählt der Anteil des Kostenträgers."


#: How many forms of sessions there are: "form:single" and "form:group".
FORMS = 2


def entries(report: Report, key: str, reader: User) -> EntryList | None:
    """Return what stands behind a figure's key; None for one that nobody knows.

    "end@2026-Q2" is the same figure of another period that the report shows; "rest:phases" is the row of a table
    that joins what is hidden.
    """
    scope, key = _of_period(of_report(report, report.provider.minimum_cell), key)
    keys = _joined(report, key) if key.startswith("rest:") else (key,)
    if not keys:
        return None
    name, _, kind = keys[0].partition(":")
    match name:
        case "minutes" | "own":
            return _bookings(report, scope, Account.MEASURE if name == "minutes" else Account.TRAINEE, kind, reader)
        case "success" if key == "success:hours_used:met":
            return _bookings(report, scope, Account.TRAINEE, "", reader)
        case "success" if key == "success:hours_used":
            keys = ("agreed",)
        case "sessions" | "missed" | "form":
            return _sessions(scope, name, kind if len(keys) < FORMS else "", reader)
        case "attendance":
            return _attendances(scope, kind, reader)
    return behind(Counts(facts_of(scope)), keys, reader)


def _of_period(scope: Scope, key: str) -> tuple[Scope, str]:
    """Return the scope of the period that the key names, one of those that the report compares, and the key alone."""
    plain, _, code = key.rpartition("@")
    shown = {period.code: period for period in (*scope.compared, *scope.series)}
    return (replace(scope, period=shown[code]), plain) if plain and code in shown else (scope, key)


def _joined(report: Report, key: str) -> tuple[str, ...]:
    """Return the keys that a table of the report hides one by one."""
    figures = (report.snapshot or {}).get("figures", {})
    name = key.partition(":")[2]
    group = figures.get("persons", {}).get(name) or figures.get(name)
    cells = group.get("cells", ()) if isinstance(group, dict) else ()
    return tuple(cell["key"] for cell in cells if cell["value"] is None)


def _bookings(report: Report, scope: Scope, account: Account, kind: str, reader: User) -> EntryList:
    rows = LedgerEntry.objects.filter(
        account=account,
        measure__in=scope.measures,
        service_month__in=scope.period.months,
        created_at__lte=report.data_as_of or timezone.now(),
    )
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.exclude(minutes=0)
    seen = rows.visible_to(reader).select_related("measure", "session", "case__trainee").order_by("service_on", "pk")
    found = [
        Entry(
            (
                day(row.service_on),
                text(row.measure.number),
                text(row.get_kind_display()),
                text(row.case.trainee.full_name if row.case else "Maßnahme"),
                hours_cell(row.minutes),
                text(row.explanation),
            ),
            reverse("session_bookings", args=[row.session.public_id]),
        )
        for row in seen
    ]
    head = tuple(column.title for column in BOOKING_COLUMNS)
    number_of, minutes = rows.aggregate(number=Count("pk"), minutes=Sum("minutes")).values()
    found_list = list_of(
        "Buchungen der Maßnahme" if account == Account.MEASURE else "Buchungen je Person",
        head,
        found,
        number_of,
        f"{BOOKED} {SHARED}" if scope.hours_by_share else BOOKED,
        today=f"{number(number_of)} Buchungen, {hours_cell(minutes or 0).text} Stunden",
    )
    return replace(found_list, stored=_booking_lines(seen), columns=BOOKING_COLUMNS)


def _booking_lines(seen: QuerySet[LedgerEntry]) -> QuerySet[Any]:
    """Return the same bookings as lines that the database writes itself: a funder's quarter has many thousands."""
    kinds = LedgerEntry._meta.get_field("kind").flatchoices
    hours = Cast("minutes", DecimalField(max_digits=12, decimal_places=4)) / 60
    return seen.values_list(
        "service_on",
        "measure__number",
        Choice(*(When(kind=kind, then=Value(str(label))) for kind, label in kinds), default="kind"),
        Choice(
            When(case=None, then=Value("Maßnahme")),
            default=Concat("case__trainee__first_name", Value(" "), "case__trainee__last_name"),
        ),
        Round(hours, 1),
        "explanation",
    )


def _sessions(scope: Scope, name: str, kind: str, reader: User) -> EntryList:
    """Return the sessions of the period to which somebody of the measures came, or nobody (`missed`)."""
    came = _in_scope(scope).filter(outcome__in=(Outcome.PRESENT, Outcome.LATE))
    if name == "missed":
        attended = _in_scope(scope).filter(outcome__in=(Outcome.PRESENT, Outcome.LATE, Outcome.PRO_FORMA))
        rows = Session.objects.filter(pk__in=_in_scope(scope).values("session"))
        rows = rows.exclude(pk__in=attended.values("session")).exclude(kind__in=("contact", "first_contact"))
    else:
        rows = Session.objects.filter(pk__in=came.values("session")).exclude(kind="first_contact")
    if kind and name == "form":
        everyone = Attendance.objects.filter(session=OuterRef("pk")).values("session")
        rows = rows.alias(invited=Subquery(everyone.annotate(number=Count("pk")).values("number")))
        rows = rows.filter(invited__gt=1) if kind == "group" else rows.filter(invited=1)
    elif kind:
        rows = rows.filter(kind=kind)
    visible = rows.visible_to(reader).order_by("starts_at")
    found = [
        Entry(
            (
                day(timezone.localdate(row.starts_at)),
                text(row.get_kind_display()),
                text(row.title),
                hours_cell(row.minutes),
            ),
            reverse("session_detail", args=[row.public_id]),
        )
        for row in visible
    ]
    title = "Ausgefallene Termine" if name == "missed" else "Termine"
    return list_of(title, ("Tag", "Modul", "Bezeichnung", "Dauer in Stunden"), found, rows.count(), TODAY)


def _in_scope(scope: Scope) -> AttendanceQuerySet:
    """Return the attendances of the period's settled sessions of people who were in the measures that day."""
    stays = MeasureStay.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("on")),
        case=OuterRef("case"),
        measure__in=scope.measures,
        starts_on__lte=OuterRef("on"),
    )
    rows = Attendance.objects.filter(
        Q(session__documented_at__isnull=False) | Q(session__cancelled_at__isnull=False),
        session__starts_at__gte=scope.period.starts_at,
        session__starts_at__lt=scope.period.ends_at,
    )
    return rows.exclude(outcome="").annotate(on=TruncDate("session__starts_at")).filter(Exists(stays))


def _attendances(scope: Scope, kind: str, reader: User) -> EntryList:
    outcomes = [outcome for key, _, of in ATTENDANCE if kind in ("", key) for outcome in of]
    outcomes = outcomes or [Outcome.CANCELLED_BY_PROVIDER]
    rows = _in_scope(scope).filter(outcome__in=outcomes).exclude(session__kind__in=("contact", "first_contact"))
    seen = rows.visible_to(reader).select_related("session", "case__trainee").order_by("session__starts_at", "pk")
    found = [
        Entry(
            (
                day(timezone.localdate(row.session.starts_at)),
                text(row.case.trainee.full_name),
                text(row.session.get_kind_display()),
                text(row.get_outcome_display()),
            ),
            reverse("session_detail", args=[row.session.public_id]),
        )
        for row in seen
    ]
    return list_of("Teilnahmen an Terminen", ("Tag", "Person", "Modul", "Ergebnis"), found, rows.count(), TODAY)
