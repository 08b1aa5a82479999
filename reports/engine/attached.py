"""The figures that a released PDF carries as JSON, so that a machine can read what a person reads."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime

from asa.documents.rendering import Archive
from reports.engine.blocks import Cell, Document
from reports.engine.models import Report
from reports.engine.snapshots import canonical_json


def archive_of(report: Report, audience: str, document: Document) -> Archive:
    """Return what makes the released PDF an archived one.

    A report with one audience carries its canonical snapshot, whose SHA-256 is the report's. One with several carries
    for each only what stands in that PDF: a company must not find in the file what is written for the agency.
    """
    snapshot = report.snapshot or {}
    is_for_one = len(report.kind.audiences) == 1
    attached = canonical_json(snapshot) if is_for_one else _plain_json(_shown(snapshot["head"], audience, document))
    at = parse_datetime(snapshot["head"]["data_as_of"])
    assert at is not None
    return Archive(
        document=report.public_id,
        name=f"zahlen-{report.period}.json",
        description="Die Zahlen dieses Berichts zum Einlesen",
        at=at,
        attached=attached.encode(),
    )


def _shown(head: Mapping[str, Any], audience: str, document: Document) -> dict[str, Any]:
    """Return the facts and tables of one audience's document as plain values."""
    return {
        "type": head["type"],
        "period": head["period"],
        "data_as_of": head["data_as_of"],
        "audience": audience,
        "facts": [list(fact) for fact in document.facts],
        "tables": [
            {"caption": t.caption, "head": list(t.head), "rows": [[_value(cell) for cell in row] for row in t.rows]}
            for t in document.tables()
        ],
        "charts": [{"message": c.message, "bars": [asdict(bar) for bar in c.bars]} for c in document.charts()],
    }


def _value(cell: Cell) -> Any:
    return cell.text if cell.value is None else cell.value


def _plain_json(value: dict[str, Any]) -> str:
    def plain(one: Any) -> str:
        if isinstance(one, date | Decimal):
            return str(one)
        raise TypeError(f"no place for {type(one).__name__} in the attached figures")

    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain)
