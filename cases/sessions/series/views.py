"""Pages of series: plan one for a group or a person, change it from a day on, end it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import Membership, User
from asa.accounts.permissions import needs
from asa.accounts.requests import UserRequest
from asa.design.templatetags.asa import full_date
from cases.people.models import Case
from cases.sessions.choices import own_membership, own_memberships, usual_kind
from cases.sessions.series.forms import WEEKDAYS, EndSeriesForm, SeriesForm, element_of, leave_out
from cases.sessions.series.group_limits import rules_of, tell_too_large
from cases.sessions.series.group_services import knows_all_members
from cases.sessions.series.services import (
    Change,
    StaleSeries,
    change_series,
    create_series,
    end_series,
    hours_left_out,
)
from cases.support.enums import SupportModule
from cases.support.planning.days import land_of
from cases.support.planning.models import LessonGroup, SessionSeries
from cases.support.planning.school_holidays import unknown_years
from companies.records.enums import Land


def count_words(number: int, one: str = "Termin", many: str = "Termine") -> str:
    return f"{number} {one if number == 1 else many}"


def _owner(user: User, kind: str, public_id: uuid.UUID) -> LessonGroup | Case:
    """Return the group or case that the person may plan for: 404 when not visible, 403 when not to be changed."""
    if kind == "gruppe":
        group = get_object_or_404(LessonGroup.objects.visible_to(user).distinct(), public_id=public_id)
        if not LessonGroup.objects.editable_by(user).filter(pk=group.pk).exists():
            raise PermissionDenied
        return group
    visible = Case.objects.visible_to(user, DataClass.LESSON, Action.META).select_related("trainee")
    case = get_object_or_404(visible, public_id=public_id)
    if not Case.objects.visible_to(user, DataClass.LESSON, Action.PLAN).filter(pk=case.pk).exists():
        raise PermissionDenied
    return case


def _series(user: User, public_id: uuid.UUID) -> SessionSeries:
    series = get_object_or_404(
        SessionSeries.objects.select_related("group", "case__trainee", "staff__user", "staff__team__site"),
        public_id=public_id,
    )
    if series.group is not None:
        _owner(user, "gruppe", series.group.public_id)
    else:
        _owner(user, "person", series.case.public_id)  # type: ignore[union-attr]
    return series


def _planner(user: User) -> Membership | None:
    """Return the membership under which the person plans: one that holds sessions, else the one of a lead."""
    if own_memberships(user):
        return own_membership(user)
    keys = [s.membership_id for s in access_of(user).standings if s.membership_id]
    return Membership.objects.filter(pk__in=keys).select_related("site", "team__site").order_by("team", "pk").first()


def _leave_out_oneself(form: SeriesForm, owner: LessonGroup | Case | None, user: User) -> None:
    """Let nobody take over a group's sessions by their own hand who does not read all its names already."""
    if isinstance(owner, LessonGroup) and not knows_all_members(user, owner):
        leave_out(form, user)


def _running(owner: LessonGroup | Case) -> list[tuple[SessionSeries, str]]:
    """Return the series of a group or person that are not over, with their weekday."""
    series = owner.series.filter(ends_on__gte=timezone.localdate()).select_related("staff__user")
    return [(one, WEEKDAYS[one.weekday]) for one in series]


def _holiday_note(series: SessionSeries | None, user: User) -> str:
    """Say plainly whose holidays count and what is not known."""
    land = land_of(series.staff if series is not None else _planner(user))
    if not land:
        return "Am Standort ist kein Land eingetragen: Nur bundesweite Feiertage werden ausgelassen, keine Schulferien."
    year = timezone.localdate().year
    missing = [str(y) for y in unknown_years(land, (year, year + 1))]
    said = f"Feiertage in {Land(land).label} werden ausgelassen."
    return f"{said} Schulferien für {' und '.join(missing)} sind nicht bekannt." if missing else said


@needs(DataClass.LESSON, Action.PLAN)
@require_http_methods(["GET", "POST"])
def series_create(request: UserRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Plan recurring sessions for a group or a person."""
    user = request.user
    owner = _owner(user, kind, public_id)
    initial: dict[str, Any] = {"module": usual_kind(user) or SupportModule.TUITION}
    if own_memberships(user):
        initial["staff"] = own_membership(user).pk
    if isinstance(owner, LessonGroup):
        initial = {"staff": owner.staff_id, "module": owner.module, "place": owner.place, "room": owner.room}
    form = SeriesForm(request.POST or None, initial=initial)
    _leave_out_oneself(form, owner, user)
    if isinstance(owner, LessonGroup):
        form.instance.group = owner
    else:
        form.instance.case = owner
    form.instance.provider_id = owner.provider_id
    if request.method == "POST" and form.is_valid():
        series: SessionSeries = form.instance
        series.request_key = form.cleaned_data["request_key"]
        if isinstance(owner, Case):
            series.element = element_of(owner, series.module)
        if series.starts_on < timezone.localdate():
            form.add_error("starts_on", "Eine Serie beginnt heute oder später.")
        else:
            try:
                series, planned = create_series(series=series, by=user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"Die Serie ist geplant: {count_words(planned)} im Kalender.")
                if series.group and (warning := tell_too_large(series.group, [series.starts_on])):
                    messages.warning(request, warning)
                _say_left_out(request, series)
                return redirect("series_detail", series.public_id)
    context: dict[str, Any] = {
        "form": form,
        "owner": owner,
        "is_group": kind == "gruppe",
        "note": _holiday_note(None, user),
        "running": _running(owner),
    }
    context["rules"] = rules_of(owner) if isinstance(owner, LessonGroup) else None
    return render(request, "cases/planning/series_form.html", context, status=422 if form.errors else 200)


def _say_left_out(request: UserRequest, series: SessionSeries) -> None:
    for sentence in hours_left_out(series):
        messages.warning(request, sentence)


def _said(change: Change) -> str:
    words = []
    if change.removed:
        words.append(f"{count_words(change.removed)} aus dem Kalender genommen")
    if change.planned:
        words.append(f"{count_words(change.planned)} neu geplant")
    if change.kept:
        words.append(f"{count_words(change.kept)} blieben, weil sie auf einem Teilnahmenachweis stehen")
    return ", ".join(words) or "kein Termin betroffen"


def _stale(form: Any, current: SessionSeries) -> None:
    """Say what is stored now and let the next press decide."""
    form.data = form.data.copy()
    form.data["version"] = current.version
    form.add_error(
        None,
        "Die Serie wurde inzwischen geändert. Jetzt steht dort: "
        f"{WEEKDAYS[current.weekday]}, {current.starts_at:%H:%M} Uhr, {current.minutes} Minuten, "
        f"bis {current.ends_on:%d.%m.%Y}. Ihre Angaben sind noch da. "
        "Speichern Sie noch einmal, wenn sie gelten sollen.",
    )


@needs(DataClass.LESSON, Action.PLAN)
@require_http_methods(["GET", "POST"])
def series_detail(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a series with its next sessions; change it from a day on."""
    user = request.user
    series = _series(user, public_id)
    stored = SessionSeries.objects.get(pk=series.pk)
    form = SeriesForm(request.POST or None, instance=series)
    _leave_out_oneself(form, series.group, user)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        from_on = values.pop("starts_on")
        try:
            changed, change = change_series(
                series=stored, from_on=from_on, values=values, by=user, version=form.cleaned_data["version"] or 0
            )
        except StaleSeries as error:
            _stale(form, error.current)
        except ValidationError as error:
            _add(form, error, {"from_on": "starts_on"})
        else:
            messages.success(request, f"Die Serie ist ab {full_date(from_on)} geändert: {_said(change)}.")
            _say_left_out(request, changed)
            return redirect("series_detail", series.public_id)
    return _page(request, stored, form, EndSeriesForm(initial={"version": stored.version}))


def _add(form: Any, error: ValidationError, names: dict[str, str]) -> None:
    """Put the service's errors beside their fields; those of a field that the form lacks stand above it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, found in error.error_dict.items():
        field = names.get(name, name)
        form.add_error(field if field in form.fields else None, ValidationError([m for e in found for m in e.messages]))


@needs(DataClass.LESSON, Action.PLAN)
@require_http_methods(["POST"])
def series_end(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """End a series after a day."""
    series = _series(request.user, public_id)
    form = EndSeriesForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            _, change = end_series(series=series, last_on=data["last_on"], by=request.user, version=data["version"])
        except StaleSeries as error:
            _stale(form, error.current)
        except ValidationError as error:
            _add(form, error, {})
        else:
            messages.success(request, f"Die Serie endet am {full_date(data['last_on'])}: {_said(change)}.")
            return redirect("series_detail", series.public_id)
    unchanged = SeriesForm(instance=series)
    _leave_out_oneself(unchanged, series.group, request.user)
    return _page(request, series, unchanged, form)


def _page(request: UserRequest, series: SessionSeries, form: SeriesForm, end_form: EndSeriesForm) -> HttpResponse:
    upcoming = series.sessions.filter(starts_at__gte=timezone.now(), cancelled_at=None).order_by("starts_at")
    context = {
        "series": series,
        "weekday": WEEKDAYS[series.weekday],
        "form": form,
        "forms": [form, end_form],
        "end_form": end_form,
        "upcoming": upcoming[:6],
        "count": upcoming.count(),
        "note": _holiday_note(series, request.user),
        "rules": rules_of(series.group) if series.group else None,
        "is_over": series.ends_on < timezone.localdate(),
    }
    failed = bool(form.errors or end_form.errors)
    return render(request, "cases/planning/series_detail.html", context, status=422 if failed else 200)
