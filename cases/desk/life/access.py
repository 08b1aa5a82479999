"""Who may change the life of a case: its contact person, the lead of its team, the administration."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from asa.accounts.access import access_of
from asa.accounts.enums import DataClass, Role
from asa.accounts.models import User
from asa.accounts.requests import UserRequest
from cases.desk.sight import desk_cases
from cases.people.enums import ExitState
from cases.people.models import Case, CaseExit

CHANGERS = frozenset({Role.CONTACT_PERSON, Role.TEAM_LEAD, Role.ADMIN})

#: Who decides on the correction of an exit as the second person.
DECIDERS = frozenset({Role.TEAM_LEAD, Role.ADMIN})


def seen_case(request: UserRequest, public_id: object) -> Case:
    """Return the case on the desk; 404 for one that is not visible."""
    cases = desk_cases(request.user, DataClass.MASTER).select_related("trainee", "team")
    return get_object_or_404(cases, public_id=public_id)


def may_change(user: User, case: Case) -> bool:
    """Return whether `user` may change phases, rest and exit of the case."""
    return bool(access_of(user).roles & CHANGERS) and Case.objects.editable_by(user).filter(pk=case.pk).exists()


def changeable_case(request: UserRequest, public_id: object) -> Case:
    """Return the case if the person may change its life, 403 if it is visible only."""
    case = seen_case(request, public_id)
    if not may_change(request.user, case):
        raise PermissionDenied
    return case


def may_decide(user: User, correction: CaseExit) -> bool:
    """Return whether `user` can be the second person for this correction."""
    return (
        correction.state == ExitState.REQUESTED
        and correction.entered_by_id != user.pk
        and bool(access_of(user).roles & DECIDERS)
        and Case.objects.editable_by(user).filter(pk=correction.case_id).exists()
    )


def waiting_for(user: User) -> int:
    """Return how many corrections of exits wait for this user as the second person."""
    if not access_of(user).roles & DECIDERS:
        return 0
    wanted = CaseExit.objects.filter(state=ExitState.REQUESTED, case__in=Case.objects.editable_by(user))
    return wanted.exclude(entered_by=user.pk).count()
