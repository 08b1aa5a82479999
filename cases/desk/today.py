"""The start page "/": "Heute" for those who hold sessions, a short overview that leads for everyone else."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from asa.accounts.access import Access, access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.models import Membership, Site, User
from asa.accounts.permissions import signed_in
from asa.accounts.profiles import lacks_telephone
from cases.desk.additions import added_tasks
from cases.desk.cover.services import lacking
from cases.desk.life.access import waiting_for
from cases.desk.more import administration_words
from cases.desk.role_tasks import role_lines
from cases.desk.trainee_page import trainee_page
from cases.months.closing.models import CorrectionState, MonthCorrection, ProForma
from cases.months.closing.services import month_words, open_months
from cases.months.emaw.read_model import arrears_of
from cases.months.statuses.notices import notices_for
from cases.people.models import Case, Exam, Measure, TrainingContract
from cases.sessions.choices import by_name
from cases.sessions.enums import ATTENDED
from cases.sessions.models import Attendance, Session
from cases.sessions.offers.services import open_offers, sessions_to_staff, without_staff
from cases.sessions.views import with_names
from cases.support.planning.models import StaffAbsence

TRIAL_NOTICE = timedelta(days=28)
WITHOUT_CONTACT = timedelta(weeks=5)
OPEN_ROWS = 5
TASK_ROWS = 8
CONTACT_ROWS = 4

#: A session of today is "running" until this long after its end, so that it stays the card until written down.
CARD_STAYS = timedelta(minutes=90)


@dataclass(frozen=True)
class Row:
    """A line with a link: a derived task, a birthday, an exam."""

    title: str
    sub: str
    url: str
    on: date | None = None
    badge_kind: str = ""
    badge_text: str = ""


@dataclass(frozen=True)
class Step:
    """A step of setting up, or an entry of an overview."""

    title: str
    url: str
    state: str = ""
    is_done: bool = False
    sub: str = ""
    badge_kind: str = ""


@dataclass
class Day:
    """Everything that "Heute" shows."""

    today: date
    card: Session | None = None
    later: list[Session] = field(default_factory=list)
    earlier: list[Session] = field(default_factory=list)
    count: int = 0
    next_one: Session | None = None
    open_sessions: list[Session] = field(default_factory=list)
    open_count: int = 0
    tasks: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)


@signed_in
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show each role where its work begins."""
    user: User = request.user  # type: ignore[assignment]
    access = access_of(user)
    if access.may(DataClass.LESSON, Action.CREATE):
        is_contact = Role.CONTACT_PERSON in access.roles
        hint = is_contact and lacks_telephone(user, access.provider_id)
        return render(request, "cases/desk/today.html", {"day": day_of(user), "lacks_telephone": hint})
    if access.is_staff:
        return render(request, "cases/desk/overview.html", overview_of(user, access))
    if access.roles & {Role.FUNDER, Role.AUDITOR}:
        return redirect("report_list")
    return trainee_page(request, user)


# ---- "Heute" ----


def day_of(user: User) -> Day:
    """Collect the day of a person who holds sessions; the number of queries does not depend on how many there are."""
    now, today_ = timezone.now(), timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today_, time()))
    tomorrow = timezone.make_aware(datetime.combine(today_ + timedelta(days=1), time()))
    mine = Session.objects.of_staff(user)
    sessions = list(
        with_names(mine.filter(cancelled_at=None, starts_at__gte=midnight, starts_at__lt=tomorrow), user).order_by(
            "starts_at", "pk"
        )
    )
    for session in sessions:
        session.people.sort(key=by_name)  # type: ignore[attr-defined]  # prefetched by with_names()
    day = Day(today_, count=len(sessions))
    open_today = [s for s in sessions if not s.is_documented and s.ends_at + CARD_STAYS > now]
    day.card = open_today[0] if open_today else None
    for session in sessions:
        if session is not day.card:
            (day.later if session.starts_at > now else day.earlier).append(session)
    undocumented = mine.undocumented(now).exclude(pk__in=[day.card.pk] if day.card else [])
    day.open_sessions = list(with_names(undocumented.order_by("starts_at", "pk"), user)[: OPEN_ROWS + 1])
    day.open_count = len(day.open_sessions)
    if day.open_count > OPEN_ROWS:
        day.open_count = undocumented.count()
        day.open_sessions = day.open_sessions[:OPEN_ROWS]
    shown = {session.pk for session in day.open_sessions}
    day.earlier = [s for s in day.earlier if s.pk not in shown]
    if not sessions:
        day.next_one = mine.filter(cancelled_at=None, starts_at__gte=tomorrow).order_by("starts_at").first()
    exams = _exams(user, today_)
    tasks = [*_trial_ends(user, today_), *_without_contact(user, now), *_late_messages(user, today_)]
    tasks += _day_status(user, today_)
    tasks += _offers(user, today_)
    roles_url = reverse("role_grant_list")
    tasks += [Row(title, words, roles_url) for title, words in role_lines(user, access_of(user), today_)]
    tasks += _lacking_cover(user, today_)
    tasks += added_tasks(user)
    tasks += [row for row in exams if row.on and row.on < today_]
    day.tasks = sorted(tasks, key=lambda row: row.on or today_)
    day.tasks = [*day.tasks, *(row for row in exams if row.on and row.on > today_ + timedelta(days=6))][:TASK_ROWS]
    week = today_ + timedelta(days=6)
    day.events = sorted(
        [*_birthdays(user, today_), *(row for row in exams if row.on and today_ <= row.on <= week)],
        key=lambda row: row.on or today_,
    )
    return day


def _person_url(case: Case) -> str:
    return reverse("case_detail", args=[case.public_id])


def _trial_ends(user: User, today_: date) -> list[Row]:
    """Trial periods (Probezeit, § 20 BBiG) of own cases that end within four weeks."""
    contracts = (
        TrainingContract.objects.visible_to(user, DataClass.MASTER)
        .current(today_)
        .filter(trial_ends_on__range=(today_, today_ + TRIAL_NOTICE), case__in=Case.objects.running())
        .select_related("case__trainee", "company")
        .order_by("trial_ends_on", "pk")[:TASK_ROWS]
    )
    return [
        Row(
            title=f"Probezeit von {contract.case.trainee.full_name}",
            sub=f"{contract.company.name}, {contract.occupation_name}",
            url=_person_url(contract.case),
            on=contract.trial_ends_on,
            badge_kind="warning" if (contract.trial_ends_on - today_).days <= 14 else "info",  # type: ignore[operator]
            badge_text=f"bis {contract.trial_ends_on:%d.%m.}",
        )
        for contract in contracts
    ]


def _without_contact(user: User, now: datetime) -> list[Row]:
    """Own people whom nobody has met for five weeks. Teachers are not asked: contact is the case team's task."""
    since = now - WITHOUT_CONTACT
    met = Attendance.objects.filter(case=OuterRef("pk"), outcome__in=ATTENDED, session__starts_at__gte=since)
    cases = (
        Case.objects.visible_to(user, DataClass.TALK)
        .running()
        .filter(~Exists(met), started_on__lte=since.date())
        .exclude(state="suspended")
        .select_related("trainee")
        .order_by("started_on", "pk")[:CONTACT_ROWS]
    )
    return [
        Row(
            title=f"{case.trainee.full_name} anrufen",
            sub="kein Kontakt seit fünf Wochen",
            url=_person_url(case),
            badge_kind="warning",
            badge_text="heute",
        )
        for case in cases
    ]


def _late_messages(user: User, today_: date) -> list[Row]:
    """One line when messages of the agency's interface are late, for those who write them."""
    if not access_of(user).roles & {Role.CONTACT_PERSON, Role.SOCIAL_WORKER}:
        return []
    late = arrears_of(user, today_).overdue
    if not late:
        return []
    words = "1 Nachricht überfällig" if late == 1 else f"{late} Nachrichten überfällig"
    url = f"{reverse('emaw_journal')}?show=overdue"
    return [Row(title=f"eM@w: {words}", sub="", url=url, badge_kind="danger", badge_text="überfällig")]


def _offers(user: User, today_: date) -> list[Row]:
    """One line for freelance people who were offered dates and have not answered yet."""
    count = open_offers(user).count()
    if not count:
        return []
    words = "1 Termin wird Ihnen angeboten" if count == 1 else f"{count} Termine werden Ihnen angeboten"
    return [Row(words, "annehmen oder ablehnen", reverse("offer_list"), today_, "info", "offen")]


def _lacking_cover(user: User, today_: date) -> list[Row]:
    """Absences without anybody who stands in, and deputyships that the team lead has still to make."""
    return [
        Row(
            f"Vertretung fehlt: {lack.absence.member.user.full_name}" if lack.is_bare else "Vertretung eintragen",
            _absence_words(lack.absence),
            reverse("absence_detail", args=[lack.absence.public_id]),
            badge_kind="danger" if lack.is_bare else "warning",
            badge_text="fehlt" if lack.is_bare else "offen",
        )
        for lack in lacking(user, today_)
    ]


def _lacking_staff(user: User, access: Access) -> list[Row]:
    """One line for those who find somebody, while sessions to come are held by nobody."""
    if not access.roles & {Role.ADMIN, Role.TEAM_LEAD}:
        return []
    number = without_staff(sessions_to_staff(user)).count()
    if not number:
        return []
    words = "1 Termin ohne Besetzung" if number == 1 else f"{number} Termine ohne Besetzung"
    address = reverse("unstaffed_list")
    return [Row(words, "jemanden finden", address, badge_kind="warning", badge_text="offen")]


def _absence_words(absence: StaffAbsence) -> str:
    return f"{absence.member.user.full_name}, {absence.starts_on:%d.%m.%Y} bis {absence.ends_on:%d.%m.%Y}"


def _day_status(user: User, today_: date) -> list[Row]:
    """An unexcused day in the Vorphase, on the day itself; a long sickness two weeks before the BAB ends."""
    return [
        Row(n.title, n.sub, n.url, today_ if n.badge_kind == "danger" else n.on, n.badge_kind, n.badge_text)
        for n in notices_for(user, today_)
    ]


def _exams(user: User, today_: date) -> list[Row]:
    """Exams whose result is open: those of the next four weeks, and past ones for whoever enters results."""
    exams = Exam.objects.visible_to(user).filter(on__lte=today_ + timedelta(days=28), result="")
    if not access_of(user).may(DataClass.PLAN, Action.UPDATE):
        exams = exams.filter(on__gte=today_)
    exams = exams.filter(contract__case__in=Case.objects.running()).select_related("contract__case__trainee")
    return [_exam_row(exam, is_missing=exam.on < today_) for exam in exams.order_by("on", "pk")[: TASK_ROWS * 2]]


def _exam_row(exam: Exam, *, is_missing: bool) -> Row:
    case = exam.contract.case
    return Row(
        title=f"{exam.title}: {case.trainee.full_name}",
        sub="Ergebnis eintragen" if is_missing else exam.contract.occupation_name,
        url=reverse("exam_list", args=[case.public_id]) if is_missing else _person_url(case),
        on=exam.on,
        badge_kind="warning" if is_missing else "info",
        badge_text="Ergebnis fehlt" if is_missing else f"am {exam.on:%d.%m.}",
    )


def _birthdays(user: User, today_: date) -> list[Row]:
    """Birthdays of the next seven days among own people; the birth date is class M, so teachers see none."""
    days = {(today_ + timedelta(days=n)): n for n in range(7)}
    is_near = Q()
    for day in days:
        is_near |= Q(trainee__birth_date__month=day.month, trainee__birth_date__day=day.day)
    cases = Case.objects.visible_to(user, DataClass.MASTER).running().filter(is_near).select_related("trainee")
    rows = []
    for case in cases[:TASK_ROWS]:
        born = case.trainee.birth_date
        on = next(day for day in days if (day.month, day.day) == (born.month, born.day))  # type: ignore[union-attr]
        rows.append(
            Row(
                title=case.trainee.full_name,
                sub=f"wird {on.year - born.year}",  # type: ignore[union-attr]
                url=_person_url(case),
                on=on,
            )
        )
    return rows


# ---- overview of the other roles ----


def overview_of(user: User, access: Access) -> dict:
    """Return what administration, team lead, billing and data protection begin with."""
    steps = _first_steps(user) if Role.ADMIN in access.roles else []
    is_new = any(not step.is_done for step in steps)
    return {"steps": steps if is_new else [], "entries": _entries(user, access), "is_new": is_new}


def _first_steps(user: User) -> list[Step]:
    """Return the steps of a new provider with their states; all done means that the provider has begun."""
    sites, members = Site.objects.count(), Membership.objects.active().exclude(user=user.pk).count()
    measures, cases = Measure.objects.visible_to(user).count(), Case.objects.visible_to(user).count()
    plan = [
        ("Standorte und Teams anlegen", reverse("record_list", args=["standorte"]), sites, "Standort", "Standorte"),
        ("Kolleginnen und Kollegen einladen", reverse("member_list"), members, "Person", "Personen"),
        ("Erste Maßnahme anlegen", reverse("administration"), measures, "Maßnahme", "Maßnahmen"),
        ("Teilnehmende übernehmen", reverse("import_start"), cases, "Person", "Personen"),
    ]
    return [
        Step(title, url, "fertig" if count else "offen", bool(count), f"{count} {one if count == 1 else many}")
        for title, url, count, one, many in plan
    ]


def _entries(user: User, access: Access) -> list[Step]:
    """Return the places where the work of these roles lies, with one figure each."""
    entries = []
    for title, words in role_lines(user, access, timezone.localdate()):
        entries.append(Step(title, reverse("role_grant_list"), "offen", sub=words))
    entries += [
        Step(row.title, row.url, row.badge_text, sub=row.sub, badge_kind=row.badge_kind)
        for row in (*_lacking_cover(user, timezone.localdate()), *_lacking_staff(user, access), *added_tasks(user))
    ]
    if access.may(DataClass.MINIMAL, Action.READ):
        running = Case.objects.visible_to(user).running().aggregate(n=Count("pk"))["n"]
        entries.append(Step("Teilnehmende", reverse("case_list"), sub=f"{running} in laufender Unterstützung"))
    if Role.TEAM_LEAD in access.roles:
        waiting = Session.objects.visible_to(user).undocumented(timezone.now()).count()
        entries.append(Step("Noch nicht erfasste Termine im Team", reverse("session_open_list"), sub=str(waiting)))
    if waiting := waiting_for(user):
        words = f"{waiting} zu entscheiden"
        entries.append(Step("Berichtigungen von Austritten", reverse("exit_correction_list"), "offen", sub=words))
    if access.may(DataClass.REPORT, Action.READ):
        entries.append(Step("Berichte", reverse("report_list"), sub="Zahlen und Texte, ihre Freigabe"))
    if access.roles & {Role.ADMIN, Role.BILLING}:
        entries.append(_month_entry(timezone.localdate()))
        entries.extend(_correction_entries(user))
        entries.append(Step("eM@w-Journal", reverse("emaw_journal"), sub=arrears_of(user).words))
    if access.roles & {Role.ADMIN, Role.TEAM_LEAD, Role.DATA_PROTECTION}:
        entries.append(Step("Verwaltung", reverse("administration"), sub=administration_words(access.roles)))
    return entries


def _month_entry(today_: date) -> Step:
    """Return the close of the last month: before its lock day how long there is, after it since when it is overdue."""
    left = open_months(today_)
    url = reverse("month_last")
    if left is None and not Measure.objects.exists():
        return Step("Monat", url, sub="noch keine Maßnahme")
    if left is None:
        return Step("Monat", url, state="abgeschlossen", is_done=True, sub="alle Maßnahmen sind abgeschlossen")
    title = f"Monat {month_words(left.month)}"
    return Step(title, url, state="überfällig" if left.is_overdue else "offen", sub=left.words)


def _correction_entries(user: User) -> list[Step]:
    """Return what waits for this user as the second person: corrections and services pro forma."""
    corrections = MonthCorrection.objects.visible_to(user).filter(state=CorrectionState.REQUESTED)
    count = corrections.exclude(requested_by=user.pk).count()
    count += ProForma.objects.visible_to(user).waiting_for(user).count()
    return [Step("Korrekturen", reverse("correction_list"), "offen", sub=f"{count} zu entscheiden")] if count else []
