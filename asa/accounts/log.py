"""Writing the log: one call inside the transaction of the act that it records (`security.md` rule 37)."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from asa.accounts import wall
from asa.accounts.enums import LogKind
from asa.accounts.models import LogEntry, User


def record(
    kind: LogKind,
    *,
    by: User | None,
    subject: models.Model | None = None,
    route: str = "",
    provider_id: int | None = None,
    **details: Any,
) -> LogEntry:
    """Write one entry. `details` are ids, codes and counts, never names or texts.

    The provider is that of `subject`, else the given one, else the one the transaction stands behind.
    """
    if provider_id is None:
        provider_id = getattr(subject, "provider_id", None) or wall.current_provider_id()
    return LogEntry.objects.create(
        provider_id=provider_id,
        actor=by if by is not None and by.pk else None,
        kind=kind,
        route=route,
        object_type=subject._meta.label_lower if subject is not None else "",
        object_id=subject.pk if subject is not None else None,
        details=details,
    )


def record_all(kind: LogKind, acts: Iterable[tuple[User | None, models.Model, dict[str, Any]]]) -> None:
    """Write one entry for each act (by whom, on what, details) in one statement, as `record` would one by one."""
    LogEntry.objects.bulk_create(
        LogEntry(
            provider_id=getattr(subject, "provider_id", None) or wall.current_provider_id(),
            actor=by if by is not None and by.pk else None,
            kind=kind,
            object_type=subject._meta.label_lower,
            object_id=subject.pk,
            details=details,
        )
        for by, subject, details in acts
    )
