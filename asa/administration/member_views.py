"""People of the provider: the list, the page of one person, roles, name, address, invitation."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asa.accounts import wall
from asa.accounts.access import access_of
from asa.accounts.email_change import ask_new_address, waiting_change
from asa.accounts.enums import STAFF_ROLES, GrantState, Role
from asa.accounts.invitations import invite, open_invitation
from asa.accounts.joining import belongs_here_alone
from asa.accounts.models import Membership, RoleGrant, User
from asa.accounts.permissions import needs_role
from asa.accounts.profiles import Reach, reach_of, reaches_of
from asa.accounts.requests import UserRequest
from asa.accounts.sorting import in_order_of
from asa.administration.grants import PROOFS, is_before_first_case, not_to_oneself, words_of_seconds
from asa.administration.handover import StillResponsible
from asa.administration.member_forms import AddressForm, MemberForm, PersonEditForm, RoleForm, RolesForm
from asa.administration.members import Added, add_member, change_member, change_person
from asa.administration.views import PER_PAGE, add_errors, end_page, form_page, own_provider

NAMES = ("email", "first_name", "last_name")
ALONE = (
    "Vor der ersten Teilnahme richten Sie alle Rollen allein ein, auch eigene; das wird vermerkt. "
    "Danach bestätigt eine zweite Person Rollen mit Einblick in Fälle."
)
SECOND = (
    "Rollen mit Einblick in Fälle (Teamleitung, Ausbildungsbegleitung, Sozialpädagogik, Lehrkraft) gelten, "
    "sobald eine zweite Person sie bestätigt hat."
)
INVITED_ANEW = "Die Einladung geht neu an diese Adresse; der alte Link öffnet nichts mehr."
CONFIRMED_FIRST = (
    "Die neue Adresse gilt, sobald sie über einen Link bestätigt ist, der dorthin geht. "
    "An die bisherige geht eine Nachricht."
)


@dataclass(frozen=True)
class Row:
    """One person of the list: what they are here, and one badge."""

    user: User
    lines: tuple[str, ...]
    reach: Reach
    badge: tuple[str, str] | None


def people_of(provider_id: int | None, teams: list[int | None] | None = None) -> QuerySet[User]:
    """Return everybody who works here, did, or waits for a role, by name; with `teams` only those of the teams."""
    members = Membership.objects.filter(provider=provider_id)
    if teams is not None:
        members = members.filter(team__in=teams)
    mine = Q(pk__in=members.values("user"))
    waiting = RoleGrant.objects.filter(provider=provider_id, state=GrantState.WAITING)
    if teams is None:
        mine |= Q(pk__in=waiting.values("user"))
    rows = members.select_related("team").order_by("pk")
    return (
        User.objects.filter(mine)
        .order_by(*in_order_of("last_name", "first_name"))
        .prefetch_related(
            Prefetch("memberships", rows, to_attr="roles_here"), Prefetch("role_grants", waiting, to_attr="roles_asked")
        )
    )


def _row(user: Any, reach: Reach, today: date) -> Row:
    lines = [_role_words(member) for member in user.roles_here]
    running = [m for m in user.roles_here if m.ends_on is None or m.ends_on >= today]
    if user.roles_asked:
        badge: tuple[str, str] | None = ("warning", "wartet auf Bestätigung")
    elif not running:
        badge = ("info", "beendet")
    else:
        badge = ("info", "eingeladen") if user.is_invited else None
    lines += [f"{grant.get_role_display()}, noch nicht bestätigt" for grant in user.roles_asked]
    return Row(user, tuple(lines), reach, badge)


def _role_words(member: Membership) -> str:
    words = f"{member.get_role_display()}, {member.get_kind_display()}"
    words += f" · {member.team.name}" if member.team else ""
    return words + (f" · bis {member.ends_on:%d.%m.%Y}" if member.ends_on else "")


@require_safe
@needs_role(Role.ADMIN, Role.TEAM_LEAD)
def member_list(request: UserRequest) -> HttpResponse:
    """People and roles: all for the administration, the own team for its lead."""
    access = access_of(request.user)
    is_admin = Role.ADMIN in access.roles
    teams = None if is_admin else [s.team_id for s in access.standings if s.role == Role.TEAM_LEAD]
    page = Paginator(people_of(access.provider_id, teams), PER_PAGE).get_page(request.GET.get("page"))
    assert access.provider_id is not None  # `needs_role` lets nobody without a provider pass
    reaches = reaches_of(list(page), access.provider_id)
    rows = [_row(user, reaches[user.pk], timezone.localdate()) for user in page]
    return render(request, "administration/member_list.html", {"page": page, "rows": rows, "is_admin": is_admin})


def _person(key: UUID) -> User:
    return get_object_or_404(people_of(wall.current_provider_id()), public_id=key)


def _told(request: UserRequest, added: Added) -> None:
    """Say what became of the roles, and who can confirm those that wait."""
    if added.waiting:
        seconds = words_of_seconds(added.user, asked_by=request.user)
        messages.info(request, f"Gespeichert. Es fehlt noch die Bestätigung. {seconds.words}")
    else:
        messages.success(request, "Die Rollen sind gespeichert.")


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def member_create(request: UserRequest) -> HttpResponse:
    """Add a person with one or several roles; who is new here gets one invitation."""
    provider = own_provider()
    is_alone = is_before_first_case(provider.pk)
    proposed = [role for role in request.GET.getlist("rolle") if role in {r.value for r in STAFF_ROLES}]
    start = {"starts_on": timezone.localdate(), "roles": proposed}
    form = MemberForm(request.POST or None, provider_id=provider.pk, is_alone=is_alone, initial=start)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        person = {name: fields.pop(name) for name in NAMES}
        try:
            added = add_member(provider=provider, by=request.user, person=person, **fields)
        except ValidationError as error:
            add_errors(form, error)
        else:
            _told(request, added)
            return redirect("member_detail", added.user.public_id)
    hint = ALONE if is_alone else SECOND
    return form_page(request, form, "Person hinzufügen", reverse("member_list"), "Person hinzufügen", hint=hint)


@require_safe
@needs_role(Role.ADMIN)
def member_detail(request: UserRequest, key: UUID) -> HttpResponse:
    """One person at this provider: roles, what waits, proofs, invitation, and the ways to change them."""
    user: Any = _person(key)
    now, provider_id = timezone.now(), wall.current_provider_id()
    assert provider_id is not None
    is_alone = is_before_first_case(provider_id)
    may_give = is_alone or user.pk != request.user.pk
    grants = RoleGrant.objects.filter(provider=provider_id, user=user).select_related("asked_by", "decided_by")
    given = {grant.role: grant for grant in grants.exclude(state=GrantState.WAITING) if _counts(grant)}
    waiting = [(g, words_of_seconds(user, asked_by=g.asked_by)) for g in grants.filter(state=GrantState.WAITING)]
    context = {
        "person": user,
        "members": [(member, given.get(member.role), _badge_of(member)) for member in user.roles_here],
        "waiting": waiting,
        "proofs": _saved(user),
        "reach": reach_of(user, provider_id),
        "invitation": open_invitation(user, own_provider()) if user.is_invited else None,
        "change": waiting_change(user, now=now),
        "may_give": may_give,
        "why_not": "" if may_give else not_to_oneself(request.user).messages[0],
        "is_alone": is_alone,
        "now": now,
    }
    return render(request, "administration/member_detail.html", context)


def _counts(grant: RoleGrant) -> bool:
    return grant.state in {GrantState.CONFIRMED, GrantState.ALONE}


def _badge_of(member: Membership) -> tuple[str, str] | None:
    today = timezone.localdate()
    if member.ends_on is not None and member.ends_on < today:
        return "info", "beendet"
    return ("info", f"ab {member.starts_on:%d.%m.%Y}") if member.starts_on > today else None


def _saved(user: Any) -> dict[str, Any]:
    """Return name and proofs of the person as they are saved here."""
    rows = [*user.roles_here, *user.roles_asked]
    proofs = {name: next((getattr(row, name) for row in rows if getattr(row, name)), None) for name in PROOFS}
    proofs["qualification"] = proofs["qualification"] or ""
    return {"first_name": user.first_name, "last_name": user.last_name, **proofs}


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def member_person(request: UserRequest, key: UUID) -> HttpResponse:
    """Change name and proofs."""
    user = _person(key)
    may_rename = user.is_invited or belongs_here_alone(user)
    form = PersonEditForm(request.POST or None, saved=_saved(user), may_rename=may_rename)
    back = reverse("member_detail", args=[key])
    if request.method == "POST" and form.is_valid() and form.is_fresh():
        values = {name: form.cleaned_data[name] for name in form.NAMES}
        try:
            change_person(user=user, provider=own_provider(), by=request.user, **values)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Die Angaben sind gespeichert.")
            return redirect(back)
    return form_page(request, form, user.full_name, back, "Angaben speichern")


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def member_address(request: UserRequest, key: UUID) -> HttpResponse:
    """Ask for a new address: it counts once it was confirmed from there."""
    user = _person(key)
    back = reverse("member_detail", args=[key])
    form = AddressForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            ask_new_address(user=user, email=email, provider=own_provider(), by=request.user)
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, f"Eine Nachricht ist unterwegs an {email}.")
            return redirect(back)
    hint = INVITED_ANEW if user.is_invited else CONFIRMED_FIRST
    return form_page(request, form, f"E-Mail-Adresse: {user.full_name}", back, "Link senden", hint=hint)


@require_POST
@needs_role(Role.ADMIN)
def member_invite(request: UserRequest, key: UUID) -> HttpResponse:
    """Send the invitation once more, with a new link."""
    user = _person(key)
    if user.is_invited:
        invite(user, own_provider(), request.user)
        messages.success(request, "Eine neue Einladung ist unterwegs. Der frühere Link öffnet nichts mehr.")
    return redirect("member_detail", key)


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def member_roles(request: UserRequest, key: UUID) -> HttpResponse:
    """Give a known person more roles; nothing else of them changes, no session ends."""
    user, provider = _person(key), own_provider()
    is_alone = is_before_first_case(provider.pk)
    form = RolesForm(
        request.POST or None, provider_id=provider.pk, is_alone=is_alone, initial={"starts_on": timezone.localdate()}
    )
    back = reverse("member_detail", args=[key])
    if request.method == "POST" and form.is_valid():
        try:
            added = add_member(provider=provider, by=request.user, person=_address(user, provider), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            _told(request, added)
            return redirect(back)
    hint = ALONE if is_alone else f"{SECOND} {words_of_seconds(user, asked_by=request.user).words}"
    return form_page(request, form, f"Rollen für {user.full_name}", back, "Rollen geben", hint=hint)


def _address(user: User, provider: Any) -> dict[str, str]:
    """Return the person as the form of a new person would name them."""
    waiting = open_invitation(user, provider) if user.is_invited else None
    email = waiting.email if waiting else user.email
    return {"email": email, "first_name": user.first_name, "last_name": user.last_name}


def _member(pk: int) -> Membership:
    mine = Membership.objects.filter(provider=wall.current_provider_id()).select_related("user", "team", "site")
    return get_object_or_404(mine, pk=pk)


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def member_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change one role: kind, team, site, dates. Longer or wider case roles wait for a second person."""
    saved = _member(pk)
    is_alone = is_before_first_case(saved.provider_id)
    form = RoleForm(request.POST or None, instance=_member(pk), is_alone=is_alone)
    back = reverse("member_detail", args=[saved.user.public_id])
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid() and form.is_fresh(saved):
        values = {name: form.cleaned_data[name] for name in form.names}
        try:
            result = change_member(member=saved, by=request.user, reason=form.cleaned_data.get("reason", ""), **values)
        except StillResponsible as error:
            form.add_error("ends_on", error)
            more["held"] = [(one, one.address(request.user), one.handed_over_by(request.user)) for one in error.held]
        except ValidationError as error:
            add_errors(form, error)
        else:
            waits = [result] if isinstance(result, RoleGrant) else []
            _told(request, Added(saved.user, waiting=waits))
            return redirect(back)
    title = f"{saved.get_role_display()}: {saved.user.full_name}"
    return form_page(request, form, title, back, "Rolle speichern", **more)


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def member_end(request: UserRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    back = reverse("member_detail", args=[member.user.public_id])
    return end_page(request, member, f"Mitarbeit beenden: {member}", back)
