"""What the life of own cases asks for on "Heute": end of a Vorphase, return, after-care, missing whereabouts."""

from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from cases.desk.life.access import CHANGERS
from cases.desk.life.read_model import pre_phase_words
from cases.desk.today import TASK_ROWS, Row
from cases.people.enums import CaseState
from cases.people.models import Case, Suspension

#: So long before the end of a phase it is said.
PHASE_NOTICE = timedelta(days=28)
RETURN_NOTICE = timedelta(days=7)
AFTERCARE_NOTICE = timedelta(days=14)
#: A whereabouts is asked for so long after the exit.
WHEREABOUTS_ASKED = timedelta(days=90)


def life_tasks(user: User) -> list[Row]:
    """Return the lines of those who may change a case's life; one query for any number of cases."""
    if not access_of(user).roles & CHANGERS:
        return []
    today = timezone.localdate()
    near = Q(state=CaseState.PRE_PHASE, pre_phase__ended_on=None, phase_last__lte=today + PHASE_NOTICE)
    near |= Q(state=CaseState.SUSPENDED, expected__lte=today + RETURN_NOTICE)
    near |= Q(state=CaseState.AFTERCARE, aftercare__ends_on__lte=today + AFTERCARE_NOTICE)
    near |= Q(state=CaseState.ENDED, whereabouts="", ended_on__range=(today - WHEREABOUTS_ASKED, today))
    rests = Suspension.objects.filter(case=OuterRef("pk"), ends_on=None).order_by("-starts_on")
    cases = Case.objects.visible_to(user, DataClass.MASTER, Action.UPDATE).annotate(
        phase_last=Coalesce("pre_phase__extended_to", "pre_phase__planned_end_on"),
        expected=Subquery(rests.values("expected_on")[:1]),
        due=Coalesce("phase_last", "aftercare__ends_on", "expected", "ended_on"),
    )
    cases = cases.filter(near).select_related("trainee", "pre_phase", "aftercare").order_by("due", "pk")
    return [_MAKE[CaseState(case.state)](case, today) for case in cases[:TASK_ROWS]]


def _row(case: Case, title: str, on: date, today: date, sub: str = "") -> Row:
    late = on < today
    words = f"seit {on:%d.%m.}" if late else f"bis {on:%d.%m.}"
    return Row(title, sub, _url(case), on, "danger" if late else "warning", words)


def _url(case: Case) -> str:
    return reverse("case_life", args=[case.public_id])


def _pre_phase(case: Case, today: date) -> Row:
    """Word a Vorphase whose planned end has come near or passed (§ 75a Abs. 3 SGB III)."""
    sub = pre_phase_words(case.pre_phase, today) or "nächste Phase oder Verlängerung eintragen"
    return _row(case, f"Vorphase von {case.trainee.full_name} endet", case.pre_phase.last_on, today, sub)


def _return(case: Case, today: date) -> Row:
    return _row(case, f"Rückkehr von {case.trainee.full_name} klären", case.expected, today)  # type: ignore[attr-defined]


def _aftercare(case: Case, today: date) -> Row:
    return _row(case, f"Nachbetreuung von {case.trainee.full_name} endet", case.aftercare.ends_on, today)


def _whereabouts(case: Case, today: date) -> Row:
    title = f"Verbleib von {case.trainee.full_name} ergänzen"
    return Row(title, f"Austritt am {case.ended_on:%d.%m.%Y}", _url(case), today, "warning", "offen")


_MAKE = {
    CaseState.PRE_PHASE: _pre_phase,
    CaseState.SUSPENDED: _return,
    CaseState.AFTERCARE: _aftercare,
    CaseState.ENDED: _whereabouts,
}
