"""Threads and contingents as the pages show them: every state as a word with an icon, every number in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from asa.design.templatetags.asa import hours
from cases.people.models import MeasureStay
from cases.support.budgets.enums import GrantState, GrantStepKind, Side
from cases.support.budgets.models import HourGrant, HourGrantStep
from cases.support.budgets.periods import effective_agreements
from cases.support.budgets.services import OPEN_STATES


def hour_words(step: HourGrantStep) -> str:
    """Return "120,0 Std. für den Zeitraum", or the two parts per month."""
    if step.total_minutes is not None:
        return f"{hours(step.total_minutes)} für den Zeitraum"
    return (
        f"je Monat {hours(step.tuition_minutes)} Unterricht (SuF) und "
        f"{hours(step.stabilisation_minutes)} Stabilisierung (SbB)"
    )


@dataclass(frozen=True)
class StepLine:
    """One step of the history."""

    step: HourGrantStep
    counts_until: date | None

    @property
    def title(self) -> str:
        kind, side = GrantStepKind(self.step.kind), self.step.side
        by_us = side == Side.PROVIDER
        if kind == GrantStepKind.PROPOSAL:
            return "Vorschlag von uns" if by_us else "Meldung des Kostenträgers"
        return f"{kind.label} {'von uns' if by_us else 'des Kostenträgers'}"

    @property
    def words(self) -> str:
        return hour_words(self.step)

    @property
    def way(self) -> str:
        return f"Schreiben vom {self.step.letter_on:%d.%m.%Y}, ohne eM@w" if self.step.letter_on else "eM@w"


@dataclass(frozen=True)
class Thread:
    """One negotiation: what counts, what is open, what was said."""

    grant: HourGrant
    lines: list[StepLine]
    stay_ended_on: date | None = None

    @property
    def last(self) -> HourGrantStep:
        return self.lines[-1].step

    @property
    def agreed(self) -> HourGrantStep | None:
        return next((line.step for line in self.lines if line.step.pk == self.grant.agreed_step_id), None)

    @property
    def agreed_words(self) -> str:
        return hour_words(self.agreed) if self.agreed else ""

    @property
    def cut_on(self) -> date | None:
        """Return the last day that counts where the person went to another measure before the agreed end."""
        step, last = self.agreed, self.stay_ended_on
        return last if step and last and step.starts_on <= last < step.ends_on else None

    @property
    def last_words(self) -> str:
        return hour_words(self.last)

    @property
    def is_open(self) -> bool:
        return self.grant.state in OPEN_STATES

    @property
    def we_answer(self) -> bool:
        return self.is_open and self.last.side == Side.FUNDING_BODY

    @property
    def is_changing(self) -> bool:
        """Return whether a change of agreed hours waits for an answer."""
        return self.is_open and self.agreed is not None

    @property
    def state_words(self) -> str:
        if self.we_answer:
            return "Antwort von uns offen"
        if self.is_open:
            return "Antwort des Kostenträgers offen"
        if self.cut_on:
            return f"gilt nur bis {self.cut_on:%d.%m.%Y}, dann andere Maßnahme"
        if self.grant.state == GrantState.AGREED:
            return "vereinbart"
        return "Änderung abgelehnt, Vereinbarung gilt weiter" if self.agreed else "nicht zustande gekommen"

    @property
    def state_kind(self) -> str:
        """Return the kind of badge: its icon says the same as the word."""
        if self.is_open:
            return "warning" if self.we_answer else "info"
        if self.cut_on:
            return "info"
        return "success" if self.agreed else "danger"

    @property
    def history(self) -> list[StepLine]:
        return self.lines[::-1]


def last_days(stays: list[MeasureStay]) -> dict[int, date]:
    """Return, by measure, the last day of a person there, for measures left for another; `stays` earliest first."""
    if not stays:
        return {}
    now_in = stays[-1].measure_id
    return {stay.measure_id: stay.ends_on for stay in stays if stay.ends_on and stay.measure_id != now_in}


def threads_of(grants: list[HourGrant], left: Mapping[int, date] | None = None) -> list[Thread]:
    """Return the threads of prefetched grants; those that wait for an answer first, then the latest period.

    `left` names the last day in measures that the person has left for another one (`last_days`).
    """
    left = left or {}
    threads = []
    for grant in grants:
        steps = sorted(grant.steps.all(), key=lambda step: step.number)
        until = {step.pk: end for step, end in effective_agreements(steps)}
        lines = [StepLine(step, until.get(step.pk)) for step in steps]
        threads.append(Thread(grant, lines, left.get(grant.measure_id)))
    threads.sort(key=lambda thread: thread.last.starts_on, reverse=True)
    return sorted(threads, key=lambda thread: not thread.is_open)
