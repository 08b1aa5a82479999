"""The frozen figures of a report: canonical JSON and its SHA-256."""

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from asa.accounts.models import Provider
from cases.people.models import Measure
from reports.engine.periods import Quarter
from reports.types.quarter.figures import quarter_figures


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no place for {type(value).__name__} in a snapshot")


def canonical_json(snapshot: dict[str, Any]) -> str:
    """Return the one spelling of a snapshot that its checksum is taken of."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def checksum(snapshot: dict[str, Any]) -> str:
    """Return the SHA-256 of a snapshot as 64 hex digits."""
    return hashlib.sha256(canonical_json(snapshot).encode()).hexdigest()


def take_snapshot(measure: Measure, quarter: Quarter, *, at: datetime | None = None) -> dict[str, Any]:
    """Count the quarter now and return its snapshot: head (who, what, when) and figures, plain JSON values only."""
    at = at or timezone.now()
    provider = Provider.objects.get(pk=measure.provider_id)
    snapshot = {
        "head": {
            "provider": provider.legal_name or provider.name,
            "provider_email": provider.email,
            "provider_phone": str(provider.phone),
            "funding_body": measure.funding_body.name,
            "lot": measure.lot.name,
            "measure": measure.name,
            "measure_number": measure.number,
            "data_as_of": at,
        },
        "figures": asdict(quarter_figures(measure, quarter, minimum=provider.minimum_cell)),
    }
    return json.loads(canonical_json(snapshot))
