"""Day statuses of the last months: presence, school, company, sickness with its proof, one note still awaited."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from asa.accounts.enums import FundingKind, Role
from asa.accounts.models import User
from asa.demo.organisation import Organisation
from asa.demo.participants import Participant
from asa.demo.world import World, at, days_between, months_before
from cases.months.statuses.days import takes_entry
from cases.months.statuses.enums import ChangeCause, ProofRoute
from cases.months.statuses.models import DayCode
from cases.months.statuses.services import MOST_MARKS, Mark, Proof, ensure_codes, mark_days
from cases.people.enums import CaseState
from cases.people.models import Case, MeasureStay
from cases.people.ranges import valid_on
from cases.sessions.enums import ATTENDED, AbsenceReason, Mode, Outcome
from cases.sessions.models import Attendance
from cases.support.planning.days import SchoolDays

LAND = "HE"
NO_PROOF = Proof()
MARKED_MONTHS = 3  # before the present one; what lies further back is closed and reported
SICK_SHARE = 0.5  # how often who cancelled on the same day was ill
IMPORTANT_SHARE = 0.15
LEAVE_DAYS = 12
LEAVE_SHARE = 0.6
UNEXCUSED_LOOKBACK = 6

#: Who was ill is settled later in these months before the present one; in the present one a note is still awaited.
SETTLED_MONTHS = (1, 2)


@dataclass(frozen=True)
class Note:
    """What a day gets: the letters of the code and how the proof came."""

    letters: str
    proof: Proof = NO_PROOF


@dataclass
class Marks:
    """Everything that is known of the people's days before it is written."""

    first: date
    attended: dict[int, dict[date, str]]
    cancelled: dict[int, set[date]]
    school: SchoolDays
    routes: dict[int, ProofRoute]


def mark_months(world: World, organisation: Organisation, participants: list[Participant]) -> None:
    """Write the statuses from the third month back to the last simulated day, by site, as the case team would."""
    ensure_codes(world.provider.pk)
    codes = {code.letters: code for code in DayCode.objects.all()}
    known = _known(world, participants)
    by_site: dict[int, dict[tuple[date, Note], list[Mark]]] = defaultdict(lambda: defaultdict(list))
    for participant in participants:
        for day, note in _days_of(world, participant, known):
            by_site[participant.site][day.replace(day=1), note].append((participant.case, day))
    for site, groups in sorted(by_site.items()):
        by = organisation.of(Role.CONTACT_PERSON, site)[0].user
        for (_, note), marks in groups.items():
            _write(world, marks, codes[note.letters], note.proof, by)
    _provisional(world, organisation, participants, codes, known)


def _write(world: World, marks: list[Mark], code: DayCode, proof: Proof, by: User, **more: Any) -> None:
    for start in range(0, len(marks), MOST_MARKS):
        part = marks[start : start + MOST_MARKS]
        mark_days(part, code=code, by=by, land=LAND, proof=proof, today=world.until, **more)


def _known(world: World, participants: list[Participant]) -> Marks:
    first = months_before(world.until.replace(day=1), MARKED_MONTHS)
    attended: dict[int, dict[date, str]] = defaultdict(dict)
    cancelled: dict[int, set[date]] = defaultdict(set)
    rows = Attendance.objects.filter(session__starts_at__gte=at(first, time())).exclude(outcome="")
    for case, starts_at, outcome, mode, reason in rows.order_by("pk").values_list(
        "case", "session__starts_at", "outcome", "mode", "reason"
    ):
        day = timezone.localdate(starts_at)
        if outcome in ATTENDED:
            attended[case][day] = "O" if mode == Mode.ONLINE and attended[case].get(day) != "P" else "P"
        elif outcome == Outcome.CANCELLED_SAME_DAY and reason == AbsenceReason.PERSONAL:
            cancelled[case].add(day)
    cases = [p.case.pk for p in participants]
    return Marks(first, attended, cancelled, SchoolDays.of(cases, first, world.until), _routes(world))


def _routes(world: World) -> dict[int, ProofRoute]:
    """Return how a case's sick notes arrive: at the agency electronically, at the Jobcenter on paper."""
    stays = MeasureStay.objects.filter(valid_on(world.until)).values_list("case", "measure__funding_body__kind")
    return {case: ProofRoute.ELECTRONIC if kind == FundingKind.AGENCY else ProofRoute.PAPER for case, kind in stays}


def _days_of(world: World, participant: Participant, known: Marks) -> Iterator[tuple[date, Note]]:
    life = participant.life
    if life.entry is None:
        return
    first, last = max(known.first, life.entry), min(life.exit or world.until, world.until)
    sick = _sick_days(world, participant, known)
    leave = _leave(world, participant, known)
    for day in days_between(first, last):
        state = life.state_on(day)
        if not takes_entry(day, LAND) or state == CaseState.SUSPENDED:
            continue
        yield day, sick.get(day) or Note(_presence(world, participant, day, known, leave))


def _presence(world: World, participant: Participant, day: date, known: Marks, leave: set[date]) -> str:
    """Return the code of an ordinary day: with us, at school, on leave, else at the company."""
    case, state = participant.case.pk, participant.life.state_on(day)
    if letters := known.attended[case].get(day):
        return letters
    if day in leave:
        return "U"
    if state == CaseState.PRE_PHASE:
        return "P" if world.chance(0.8) else "BE"
    if known.school.at_school(case, day) and not world.calendar.is_school_holiday(day):
        return "S"
    return "B" if state in (CaseState.ACCOMPANYING, CaseState.AFTERCARE) else "P"


def _leave(world: World, participant: Participant, known: Marks) -> set[date]:
    """Return a leave of two weeks in the school holidays, for most."""
    holidays = [day for day in days_between(known.first, world.until) if world.calendar.is_school_holiday(day)]
    if not holidays or not world.chance(LEAVE_SHARE):
        return set()
    start = world.pick(holidays)
    return set(days_between(start, start + timedelta(days=LEAVE_DAYS))) & set(holidays)


def _sick_days(world: World, participant: Participant, known: Marks) -> dict[date, Note]:
    """Return the days of illness and of important reasons, each from a day on which a session was cancelled."""
    case = participant.case.pk
    found: dict[date, Note] = {}
    if participant.sick_from:
        note = Note("K", Proof(known.routes.get(case, ProofRoute.PAPER)))
        return dict.fromkeys(days_between(participant.sick_from, world.until), note)
    for day in sorted(known.cancelled[case]):
        if day in known.attended[case] or day in found:
            continue
        if world.chance(IMPORTANT_SHARE):
            found[day] = Note("E")
        elif world.chance(SICK_SHARE):
            found |= dict.fromkeys(_run(world, day, known.attended[case]), _sick_note(world, case, day, known))
    return found


def _run(world: World, day: date, attended: dict[date, str]) -> list[date]:
    """Return the days of an illness: at most a week, over as soon as the person came again."""
    run = [day]
    for following in days_between(day + timedelta(days=1), day + timedelta(days=world.rng.randint(1, 6))):
        if following in attended or following > world.until:
            break
        run.append(following)
    return run


def _sick_note(world: World, case: int, day: date, known: Marks) -> Note:
    route = known.routes.get(case, ProofRoute.PAPER)
    if world.chance(0.15):
        return Note("K", Proof(ProofRoute.SEEN, min(world.until, day + timedelta(days=3))))
    return Note("K", Proof(route))


# ---- deliberate: an unexcused day in the Vorphase, sick notes that are awaited ----


def _provisional(
    world: World,
    organisation: Organisation,
    participants: list[Participant],
    codes: dict[str, DayCode],
    known: Marks,
) -> None:
    by = organisation.of(Role.CONTACT_PERSON, 0)[0].user
    lead = organisation.of(Role.TEAM_LEAD, 0)[0].user
    if day := _last_working_day(world):
        in_phase = [p for p in participants if p.life.state == CaseState.PRE_PHASE and p.life.entry]
        for participant in in_phase[:1]:
            _write(world, [(participant.case, day)], codes["UE"], Proof(), by)
    well = [p for p in participants if p.life.state == CaseState.ACCOMPANYING and not p.sick_from]
    for number, months in enumerate(SETTLED_MONTHS):
        month = months_before(world.until.replace(day=1), months)
        marks = _absent_days(world, well[1 + number], month + timedelta(days=8 + number), known)
        if marks:
            _write(world, marks, codes["KO"], Proof(), by)
            seen = Proof(known.routes.get(marks[0][0].pk, ProofRoute.PAPER))
            _write(world, marks, codes["K"], seen, lead, cause=ChangeCause.PROOF)
    month = world.until.replace(day=1)
    recent = max(month, world.until - timedelta(days=9))
    for participant in well[3:]:
        marks = [mark for mark in _absent_days(world, participant, recent, known) if mark[1] <= world.until]
        if marks:
            _write(world, marks[:3], codes["KO"], Proof(), by)
            return


def _last_working_day(world: World) -> date | None:
    days = (world.until - timedelta(days=back) for back in range(UNEXCUSED_LOOKBACK))
    return next((day for day in days if takes_entry(day, LAND)), None)


def _absent_days(world: World, participant: Participant, day: date, known: Marks) -> list[tuple[Case, date]]:
    """Return up to three working days from a day on, until the person came again."""
    entry, case = participant.life.entry, participant.case
    if entry is None or entry > day:
        return []
    found: list[tuple[Case, date]] = []
    for following in days_between(day, day + timedelta(days=6)):
        if not takes_entry(following, LAND):
            continue
        if following in known.attended[case.pk] or following > world.until or len(found) == 3:
            break
        found.append((case, following))
    return found
