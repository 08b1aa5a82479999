"""Months and limits of the phases: Vorphase and after-care, counted as §§ 187, 188 BGB count a term."""

from datetime import date, timedelta

from cases.people.enums import CaseState
from cases.people.models import Case
from cases.people.models.life import PrePhase
from cases.people.ranges import months_later

PRE_PHASE_MONTHS = 6
EXTENSION_MONTHS = 2
LONGEST_PRE_PHASE = PRE_PHASE_MONTHS + EXTENSION_MONTHS
AFTER_JOB_MONTHS = 6
AFTER_TRAINING_MONTHS = 12
LAW_PRE_PHASE = "§ 75a Abs. 3 SGB III"
LAW_AFTERCARE = "§ 74 Abs. 3 SGB III"


def last_day(starts_on: date, months: int) -> date:
    """Return the last day of a term of `months` that begins with `starts_on` (§§ 187 Abs. 2, 188 BGB).

    From 15.01. six months reach to 14.07., from 01.03. to 31.08., from 31.08. to the last day of February.
    """
    one = timedelta(days=1)
    return max(months_later(starts_on - one, months), months_later(starts_on, months) - one)


def date_pre_phase(case: Case, before: str, after: str, on: date) -> None:
    """Give a Vorphase that begins its planned end, and one that is over its last day. A rest leaves it as it is."""
    if after == CaseState.PRE_PHASE and before != CaseState.SUSPENDED:
        PrePhase.objects.get_or_create(
            case=case,
            defaults={
                "provider_id": case.provider_id,
                "starts_on": on,
                "planned_end_on": last_day(on, PRE_PHASE_MONTHS),
            },
        )
    elif before == CaseState.PRE_PHASE and after not in (CaseState.PRE_PHASE, CaseState.SUSPENDED):
        last = on if after == CaseState.ENDED else on - timedelta(days=1)
        PrePhase.objects.filter(case=case, ended_on=None, starts_on__lte=last).update(ended_on=last)


def aftercare_cap(*, training_ended_on: date | None, job_started_on: date | None, is_earlier: bool = True) -> date:
    """Return the last possible day of after-care; at least one of the two days is known.

    The law names two limits; that the earlier one counts (`is_earlier`) is our reading, not confirmed.
    """
    ends = []
    if job_started_on is not None:
        ends.append(last_day(job_started_on, AFTER_JOB_MONTHS))
    if training_ended_on is not None:
        ends.append(last_day(training_ended_on + timedelta(days=1), AFTER_TRAINING_MONTHS))
    if not ends:
        raise ValueError("neither the end of training nor the beginning of work is known")
    return min(ends) if is_earlier else max(ends)
