"""What the provider did with a company in a period: contacts and hours, without names of apprentices."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from asa.accounts.sorting import in_order_of
from cases.people.models import TrainingContract
from cases.sessions.enums import ATTENDED, SessionKind
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Session, SessionStaff
from cases.sessions.rules.enums import Account
from companies.records.models import Company
from reports.engine.periods import Period


@dataclass(frozen=True)
class Contact:
    """One session held with or at the company. `minutes` are what the hours account booked for it (measure account)."""

    on: date
    kind: str
    place: str
    employer_present: bool
    staff: tuple[str, ...]
    topic: str
    minutes: int


@dataclass(frozen=True)
class CompanyFigures:
    """Contacts of one company in a period, oldest first.

    `apprentices` counts people with a training contract there on at least one day of the period.
    """

    starts_on: date
    ends_on: date
    apprentices: int
    occupations: tuple[tuple[str, int], ...]
    contacts: tuple[Contact, ...]
    first_contact_ever: date | None
    last_contact_before: date | None


def company_figures(company: Company, period: Period) -> CompanyFigures:
    """Return the contacts of the period: documented sessions to which somebody came. Constant number of queries."""
    held = Session.objects.filter(company=company, documented_at__isnull=False, attendances__outcome__in=ATTENDED)
    held = held.exclude(kind=SessionKind.FIRST_CONTACT).distinct()
    inside = list(held.filter(starts_at__gte=period.starts_at, starts_at__lt=period.ends_at).order_by("starts_at"))
    before = Session.objects.filter(pk__in=held.values("pk"), starts_at__lt=period.starts_at)
    ends = before.aggregate(first=Min("starts_at"), last=Max("starts_at"))
    ids = [session.pk for session in inside]
    staff = _staff(ids)
    minutes = dict(
        LedgerEntry.objects.filter(session__in=ids, account=Account.MEASURE)
        .values_list("session")
        .annotate(minutes=Sum("minutes"))
    )
    contracts = _contracts(company, period)
    occupations = contracts.values_list("occupation_name").annotate(people=Count("case", distinct=True))
    return CompanyFigures(
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        apprentices=contracts.values("case").distinct().count(),
        occupations=tuple(occupations.order_by("-people", "occupation_name")),
        contacts=tuple(
            Contact(
                on=timezone.localdate(session.starts_at),
                kind=session.get_kind_display(),
                place=session.get_place_display(),
                employer_present=session.employer_present,
                staff=tuple(staff.get(session.pk, ())),
                topic=session.topic if session.employer_present else "",
                minutes=minutes.get(session.pk, 0),
            )
            for session in inside
        ),
        first_contact_ever=_day(ends["first"]),
        last_contact_before=_day(ends["last"]),
    )


def _contracts(company: Company, period: Period) -> QuerySet[TrainingContract]:
    running = Q(ended_on=None) | Q(ended_on__gte=period.starts_on)
    return TrainingContract.objects.filter(
        running, company=company, starts_on__lte=period.ends_on, ends_on__gte=period.starts_on
    ).order_by()


def _staff(sessions: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = SessionStaff.objects.filter(session__in=sessions).select_related("member__user")
    for row in rows.order_by(*in_order_of("member__user__last_name")):
        found.setdefault(row.session_id, []).append(row.member.user.full_name)
    return found


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
