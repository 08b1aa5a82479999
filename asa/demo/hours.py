"""Hours of the demonstration: bookings, agreements with the funding bodies, contingents, rates and closed months."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q, Sum

from asa.accounts.enums import Role
from asa.accounts.models import User
from asa.demo.day_marks import mark_months
from asa.demo.months import (
    add_pro_forma,
    ask_for_proofs,
    change_funding_body,
    correct_late,
    issue_forms,
    take_participant_list,
)
from asa.demo.organisation import Organisation
from asa.demo.participants import Participant
from asa.demo.world import World, at
from cases.months.billing.services import add_rate
from cases.months.closing.services import close_month, measures_in
from cases.months.emaw.enums import MessageState
from cases.months.emaw.events import on_event
from cases.months.emaw.models import EmawMessage
from cases.months.emaw.services import mark_sent
from cases.people.enums import MeasureModel
from cases.people.models import Lot, Measure, MeasureStay
from cases.people.ranges import month_after, valid_on
from cases.sessions.enums import SessionKind
from cases.sessions.ledger.models import MonthTotal
from cases.sessions.rules.enums import Account
from cases.support.budgets.contingents import MOST_YEARS, add_contingent, create_years, year_spans
from cases.support.budgets.enums import Channel, HourPart
from cases.support.budgets.reading import months_between
from cases.support.budgets.services import Message, Terms, agree, counter, propose
from cases.support.enums import SupportModule
from cases.support.models import SupportElement

HOUR = 60
#: How an agreement compares with what is needed: from too tight to too generous.
FACTORS = (0.8, 0.95, 1.0, 1.0, 1.05, 1.1, 1.4)
COUNTER_EVERY = 6  # one agreement in this many went through a counter-proposal
MORE_NEEDED = "Bedarf nach Rücksprache mit dem Betrieb höher."
OPEN_PROPOSALS = 3
WITHOUT_GRANT = 2
OVER_BUDGET = 1
CLOSED_AFTER_DAYS = 5  # the sixth of the next month, or the first working day after it
LEFT_DAYS = 10  # what became due in the last days is still to be sent
#: Cents per hour: invented, since real prices are part of each offer.
CENTS = {HourPart.TUITION: 4650, HourPart.STABILISATION: 4980, HourPart.TOTAL: 4890}


@dataclass
class Need:
    """What a case needed and needs: minutes delivered as (month, is tuition, minutes), planned minutes a week."""

    delivered: list[tuple[date, bool, int]] = field(default_factory=list)
    weekly: Counter[bool] = field(default_factory=Counter)

    def minutes(self, first: date, last: date, until: date, *, tuition: bool) -> int:
        """Return what was delivered in the period and what the plan still takes after `until`."""
        month, end = first.replace(day=1), last.replace(day=1)
        spent = sum(minutes for on, kind, minutes in self.delivered if kind == tuition and month <= on <= end)
        return spent + max(0, (last - until).days) // 7 * self.weekly[tuition]


def keep_hours(world: World, organisation: Organisation, participants: list[Participant]) -> None:
    """Agree, price and close as the provider would have done, once every session is booked."""
    billing = organisation.of(Role.BILLING, 0)[0].user
    change_funding_body(world, organisation)
    _agree(world)
    _contract(billing)
    mark_months(world, organisation, participants)
    ask_for_proofs(world, organisation)
    add_pro_forma(world, organisation, billing)
    _close(world, billing)
    issue_forms(world, billing)
    take_participant_list(world, organisation, billing)
    correct_late(world, organisation, billing)


# ---- agreements ----


def _agree(world: World) -> None:
    needs = _needs(world.until)
    stays = list(
        MeasureStay.objects.filter(starts_on__lte=world.until, case__started_on__isnull=False)
        .select_related("measure", "case")
        .order_by("pk")
    )
    running = [stay for stay in stays if stay.ends_on is None]
    unanswered, without = running[5 : 5 + OPEN_PROPOSALS], running[9 : 9 + WITHOUT_GRANT]
    overrun = running[12 : 12 + OVER_BUDGET]
    for stay in stays:
        if stay in without:
            continue
        for first, last in _periods(stay, world.until):
            is_newest = last >= world.until
            need = needs[stay.case_id]
            if is_newest and stay in overrun:  # agreed as if the plan of the coming weeks did not exist, and less
                need = Need([(on, kind, minutes * 3 // 5) for on, kind, minutes in need.delivered])
            _negotiate(world, stay, first, last, need, is_open=is_newest and stay in unanswered)


def _needs(until: date) -> dict[int, Need]:
    found: dict[int, Need] = defaultdict(Need)
    rows = MonthTotal.objects.filter(account=Account.TRAINEE).values("case", "service_month", "kind")
    for case, month, kind, minutes in rows.annotate(sum=Sum("minutes")).values_list(
        "case", "service_month", "kind", "sum"
    ):
        found[case].delivered.append((month, kind == SessionKind.TUITION, minutes))
    elements = SupportElement.objects.filter(valid_on(until))
    for case, module, minutes in elements.values_list("case", "module", "minutes_per_week"):
        found[case].weekly[module == SupportModule.TUITION] += minutes
    return found


def _periods(stay: MeasureStay, until: date) -> Iterator[tuple[date, date]]:
    """Yield the periods of twelve months that were negotiated for a stay, the last one reaching past `until`."""
    last_day = min(stay.ends_on or stay.measure.ends_on, stay.case.ended_on or stay.measure.ends_on)
    per_month = stay.measure.model == MeasureModel.ASAFLEX_2021
    for first, last in year_spans(stay.starts_on.replace(day=1) if per_month else stay.starts_on, 4):
        if first > min(until, last_day):
            return
        yield max(first, stay.starts_on), min(last, last_day)


def _negotiate(world: World, stay: MeasureStay, first: date, last: date, need: Need, *, is_open: bool) -> None:
    """Make the thread of one period: proposed by the funding body, sometimes countered, agreed unless left open."""
    case, measure, by = stay.case, stay.measure, _writer(stay, first)
    months = months_between(first, last)
    needed = [need.minutes(first, last, world.until, tuition=tuition) / months for tuition in (True, False)]
    asked_on = first - timedelta(days=12)
    factor = world.pick(FACTORS)

    def terms(share: float) -> Terms:
        return Terms(first, last, **_minutes(measure, [part * share for part in needed], months))

    def message(number: int, remark: str = "") -> Message:
        on = asked_on + timedelta(days=2 * number)
        channel = Channel.EMAW if measure.uses_emaw else Channel.LETTER
        return Message(on, channel, on if channel == Channel.LETTER else None, remark)

    grant = propose(case=case, measure=measure, terms=terms(factor), message=message(1), by=by)
    if is_open:
        return
    if world.rng.randrange(COUNTER_EVERY) == 0:
        higher = terms(factor * 1.2)
        if higher != terms(factor):
            counter(grant=grant, terms=higher, message=message(2, MORE_NEEDED), by=by)
            agree(grant=grant, message=message(3), by=by)
            return
    agree(grant=grant, message=message(2), by=by)


def _writer(stay: MeasureStay, day: date) -> User:
    """Return who answered for the case on a day, or first afterwards."""
    rows = stay.case.assignments.filter(Q(ends_on=None) | Q(ends_on__gte=day)).select_related("member__user")
    return rows.order_by("starts_on")[0].member.user


def _minutes(measure: Measure, monthly: list[float], months: int) -> dict[str, int]:
    if measure.model == MeasureModel.ASAFLEX_2021:
        tuition, stabilisation = (max(HOUR, round(part / 30) * 30) for part in monthly)
        return {"tuition_minutes": tuition, "stabilisation_minutes": stabilisation}
    return {"total_minutes": max(HOUR, round(sum(monthly) * months / HOUR) * HOUR)}


# ---- contracts ----


def _contract(by: User) -> None:
    """Measure years with contingents that fit the work done, and rates of the lot, as billing enters them."""
    for measure in Measure.objects.select_related("funding_body").order_by("pk"):
        charged = MonthTotal.objects.filter(account=Account.MEASURE, measure=measure)
        count = sum(last <= measure.ends_on for _, last in year_spans(measure.starts_on, MOST_YEARS))
        for year in create_years(measure=measure, starts_on=measure.starts_on, count=count, by=by):
            add_contingent(year=year, funding_body=measure.funding_body, minutes=_yearly(charged, measure), by=by)
    for lot in Lot.objects.order_by("pk"):
        for part, cents in CENTS.items():
            add_rate(lot=lot, part=part, cents_per_hour=cents, starts_on=lot.starts_on, source="Angebot (Demo)", by=by)


def _yearly(charged: object, measure: Measure) -> dict[HourPart, int]:
    """Return a year's contingent per part: what twelve months took, and a tenth more, in whole fifty hours."""
    months = max(1, charged.values("service_month").distinct().count())  # type: ignore[attr-defined]
    tuition = Q(kind=SessionKind.TUITION)
    sums = charged.aggregate(  # type: ignore[attr-defined]
        tuition=Sum("minutes", filter=tuition, default=0), other=Sum("minutes", filter=~tuition, default=0)
    )
    yearly = {name: max(1, round(minutes / months * 12 * 1.1 / 3000)) * 3000 for name, minutes in sums.items()}
    if measure.model == MeasureModel.ASAFLEX_2021:
        return {HourPart.TUITION: yearly["tuition"], HourPart.STABILISATION: yearly["other"]}
    return {HourPart.TOTAL: yearly["tuition"] + yearly["other"]}


# ---- months ----


def _close(world: World, by: User) -> None:
    """Close every month that is over; one with gaps stays open, as it would in life."""
    month = world.start.replace(day=1)
    while month < world.until.replace(day=1):
        for measure in measures_in(month):
            try:
                close_month(measure=measure, month=month, by=by, on=world.until, closed_at=_closing_time(world, month))
            except ValidationError:
                continue  # the gaps are shown on the page "Monat"
        month = month_after(month)


def _closing_time(world: World, month: date) -> datetime:
    """Return when billing closed a month: in the first days of the next one, at latest on the last simulated day."""
    day = world.calendar.open_from(month_after(month) + timedelta(days=CLOSED_AFTER_DAYS))
    return at(min(day, world.until), time(9, 20))


def report_to_agency(world: World, organisation: Organisation) -> None:
    """Note what had to be told to the agency, and that nearly all of it was sent in time."""
    by = organisation.of(Role.BILLING, 0)[0].user
    on_event(provider_id=world.provider.pk, today=world.until)
    due = EmawMessage.objects.filter(state=MessageState.DUE, due_on__lt=world.until - timedelta(days=LEFT_DAYS))
    for message in due.order_by("due_on", "pk"):
        if message.due_on is not None:
            mark_sent(message=message, on=message.due_on, by=by)
