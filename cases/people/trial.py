"""How long a trial period (Probezeit) may be; asked by every form of a contract and by the database.

§ 20 BBiG: one to four months. § 20 PflBG: six months in the training of nurses, unless a collective agreement says
otherwise. An Einstiegsqualifizierung and an internship have no rule of this kind.
"""

from datetime import date, timedelta

from django.db.models import Q

from cases.people.enums import ContractKind
from cases.people.ranges import MonthsLater, months_later

SHORTEST, LONGEST, LONGEST_IN_NURSING = 1, 4, 6

#: How the names of the trainings under the Pflegeberufegesetz begin.
NURSING = "Pflegefach"

#: The rule for the database. The last day of the period counts: 01.09. to 31.12. are four months.
TRIAL_LENGTH = (
    Q(trial_ends_on=None)
    | ~Q(kind="regular")
    | Q(trial_ends_on__gte=MonthsLater("starts_on", SHORTEST) - timedelta(days=1))
    & (
        Q(trial_ends_on__lt=MonthsLater("starts_on", LONGEST))
        | Q(occupation_name__startswith=NURSING, trial_ends_on__lt=MonthsLater("starts_on", LONGEST_IN_NURSING))
    )
)
TRIAL_MESSAGE = "Die Probezeit dauert mindestens einen und höchstens vier Monate (§ 20 BBiG)."


def trial_bounds(starts_on: date, occupation_name: str = "") -> tuple[date, date]:
    """Return the first and the last day on which the trial period of a training may end."""
    longest = LONGEST_IN_NURSING if occupation_name.startswith(NURSING) else LONGEST
    return (
        months_later(starts_on, SHORTEST) - timedelta(days=1),
        months_later(starts_on, longest) - timedelta(days=1),
    )


def trial_fault(
    *, kind: str, starts_on: date | None, ends_on: date | None, trial_ends_on: date | None, occupation_name: str = ""
) -> str:
    """Return in German what is wrong with the end of a trial period, or nothing; unknown dates are not judged."""
    if not (starts_on and trial_ends_on):
        return ""
    if trial_ends_on < starts_on or (ends_on and trial_ends_on >= ends_on):
        return "Die Probezeit liegt innerhalb der Vertragszeit."
    if kind != ContractKind.REGULAR:
        return ""
    first, last = trial_bounds(starts_on, occupation_name)
    if first <= trial_ends_on <= last:
        return ""
    if occupation_name.startswith(NURSING):
        return (
            f"Die Probezeit endet zwischen {first:%d.%m.%Y} und {last:%d.%m.%Y} (höchstens sechs Monate, § 20 PflBG)."
        )
    return f"Die Probezeit endet zwischen {first:%d.%m.%Y} und {last:%d.%m.%Y} (ein bis vier Monate, § 20 BBiG)."
