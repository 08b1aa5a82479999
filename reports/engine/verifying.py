"""Is this file the one that we made? By its SHA-256 alone; the file is never opened by a reader of PDF."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from reports.engine.models import Report, ReportFile

SHA256 = re.compile(r"[0-9a-f]{64}")
#: What a released PDF says of itself in its uncompressed properties.
_NAMED = re.compile(rb'xmpMM:DocumentID="uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')


@dataclass(frozen=True)
class Verdict:
    """What is known of a file: `file` where it is ours as it was made, `changed` where it only says it were."""

    sha256: str
    file: ReportFile | None = None
    changed: Report | None = None

    @property
    def report(self) -> Report | None:
        return self.file.report if self.file else None


def verdict_on(sha256: str, reports: QuerySet[Report], named: UUID | None = None) -> Verdict:
    """Return what `reports` know of a file with this checksum; `named` is the report that the file says it is."""
    mine = ReportFile.objects.filter(Q(sha256=sha256) | Q(companion_sha256=sha256), report__in=reports)
    file = mine.select_related("report__measure", "report__released_by", "report__provider", "report__case").first()
    if file is not None or named is None:
        return Verdict(sha256, file)
    return Verdict(sha256, None, reports.filter(public_id=named).first())


def read_in_parts(parts: Iterable[bytes]) -> tuple[str, UUID | None]:
    """Return the SHA-256 of the parts, and the report that they name within (looked for without opening the file)."""
    digest, named, tail = hashlib.sha256(), None, b""
    for part in parts:
        digest.update(part)
        if named is None and (match := _NAMED.search(tail + part)):
            named = UUID(match[1].decode())
        tail = part[-100:]
    return digest.hexdigest(), named
