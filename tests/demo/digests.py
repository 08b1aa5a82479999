"""A checksum over everything that a simulation made."""

import hashlib

from django.db import models

from asa.demo.world import ORDER
from cases.support.budgets.models import MeasureYear
from cases.support.planning.models import LessonGroup, SessionSeries

#: Everything but the hours, which come last and have their own test.
MODELS: tuple[type[models.Model], ...] = ORDER[: ORDER.index(MeasureYear)]
#: What no seed decides: identifiers, and the moments at which the services wrote a row.
NOT_SEEDED = {"public_id", "request_key", "at", "started_at", "completed_at", "password"}
#: What sessions point to, though the simulation makes it through its services.
POINTED_TO = (LessonGroup, SessionSeries)


def digest_of(provider):
    """Return a checksum over every row; keys of rows are replaced by their place in their table."""
    rows = {model: list(model._default_manager.order_by("pk")) for model in (*MODELS, *POINTED_TO)}
    places = {model: {row.pk: place for place, row in enumerate(found)} for model, found in rows.items()}
    lines = []
    for model in MODELS:
        for row in rows[model]:
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if field.primary_key or field.name == "provider" or field.name in NOT_SEEDED:
                    continue
                if field.is_relation and value is not None:
                    value = places.get(field.related_model, {}).get(value, value)
                lines.append(f"{model.__name__}.{field.name}={value}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
