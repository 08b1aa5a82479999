"""The PDF passes PDF/UA-1, fetches nothing, and is the same for the same page."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import page
import pytest
from weasyprint import HTML

from asa.documents.rendering import html_to_pdf, printable
from asa.jobs.running import run
from reports.engine.documents import report_pdf
from reports.engine.services import request_report
from tests.reports.situations import Worked

PLAIN = "<!doctype html><html lang=de><head><title>Probe</title></head><body><h1>Probe</h1>{}</body></html>"


def is_accessible(content: bytes) -> bool:
    return page.is_pdf_compliant_bytes(content, profile=page.ValidationProfile.PDF_UA_1)


@pytest.fixture
def draft(behind, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    worked = Worked()
    behind(worked.provider)
    report = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
    assert run(report.job_id)
    report.refresh_from_db()
    return report


@pytest.fixture
def web():
    """A local server that counts what is asked of it."""
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


def test_the_report_is_accessible_and_repeatable(draft):
    with draft.files.get().pdf.open() as file:
        content = file.read()
    assert is_accessible(content)
    assert report_pdf(draft) == content


def test_a_pdf_without_variant_is_not_accessible():
    assert not is_accessible(HTML(string=PLAIN.format("")).write_pdf())


def test_hostile_text_makes_a_plain_accessible_pdf_and_fetches_nothing(draft, web):
    url, asked = web
    draft.texts["narrative"] = (
        f"<img src='{url}/a'><link rel=stylesheet href='{url}/b'><style>@import '{url}/c';</style>"
        "<iframe src='file:///etc/passwd'></iframe>\u202eabc\x07\ue000👩‍👩‍👧 Ґанна Yıldız"
    )
    assert is_accessible(report_pdf(draft))
    assert asked == []


def test_even_real_markup_fetches_nothing(web):
    url, asked = web
    assert html_to_pdf(PLAIN.format(f"<img alt=a src='{url}/x'><img alt=b src='file:///etc/passwd'>"))
    assert asked == []


def test_signs_without_a_glyph_are_dropped():
    assert printable("a\x07\u202eb\ue000😀c\nd") == "abc\nd"
