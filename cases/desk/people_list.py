"""The rows of "Teilnehmende": built for one page in a fixed number of queries, shown and exported alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from cases.desk.filters import QUIET_AFTER
from cases.desk.search import contracts_newest_first, present_contract
from cases.people.models import Admission, Case, TrainingContract
from cases.sessions.enums import ATTENDED
from cases.sessions.models import Attendance


@dataclass(frozen=True)
class PersonRow:
    """What one line shows; all of it belongs to the minimal master data (class M0)."""

    case: Case
    company: str
    occupation: str
    training_year: int | None
    next_at: datetime | None
    badge: tuple[str, str] | None

    @property
    def work(self) -> str:
        """Return "Kfz-Mechatroniker/in, 2. Jahr · Autohaus Winter", as far as known."""
        occupation = self.occupation
        if occupation and self.training_year:
            occupation = f"{occupation}, {self.training_year}. Jahr"
        return " · ".join(part for part in (occupation, self.company) if part)


def rows_of(cases: Iterable[Case], user: User) -> list[PersonRow]:
    """Return the rows of the given cases (with their trainee) in the same order: four queries for any number."""
    cases = list(cases)
    ids = [case.pk for case in cases]
    now = timezone.now()
    today = timezone.localdate()
    contracts = _contracts(ids, today)
    upcoming = _next_sessions(ids, user, now)
    attended = dict(
        Attendance.objects.filter(case__in=ids, outcome__in=ATTENDED, session__starts_at__lte=now)
        .values_list("case")
        .annotate(last=Max("session__starts_at"))
    )
    here_since = _here_since([case for case in cases if case.is_running and case.pk not in attended])
    rows = []
    for case in cases:
        contract = contracts.get(case.pk)
        rows.append(
            PersonRow(
                case=case,
                company=contract.company.name if contract else "",
                occupation=contract.occupation_name if contract else "",
                training_year=contract.training_year(today) if contract and contract.starts_on <= today else None,
                next_at=upcoming.get(case.pk),
                badge=_badge(case, attended.get(case.pk), here_since.get(case.pk), today),
            )
        )
    return rows


def _contracts(ids: list[int], today: date) -> dict[int, TrainingContract]:
    """Return for each case the contract that runs or comes; one that ended is not shown as present."""
    of_case: dict[int, list[TrainingContract]] = {}
    for contract in contracts_newest_first().filter(case__in=ids):
        of_case.setdefault(contract.case_id, []).append(contract)
    found = {case: present_contract(contracts, today) for case, contracts in of_case.items()}
    return {case: contract for case, contract in found.items() if contract is not None}


def _next_sessions(ids: list[int], user: User, now: datetime) -> dict[int, datetime]:
    known = Case.objects.visible_to(user, DataClass.LESSON, Action.META).filter(pk__in=ids)
    planned = Attendance.objects.filter(
        case__in=known, session__starts_at__gte=now, session__cancelled_at=None, session__documented_at=None
    )
    first = planned.order_by("case", "session__starts_at").distinct("case")
    return dict(first.values_list("case", "session__starts_at"))


def _here_since(cases: list[Case]) -> dict[int, date]:
    """Return when each case began to be kept here: somebody taken over entered long before. One query, or none."""
    if not cases:
        return {}
    done = Admission.objects.filter(case__in=[case.pk for case in cases], completed_at__isnull=False)
    return {case: timezone.localtime(at).date() for case, at in done.values_list("case", "completed_at")}


def _badge(case: Case, last_attended: datetime | None, here_since: date | None, today: date) -> tuple[str, str] | None:
    """Return the one badge of a row (kind, words), the most urgent fact first."""
    if not case.is_running:
        return ("plain", case.get_state_display())
    since = timezone.localtime(last_attended).date() if last_attended else case.started_on
    if since is not None and last_attended is None and here_since is not None:
        since = max(since, here_since)
    if since is None or today - since <= QUIET_AFTER:
        return None
    weeks = (today - since).days // 7
    return ("warning", f"{weeks} Wochen ohne Termin")
