"""Pages of the rules of counting: which there are, what each says and why, copy one, assign one to a measure."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.permissions import needs, needs_role
from asa.accounts.requests import UserRequest
from cases.people.models import Measure
from cases.people.ranges import valid_on
from cases.sessions.rules.books import built_in_set
from cases.sessions.rules.forms import SECTIONS, MeasureRulesForm, RuleSetForm, section_of
from cases.sessions.rules.models import MeasureRules, Rule, RuleSet
from cases.sessions.rules.services import (
    HELP,
    assign_rule_set,
    changed_rules,
    copy_rule_set,
    last_closed_day,
    value_text,
)


def _may_edit(request: UserRequest) -> bool:
    return bool(access_of(request.user).roles & {Role.ADMIN, Role.BILLING})


@needs(DataClass.WORTH, Action.READ)
@require_safe
def rule_set_list(request: UserRequest) -> HttpResponse:
    """The provider's rule sets, and which counts for each measure today."""
    measures = list(Measure.objects.visible_to(request.user).select_related("lot"))
    assigned = {
        row.measure_id: row
        for row in MeasureRules.objects.filter(valid_on(), measure__in=measures).select_related("rule_set")
    }
    for model in {measure.model for measure in measures}:
        built_in_set(measures[0].provider_id, model)
    sets = list(RuleSet.objects.visible_to(request.user).select_related("based_on"))
    built_in = {rule_set.model: rule_set for rule_set in sets if rule_set.is_built_in}
    context = {
        "sets": sets,
        "measures": [
            (measure, assigned[measure.pk].rule_set if measure.pk in assigned else built_in[measure.model])
            for measure in measures
        ],
        "may_edit": _may_edit(request),
    }
    return render(request, "cases/sessions/rules/rule_set_list.html", context)


@needs(DataClass.WORTH, Action.READ)
@require_safe
def rule_set_detail(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Every rule of a set with value, source and how sure we are of it."""
    rule_set = get_object_or_404(RuleSet.objects.visible_to(request.user), public_id=public_id)
    before = {rule.key: value for rule, value in changed_rules(rule_set)}
    rules: dict[str, list[tuple[Rule, str, str, str]]] = {title: [] for title, _ in SECTIONS}
    for rule in rule_set.rules.order_by("key"):
        was = value_text(rule.key, before[rule.key]) if rule.key in before else ""
        rules[section_of(rule.key)].append((rule, value_text(rule.key, rule.value), was, HELP.get(rule.key, "")))
    context = {
        "rule_set": rule_set,
        "sections": list(rules.items()),
        "assignments": rule_set.assignments.select_related("measure").order_by("-starts_on"),
        "may_edit": _may_edit(request),
    }
    return render(request, "cases/sessions/rules/rule_set_detail.html", context)


@needs_role(Role.ADMIN, Role.BILLING)
@require_http_methods(["GET", "POST"])
def rule_set_copy(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Copy a set, change some rules, say why."""
    source = get_object_or_404(RuleSet.objects.visible_to(request.user), public_id=public_id)
    if not RuleSet.objects.editable_by(request.user).filter(pk=source.pk).exists():
        raise PermissionDenied
    form = RuleSetForm(request.POST or None, source=source)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = copy_rule_set(
                source=source, name=data["name"], reason=data["reason"], changes=form.changes(), by=request.user,
                told_by=data["told_by"], confidence=data["confidence"], request_key=data["request_key"],
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("name" if error.code == "name" else None, error)
        else:
            messages.success(request, f"„{made}“ ist angelegt. Sie gilt, sobald Sie sie einer Maßnahme zuordnen.")
            return redirect("rule_set_detail", made.public_id)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "source": source}
    return render(request, "cases/sessions/rules/rule_set_copy.html", context, status=status)


@needs_role(Role.ADMIN, Role.BILLING)
@require_http_methods(["GET", "POST"])
def measure_rules(request: UserRequest, public_id: uuid.UUID) -> HttpResponse:
    """Which rules counted and count for a measure; assign others from a day on."""
    measure = get_object_or_404(Measure.objects.visible_to(request.user), public_id=public_id)
    built_in = built_in_set(measure.provider_id, measure.model)
    initial = {"starts_on": timezone.localdate().replace(day=1)}
    form = MeasureRulesForm(request.POST or None, measure=measure, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = assign_rule_set(
                measure=measure, rule_set=data["rule_set"], starts_on=data["starts_on"], reason=data["reason"],
                by=request.user, request_key=data["request_key"],
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("starts_on", error)
        else:
            messages.success(request, f"Ab dem {made.starts_on:%d.%m.%Y} gilt „{made.rule_set}“.")
            return redirect("measure_rules", measure.public_id)
    context = {
        "measure": measure,
        "form": form,
        "built_in": built_in,
        "assignments": measure.rules.select_related("rule_set", "created_by").order_by("-starts_on"),
        "closed_until": last_closed_day(measure),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/sessions/rules/measure_rules.html", context, status=status)
