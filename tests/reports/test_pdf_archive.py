"""A released PDF is one file that passes PDF/UA-1 and PDF/A-3a, carries its figures, and repeats itself."""

import hashlib
import io
import subprocess
import sys

import pikepdf
import pytest
from page import ValidationProfile, validate_pdf_bytes
from weasyprint import HTML

from asa.documents.rendering import Renderer
from reports.engine import files
from reports.engine.documents import report_page, report_pdf
from reports.engine.files import make_files
from reports.engine.models import ReportState
from reports.engine.registry import report_types
from tests.reports.every_type import CODES, made

UA, A3A = ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_3A


def broken(content: bytes, profile: ValidationProfile) -> list[str]:
    found = validate_pdf_bytes(content, profile=profile)
    return sorted({f"{failure.rule_id}: {failure.message}" for failure in found.failures})


def stored(report) -> bytes:
    with report.files.get().pdf.open() as file:
        return file.read()


def test_a_released_report_passes_both_standards(released):
    content = stored(released)
    assert (broken(content, UA), broken(content, A3A)) == ([], [])


@pytest.mark.parametrize("code", CODES)
def test_every_type_passes_them_for_each_of_its_readers(code, worked):
    report = made(code, worked)
    for file in report.files.all():
        with file.pdf.open() as draft:
            assert broken(draft.read(), UA) == [], file.audience
    report.state, report.released_at = ReportState.RELEASED, report.data_as_of
    for audience in report.audiences:
        content = report_pdf(report, audience)
        assert (broken(content, UA), broken(content, A3A)) == ([], []), audience
        assert broken(content.replace(b"pdfuaid:part", b"pdfuaid:none"), UA) != []


def test_a_progress_report_has_three_readers(worked):
    assert made("progress", worked).audiences == report_types()["progress"].audiences


def test_a_draft_is_accessible_but_not_archived(draft):
    content = stored(draft)
    assert broken(content, UA) == []
    assert broken(content, A3A) != []


def test_a_plain_pdf_passes_neither():
    content = HTML(string="<html lang=de><title>Probe</title><h1>Probe</h1>").write_pdf()
    assert broken(content, UA)
    assert broken(content, A3A)


def test_it_carries_the_snapshot_that_its_checksum_is_taken_of(released):
    with pikepdf.open(io.BytesIO(stored(released))) as pdf:
        (name,) = pdf.attachments
        file = pdf.attachments[name]
        assert name == "zahlen-2026-Q3.json"
        assert str(pdf.Root.AF[0].AFRelationship) == "/Data"
        assert hashlib.sha256(file.get_file().read_bytes()).hexdigest() == released.snapshot_sha256


def test_its_properties_have_language_title_bookmarks_and_no_person(released, worked):
    with pikepdf.open(io.BytesIO(stored(released))) as pdf:
        said = f"{dict(pdf.docinfo)} {pdf.Root.Metadata.read_bytes().decode()}"
        assert str(pdf.Root.Lang) == "de"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_outline() as outline:
            assert outline.root
    assert "427/1184/1/25" in said
    for case in worked.cases:
        assert case.trainee.last_name not in said
    for member in (worked.author, worked.second):
        assert member.user.last_name not in said


def test_rendering_it_again_gives_the_same_bytes_in_another_process_too(released):
    content = stored(released)
    assert report_pdf(released) == content
    fresh = Renderer()
    fresh.pdf("<!doctype html><html lang=de><title>x</title><h1>Ж ein anderer Bericht davor</h1>")
    assert fresh.pdf(*report_page(released)) == content
    fresh.stop()


def test_an_unchanged_page_is_not_rendered_again(draft, monkeypatch):
    def never(*_arguments):
        raise AssertionError("rendered again")

    before = stored(draft)
    monkeypatch.setattr(files, "html_to_pdf", never)
    assert make_files(draft)["funder"].pdf == before
    draft.texts = {"narrative": "Ein anderer Text."}
    with pytest.raises(AssertionError, match="rendered again"):
        make_files(draft)


def test_a_damaged_file_is_not_taken_for_the_same(draft, monkeypatch):
    file = draft.files.get()
    content = stored(draft)
    with file.pdf.storage.open(file.pdf.name, "wb") as target:
        target.write(content[:-1] + b" ")
    assert make_files(draft)["funder"].pdf == content


def test_the_engine_finds_no_font_of_the_machine():
    """The names of the machine's fonts are asked in the surroundings of the rendering process."""
    from asa.documents.rendering import _environment

    script = (
        "from weasyprint.text.ffi import fontconfig as f;"
        "print(f.FcConfigGetFonts(f.FcInitLoadConfigAndFonts(), f.FcSetSystem).nfont)"
    )
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], env=_environment(), capture_output=True, check=True
    )
    assert answer.stdout.strip() == b"0"
