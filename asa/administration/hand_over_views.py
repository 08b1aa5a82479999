"""The page that hands everything of a person over to one or several others."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts import wall
from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import Membership, User
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.accounts.sorting import in_order_of
from asa.administration.hand_over import (
    Duties,
    Successors,
    duties_after,
    first_day,
    hand_everything_over,
    leaves_before,
    may_hand_over,
)
from asa.design.fields import DeviceDateInput, GermanDateField
from cases.people.services import DEPUTY_ROLES
from cases.sessions.series.forms import STAFF_OF_SESSIONS

STAYS = "bleibt, wie es ist"


class _Successor(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.full_name}, {obj.get_role_display()}"


class HandOverForm(forms.Form):
    """The last day, and who takes which part over; one case may go to somebody else than the others."""

    last_on = GermanDateField(label="letzter Tag", widget=DeviceDateInput)

    def __init__(
        self, *args: Any, member: Membership, duties: Duties, last_on: date, user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_on"].initial = last_on
        self.duties = duties
        stays = Q(ends_on=None) | Q(ends_on__gte=first_day(last_on))
        others = Membership.objects.active().filter(stays, provider=member.provider_id).exclude(user=member.user_id)
        others = others.select_related("user").order_by(*in_order_of("user__last_name", "user__first_name"))
        into_cases = others.exclude(user=user.pk)  # nobody gives themselves a role in a case
        contacts = into_cases.filter(role=Role.CONTACT_PERSON)
        if duties.contacts:
            self._ask("contact", "Feste Ansprechperson wird", contacts)
        for row in duties.contacts:
            self._ask(f"case-{row.case_id}", row.case.trainee.full_name, contacts, empty="wie oben")
        if duties.team:
            self._ask("team", "Im Fallteam wird", into_cases.filter(role=member.role))
        if duties.deputies:
            self._ask("deputy", "Vertretung übernimmt", into_cases.filter(role__in=DEPUTY_ROLES))
        if duties.lessons:
            self._ask("lessons", "Termine, Gruppen und Serien hält", others.filter(role__in=STAFF_OF_SESSIONS))

    def _ask(self, name: str, label: str, people: Any, *, empty: str = STAYS) -> None:
        self.fields[name] = _Successor(people, label=label, required=False, empty_label=empty)

    @property
    def case_fields(self) -> list[Any]:
        return [self[f"case-{row.case_id}"] for row in self.duties.contacts]

    @property
    def part_fields(self) -> list[Any]:
        return [self[name] for name in ("team", "deputy", "lessons") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Refuse, at the field, who is gone themselves on the first day."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day = data.get("last_on")
        if day is not None:
            for name in list(data):
                chosen = data.get(name)
                if isinstance(chosen, Membership) and (words := leaves_before(chosen, first_day(day))):
                    self.add_error(name, words)
        return data

    def successors(self) -> Successors:
        """Return who takes over what."""
        data = self.cleaned_data
        by_case = {row.case_id: found for row in self.duties.contacts if (found := data.get(f"case-{row.case_id}"))}
        return Successors(data.get("contact"), by_case, data.get("team"), data.get("deputy"), data.get("lessons"))


def _member(request: UserRequest, pk: int) -> Membership:
    """Return the membership; a team lead hands over for the own team only, nobody for themselves."""
    rows = Membership.objects.filter(provider=wall.current_provider_id()).select_related("user", "team")
    access = access_of(request.user)
    if Role.ADMIN not in access.roles:
        teams = [s.team_id for s in access.standings if s.role == Role.TEAM_LEAD and s.team_id]
        rows = rows.filter(team__in=teams)
    member = get_object_or_404(rows, pk=pk)
    if member.user_id == request.user.pk:
        raise PermissionDenied
    return member


def _done(count: int) -> str:
    if not count:
        return "Es war nichts mehr zu übergeben."
    return "1 Zuständigkeit ist übergeben." if count == 1 else f"{count} Zuständigkeiten sind übergeben."


def _asked_day(request: UserRequest, member: Membership) -> date:
    """Return the last day in the address, else the end that is known, else today."""
    text = request.GET.get("bis", "")
    try:
        return date.fromisoformat(text) if text else max(member.ends_on or timezone.localdate(), timezone.localdate())
    except ValueError as error:
        raise Http404 from error


@needs_role(Role.ADMIN, Role.TEAM_LEAD)
@require_http_methods(["GET", "POST"])
def member_hand_over(request: UserRequest, pk: int) -> HttpResponse:
    """Show everything that somebody holds after a day and hand it over in one go."""
    member = _member(request, pk)
    last_on = _asked_day(request, member)
    duties = duties_after(member, last_on)
    form = HandOverForm(request.POST or None, member=member, duties=duties, last_on=last_on, user=request.user)
    if request.method == "POST" and form.is_valid():
        day, to = form.cleaned_data["last_on"], form.successors()
        try:
            count = hand_everything_over(member=member, last_on=day, to=to, by=request.user)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _done(count))
            return redirect(f"{reverse('member_hand_over', args=[member.pk])}?bis={day.isoformat()}")
    blocked = [row.case for row in duties.contacts if not may_hand_over(request.user, row.case, member)]
    context = {
        "member": member,
        "duties": duties,
        "form": form,
        "last_on": last_on,
        "blocked": blocked,
        "is_admin": Role.ADMIN in access_of(request.user).roles,
    }
    return render(request, "administration/hand_over.html", context, status=422 if form.errors else 200)
