"""The provider's lists of exits and breaks of contracts, and its answers to limits that the law leaves open."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.permissions import needs_role
from asa.accounts.requests import UserRequest
from asa.design.fields import ChipsRadio
from cases.desk.life.forms import LifeCodeForm, LifeRuleForm
from cases.people.enums import Confidence, LifeCodeKind, LifeRuleKey
from cases.people.life import codes
from cases.people.life.built_in import BuiltInRule
from cases.people.models import LifeCode
from companies.records.forms import put_refusal

#: What a value of an open limit means.
WORDS = {"earlier": "die frühere von beiden", "later": "die spätere von beiden", "": "keine"}


def _provider() -> int:
    provider_id = wall.current_provider_id()
    assert provider_id is not None  # the decorators let nobody without a provider pass
    return provider_id


def _value_words(rule: BuiltInRule) -> str:
    return WORDS.get(rule.value, rule.value)


@require_safe
@needs_role(Role.ADMIN, Role.TEAM_LEAD)
def life_code_list(request: UserRequest) -> HttpResponse:
    """The lists with validity and official keys, and the limits of the phases."""
    provider_id = _provider()
    codes.ensure_life_codes(provider_id)
    rows = list(LifeCode.objects.visible_to(request.user).filter(provider=provider_id))
    lists = [(kind.label, [row for row in rows if row.kind == kind]) for kind in LifeCodeKind]
    rules = [(rule, _value_words(rule), Confidence(rule.confidence).label) for rule in codes.life_rules(provider_id)]
    may_edit = LifeCode.objects.editable_by(request.user).exists()
    return render(request, "cases/desk/life/code_list.html", {"lists": lists, "rules": rules, "may_edit": may_edit})


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def life_code_create(request: UserRequest) -> HttpResponse:
    code = LifeCode(provider_id=_provider(), starts_on=timezone.localdate())
    return _code_page(request, code, "Neuer Eintrag")


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def life_code_edit(request: UserRequest, public_id: Any) -> HttpResponse:
    rows = LifeCode.objects.editable_by(request.user).filter(provider=_provider())
    code = get_object_or_404(rows, public_id=public_id)
    return _code_page(request, code, code.label)


def _code_page(request: UserRequest, code: LifeCode, title: str) -> HttpResponse:
    form = LifeCodeForm(request.POST or None, instance=code)
    saved: list[tuple[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            codes.save_life_code(
                form.instance, by=request.user, version=data["version"], request_key=data["request_key"]
            )
        except codes.LifeCodeStale as stale:
            saved = _as_saved(form, stale.current)
        except ValidationError as error:
            put_refusal(form, error)
        else:
            messages.success(request, "Der Eintrag ist gespeichert.")
            return redirect("life_code_list")
    context = {"form": form, "title": title, "saved": saved}
    return render(request, "cases/desk/life/code_form.html", context, status=422 if form.is_bound else 200)


def _as_saved(form: LifeCodeForm, current: LifeCode) -> list[tuple[str, Any]]:
    """Return what is stored now, for the page that shows both; the next press of the button decides."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = current.version  # type: ignore[index]
    form.add_error(
        None, "Jemand hat den Eintrag inzwischen geändert. Ihre Angaben sind noch da; vergleichen Sie beide."
    )
    names = ("label", "official_code", "list_version", "starts_on", "ends_on", "source")
    return [(str(form.fields[name].label), getattr(current, name) or "leer") for name in names]


@require_http_methods(["GET", "POST"])
@needs_role(Role.ADMIN)
def life_rule_edit(request: UserRequest, key: str) -> HttpResponse:
    """The provider's answer to a limit that the law leaves open, with its source."""
    provider_id = _provider()
    rule = next((one for one in codes.life_rules(provider_id) if one.key == key and one.is_open), None)
    if rule is None:
        raise Http404
    initial = {"value": rule.value, "source": "", "confidence": Confidence.OFFICIAL}
    form = LifeRuleForm(request.POST or None, initial=initial, value_field=_value_field(rule))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            codes.set_life_rule(
                provider_id=provider_id,
                key=LifeRuleKey(rule.key),
                value=str(data["value"] or ""),
                source=data["source"],
                confidence=data["confidence"],
                by=request.user,
                request_key=data["request_key"],
            )
        except ValidationError as error:
            put_refusal(form, error)
        else:
            messages.success(request, "Die Regel ist gespeichert.")
            return redirect("life_code_list")
    context = {"form": form, "title": LifeRuleKey(rule.key).label, "rule": rule, "value": _value_words(rule)}
    return render(request, "cases/desk/life/rule_form.html", context, status=422 if form.is_bound else 200)


def _value_field(rule: BuiltInRule) -> forms.Field:
    if rule.key == LifeRuleKey.AFTERCARE_CAP:
        choices = [(value, WORDS[value]) for value in ("earlier", "later")]
        return forms.ChoiceField(label="Es zählt", choices=choices, widget=ChipsRadio)
    return forms.IntegerField(
        label="Monate",
        required=False,
        min_value=1,
        max_value=99,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text="Leer heißt: keine Grenze.",
        error_messages={"invalid": "Geben Sie ganze Monate ein."},
    )
