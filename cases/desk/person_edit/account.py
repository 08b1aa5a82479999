"""A trainee's own account: invited from the person's page, ended there."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from asa.accounts.enums import Action, DataClass, LogKind
from asa.accounts.joining import belongs_here_alone, person_for
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from asa.accounts.sessions import end_sessions
from cases.desk.sight import desk_cases
from cases.people.models import Case, Trainee

NO_ADDRESS = "Ohne E-Mail-Adresse gibt es keinen Zugang. Tragen Sie sie zuerst in den Stammdaten ein."


def _locked(trainee: Trainee) -> Trainee:
    return Trainee.objects.select_for_update(of=("self",)).select_related("provider", "user").get(pk=trainee.pk)


@transaction.atomic
def invite_trainee(*, trainee: Trainee, by: User) -> User:
    """Let a trainee have an account at their address; twice, one invitation. Raises ValidationError without address.

    Who has an account already, joins with it by accepting.
    """
    trainee = _locked(trainee)
    if not trainee.email:
        raise ValidationError(NO_ADDRESS, code="no_email")
    if trainee.user is not None and not trainee.user.is_invited:
        return trainee.user
    user = person_for(
        trainee.provider, by, email=trainee.email, first_name=trainee.first_name, last_name=trainee.last_name
    )
    if Trainee.objects.filter(user=user.pk).exclude(pk=trainee.pk).exists():
        raise ValidationError("Diese E-Mail-Adresse gehört schon zu einer anderen Person.", code="taken")
    if trainee.user_id != user.pk:
        trainee.user = user
        trainee.version += 1
        trainee.save(update_fields=["user", "version"])
        record(LogKind.GRANT, by=by, subject=trainee, what="trainee_account", user=user.pk)
    return user


@transaction.atomic
def end_trainee_account(*, trainee: Trainee, by: User) -> None:
    """Take a trainee's account away and end the sessions of who works nowhere else. Twice changes nothing."""
    trainee = _locked(trainee)
    user = trainee.user
    if user is None:
        return
    trainee.user = None
    trainee.version += 1
    trainee.save(update_fields=["user", "version"])
    record(LogKind.GRANT, by=by, subject=trainee, what="trainee_account_ended", user=user.pk)
    if belongs_here_alone(user):
        end_sessions(user)


@needs(DataClass.MASTER, Action.UPDATE)
@require_http_methods(["GET", "POST"])
def trainee_account(request: UserRequest, public_id: Any) -> HttpResponse:
    """ "Eigener Zugang": what the person would see, the invitation, and the end of it."""
    cases = desk_cases(request.user, DataClass.MASTER).select_related("trainee__user")
    case = get_object_or_404(cases, public_id=public_id)
    if not Case.objects.editable_by(request.user, DataClass.MASTER).filter(pk=case.pk).exists():
        raise PermissionDenied
    trainee = case.trainee
    error = "" if trainee.email else NO_ADDRESS
    if request.method == "POST":
        try:
            messages.success(request, _act(trainee, is_end="end" in request.POST, by=request.user))
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            return redirect("case_detail", case.public_id)
    context = {"case": case, "trainee": trainee, "account": trainee.user, "error": error}
    return render(request, "cases/desk/trainee_account.html", context, status=422 if request.method == "POST" else 200)


def _act(trainee: Trainee, *, is_end: bool, by: User) -> str:
    if is_end:
        end_trainee_account(trainee=trainee, by=by)
        return f"{trainee.first_name} hat keinen Zugang mehr."
    invite_trainee(trainee=trainee, by=by)
    return f"Die Einladung geht an {trainee.email}."
