"""Pages on which two people give somebody a way back in who lost the second factor."""

import uuid

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from asa.accounts import wall
from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.forms import FactorResetForm
from asa.accounts.models import FactorReset, User
from asa.accounts.permissions import needs_role
from asa.accounts.recovery import ask, check_confirm, confirm, open_requests, people_to_recover


@needs_role(Role.ADMIN, Role.TEAM_LEAD)
@reauthentication_required(allow_get=True)
def recovery(request: HttpRequest) -> HttpResponse:
    """List what waits for a second person; an admin can ask for a recovery here."""
    user, now = request.user, timezone.now()
    assert isinstance(user, User)
    may_ask = Role.ADMIN in access_of(user).roles
    form = None
    if request.method == "POST" and not may_ask:
        raise PermissionDenied
    if may_ask:
        form = FactorResetForm(
            request.POST or None, people=people_to_recover(user), initial={"request_key": uuid.uuid4()}
        )
        if request.method == "POST" and form.is_valid():
            try:
                ask(by=user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error("user", error)
            else:
                messages.success(request, "Die Bitte ist gespeichert. Eine zweite Person muss sie bestätigen.")
                return redirect("recovery")
    rows = [(row, user.pk not in {row.asked_by_id, row.user_id}) for row in open_requests(now=now)]
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/recovery.html", {"form": form, "rows": rows}, status=status)


@needs_role(Role.ADMIN, Role.TEAM_LEAD)
@require_POST
@reauthentication_required
def recovery_confirm(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Confirm as the second person."""
    found = get_object_or_404(FactorReset, request_key=key, provider=wall.current_provider_id())
    user, now = request.user, timezone.now()
    assert isinstance(user, User)
    try:
        check_confirm(found, by=user, now=now)
    except ValidationError as reason:
        if reason.code in {"same_person", "role"}:
            raise PermissionDenied from reason
        messages.info(request, reason.messages[0])
    else:
        confirm(found, by=user, now=now)
        messages.success(
            request, f"Der zweite Faktor von {found.user} ist zurückgesetzt. Die Person erhält eine E-Mail."
        )
    return redirect("recovery")
