"""What is still open for a case after a day, and its end: sessions, series, groups, support, proposals of hours."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from cases.desk.life.cancel_notices import told_of_cancellation, write_cancellations
from cases.months.statuses.models import DayStatus
from cases.people.models import Case, TrainingContract
from cases.sessions.enums import Outcome
from cases.sessions.ledger.services import check_months_open
from cases.sessions.models import Attendance, Session
from cases.sessions.series.group_services import end_member
from cases.sessions.series.services import end_series
from cases.sessions.services import cancel_session
from cases.support.budgets.models import HourGrant
from cases.support.budgets.services import OPEN_STATES, close_with_case
from cases.support.models import SupportElement
from cases.support.planning.models import GroupMember, SessionSeries

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OpenThings:
    """What would end with the case; `contract` is only said, its end is entered elsewhere."""

    sessions: list[Session] = field(default_factory=list)
    series: list[SessionSeries] = field(default_factory=list)
    groups: list[GroupMember] = field(default_factory=list)
    elements: list[SupportElement] = field(default_factory=list)
    grants: list[HourGrant] = field(default_factory=list)
    contract: TrainingContract | None = None

    @property
    def lines(self) -> list[str]:
        """Return one German line per kind of thing that is there."""
        counted = (
            (len(self.sessions), "Termin", "Termine", "abgesagt oder ohne diese Person weitergeführt"),
            (len(self.series), "Serie", "Serien", "beendet"),
            (len(self.groups), "Gruppe", "Gruppen", "verlassen"),
            (len(self.elements), "geplante Unterstützung", "geplante Unterstützungen", "beendet"),
            (len(self.grants), "offener Vorschlag zu Stunden", "offene Vorschläge zu Stunden", "geschlossen"),
        )
        return [
            f"{count} {one if count == 1 else many}: {'wird' if count == 1 else 'werden'} {what}"
            for count, one, many, what in counted
            if count
        ]


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def open_sessions(case: Case, first: date, last: date | None = None) -> list[Session]:
    """Return the planned sessions of a case from the first to the last day, soonest first.

    `people` says how many are expected in each.
    """
    rows = Attendance.objects.filter(
        case=case,
        outcome="",
        session__starts_at__gte=_moment(first),
        session__documented_at=None,
        session__cancelled_at=None,
    )
    if last is not None:
        rows = rows.filter(session__starts_at__lt=_moment(last + ONE_DAY))
    sessions = Session.objects.filter(pk__in=rows.values("session")).annotate(people=Count("attendances"))
    return list(sessions.order_by("starts_at", "pk"))


def open_things(case: Case, on: date) -> OpenThings:
    """Return everything that lies open after the day `on`, in a fixed number of queries."""
    later = Q(ends_on=None) | Q(ends_on__gt=on)
    contracts = TrainingContract.objects.current(on).filter(case=case).select_related("company")
    return OpenThings(
        sessions=open_sessions(case, on + ONE_DAY),
        series=list(SessionSeries.objects.filter(case=case, ends_on__gt=on)),
        groups=list(GroupMember.objects.filter(later, case=case).select_related("group", "case")),
        elements=list(SupportElement.objects.filter(later, case=case)),
        grants=list(HourGrant.objects.filter(case=case, state__in=OPEN_STATES)),
        contract=contracts.first(),
    )


def cancel_sessions(case: Case, sessions: Iterable[Session], *, reason: str, by: User | None) -> int:
    """Cancel the sessions that are for this person alone, take the person out of the others; return how many.

    The person, and the companies that expected a session which is cancelled, get one mail each.
    """
    count = 0
    sessions = list(sessions)
    told = told_of_cancellation(case, sessions)
    for session in sessions:
        others = session.attendances.exclude(case=case).exists()
        if others:
            check_months_open([case], timezone.localdate(session.starts_at))
            session.attendances.filter(case=case, outcome="").delete()
            record(LogKind.CHANGE, by=by, subject=session, act="person_taken_out", case=case.pk)
        else:
            cancel_session(
                session=session, outcome=Outcome.CANCELLED_BEFORE, by=by, version=session.version, reason=reason
            )
        count += 1
    write_cancellations(case, told, by=by)
    return count


def end_open_things(case: Case, on: date, *, by: User | None) -> None:
    """End all of it with the day `on`."""
    things = open_things(case, on)
    cancel_sessions(case, things.sessions, reason="Austritt", by=by)
    for series in things.series:
        end_series(series=series, last_on=on, by=by, version=series.version)
    for member in things.groups:
        end_member(member=member, last_on=on, by=by)
    for element in things.elements:
        element.ends_on = max(on, element.starts_on)
        element.version += 1
        element.save(update_fields=["ends_on", "version"])
        record(LogKind.CHANGE, by=by, subject=element, act="ended")
    for grant in things.grants:
        close_with_case(grant=grant, by=by)


def check_nothing_after(case: Case, on: date) -> None:
    """Raise ValidationError where something written down says that the person was there after the day `on`.

    In a closed month it says so: there only a correction can change it.
    """
    after = _moment(on + ONE_DAY)
    held = Attendance.objects.filter(case=case, session__documented_at__isnull=False, session__starts_at__gte=after)
    last = held.exclude(outcome="").select_related("session").order_by("-session__starts_at").first()
    if last is not None:
        day = timezone.localdate(last.session.starts_at)
        raise ValidationError(
            {"on": f"Am {day:%d.%m.%Y} ist noch ein Termin erfasst. {_way_out(case, day)}"}, code="documented_after"
        )
    marked = DayStatus.objects.filter(case=case, on__gt=on).order_by("-on").first()
    if marked is not None:
        raise ValidationError(
            {"on": f"Am {marked.on:%d.%m.%Y} steht noch Anwesenheit. {_way_out(case, marked.on)}"}, code="marked_after"
        )


def _way_out(case: Case, day: date) -> str:
    try:
        check_months_open([case], day)
    except ValidationError:
        return "Dieser Monat ist abgeschlossen: Wählen Sie einen späteren Tag oder beantragen Sie dort eine Korrektur."
    return "Wählen Sie diesen Tag oder einen späteren, oder berichtigen Sie zuerst den Eintrag."
