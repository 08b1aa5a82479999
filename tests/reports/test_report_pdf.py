"""Hostile text in every free field: the PDF is made, stays accessible, and fetches nothing."""

import http.server
import threading

import pytest
from page import ValidationProfile, validate_pdf_bytes

from asa.documents.rendering import printable
from reports.engine.documents import report_pdf
from reports.engine.models import Report, ReportState
from reports.engine.snapshots import checksum, take_snapshot
from tests.reports.situations import Worked

HOSTILE = {
    "html": "<script>alert(1)</script><img src='{url}/img'><link rel=stylesheet href='{url}/css'>",
    "css": "}} body {{ background: url({url}/bg) }} <style>@import '{url}/x';</style>",
    "files": "file:///etc/passwd <iframe src='file:///etc/passwd'></iframe> <object data='{url}/o'></object>",
    "directions": "\u202egnirts \u200f\u2066 rechts nach links \u0000\u0007\u001b",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 \ue000 \uf8ff \U000f0000",
    "letters": "ß ğ ї د Ω ﬁ ‚Zitat‘ – Gedankenstrich … " * 40,
    "long": "x" * 2000,
}


def broken_rules(content: bytes) -> list[str]:
    """Return the rules of PDF/UA-1 that the bytes break."""
    found = validate_pdf_bytes(content, profile=ValidationProfile.PDF_UA_1)
    return sorted({f"{failure.rule_id}: {failure.message}" for failure in found.failures})


@pytest.fixture
def report(behind):
    worked = Worked()
    behind(worked.provider)
    report = Report(provider=worked.provider, measure=worked.measure, period="2026-Q3", state=ReportState.DRAFT)
    report.snapshot = take_snapshot(report)
    report.snapshot_sha256 = checksum(report.snapshot)
    return report


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
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_gives_an_accessible_pdf_and_fetches_nothing(report, kind, counting_server):
    url, asked = counting_server
    hostile = HOSTILE[kind].replace("{url}", url)
    report.texts = {"narrative": hostile}
    report.snapshot["head"]["measure"] = hostile[:120]
    assert broken_rules(report_pdf(report)) == []
    assert asked == []


def test_a_released_report_is_accessible_too(report):
    report.state, report.released_at = ReportState.RELEASED, report.created_at
    assert broken_rules(report_pdf(report)) == []


def test_what_no_font_shows_is_dropped_and_letters_stay():
    assert printable("A\u0000\u202eß\U0001f600\ue000ğї\nOk") == "Aßğї\nOk"
