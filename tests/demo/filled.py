"""Which fields of which models a demonstration fills, read from its rows."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models
from django.db.models import Q

from tests.demo.pages_of_fields import BY_ITSELF, DERIVED, PAGES, TRACES

#: Apps with the provider's own records; the rest belongs to Django, sign-in and the look-ups.
APPS = ("accounts", "jobs", "mail", "companies", "cases", "reports")


def fields_without_page(labels: Iterable[str] = APPS) -> str:
    """Return the fields of these apps that are filled although no page fills them, one a line."""
    shown = {f"{model}.{name}" for model, pages in PAGES.items() for names in pages.values() for name in names.split()}
    unknown = set()
    for name in filled_fields(labels):
        model, field = name.rsplit(".", 1)
        if model not in TRACES and field not in BY_ITSELF and name not in DERIVED and name not in shown:
            unknown.add(name)
    return "\n".join(sorted(unknown))


def filled_fields(labels: Iterable[str] = APPS) -> set[str]:
    """Return "app.Model.field" of every field that some row fills with more than its default."""
    return {name for model in _models(labels) for name in _filled(model)}


def _models(labels: Iterable[str]) -> Iterator[type[models.Model]]:
    for label in labels:
        for model in apps.get_app_config(label).get_models():
            if model._default_manager.exists():
                yield model


def _filled(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if not field.primary_key and model._default_manager.filter(_is_filled(field)).exists():
            yield f"{model._meta.label}.{field.name}"


def _is_filled(field: models.Field) -> Q:
    condition = ~Q(**{field.name: None})
    if field.has_default() and not callable(field.default):
        condition &= ~Q(**{field.name: field.default})
    elif isinstance(field, models.CharField | models.TextField | models.FileField):
        condition &= ~Q(**{field.name: ""})
    elif isinstance(field, models.JSONField):
        condition &= ~Q(**{field.name: {}}) & ~Q(**{field.name: []})
    return condition
