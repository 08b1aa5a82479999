"""How many of the agreed hours belong to a quarter when a budget runs longer than it."""

from datetime import date

from cases.people.enums import ExitReason
from cases.people.life.exits import enter_exit
from reports.engine.periods import Period
from reports.types.quarter.figures import quarter_figures
from tests.budgets.situations import agreed, total
from tests.reports.situations import Worked

Q3 = Period.quarter(2026, 3)


def test_whoever_leaves_early_has_no_more_than_the_days_there(behind):
    worked = Worked()
    behind(worked.provider)
    for case in worked.cases:
        agreed(case, total(92, date(2026, 7, 1), date(2026, 12, 31)))  # 184 days: half an hour for each
    enter_exit(
        case=worked.cases[0], by=None, on=date(2026, 9, 10), reason=ExitReason.NO_LONGER_NEEDED, whereabouts="work"
    )
    figures = quarter_figures(worked.measure, Q3, minimum=3)
    # five with 92 days = 46 hours each; 31 + 31 + 10 days = 36 hours, not the whole budget
    assert sum(cell.value for cell in figures.agreed.cells) == (5 * 46 + 36) * 60
