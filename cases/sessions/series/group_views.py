"""Pages of groups: list, create, show and change, members from–to."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts import wall
from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.models import User
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.accounts.sorting import in_order_of
from cases.people.models import Case
from cases.people.ranges import valid_on
from cases.sessions.choices import own_membership, own_memberships
from cases.sessions.series.forms import WEEKDAYS, GroupForm, MemberForm, leave_out
from cases.sessions.series.group_limits import rules_of, tell_too_large
from cases.sessions.series.group_services import (
    add_member,
    change_group,
    create_group,
    end_member,
    knows_all_members,
    placeable,
)
from cases.sessions.series.services import StaleSeries
from cases.support.planning.models import GroupMember, LessonGroup

READERS = (Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER)


@needs_role(*READERS)
@require_safe
def group_list(request: UserRequest) -> HttpResponse:
    """The groups of the own team, those that the person holds and those with somebody whom the person may see."""
    today = timezone.localdate()
    visible = LessonGroup.objects.filter(pk__in=LessonGroup.objects.visible_to(request.user).values("pk"))
    groups = (
        visible.select_related("staff__user")
        .annotate(now=Count("members", filter=valid_on(today, "members__")))
        .order_by(*in_order_of("name"))
    )
    is_past = Q(ends_on__lt=today)
    return render(
        request,
        "cases/planning/group_list.html",
        {"groups": groups.exclude(is_past), "past": groups.filter(is_past)[:50], "may_create": _may_create(request)},
    )


def _may_create(request: UserRequest) -> bool:
    return access_of(request.user).may(DataClass.LESSON, Action.PLAN)


@needs_role(*READERS)
@require_http_methods(["GET", "POST"])
def group_create(request: UserRequest) -> HttpResponse:
    """Begin a group for whoever holds it."""
    own = own_memberships(request.user)
    form = GroupForm(request.POST or None, initial={"staff": own_membership(request.user).pk} if own else {})
    form.instance.provider_id = wall.current_provider_id() or 0
    if request.method == "POST" and form.is_valid():
        form.instance.request_key = form.cleaned_data["request_key"]
        group = create_group(group=form.instance, by=request.user)
        if not LessonGroup.objects.visible_to(request.user).filter(pk=group.pk).exists():
            messages.success(request, f"Die Gruppe ist angelegt. {group.staff.user.full_name} sieht sie bei sich.")
            return redirect("group_list")
        messages.success(request, "Die Gruppe ist angelegt. Nehmen Sie jetzt die Teilnehmenden auf.")
        return redirect("group_detail", group.public_id)
    return render(request, "cases/planning/group_form.html", {"form": form}, status=422 if form.errors else 200)


def _group(user: User, public_id: uuid.UUID, *, to_change: bool = False) -> LessonGroup:
    group = get_object_or_404(LessonGroup.objects.visible_to(user).distinct(), public_id=public_id)
    if to_change and not LessonGroup.objects.editable_by(user).filter(pk=group.pk).exists():
        raise PermissionDenied
    return group


@needs_role(*READERS)
@require_safe
def group_detail(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """A group: facts, members, series."""
    return _page(request, _group(request.user, public_id), None)


def _page(request: UserRequest, group: LessonGroup, form: MemberForm | None) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    rows = GroupMember.objects.filter(group=group)
    members = list(
        _named(group, rows, user)
        .annotate(opens=Exists(Case.objects.visible_to(user).filter(pk=OuterRef("case"))))
        .annotate(may_end=Exists(placeable(user).filter(pk=OuterRef("case"))))
        .select_related("case__trainee")
        .order_by(*in_order_of("case__trainee__last_name", "case__trainee__first_name"))
    )
    may_change = _may_create(request) and LessonGroup.objects.editable_by(user).filter(pk=group.pk).exists()
    may_add = placeable(user).exists()
    if may_add and form is None:
        form = MemberForm(user=user)
    context = {
        "group": group,
        "form": form if form is not None and form.is_bound else None,
        "member_form": form if may_add else None,
        "members": [m for m in members if m.ends_on is None or m.ends_on >= today],
        "past": [m for m in members if m.ends_on is not None and m.ends_on < today],
        "hidden": rows.filter(valid_on(today)).exclude(pk__in=[member.pk for member in members]).count(),
        "series": [(s, WEEKDAYS[s.weekday]) for s in group.series.filter(ends_on__gte=today)],
        "may_change": may_change,
        "rules": rules_of(group),
        "may_plan": may_change,
    }
    return render(request, "cases/planning/group_detail.html", context, status=422 if form and form.errors else 200)


def _named(group: LessonGroup, rows: QuerySet[GroupMember], user: User) -> QuerySet[GroupMember]:
    """Return the members whose names the person reads: of the own people, or all for who holds or leads the group."""
    if LessonGroup.objects.known_whole_by(user).filter(pk=group.pk).exists():
        return rows
    return rows.filter(case__in=Case.objects.visible_to(user))


@needs_role(*READERS)
@require_http_methods(["GET", "POST"])
def group_edit(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a group's name, module, lead, place and period."""
    group = _group(request.user, public_id, to_change=True)
    form: Any = GroupForm(request.POST or None, instance=group)
    if not knows_all_members(request.user, group):
        leave_out(form, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            change_group(
                group=group,
                values=form.cleaned_data,
                by=request.user,
                version=form.cleaned_data["version"] or 0,
            )
        except StaleSeries as error:
            current = error.current
            form.data = form.data.copy()
            form.data["version"] = current.version
            form.add_error(
                None,
                f"Die Gruppe wurde inzwischen geändert. Jetzt steht dort: {current.name}, "
                f"{current.get_module_display()}, {current.staff.user.full_name}, {current.room or 'kein Raum'}. "
                "Ihre Angaben sind noch da. Speichern Sie noch einmal, wenn sie gelten sollen.",
            )
        else:
            messages.success(request, "Die Gruppe ist geändert. Laufende Serien behalten ihre Angaben.")
            return redirect("group_detail", group.public_id)
    context = {"form": form, "group": LessonGroup.objects.get(pk=group.pk)}
    return render(request, "cases/planning/group_form.html", context, status=422 if form.errors else 200)


@needs_role(*READERS)
@require_http_methods(["POST"])
def member_add(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take one of the own people into a group that one sees: people of several contact persons sit in it."""
    group = _group(request.user, public_id)
    if not placeable(request.user).exists():
        raise PermissionDenied
    form = MemberForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            member = add_member(group=group, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, "Aufgenommen. Die kommenden Termine der Gruppe sind angepasst.")
            if warning := tell_too_large(group, [max(member.starts_on, timezone.localdate())]):
                messages.warning(request, warning)
            return redirect("group_detail", group.public_id)
    return _page(request, group, form)


@needs_role(*READERS)
@require_http_methods(["POST"])
def member_end(request: UserRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Let a membership end yesterday: from today on the person is not in the group."""
    group = _group(request.user, public_id)
    named = _named(group, GroupMember.objects.filter(group=group), request.user)
    member = get_object_or_404(named, pk=pk)
    is_own = placeable(request.user).filter(pk=member.case_id).exists()
    if not is_own and not LessonGroup.objects.editable_by(request.user).filter(pk=group.pk).exists():
        raise PermissionDenied
    end_member(member=member, last_on=timezone.localdate() - timedelta(days=1), by=request.user)
    messages.success(request, "Ab heute nicht mehr in der Gruppe. Bisherige Termine bleiben.")
    return redirect("group_detail", group.public_id)
