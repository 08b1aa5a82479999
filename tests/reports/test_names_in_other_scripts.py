"""Names that are written from right to left do not reverse the numbers beside them, on the page and in the PDF."""

import io
import re

import page
import pikepdf
import pytest
from django.urls import reverse

from asa.design.templatetags.asa import isolated, isolated_title
from reports.engine.documents import report_pdf
from reports.engine.models import ReportState
from tests.reports.every_type import made
from tests.reports.pdf_text import pdf_text

NAME = ("محمد", "عبد-الرحمن")
ARABIC = f"{NAME[0]} {NAME[1]}"
LETTERS = "[\u0600-\u08ff\ufb50-\ufefc]"


@pytest.fixture
def named(worked):
    """Return the worked quarter with an Arabic, a Ukrainian and a very long name."""
    names = (NAME, ("Ґанна", "Щербак"), ("Maximiliana", "von Schwarzenberg-Hohenlohe-Waldenburg-Öhringen"))
    for case, (first, last) in zip(worked.cases, names, strict=False):
        case.trainee.first_name, case.trainee.last_name = first, last
        case.trainee.save()
    return worked


class TestFilters:
    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("Amira 3", "Amira 3"),
            ("", ""),
            (f"{ARABIC}, 01.07.2026", f"<bdi>{ARABIC}</bdi>, 01.07.2026"),
            ("محمد 3, سارة 4", "<bdi>محمد</bdi> 3, <bdi>سارة</bdi> 4"),
            ("שרה לוי & Söhne <b>", "<bdi>שרה לוי</bdi> &amp; Söhne &lt;b&gt;"),
        ],
    )
    def test_a_page_holds_each_name_by_itself(self, given, shown):
        assert isolated(given) == shown

    def test_what_is_no_such_name_is_left_to_the_template(self):
        assert not hasattr(isolated("<b>"), "__html__")

    def test_a_title_holds_invisible_marks(self):
        assert isolated_title(f"Bericht {ARABIC}, 3") == f"Bericht \u2068{ARABIC}\u2069, 3"
        assert isolated_title("Bericht Ґанна, 3") == "Bericht Ґанна, 3"


def test_the_pages_isolate_the_name(named, sign_in):
    report = made("progress", named)
    client = sign_in(named.author.user)
    content = client.get(reverse("report_detail", args=[report.public_id])).content.decode()
    assert f"<bdi>{ARABIC}</bdi> · Entwurf" in content
    assert f"<bdi>{ARABIC}</bdi>" in client.get(reverse("report_list")).content.decode()
    folder = made("audit_folder", named)
    content = client.get(reverse("report_detail", args=[folder.public_id])).content.decode()
    assert f" und <bdi>{ARABIC}</bdi></td>" in content
    assert "<bdi>Ґ" not in content


@pytest.mark.parametrize("code", ["progress", "participants", "audit_folder"])
def test_the_pdfs_keep_their_standards_and_the_order(named, code):
    report = made(code, named)
    report.state, report.released_at = ReportState.RELEASED, report.data_as_of
    for audience in report.audiences:
        content = report_pdf(report, audience)
        for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
            assert page.is_pdf_compliant_bytes(content, profile=profile), audience
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert "\u202e" not in str(pdf.docinfo.get("/Title"))
        if code == "progress" and audience == report.audiences[0]:
            assert re.search(f"Fortschrittsbericht{LETTERS}+-{LETTERS}+,3\\.Quartal2026", pdf_text(content))
