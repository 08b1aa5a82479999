"""An archived page passes both standards for whatever is in it; other scripts are shown; nothing is lost in silence."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from page import ValidationProfile, validate_pdf_bytes

from asa.documents.rendering import Archive, Renderer, document_identifier, printable

STYLE = (
    '@font-face { font-family: "Fira Sans"; src: url("asset:FiraSans-Regular.ttf"); }'
    '@font-face { font-family: "IBM Plex Sans Arabic"; src: url("asset:IBMPlexSansArabic-Regular.ttf"); }'
    'body { font-family: "Fira Sans", "IBM Plex Sans Arabic" }'
)
PAGE = "<!doctype html><html lang=de><title>Probe</title><style>{}</style><body><h1>Probe</h1>{}</body></html>"
NAMES = {
    "Arabic": "محمد عبد الله الأحمد",
    "Persian": "رضا گرمارودی",
    "Ukrainian": "Юлія Щербаківська-Ґалаґан",
    "Vietnamese": "Nguyễn Thị Phương Thảo",
    "Turkish": "Yıldız Şahingöz",
    "long": "Wolfeschlegelsteinhausenbergerdorffwelchevora",
}


def archive(**changes) -> Archive:
    values = {"document": UUID(int=7), "name": "zahlen.json", "description": "Zahlen", "attached": b'{"a":1}'}
    return Archive(**(values | {"at": datetime(2026, 10, 5, 9, tzinfo=UTC)} | changes))


def broken(content: bytes) -> list[str]:
    profiles = (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_3A)
    return [f.rule_id for profile in profiles for f in validate_pdf_bytes(content, profile=profile).failures]


@pytest.fixture(scope="module")
def renderer():
    renderer = Renderer()
    yield renderer
    renderer.stop()


@pytest.mark.parametrize("script", NAMES)
def test_a_name_of_any_script_is_kept_and_passes_both_standards(renderer, script):
    assert printable(NAMES[script]) == NAMES[script]
    page = PAGE.format(STYLE, f"<p>{NAMES[script]}</p>")
    assert broken(renderer.pdf(page, archive())) == []


def test_a_letter_that_no_font_has_is_marked_and_never_dropped():
    assert printable("北京 Li") == "?? Li"
    assert printable("שלום") == "????"
    assert printable("Ｆｕｌｌ ﬁ") == "Full ﬁ"


def test_what_has_no_meaning_of_its_own_is_dropped():
    assert printable("a\x00b\u202ec\ue000d👩‍👩‍👧e\n") == "abcde\n"


def test_streams_end_so_that_none_reads_as_too_short(renderer):
    """Whatever their last byte is: one in 256 documents had a stream that ended with a carriage return."""
    content = renderer.pdf(PAGE.format(STYLE, "<p>x</p>"), archive())
    ends = re.findall(rb"(..)endstream", content, re.DOTALL)
    assert set(ends) == {b"\r\n"}


def test_everything_that_goes_in_changes_the_identifier():
    page = PAGE.format(STYLE, "")
    made = {
        document_identifier(page),
        document_identifier(page + " "),
        document_identifier(page, archive()),
        document_identifier(page, archive(attached=b"{}")),
        document_identifier(page, archive(document=UUID(int=8))),
    }
    assert len(made) == 5


def test_a_process_is_replaced_after_its_share_of_documents(renderer, monkeypatch):
    monkeypatch.setattr("asa.documents.rendering.RECYCLED_AFTER", 2)
    page = PAGE.format(STYLE, "<p>x</p>")
    seen = []
    for _ in range(4):
        content = renderer.pdf(page)
        seen.append(renderer._process.pid)
    assert len(set(seen)) > 1
    assert renderer.pdf(page) == content
