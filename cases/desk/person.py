"""Everything the page "Person" shows, read in a fixed number of queries and cut to the reader's classes of data."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from asa.design.templatetags.asa import hours_clock, units
from cases.desk.admission.taking_over import missing_for
from cases.desk.case_team.read_model import CaseTeam, case_team
from cases.desk.life.access import CHANGERS
from cases.desk.person_edit.grants import may_grant, may_set_team
from cases.desk.search import contracts_newest_first, present_contract
from cases.desk.sight import Sight, desk_cases, sight_of
from cases.desk.timeline import KINDS, TimelineEntry, TimelineQuery, authors, held_by, in_hours, timeline
from cases.notes.enums import ConsentPurpose
from cases.notes.models import ConflictNote, Consent, CounsellingNote, HealthNote
from cases.people.enums import BEFORE_ENTRY
from cases.people.life.codes import ExitWords, exit_words
from cases.people.models import Admission, Case, Exam, MeasureStay, TrainingContract
from cases.people.ranges import valid_on
from cases.sessions.budgets.read_model import BudgetRow
from cases.sessions.ledger.balances import case_balances
from cases.sessions.ledger.models import MonthTotal
from cases.sessions.ledger.pre_phase import charges_nobody, outside_minutes, sessions_in_pre_phase
from cases.sessions.models import Attendance
from cases.sessions.rules.books import books_for
from cases.sessions.rules.enums import Account
from cases.support.enums import SupportModule
from cases.support.models import SupportElement

__all__ = ["PersonPage", "TimelineQuery", "person_page"]

UPCOMING = 5


@dataclass(frozen=True)
class NextThing:
    """One line of "Als Nächstes"; `clock` is empty for whole days."""

    on: datetime | date
    title: str
    sub: str = ""
    has_clock: bool = False
    session_id: object | None = None
    badge: str = ""


@dataclass(frozen=True)
class SupportBar:
    """One module in this month: minutes delivered, still scheduled, planned by the elements."""

    title: str
    done: int
    scheduled: int
    planned: int
    words: str


@dataclass(frozen=True)
class SealedKind:
    """One class of confidential notes: how many there are, what the reader may do."""

    code: str
    title: str
    count: int
    may_read: bool

    @property
    def words(self) -> str:
        return {0: "kein Eintrag", 1: "1 Eintrag"}.get(self.count, f"{self.count} Einträge")


@dataclass
class PersonPage:
    """The sections of the page; what the reader may not see is None or empty."""

    sight: Sight
    may_grant: bool = False
    may_change_life: bool = False
    may_set_team: bool = False
    contract: TrainingContract | None = None
    training_year: int | None = None
    contracts: list[TrainingContract] = field(default_factory=list)
    team: CaseTeam = field(default_factory=CaseTeam)
    stay: MeasureStay | None = None
    exams: list[Exam] = field(default_factory=list)
    upcoming: list[NextThing] = field(default_factory=list)
    bars: list[SupportBar] = field(default_factory=list)
    scale: int = 0
    pre_phase_minutes: int = 0
    budget: BudgetRow | None = None
    entries: list[TimelineEntry] = field(default_factory=list)
    has_more: bool = False
    learning_goals: list[str] = field(default_factory=list)
    query: TimelineQuery = field(default_factory=TimelineQuery)
    authors: list[User] = field(default_factory=list)
    sealed: list[SealedKind] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    other_cases: list[Case] = field(default_factory=list)
    open_admission: list[str] | None = None
    exit: ExitWords = field(default_factory=ExitWords)
    kinds: dict[str, str] = field(default_factory=lambda: KINDS)

    # what the template asks, by class of data
    @property
    def sees_master(self) -> bool:
        return self.sight.may(DataClass.MASTER)

    @property
    def may_edit(self) -> bool:
        return self.sight.may(DataClass.MASTER, Action.UPDATE)

    @property
    def sees_numbers(self) -> bool:
        return self.sight.may(DataClass.BENEFIT)

    @property
    def sees_lessons(self) -> bool:
        return self.sight.may(DataClass.LESSON)

    @property
    def sees_timeline(self) -> bool:
        return self.sight.may(DataClass.LESSON, Action.META) or self.sees_master

    @property
    def may_write_sessions(self) -> bool:
        return self.sight.may(DataClass.LESSON, Action.CREATE)

    @property
    def may_plan(self) -> bool:
        return self.sight.may(DataClass.LESSON, Action.UPDATE) and self.sees_master

    @property
    def plans_series_only(self) -> bool:
        """Return whether the reader plans sessions here without changing what support is agreed (a lead)."""
        return self.sight.may(DataClass.LESSON, Action.PLAN) and self.sees_lessons and not self.may_plan

    @property
    def sees_plans(self) -> bool:
        return self.sight.may(DataClass.PLAN)

    @property
    def sees_learning_goals(self) -> bool:
        return self.sight.may(DataClass.LEARNING)

    @property
    def may_edit_plan(self) -> bool:
        return self.sight.may(DataClass.PLAN, Action.UPDATE)

    @property
    def sees_talks(self) -> bool:
        return self.sight.may(DataClass.TALK)

    @property
    def may_tell_company(self) -> bool:
        return self.sight.may(DataClass.TALK, Action.UPDATE) and self.contract is not None

    @property
    def sees_worth(self) -> bool:
        return self.sight.may(DataClass.WORTH)

    @property
    def sees_documents(self) -> bool:
        return self.sight.may(DataClass.DOCUMENT)

    @property
    def may_give_consent(self) -> bool:
        return self.sight.may(DataClass.DOCUMENT, Action.CREATE)

    @property
    def may_withdraw_consent(self) -> bool:
        return self.sight.may(DataClass.DOCUMENT, Action.UPDATE)

    @property
    def open_purposes(self) -> list[ConsentPurpose]:
        """Purposes for which no valid consent is recorded."""
        given = {consent.purpose for consent in self.consents if consent.withdrawn_on is None}
        return [purpose for purpose in ConsentPurpose if purpose not in given]


def person_page(case: Case, user: User, query: TimelineQuery) -> PersonPage:
    """Return the page of one case as `user` may see it. The number of queries does not grow with the data."""
    sight = sight_of(user, case)
    page = PersonPage(sight=sight, query=query, may_grant=may_grant(user, case), may_set_team=may_set_team(user, case))
    page.may_change_life = page.may_edit and bool(access_of(user).roles & CHANGERS)
    today = timezone.localdate()
    _put_contracts(page, case, today)
    page.team = case_team(case, user, today)
    page.exit = exit_words(case)
    if page.may_edit and case.state in BEFORE_ENTRY:
        page.open_admission = _open_admission(case, today)
    page.stay = case.stays.filter(valid_on(today)).select_related("measure").first()
    if sight.may(DataClass.PLAN):
        page.exams = list(Exam.objects.filter(contract__case=case).order_by("-on", "-attempt"))
    page.upcoming = _upcoming(page, case, user, today)
    if sight.may(DataClass.LEARNING) and not page.sees_plans:
        page.learning_goals = learning_goals(case, today)
    if sight.may(DataClass.LESSON):
        _put_bars(page, case, today)
        page.authors = authors(case)
    page.entries, page.has_more = timeline(case, sight, query, user)
    page.sealed = _sealed(case, user, sight)
    page.other_cases = list(
        desk_cases(user).filter(trainee=case.trainee_id).exclude(pk=case.pk).order_by("-reported_on")
    )
    if page.sees_worth:
        page.budget = BudgetRow(case, None, case_balances([case.pk], today).get(case.pk))
    if sight.may(DataClass.DOCUMENT):
        page.consents = list(Consent.objects.filter(case=case).select_related("recorded_by"))
    return page


def _open_admission(case: Case, today: date) -> list[str] | None:
    """Return what an admission lacks that is not finished; None where there is none to finish."""
    admission = Admission.objects.open().select_related("case__trainee").filter(case=case).first()
    return None if admission is None else missing_for(admission, on=today)


def _put_contracts(page: PersonPage, case: Case, today: date) -> None:
    page.contracts = list(contracts_newest_first().select_related("company", "trainer").filter(case=case))
    page.contract = present_contract(page.contracts, today)
    if page.contract and page.contract.starts_on <= today:
        page.training_year = page.contract.training_year(today)


def _upcoming(page: PersonPage, case: Case, user: User, today: date) -> list[NextThing]:
    """Return next sessions, exams and the end of the trial period, soonest first."""
    things: list[NextThing] = []
    sight = page.sight
    if sight.may(DataClass.LESSON, Action.META):
        things += _next_sessions(case, user, sight)
    ahead = [exam for exam in reversed(page.exams) if exam.on >= today and not exam.result][:UPCOMING]
    things += [NextThing(exam.on, exam.title, badge=_distance(exam.on, today)) for exam in ahead]
    if page.contract and sight.may(DataClass.MASTER):
        dated = [(page.contract.trial_ends_on, "Ende der Probezeit"), (page.contract.ended_on, "Vertrag endet")]
        begins = [(c.starts_on, f"Ausbildung beginnt: {c.company.name}") for c in page.contracts if c.starts_on > today]
        dated = [*dated, *begins]
        things += [NextThing(on, title, badge=_distance(on, today)) for on, title in dated if on and on >= today]
    return sorted(things, key=lambda thing: _moment(thing.on))


def _moment(on: datetime | date) -> datetime:
    return on if isinstance(on, datetime) else timezone.make_aware(datetime.combine(on, time.min))


def _distance(on: date, today: date) -> str:
    """Return "in 3 Wochen" within two months, else nothing."""
    days = (on - today).days
    if days > 60:
        return ""
    if days <= 1:
        return "heute" if days == 0 else "morgen"
    return f"in {days} Tagen" if days < 14 else f"in {round(days / 7)} Wochen"


def learning_goals(case: Case, today: date) -> list[str]:
    """Return goal and content of the lessons planned now or later: what a teacher reads of the plans."""
    lessons = SupportElement.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), module=SupportModule.TUITION)
    found = [": ".join(part for part in (e.goal, e.content) if part) for e in lessons.filter(case=case)]
    return [words for words in dict.fromkeys(found) if words]


def _next_sessions(case: Case, user: User, sight: Sight) -> list[NextThing]:
    """Return the next sessions; only their kind where the reader may not read them and does not hold them."""
    planned = Attendance.objects.filter(
        case=case, session__ends_at__gte=timezone.now(), session__cancelled_at=None, session__documented_at=None
    ).select_related("session")
    things = []
    for row in planned.annotate(is_own=held_by(user)).order_by("session__starts_at")[:UPCOMING]:
        session, reads = row.session, row.is_own or sight.may(DataClass.LESSON)
        place = session.room or session.get_place_display()
        title = (session.title or session.get_kind_display()) if reads else session.get_kind_display()
        things.append(
            NextThing(
                session.starts_at,
                f"{title}, {place}" if reads else title,
                has_clock=True,
                session_id=session.public_id if reads else None,
            )
        )
    return things


def month_bounds(today: date) -> tuple[date, date]:
    """Return the first day of the month and of the next one."""
    first = today.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def planned_minutes(elements: list[SupportElement], first: date, after: date) -> dict[str, int]:
    """Return minutes per module that the elements plan between two days: minutes a week × weeks in force."""
    totals: dict[str, int] = {}
    for element in elements:
        start = max(element.starts_on, first)
        end = min(element.ends_on + timedelta(days=1), after) if element.ends_on else after
        days = max((end - start).days, 0)
        totals[element.module] = totals.get(element.module, 0) + round(element.minutes_per_week * days / 7)
    return totals


def _put_bars(page: PersonPage, case: Case, today: date) -> None:
    """Put the month's support on the page, in counted minutes: the basis of the budget."""
    first, after = month_bounds(today)
    begin, end = (_moment(day) for day in (first, after))
    elements = list(SupportElement.objects.filter(case=case, starts_on__lt=after).exclude(ends_on__lt=first))
    planned = planned_minutes(elements, first, after)
    counted = MonthTotal.objects.filter(case=case, account=Account.TRAINEE, service_month=first)
    done = dict(counted.values_list("kind").annotate(sum=Sum("minutes")))
    if page.stay is not None and page.stay.measure.has_pre_phase:
        page.pre_phase_minutes = outside_minutes(case, first, after - timedelta(days=1))
    ahead: dict[str, int] = {}
    book = books_for([page.stay.measure], today)[page.stay.measure_id] if page.stay else None
    open_rows = Attendance.objects.filter(
        case=case, session__starts_at__gte=max(begin, timezone.now()), session__starts_at__lt=end,
        session__kind__in=SupportModule.values, session__documented_at=None, session__cancelled_at=None,
    )  # fmt: skip
    rows = list(open_rows.select_related("session"))
    free: set[int] = set()
    if page.stay is not None and page.stay.measure.has_pre_phase and book is not None and charges_nobody(book):
        free = sessions_in_pre_phase(case, [row.session_id for row in rows])
    for row in rows:
        if row.session_id in free:
            continue
        kind, minutes = row.session.kind, row.session.minutes
        ahead[kind] = ahead.get(kind, 0) + (book.counted(kind, minutes) if book else minutes)
    page.bars = [_bar(module, done, ahead, planned) for module in SupportModule]
    page.scale = max(max(bar.done + bar.scheduled, bar.planned) for bar in page.bars)


def _bar(module: SupportModule, done: dict[str, Any], ahead: dict[str, int], planned: dict[str, int]) -> SupportBar:
    delivered, goal = done.get(module.value) or 0, planned.get(module.value, 0)
    scheduled = ahead.get(module.value, 0)
    is_tuition = module == SupportModule.TUITION
    spent = in_hours(delivered) if is_tuition else hours_clock(delivered).split("\u00a0")[0]
    of_units = f" ({units(delivered)})" if is_tuition and delivered else ""
    if goal:
        words = f"{spent} von {in_hours(goal, places=1) if is_tuition else hours_clock(goal)}"
        words += f" Std.{of_units}" if is_tuition else ""
    elif delivered or scheduled:
        words = f"{spent} Std.{of_units}"
    else:
        words = "nicht geplant"
    return SupportBar(module.label, delivered, scheduled, goal, words)


def _sealed(case: Case, user: User, sight: Sight) -> list[SealedKind]:
    """Return the classes of confidential notes whose existence the reader may know, with their number."""
    kinds = (("n", "Notizen", CounsellingNote), ("h", "Gesundheit", HealthNote), ("k", "Konflikte", ConflictNote))
    sealed = []
    for code, title, model in kinds:
        # "meta" on health data means a released hint only (matrix notes), never that there is an entry
        needed = Action.READ if model is HealthNote else Action.META
        if not sight.may(model.DATA_CLASS, needed):
            continue
        sealed.append(
            SealedKind(code, title, model.objects.filter(case=case).count(), sight.may(model.DATA_CLASS, Action.READ))
        )
    return sealed
