"""The frozen figures of a report: canonical JSON and its SHA-256."""

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from reports.completeness.frozen import completeness
from reports.engine.models import Report


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no place for {type(value).__name__} in a snapshot")


def canonical_json(snapshot: dict[str, Any]) -> str:
    """Return the one spelling of a snapshot that its checksum is taken of."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def checksum(snapshot: dict[str, Any]) -> str:
    """Return the SHA-256 of a snapshot as 64 hex digits."""
    return hashlib.sha256(canonical_json(snapshot).encode()).hexdigest()


def take_snapshot(report: Report, *, at: datetime | None = None) -> dict[str, Any]:
    """Count now and return the snapshot: head (who, what, when) and figures, plain JSON values only.

    `completeness` says what is lacking and how often, without names and without small groups of people.
    """
    at = at or timezone.now()
    provider = report.provider
    figures = asdict(report.kind.figures(report, provider.minimum_cell))
    snapshot = {
        "head": {
            "type": report.type,
            "provider": provider.legal_name or provider.name,
            "provider_email": provider.email,
            "provider_phone": str(provider.phone),
            "period": report.period,
            "minimum_cell": provider.minimum_cell,
            "data_as_of": at,
            "verify_at": settings.PUBLIC_URL + reverse("report_verify"),
            "completeness": completeness(report, figures),
            **_subject_words(report),
        },
        "figures": figures,
    }
    return json.loads(canonical_json(snapshot))


def _subject_words(report: Report) -> dict[str, str]:
    """Return how the subject is called today, so that a later renaming does not reach a released report."""
    words = {}
    if report.measure is not None:
        words = {
            "measure": report.measure.name,
            "measure_number": report.measure.number,
            "lot": report.measure.lot.name,
            "funding_body": report.measure.funding_body.name,
        }
    if report.lot is not None:
        words["lot"] = report.lot.name
    if report.funding_body is not None:
        words["funding_body"] = report.funding_body.name
    if report.case is not None:
        words["trainee"] = report.case.trainee.full_name
    if report.company is not None:
        words["company"] = report.company.name
    return words
