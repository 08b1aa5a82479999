"""What the page "Verlauf der Teilnahme" shows: where the case stands, its dates, exits, every event."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from asa.accounts.models import User
from cases.desk.life.access import may_change, may_decide
from cases.desk.life.steps import Step, steps_for
from cases.people.enums import CaseState, ExitState
from cases.people.life.dates import EXTENSION_MONTHS, LONGEST_PRE_PHASE, last_day
from cases.people.life.phases import since
from cases.people.models import AfterCare, Case, CaseEvent, CaseExit, PrePhase, Suspension

EVENTS = 200


@dataclass(frozen=True)
class ExitRow:
    """An entry about the exit with what may be done with it."""

    exit: CaseExit
    may_decide: bool


@dataclass
class LifePage:
    """The page of one case; `steps` is empty for whoever may only read."""

    since: date | None
    facts: list[tuple[str, Any]] = field(default_factory=list)
    warning: str = ""
    steps: list[Step] = field(default_factory=list)
    exits: list[ExitRow] = field(default_factory=list)
    planned: CaseExit | None = None
    stands: CaseExit | None = None
    rest_ahead: Suspension | None = None
    events: list[CaseEvent] = field(default_factory=list)
    may_change: bool = False

    @property
    def waits(self) -> bool:
        """Return whether a correction waits for the second person."""
        return any(row.exit.state == ExitState.REQUESTED for row in self.exits)


def life_page(case: Case, user: User) -> LifePage:
    """Return the page as `user` may see it, in a fixed number of queries."""
    today = timezone.localdate()
    page = LifePage(since=since(case), may_change=may_change(user, case))
    rows = case.exits.select_related("reason", "outcome", "whereabouts", "entered_by", "decided_by", "corrects")
    found = list(rows.order_by("-id"))
    page.exits = [ExitRow(row, may_decide(user, row)) for row in found]
    page.planned = next((row for row in found if row.state == ExitState.PLANNED), None)
    page.stands = next((row for row in found if row.state == ExitState.VALID), None)
    _put_pre_phase(page, case, today)
    _put_rest(page, case, today)
    care = AfterCare.objects.filter(case=case).first()
    if care is not None:
        page.facts.append(("Nachbetreuung", f"{care.starts_on:%d.%m.%Y} bis {care.ends_on:%d.%m.%Y}"))
    elif case.state == CaseState.AFTERCARE:
        page.warning = "Für die Nachbetreuung fehlen noch die Daten, nach denen ihre Grenze berechnet wird."
    page.steps = steps_for(case) if page.may_change else []
    page.events = list(case.events.select_related("by").order_by("-on", "-id")[:EVENTS])
    return page


def _put_pre_phase(page: LifePage, case: Case, today: date) -> None:
    phase = PrePhase.objects.filter(case=case).first()
    if phase is None:
        return
    if phase.ended_on is not None:
        page.facts.append(("Vorphase", f"{phase.starts_on:%d.%m.%Y} bis {phase.ended_on:%d.%m.%Y}"))
        return
    page.facts.append(("Vorphase geplant bis", phase.planned_end_on))
    if phase.extended_to is not None:
        page.facts.append(("verlängert bis", f"{phase.extended_to:%d.%m.%Y}: {phase.extension_reason}"))
    page.warning = pre_phase_words(phase, today)


def pre_phase_words(phase: PrePhase, today: date) -> str:
    """Return what to do about a Vorphase whose planned end has passed; empty before."""
    if today <= phase.last_on:
        return ""
    latest = last_day(phase.starts_on, LONGEST_PRE_PHASE)
    if today > latest:
        return (
            f"Die Vorphase ist seit {latest:%d.%m.%Y} länger als acht Monate (§ 75a Abs. 3 SGB III). "
            "Tragen Sie die nächste Phase oder den Austritt ein."
        )
    return (
        f"Die Vorphase war bis {phase.last_on:%d.%m.%Y} geplant. Tragen Sie die nächste Phase, eine Verlängerung "
        f"(bis zu {EXTENSION_MONTHS} Monate, längstens bis {latest:%d.%m.%Y}) oder den Austritt ein."
    )


def _put_rest(page: LifePage, case: Case, today: date) -> None:
    rest = case.suspensions.order_by("-starts_on").first()
    if rest is None:
        return
    if rest.starts_on > today and case.state != CaseState.SUSPENDED:
        page.rest_ahead = rest
    elif case.state == CaseState.SUSPENDED:
        page.facts.append(("ruht seit", rest.starts_on))
        if rest.ends_on is not None:
            page.facts.append(("ruht bis", rest.ends_on))
        elif rest.expected_on is not None:
            page.facts.append(("Rückkehr erwartet am", rest.expected_on))
        page.facts.append(("Grund", rest.reason))
