"""The entries behind the figures of quarter and year, as far as the reader may see them.

Bookings are those that existed when the data were counted; sessions, stays, contracts and exams are shown as they are
today. What the reader may not see is counted, never named.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Case as Choice
from django.db.models import DecimalField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, Round, TruncDate
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import DataClass
from asa.accounts.models import User
from asa.documents.spreadsheets import Column, Format
from cases.people.models import Case, Exam, MeasureStay, TrainingContract
from cases.sessions.enums import Outcome
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Attendance, AttendanceQuerySet, Session
from cases.sessions.rules.enums import Account
from reports.engine.blocks import day, number, text
from reports.engine.blocks import hours as hours_cell
from reports.engine.drill_down import Entry, EntryList
from reports.engine.models import Report
from reports.types.quarter.counting import ATTENDANCE, Counts
from reports.types.quarter.definitions import SUCCESS
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
#: What a list of persons is called, by the figure that it stands behind.
PEOPLE = {
    "start": "Bestand am Anfang",
    "end": "Bestand am Ende",
    "entries": "Eintritte",
    "exits": "Austritte",
    "agreed": "Personen mit Vereinbarung",
}
TODAY = "Stand heute; seit dem Stand der Daten kann sich etwas geändert haben."
BOOKING_COLUMNS = (
    Column("Leistungstag", format=Format.DATE),
    Column("Maßnahme"),
    Column("Modul"),
    Column("Konto"),
    Column("Stunden", format=Format.TENTHS),
    Column("Erklärung"),
)
BOOKED = "Buchungen, die zum Stand der Daten bestanden, auch Korrekturen."


def entries(report: Report, key: str, reader: User) -> EntryList | None:
    """Return what stands behind a figure's key; None for one that nobody knows."""
    scope = of_report(report, report.provider.minimum_cell)
    name, _, kind = key.partition(":")
    match name:
        case "minutes" | "own":
            return _bookings(report, scope, Account.MEASURE if name == "minutes" else Account.TRAINEE, kind, reader)
        case "sessions" | "missed" | "form":
            return _sessions(scope, name, kind, reader)
        case "attendance":
            return _attendances(scope, kind, reader)
    return _counted(scope, key, reader)


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
    found_list = _list(
        "Buchungen der Maßnahme" if account == Account.MEASURE else "Buchungen je Person",
        head,
        found,
        rows.count(),
        BOOKED,
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
    if kind and name != "form":
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
    return _list(title, ("Tag", "Modul", "Bezeichnung", "Dauer in Stunden"), found, rows.count(), TODAY)


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
    return _list("Teilnahmen an Terminen", ("Tag", "Person", "Modul", "Ergebnis"), found, rows.count(), TODAY)


def _counted(scope: Scope, key: str, reader: User) -> EntryList | None:
    counts = Counts(facts_of(scope))
    name, _, kind = key.partition(":")
    if name in ("break", "breaks") or kind in ("broken", "followed"):
        wanted = {c.pk for c in counts.broken()}
        return _contracts(wanted, "Vorzeitig gelöste Verträge", reader)
    if name in ("exam", "exams") or kind in ("exam_first", "exam_all"):
        return _exams(counts, reader)
    if name == "companies":
        return _contracts({c.pk for c in counts.contracts_during()}, "Verträge im Zeitraum", reader)
    cases = _cases_behind(counts, key)
    return None if cases is None else _people(counts, cases, reader, PEOPLE.get(name, "Teilnahmen"))


def _cases_behind(counts: Counts, key: str) -> frozenset[int] | None:
    """Return the cases behind a key of persons; None for an unknown one."""
    name, _, kind = key.partition(":")
    parts = {part.key: part.persons for part in counts.stock()}
    for table in (*counts.persons_at_end().values(), *counts.exits().values(), counts.agreed()):
        parts |= {part.key: part.persons for part in table}
    for pair in (counts.trials(), counts.placements()):
        parts |= {part.key: part.persons for part in pair}
    if key == "agreed":
        return frozenset().union(*(part.persons for part in counts.agreed()))
    if name == "success" and kind in SUCCESS:
        tables = {"trial": counts.trials(), "placement": counts.placements(), "hours_used": counts.agreed()}
        chosen = tables.get(kind) or counts.exits()["reasons"]
        return frozenset().union(*(part.persons for part in chosen))
    return parts.get(key)


def _people(counts: Counts, cases: Iterable[int], reader: User, title: str) -> EntryList:
    wanted = {case for case in cases if case > 0}
    spells = {spell.case_id: spell for spell in counts.spells if spell.case_id in wanted}
    rows = Case.objects.visible_to(reader, DataClass.MINIMAL).filter(pk__in=wanted).select_related("trainee")
    found = [
        Entry(
            (
                text(case.trainee.full_name),
                day(spells[case.pk].starts_on),
                day(spells[case.pk].ends_on),
                text(case.get_state_display()),
                text(case.get_exit_reason_display() if case.exit_reason else ""),
            ),
            reverse("case_detail", args=[case.public_id]),
        )
        for case in rows.order_by("trainee__last_name", "trainee__first_name")
    ]
    head = ("Person", "Eintritt", "Austritt", "Phase heute", "Austrittsgrund")
    return _list(title, head, found, len(wanted), TODAY)


def _contracts(wanted: set[int], title: str, reader: User) -> EntryList:
    rows = TrainingContract.objects.visible_to(reader).filter(pk__in=wanted)
    found = [
        Entry(
            (
                text(row.case.trainee.full_name),
                text(row.company.name),
                text(row.occupation_name),
                day(row.starts_on),
                day(row.ended_on),
                text(row.get_end_reason_display()),
            ),
            reverse("case_detail", args=[row.case.public_id]),
        )
        for row in rows.select_related("case__trainee", "company").order_by("starts_on", "pk")
    ]
    head = ("Person", "Betrieb", "Beruf", "Beginn", "tatsächliches Ende", "Ende durch")
    return _list(title, head, found, len(wanted), TODAY)


def _exams(counts: Counts, reader: User) -> EntryList:
    period, there = counts.period, {spell.case_id for spell in counts.during}
    rows = Exam.objects.filter(contract__case__in=there, on__range=(period.starts_on, period.ends_on)).exclude(
        result=""
    )
    found = [
        Entry(
            (
                day(row.on),
                text(row.contract.case.trainee.full_name),
                text(row.get_kind_display()),
                text(row.get_result_display()),
            ),
            reverse("case_detail", args=[row.contract.case.public_id]),
        )
        for row in rows.visible_to(reader).select_related("contract__case__trainee").order_by("on", "pk")
    ]
    return _list("Prüfungen mit Ergebnis", ("Tag", "Person", "Prüfung", "Ergebnis"), found, rows.count(), TODAY)


def _list(title: str, head: tuple[str, ...], found: list[Entry], everything: int, note: str) -> EntryList:
    return EntryList(title, head, found, today=number(everything), note=note, hidden=everything - len(found))
