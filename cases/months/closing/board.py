"""The page "Monat": every measure of a month, where it stands, and its gaps by name with a way to settle them.

Names are joined here and only for those who may read them; the number of queries does not grow with the measures.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Sum
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from asa.accounts.models import User
from asa.design.templatetags.asa import clock, row_date
from cases.months.closing.enums import GapKind, MonthState
from cases.months.closing.gaps import Gap, gaps
from cases.months.closing.models import MonthClose
from cases.months.closing.services import lock_days, measures_in, month_words, state_of
from cases.months.closing.snapshot import before_the_first, figures_of, month_end
from cases.months.statuses.subjects import measure_subject
from cases.people.models import Case, ContactAssignment, Measure
from cases.people.models.measures import in_number_order
from cases.people.ranges import month_after, month_before, valid_on
from cases.sessions.ledger.models import MonthTotal
from cases.sessions.models import Session, SessionStaff
from cases.sessions.rules.enums import Account

#: Who works with the page.
CLOSERS = (Role.ADMIN, Role.BILLING)
#: So many rows that hinder, and so many hints, stand on the month's page below each measure; all on the measure's own.
SHOWN = 5
SHOWN_HINTS = 3


@dataclass(frozen=True)
class GapRow:
    """One gap for people: whom it is about, who can mend it, where. `url` is empty when only others may open it.

    `remind_url` takes `session` where the reader may not mend it: it writes to those who can.
    """

    kind: GapKind
    title: str
    sub: str = ""
    url: str = ""
    label: str = ""
    remind_url: str = ""
    session: UUID | None = None

    @property
    def hinders(self) -> bool:
        return self.kind.hinders


@dataclass(frozen=True)
class GapGroup:
    """The gaps of one kind."""

    kind: GapKind
    rows: tuple[GapRow, ...]


@dataclass(frozen=True)
class GapPart:
    """What hinders the close, or what is only a hint; `limit` rows of it stand on the page of all measures."""

    title: str
    rows: tuple[GapRow, ...]
    limit: int

    @property
    def shown(self) -> tuple[GapRow, ...]:
        return self.rows[: self.limit]

    @property
    def more(self) -> int:
        return max(0, len(self.rows) - self.limit)

    @property
    def groups(self) -> list[GapGroup]:
        """Return the rows by kind."""
        by_kind: dict[GapKind, list[GapRow]] = defaultdict(list)
        for row in self.rows:
            by_kind[row.kind].append(row)
        return [GapGroup(kind, tuple(by_kind[kind])) for kind in GapKind if by_kind[kind]]


@dataclass
class MeasureMonth:
    """A month of a measure: where it stands, what it lacks; `minutes` stand on the measure's account so far."""

    measure: Measure
    month: date
    state: MonthState
    until: date
    close: MonthClose | None = None
    rows: list[GapRow] = field(default_factory=list)
    minutes: int = 0
    is_empty: bool = False

    @property
    def hindering(self) -> list[GapRow]:
        return [row for row in self.rows if row.hinders]

    @property
    def warnings(self) -> list[GapRow]:
        return [row for row in self.rows if not row.hinders]

    @property
    def parts(self) -> list[GapPart]:
        """Return what hinders the close, then the hints; a part without rows is left out."""
        parts = (
            GapPart("Verhindert den Abschluss", tuple(self.hindering), SHOWN),
            GapPart("Hinweise", tuple(self.warnings), SHOWN_HINTS),
        )
        return [part for part in parts if part.rows]

    @property
    def is_closed(self) -> bool:
        return self.state == MonthState.CLOSED

    @property
    def can_close(self) -> bool:
        return self.state in (MonthState.OPEN, MonthState.OVERDUE, MonthState.BEFORE) and not self.hindering

    @property
    def badge(self) -> tuple[str, str]:
        """Return kind and words of the one badge of the row."""
        if self.is_closed:
            return "success", "abgeschlossen"
        if self.hindering:
            count = len(self.hindering)
            return "danger", f"{count} {'Lücke' if count == 1 else 'Lücken'}"
        if self.state == MonthState.RUNNING:
            return "info", "läuft noch"
        if self.state == MonthState.OVERDUE:
            return "warning", "überfällig"
        if self.state == MonthState.BEFORE:
            return "plain", "vor dem ersten Termin"
        return ("warning", "bereit, mit Hinweisen") if self.rows else ("info", "bereit")


@dataclass
class Board:
    """The page "Monat"."""

    month: date
    today: date
    measures: list[MeasureMonth]

    @property
    def words(self) -> str:
        return month_words(self.month)

    @property
    def before(self) -> date:
        return month_before(self.month)

    @property
    def after(self) -> date | None:
        after = month_after(self.month)
        return after if after <= self.today else None

    @property
    def open(self) -> list[MeasureMonth]:
        return [row for row in self.measures if not row.is_closed and row.state != MonthState.BEFORE]

    @property
    def before_first(self) -> list[MeasureMonth]:
        """Return the measures of which nothing was kept here yet: nobody has to close their month."""
        return [row for row in self.measures if row.state == MonthState.BEFORE]

    @property
    def closed(self) -> list[MeasureMonth]:
        return [row for row in self.measures if row.is_closed]

    @property
    def empty(self) -> list[MeasureMonth]:
        """Return the measures whose month is over, open and without anything: to be closed in one go."""
        return [row for row in self.open if row.is_empty and row.can_close]

    @property
    def until(self) -> date | None:
        return min((row.until for row in self.open), default=None)

    @property
    def is_running(self) -> bool:
        return self.today <= month_end(self.month)

    @property
    def is_overdue(self) -> bool:
        return any(row.state == MonthState.OVERDUE for row in self.open)


def board_of(user: User, month: date, *, on: date, now: datetime | None = None) -> Board:
    """Return every measure of the month (its first day) as it stands on a day."""
    visible = Measure.objects.visible_to(user).filter(pk__in=measures_in(month).values("pk"))
    measures = list(visible.select_related("lot", "funding_body").order_by(in_number_order()))
    return Board(month, on, measure_months(user, measures, month, on=on, now=now))


def measure_months(
    user: User, measures: Iterable[Measure], month: date, *, on: date, now: datetime | None = None
) -> list[MeasureMonth]:
    """Return the month of each measure with its gaps by name; closed ones have none. Constant number of queries."""
    measures = list(measures)
    if not measures:
        return []
    now = now or timezone.now()
    found = MonthClose.objects.filter(month=month, measure__in=measures).defer("snapshot").select_related("closed_by")
    closes = {close.measure_id: close for close in found}
    until = lock_days(measures, month)
    open_ones = [measure for measure in measures if measure.pk not in closes]
    lacking = gaps(open_ones, month, now=now if on <= month_end(month) else None)
    named = _named(user, [gap for some in lacking.values() for gap in some])
    totals = MonthTotal.objects.filter(account=Account.MEASURE, booking_month=month, measure__in=measures)
    minutes = dict(totals.values("measure").annotate(sum=Sum("minutes")).values_list("measure", "sum"))
    # A month without any booking may still hold sessions that count nothing.
    quiet = [measure for measure in open_ones if not minutes.get(measure.pk)]
    empty = {pk for pk, figures in figures_of(quiet, month).items() if figures.is_empty}
    before = before_the_first([measure for measure in quiet if measure.pk in empty], month)
    return [
        MeasureMonth(
            measure=measure,
            month=month,
            state=state_of(
                month, until[measure.pk], is_closed=measure.pk in closes, on=on, is_before=measure.pk in before
            ),
            until=until[measure.pk],
            close=closes.get(measure.pk),
            rows=[named[gap] for gap in lacking.get(measure.pk, ())],
            minutes=minutes.get(measure.pk, 0),
            is_empty=measure.pk in empty,
        )
        for measure in measures
    ]


def _named(user: User, found: list[Gap]) -> dict[Gap, GapRow]:
    """Return each gap with names and the place where this person may settle it."""
    cases = (
        Case.objects.visible_to(user)
        .filter(pk__in={gap.case_id for gap in found if gap.case_id})
        .select_related("trainee")
        .in_bulk()
    )
    keys = {gap.session_id for gap in found if gap.session_id}
    staff = SessionStaff.objects.select_related("member__user").order_by("pk")
    sessions = Session.objects.filter(pk__in=keys).prefetch_related(Prefetch("staff", queryset=staff)).in_bulk()
    editable = set(Session.objects.editable_by(user).filter(pk__in=keys).values_list("pk", flat=True))
    readable = set(Session.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    measures = Measure.objects.select_related("site").in_bulk({gap.measure_id for gap in found})
    contacts = _contacts_of(cases)
    rows = {}
    for gap in found:
        case = cases.get(gap.case_id) if gap.case_id else None
        if gap.session_id:
            session, measure = sessions[gap.session_id], measures[gap.measure_id]
            rows[gap] = _session_row(gap, session, case, measure, editable=editable, readable=readable)
        elif gap.case_id:
            rows[gap] = _case_row(gap, case, measures[gap.measure_id], contacts.get(gap.case_id, ""))
        else:
            rows[gap] = _measure_row(gap, measures[gap.measure_id])
    return rows


def _contacts_of(cases: Iterable[int]) -> dict[int, str]:
    """Return the name of the contact person of each case: who can mend a gap about a person."""
    rows = ContactAssignment.objects.filter(valid_on(), case__in=list(cases)).select_related("member__user")
    return {row.case_id: row.member.user.full_name for row in rows}


def _session_row(
    gap: Gap, session: Session, case: Case | None, measure: Measure, *, editable: set[int], readable: set[int]
) -> GapRow:
    names = ", ".join(row.member.user.full_name for row in session.staff.all())
    who = case.trainee.full_name if case else "Termin"
    people = gap.detail if gap.detail != "1 Person" else ""
    title = session.title or session.get_kind_display() if people else who
    when = f"{row_date(session.starts_at)}, {clock(session.starts_at)} Uhr"
    sub = " · ".join(part for part in (when, people, f"durch {names}" if names else "") if part)
    url = label = remind_url = ""
    if gap.kind == GapKind.UNDOCUMENTED and session.pk in editable:
        url, label = reverse("session_log", args=[session.public_id]), "Erfassen"
    elif session.pk in readable:
        url, label = reverse("session_detail", args=[session.public_id]), "Ansehen"
    if gap.kind == GapKind.UNDOCUMENTED and session.pk not in editable and names:
        month = f"{timezone.localdate(session.starts_at):%Y-%m}"
        remind_url = reverse("month_remind", args=[month, measure.public_id])
    return GapRow(gap.kind, title, sub, url, label, remind_url, session.public_id)


#: Where a gap of a person is settled, and what the link says.
_CASE_PLACES = {
    GapKind.NO_GRANT: ("grant_list", "Stunden ansehen"),
    GapKind.OVER_BUDGET: ("grant_list", "Stunden ansehen"),
}


def _case_row(gap: Gap, case: Case | None, measure: Measure, contact: str) -> GapRow:
    if case is None:
        return GapRow(gap.kind, "eine Person, die Sie nicht sehen dürfen", gap.detail)
    words = gap.detail
    if gap.kind == GapKind.PROVISIONAL and gap.on:
        words = f"ab {row_date(gap.on)}, {gap.detail}"
        url, label = f"{measure_subject(measure).url(gap.on)}?person={case.public_id}", "Klären"
    elif gap.kind == GapKind.OVERLAP and gap.on:
        words = row_date(gap.on)
        url, label = reverse("overlap_settle", args=[case.public_id, gap.session, gap.other_session]), "Klären"
    else:
        route, label = _CASE_PLACES.get(gap.kind, ("case_detail", "Zur Person"))
        url = reverse(route, args=[case.public_id])
    sub = " · ".join(part for part in (words, f"Ansprechperson {contact}" if contact else "") if part)
    return GapRow(gap.kind, case.trainee.full_name, sub, url, label)


def _measure_row(gap: Gap, measure: Measure) -> GapRow:
    if gap.kind == GapKind.EARLIER_OPEN and gap.on:
        url = reverse("month_measure", args=[f"{gap.on:%Y-%m}", measure.public_id])
        return GapRow(gap.kind, month_words(gap.on), "ist noch nicht abgeschlossen", url, "Ansehen")
    url = reverse("measure_years", args=[measure.public_id])
    return GapRow(gap.kind, "Kontingent der Maßnahme", gap.detail, url, "Kontingente")


def names_of(user: User, public_ids: Iterable[str]) -> dict[str, Case]:
    """Return the cases behind public ids that the person may see, with their people."""
    keys = [UUID(key) for key in public_ids]
    cases = Case.objects.visible_to(user).filter(public_id__in=keys).select_related("trainee")
    return {str(case.public_id): case for case in cases}
