"""What "Heute" says about day statuses: an unexcused day in the Vorphase, a sickness near the end of the grant.

§ 69 Abs. 2 SGB III: days without an important reason cost the BAB; in sickness it is paid at longest to the end of the
third calendar month after the start of the illness.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from cases.months.statuses.days import last_day, month_key
from cases.months.statuses.enums import DayKind
from cases.months.statuses.models import DayStatus
from cases.months.statuses.subjects import MEASURE
from cases.people.enums import CaseState
from cases.people.models import Case, MeasureStay
from cases.people.ranges import month_after

#: The line about an unexcused day stays this long after the day.
UNEXCUSED_STAYS = timedelta(days=7)
#: Warn this long before the grant ends.
SICKNESS_NOTICE = timedelta(days=14)
#: A sickness goes on while entries follow each other with no more than a weekend and holidays between.
LONGEST_GAP = timedelta(days=6)
LOOKBACK = timedelta(days=150)
SICK = (DayKind.SICK, DayKind.PROVISIONAL)


@dataclass(frozen=True)
class Notice:
    """A line of "Heute": who, what, which day, where it is looked at."""

    case: Case
    title: str
    sub: str
    on: date
    url: str
    badge_kind: str
    badge_text: str


def grant_end(sick_since: date) -> date:
    """Return the last day of the third calendar month after the month in which the illness began."""
    return last_day(month_after(month_after(month_after(sick_since))))


def _urls(cases: set[int], today: date) -> dict[int, str]:
    """Return the grid of the current measure per case, with its row on top."""
    stays = MeasureStay.objects.filter(case__in=cases, starts_on__lte=today).select_related("measure", "case")
    return {
        stay.case_id: f"{reverse('day_grid', args=[MEASURE, stay.measure.public_id, month_key(today)])}"
        f"?person={stay.case.public_id}"
        for stay in stays.order_by("starts_on")
    }


def notices_for(user: User, today: date) -> list[Notice]:
    """Return the lines for the people whom the person supports; two queries, three when there is something to say."""
    cases = Case.objects.visible_to(user, DataClass.TALK, Action.UPDATE).running()
    since = today - LOOKBACK
    recent = DayStatus.objects.filter(case__in=cases, on__range=(today - SICKNESS_NOTICE, today))
    sick = recent.filter(code__kind__in=SICK).values("case")
    unexcused = recent.filter(
        code__kind=DayKind.UNEXCUSED, case__state=CaseState.PRE_PHASE, on__gte=today - UNEXCUSED_STAYS
    ).values("case")
    found = DayStatus.objects.filter(Q(case__in=sick) | Q(case__in=unexcused), on__range=(since, today))
    by_case: dict[int, list[DayStatus]] = {}
    for status in found.select_related("case__trainee", "code").order_by("on"):
        by_case.setdefault(status.case_id, []).append(status)
    if not by_case:
        return []
    urls = _urls(set(by_case), today)
    rows = []
    for case_id, statuses in by_case.items():
        url = urls.get(case_id) or reverse("case_detail", args=[statuses[0].case.public_id])
        rows += [notice for make in (_unexcused, _long_sick) if (notice := make(statuses, today, url))]
    return sorted(rows, key=lambda row: (row.on, row.case.pk))


def _unexcused(statuses: list[DayStatus], today: date, url: str) -> Notice | None:
    case = statuses[0].case
    days = [status.on for status in statuses if status.code.kind == DayKind.UNEXCUSED]
    if case.state != CaseState.PRE_PHASE or not days or days[-1] < today - UNEXCUSED_STAYS:
        return None
    is_first = len(days) == 1
    return Notice(
        case,
        title=f"{case.trainee.full_name} fehlte unentschuldigt",
        sub="erster Tag in der Vorphase; kann die BAB kosten" if is_first else f"{len(days)} Tage in der Vorphase",
        on=days[-1],
        url=url,
        badge_kind="danger",
        badge_text="heute" if days[-1] == today else f"am {days[-1]:%d.%m.}",
    )


def _long_sick(statuses: list[DayStatus], today: date, url: str) -> Notice | None:
    run: list[date] = []
    for status in statuses:
        if status.code.kind not in SICK:
            run = []
        elif run and status.on - run[-1] > LONGEST_GAP:
            run = [status.on]
        else:
            run.append(status.on)
    if not run or run[-1] < today - SICKNESS_NOTICE:
        return None
    end = grant_end(run[0])
    if not end - SICKNESS_NOTICE <= today <= end:
        return None
    return Notice(
        statuses[0].case,
        title=f"{statuses[0].case.trainee.full_name}: lange Abwesenheit",
        sub=f"seit {run[0]:%d.%m.%Y}; die BAB läuft längstens bis {end:%d.%m.%Y}",
        on=end,
        url=url,
        badge_kind="warning",
        badge_text=f"bis {end:%d.%m.}",
    )
