"""What is lacking for a complete quarter or year: what, for whom, and the link that mends it."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from cases.months.closing.gaps import hindering
from cases.months.closing.models import MonthClose
from cases.months.closing.snapshot import month_end
from cases.people.enums import CaseState
from cases.people.models import Case, Measure, MeasureStay
from cases.support.budgets.reading import agreed_history
from reports.engine.models import Report
from reports.engine.periods import Period
from reports.engine.registry import Gap, Unit
from reports.types.quarter.counting import NO_CONTRACT, Counts
from reports.types.quarter.queries import facts_for_gaps
from reports.types.quarter.scope import Scope, of_report

NOT_CLOSED = "Monate nicht abgeschlossen"


def whole(report: Report) -> dict[str, int]:
    """Return how many persons were there in the period, and of how many months those are that nobody has closed."""
    scope = of_report(report, report.provider.minimum_cell)
    measures = Measure.objects.filter(pk__in=scope.measures).only("starts_on", "ends_on")
    there = Q(ends_on=None) | Q(ends_on__gte=scope.period.starts_on)
    stays = MeasureStay.objects.filter(there, measure__in=scope.measures, starts_on__lte=scope.period.ends_on)
    persons = stays.aggregate(number=Count("case", distinct=True))["number"]
    return {Unit.CASE: persons, NOT_CLOSED: len(_months(list(measures), scope.period))}


def _months(measures: list[Measure], period: Period) -> list[tuple[Measure, date]]:
    """Return every month of the period in which a measure ran, by month."""
    return [
        (measure, month)
        for month in period.months
        for measure in measures
        if measure.starts_on <= month_end(month) and measure.ends_on >= month
    ]


def gaps(report: Report) -> list[Gap]:
    """Return every gap of the measures in the period; the number of queries grows with the months only."""
    scope = of_report(report, report.provider.minimum_cell)
    measures = list(Measure.objects.filter(pk__in=scope.measures))
    counts = Counts(facts_for_gaps(scope))
    during = {spell.case_id for spell in counts.during}
    cases = {
        case.pk: case
        for case in Case.objects.filter(pk__in=during)
        .select_related("trainee")
        .only(
            "public_id", "state", "trainee__first_name", "trainee__last_name", "trainee__gender", "trainee__birth_date"
        )
    }
    return [
        *_of_months(measures, scope.period, cases),
        *_not_closed(measures, scope.period),
        *_without_grant(scope, counts, cases),
        *_of_persons(counts, cases),
    ]


def _of_months(measures: list[Measure], period: Period, cases: dict[int, Case]) -> list[Gap]:
    """Return sessions that nobody has written down, and days whose status is provisional."""
    found, numbers = [], {measure.pk: str(measure.public_id) for measure in measures}
    for month in period.months:
        for gap in hindering(measures, month):
            case = cases.get(gap.case_id or 0)
            on = f"{gap.on:%d.%m.%Y}" if gap.on else f"{month:%m/%Y}"
            if gap.session is not None:
                url = reverse("session_log", args=[gap.session])
                who = f"Termin am {on}, {gap.detail}"
                found.append(Gap("Termine nicht erfasst", who, url, gap.case_id, Unit.ITSELF))
            elif case is not None:
                grid = reverse("day_grid", args=["massnahme", numbers[gap.measure_id], f"{month:%Y-%m}"])
                url = f"{grid}?person={case.public_id}"
                who = f"{case.trainee.full_name}, ab {on}"
                found.append(Gap("Anwesenheit noch vorläufig", who, url, case.pk))
    return found


def _not_closed(measures: list[Measure], period: Period) -> list[Gap]:
    closes = MonthClose.objects.filter(measure__in=measures, month__in=period.months)
    closed = set(closes.values_list("measure", "month"))
    return [
        Gap(
            NOT_CLOSED,
            f"{measure.name}, {month:%m/%Y}",
            reverse("month_measure", args=[f"{month:%Y-%m}", measure.public_id]),
            unit=Unit.ITSELF,
        )
        for measure, month in _months(measures, period)
        if (measure.pk, month) not in closed
    ]


def _without_grant(scope: Scope, counts: Counts, cases: dict[int, Case]) -> list[Gap]:
    """Return persons without agreed hours in the period; whoever is in the pre-phase has none (domain file, 4)."""
    agreed = {
        case
        for case, grants in agreed_history(cases).items()
        for grant in grants
        if grant.measure_id in scope.shares
        and grant.starts_on <= scope.period.ends_on
        and grant.ends_on >= scope.period.starts_on
    }
    return [
        Gap("Stunden nicht vereinbart", case.trainee.full_name, reverse("grant_list", args=[case.public_id]), pk)
        for pk, case in cases.items()
        if pk not in agreed and case.state != CaseState.PRE_PHASE
    ]


def _of_persons(counts: Counts, cases: dict[int, Case]) -> list[Gap]:
    """Return what the tables of persons show as "keine Angabe", and exits without whereabouts or reason."""
    found = []
    tables = counts.persons_at_end()
    for table, key, what, route in (
        ("genders", "gender:none", "Geschlecht fehlt", "trainee_edit"),
        ("ages", "age:none", "Geburtsdatum fehlt", "trainee_edit"),
        ("occupations", "occupation:none", "Beruf fehlt", "case_detail"),
        ("occupations", NO_CONTRACT, "Kein laufender Ausbildungsvertrag erfasst", "case_detail"),
        ("chambers", "chamber:none", "Kammer fehlt", "case_detail"),
    ):
        persons = {case for part in tables[table] if part.key == key for case in part.persons}
        cell: tuple[str, ...] = ("persons", table, key)
        if key == NO_CONTRACT:  # in these phases there is none to record
            persons = {c for c in persons if c in cases and cases[c].state == CaseState.ACCOMPANYING}
            cell = ()
        found += [
            Gap(what, cases[pk].trainee.full_name, reverse(route, args=[cases[pk].public_id]), pk, cell=cell)
            for pk in sorted(persons)
            if pk in cases
        ]
    return [*found, *_sizes(counts), *_exits(counts, cases)]


def _sizes(counts: Counts) -> list[Gap]:
    contracts = [counts.contract_on(case, counts.period.ends_on) for case in counts.at_end]
    companies = {c.company_id: c.company for c in contracts if c is not None and not c.company.size}
    return [
        Gap(
            "Größe des Betriebs fehlt",
            company.name,
            reverse("company_edit", args=[company.public_id]),
            unit=Unit.COMPANY,
            cell=("persons", "sizes", "size:none"),
        )
        for company in companies.values()
    ]


def _exits(counts: Counts, cases: dict[int, Case]) -> list[Gap]:
    found = []
    for spell in counts.left(counts.period):
        case = cases.get(spell.case_id)
        ended_here = spell.last.ended_on == spell.ends_on
        if case is None or not ended_here:
            continue
        url = reverse("case_life", args=[case.public_id])
        if not spell.last.exit_reason:
            found.append(Gap("Austrittsgrund fehlt", case.trainee.full_name, url, case.pk))
        if not spell.last.whereabouts.strip():
            cell = ("places", "place:none")
            found.append(Gap("Verbleib nach Austritt fehlt", case.trainee.full_name, url, case.pk, cell=cell))
    return found
