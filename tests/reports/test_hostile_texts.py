"""Hostile words in every free field of every type: files are made, nothing is fetched or read, limits hold."""

import io
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from openpyxl import load_workbook
from page import ValidationProfile, validate_pdf_bytes

from asa.accounts.models import Provider
from asa.documents import rendering
from asa.documents.rendering import Renderer, html_to_pdf, printable
from asa.jobs.models import Job
from asa.jobs.running import run
from reports.engine.documents import report_document, report_pdf, report_xlsx
from reports.engine.models import ReportState
from tests.reports.every_type import CODES, made, ordered
from tests.reports.pdf_text import pdf_text

MARKUP = "=1+1 <script>alert(1)</script><img src='{url}/a'><link rel=stylesheet href='{url}/b'>"
STYLE = "@SUM(1) </style><style>@import '{url}/c'; body {{ background: url({url}/d) }}</style>"
FILES = "-2 file:///etc/passwd <iframe src='file:///etc/passwd'></iframe><object data='{url}/e'></object>"
SIGNS = "+1 \u202egnirts\u2066 \u200f👩‍👩‍👧‍👦🏳️‍🌈 \ue000\U000f0000 \x07\x1b Юлія محمد 北京 שלום ß ğ"
ALL = (MARKUP, STYLE, FILES, SIGNS)
#: What is told to somebody else than a reader, or has a form that the database checks.
NOT_FREE = {"password", "email", "username", "time_zone", "ref_sha256", "code", "postcode", "number", "model"}
APPS = ("accounts", "cases", "companies")
LONG = 200_000


@pytest.fixture
def web():
    """A local server that remembers what is asked of it."""
    asked = []

    class Counting(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def fill_free_fields(words: list[str]) -> set[str]:
    """Write the words into every free text of every row of the worked quarter; return the names of the fields."""
    filled = set()
    for model in (one for app in APPS for one in apps.get_app_config(app).get_models() if one._meta.managed):
        for field in model._meta.concrete_fields:
            if _is_free(field) and model._default_manager.exists():
                text = words[len(filled) % len(words)][: field.max_length]
                try:
                    with transaction.atomic():
                        model._default_manager.update(**{field.name: text})
                except DatabaseError:
                    continue  # the database itself refuses it there
                filled.add(f"{model.__name__}.{field.name}")
    return filled


def _is_free(field: models.Field) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField)
    is_only_one = field.model is Provider or not field.unique
    return is_text and is_only_one and not (field.choices or field.name in NOT_FREE)


def is_accessible(content: bytes) -> bool:
    return not validate_pdf_bytes(content, profile=ValidationProfile.PDF_UA_1).failures


def missing_glyphs(content: bytes) -> int:
    """Return how many signs of the PDF are drawn with the glyph that stands for a missing one."""
    found = 0
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) in ("Tj", "TJ"):
                    strings = operands[0] if str(operator) == "TJ" else operands
                    codes = b"".join(bytes(one) for one in strings if isinstance(one, pikepdf.String))
                    found += sum(codes[at : at + 2] == b"\0\0" for at in range(0, len(codes), 2))
    return found


@pytest.mark.parametrize("code", CODES)
def test_hostile_words_in_every_free_field_are_only_words(code, worked, web):
    url, asked = web
    words = [one.format(url=url) for one in ALL]
    filled = fill_free_fields(words)
    assert {"Trainee.last_name", "Case.goals", "Company.name", "Measure.name", "Provider.name"} <= filled
    report = made(code, worked, " ".join(words))
    for file in report.files.all():
        with file.pdf.open() as stored:
            content = stored.read()
        assert is_accessible(content), file.audience
        assert missing_glyphs(content) == 0
        assert b"root:" not in content
        assert "root:x:0" not in pdf_text(content)
        _is_harmless(load_workbook(io.BytesIO(report_xlsx(report, file.audience, reader=worked.author.user))))
    assert asked == []


def _is_harmless(book):
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t")):
                    assert cell.quotePrefix


def test_two_hundred_thousand_signs_make_a_long_report(worked):
    words = "Wort und Satz & so. " * (LONG // 40) + "x" * (LONG // 2)
    report = made("quarter", worked, words)
    with report.files.get().pdf.open() as file:
        content = file.read()
    assert is_accessible(content)
    drawn = pdf_text(content)
    assert drawn.count("WortundSatz&so.") >= LONG // 40 - 100  # some of them are parted by the foot of a page
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = len(pdf.pages)
        with pdf.open_outline() as outline:
            assert len(outline.root) >= 1
    assert pages > 60
    assert f"Seite{pages}von{pages}" in drawn
    book = load_workbook(io.BytesIO(report_xlsx(report, "funder")))
    assert book.sheetnames


def test_a_table_over_sixty_pages_repeats_its_head_on_each(worked):
    report = made("participants", worked)
    report.snapshot["figures"]["participants"] *= 200
    content = report_pdf(report)
    assert is_accessible(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = len(pdf.pages)
    drawn = pdf_text(content)
    assert pages >= 60
    head = "".join(report_document(report).tables()[0].head[0].split())
    assert drawn.count(head) >= pages - 1


def test_a_report_that_breaks_the_limits_is_parked_with_a_reason_while_others_are_made(worked, monkeypatch):
    hopeless = ordered("company_contacts", worked)
    fine = ordered("participants", worked)
    job = hopeless.job_id
    bounded = Renderer(mebibytes=100)
    monkeypatch.setattr(rendering, "_pool", bounded)
    monkeypatch.setattr("reports.engine.documents.render_to_string", _too_much(hopeless))
    for _ in range(10):
        Job.objects.filter(pk=job).update(due_at="2020-01-01T00:00Z")
        run(job)
        hopeless.refresh_from_db()
        if hopeless.state == ReportState.FAILED:
            break
    assert hopeless.state == ReportState.FAILED
    assert "PDF konnte nicht erstellt werden" in hopeless.failure
    assert run(fine.job_id)
    fine.refresh_from_db()
    assert fine.state == ReportState.DRAFT
    bounded.stop()


def _too_much(report):
    from django.template.loader import render_to_string

    def page(name, context, **options):
        html = render_to_string(name, context, **options)
        return html.replace("</body>", "<p>x</p>" * 60_000 + "</body>") if context["report"].pk == report.pk else html

    return page


def test_a_null_byte_reaches_no_file():
    assert printable("a\0b") == "ab"
    page = "<!doctype html><html lang=de><title>x</title><h1>x</h1>{}</html>"
    assert html_to_pdf(page.format("a\0b")).startswith(b"%PDF")
