"""The PDF is accessible, always comes out, fetches nothing, and is the same bytes for the same snapshot."""

import http.server
import threading

import page_validation
import pytest
from weasyprint import HTML

from reports.engine.documents import report_pdf
from reports.engine.models import Report, ReportState
from reports.engine.periods import Quarter
from reports.engine.rendering import html_to_pdf, printable
from reports.engine.snapshots import checksum, take_snapshot
from tests.reports.situations import Worked

HOSTILE = [
    "<script>alert(1)</script><img src='{url}/img'><link rel=stylesheet href='{url}/css'>",
    "}} body {{ background: url({url}/bg) }} <style>@import '{url}/x';</style>",
    "file:///etc/passwd <iframe src='file:///etc/passwd'></iframe> <object data='{url}/o'></object>",
    "\u202egnirts \u200f\u2066 rechts nach links \u0000\u0007\u001b",
    "👩‍👩‍👧‍👦 🏳️‍🌈 \ue000 \uf8ff \U000f0000",
    "ß ğ ї د Ω ﬁ ‚Zitat‘ – Gedankenstrich … " * 40,
    "x" * 2000,
]


def conforms(content: bytes) -> bool:
    """Return whether the bytes are a valid PDF/UA-1."""
    return bool(page_validation.validate_bytes(content, "ua1").is_compliant)


@pytest.fixture
def report(behind):
    worked = Worked()
    behind(worked.provider)
    snapshot = take_snapshot(worked.measure, Quarter(2026, 3))
    return Report(
        provider=worked.provider,
        measure=worked.measure,
        period="2026-Q3",
        state=ReportState.DRAFT,
        snapshot=snapshot,
        snapshot_sha256=checksum(snapshot),
    )


@pytest.fixture
def counting_server():
    """A web server that remembers what was asked of it."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_draft_and_release_are_pdf_ua_1(report):
    assert conforms(report_pdf(report))
    report.state, report.released_at = ReportState.RELEASED, report.created_at
    assert conforms(report_pdf(report))


def test_a_pdf_without_the_variant_does_not_pass():
    assert not conforms(HTML(string="<h1>ohne</h1>").write_pdf())


def test_the_same_snapshot_gives_the_same_bytes(report):
    assert report_pdf(report) == report_pdf(report)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gives_a_pdf_and_fetches_nothing(report, text, counting_server):
    url, asked = counting_server
    report.narrative = text.replace("{url}", url)
    report.snapshot["head"]["measure"] = report.narrative[:120]
    assert conforms(report_pdf(report))
    assert asked == []


def test_what_no_font_shows_is_dropped_and_letters_stay():
    assert printable("A\u0000\u202eß\U0001f600\ue000ğї\nOk") == "Aßğї\nOk"


def test_local_files_are_never_read(counting_server):
    url, asked = counting_server
    html = f"<html lang=de><title>x</title><p>x<img alt=x src='file:///etc/hostname'><img alt=x src='{url}'></html>"
    assert html_to_pdf(html).startswith(b"%PDF")
    assert asked == []
