"""The stored files of a report, one PDF per audience."""

import hashlib
from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.files.base import ContentFile
from django.db import transaction

from asa.documents.rendering import document_identifier, html_to_pdf
from reports.engine.documents import report_page
from reports.engine.models import Report, ReportFile


class Made(NamedTuple):
    """What was rendered for one audience; `companion` is the ZIP of a type that has one."""

    pdf: bytes
    companion: bytes = b""


#: Bytes at the end of a PDF within which its identifier stands.
TRAILER = 2048
#: Nothing in a ZIP is older than this; with it the same files give the same bytes.
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def make_files(report: Report) -> dict[str, Made]:
    """Render the report for each of its audiences as it stands. Raises RenderingError."""
    companion = zipped(report.kind.attachments(report)) if report.kind.attachments else b""
    stored = {file.audience: file for file in ReportFile.objects.filter(report=report)} if report.pk else {}
    return {
        str(audience): Made(_rendered(report, audience, stored.get(audience)), companion)
        for audience in report.audiences
    }


def _rendered(report: Report, audience: str, stored: ReportFile | None) -> bytes:
    """Return the PDF; the stored one if it was made of exactly the same page, figures, texts and state."""
    html, archive = report_page(report, audience)
    if stored is not None and stored.pdf.name and stored.pdf.storage.exists(stored.pdf.name):
        with stored.pdf.open() as file:
            content = file.read()
        is_whole = hashlib.sha256(content).hexdigest() == stored.sha256
        if is_whole and carries(content, document_identifier(html, archive)):
            return content
    return html_to_pdf(html, archive)


def carries(content: bytes, identifier: bytes) -> bool:
    """Return whether the PDF names the identifier in its trailer."""
    return b"/ID [(" + identifier + b")" in content[-TRAILER:]


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
