"""Pages of the administration: who may release which type of report."""

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.administration.views import form_page
from reports.engine.registry import report_types
from reports.policies.forms import PolicyForm
from reports.policies.reading import policy_lines, policy_of


def _provider_id() -> int:
    provider_id = wall.current_provider_id()
    assert provider_id is not None  # `needs_role` lets nobody without a provider pass
    return provider_id


@require_safe
@needs_role(Role.ADMIN)
def policy_list(request: UserRequest) -> HttpResponse:
    """Show for every type of report who releases it, and where nobody could today."""
    return render(request, "reports/policies/policy_list.html", {"lines": policy_lines(_provider_id())})


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def policy_edit(request: UserRequest, code: str) -> HttpResponse:
    """Change who releases a type. It holds for drafts that wait, too; what is released stays."""
    kind = report_types().get(code)
    if kind is None:
        raise Http404
    if request.method == "POST":
        _one_at_a_time(_provider_id(), code)
    saved = policy_of(_provider_id(), code)
    form = PolicyForm(request.POST or None, instance=policy_of(_provider_id(), code))
    if request.method == "POST" and form.is_valid() and form.is_fresh(saved):
        if form.has_changed() or saved.pk is None:
            policy = form.save()
            before = {"rule": saved.rule, "roles": saved.roles}
            after = {"rule": policy.rule, "roles": policy.roles}
            record(LogKind.CHANGE, by=request.user, subject=policy, type=code, before=before, after=after)
        messages.success(request, "Die Regel ist gespeichert. Sie gilt ab sofort, auch für wartende Entwürfe.")
        return redirect("policy_list")
    return form_page(request, form, f"Freigabe: {kind.name}", reverse("policy_list"), "Regel speichern")


def _one_at_a_time(provider_id: int, code: str) -> None:
    """Let a second save of the same policy wait for the first, which may be the one that makes the row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"policy:{provider_id}:{code}"])
