"""The stored files of a report, one PDF per audience."""

import hashlib
from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.files.base import ContentFile
from django.db import transaction

from reports.engine.documents import report_pdf
from reports.engine.models import Report, ReportFile


class Made(NamedTuple):
    """What was rendered for one audience; `companion` is the ZIP of a type that has one."""

    pdf: bytes
    companion: bytes = b""


#: Nothing in a ZIP is older than this; with it the same files give the same bytes.
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def make_files(report: Report) -> dict[str, Made]:
    """Render the report for each of its audiences as it stands. Raises RenderingError."""
    companion = zipped(report.kind.attachments(report)) if report.kind.attachments else b""
    return {str(audience): Made(report_pdf(report, audience), companion) for audience in report.audiences}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of the files by their names."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, ZIP_DAY), content, ZIP_DEFLATED)
    return target.getvalue()


def store_files(report: Report, made: Mapping[str, Made]) -> list[ReportFile]:
    """Put the files into the storage under names of their own and replace the rows; old files go after the commit.

    Must run before the report itself is saved as released: from then on a trigger refuses.
    """
    for old in ReportFile.objects.filter(report=report):
        for stored in (old.pdf, old.companion):
            if stored:
                transaction.on_commit(lambda stored=stored: stored.storage.delete(stored.name))  # type: ignore[misc]
        old.delete()
    return [_store(report, audience, files) for audience, files in made.items()]


def _store(report: Report, audience: str, made: Made) -> ReportFile:
    name = f"{report.provider_id}/{report.public_id}-{report.version}-{uuid4().hex[:8]}"
    file = ReportFile(
        provider_id=report.provider_id,
        report=report,
        audience=audience,
        sha256=hashlib.sha256(made.pdf).hexdigest(),
        size=len(made.pdf),
    )
    file.pdf.save(f"{name}.pdf", ContentFile(made.pdf), save=False)
    if made.companion:
        file.companion_sha256 = hashlib.sha256(made.companion).hexdigest()
        file.companion.save(f"{name}.zip", ContentFile(made.companion), save=False)
    file.save(force_insert=True)
    return file
