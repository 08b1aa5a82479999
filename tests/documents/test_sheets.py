"""Style sheets that are read once change no byte of a document, whatever is on its page."""

import subprocess
import sys

import pytest

from asa.documents.rendering import _environment

#: Prints whether our way and the engine's own give the same bytes, for a page on standard input; and which was taken.
SCRIPT = """
import sys
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from asa.documents.render_child import BundledOnly, Engine, Page, render
from asa.documents.render_protocol import identifier
from asa.documents.sheets import page_with_sheets
page = Page(sys.stdin.buffer.read())
engine = Engine(BundledOnly(), FontConfiguration())
for _ in range(2):
    ours = render(page, engine)
document = HTML(string=page.html.decode(), url_fetcher=BundledOnly())
plain = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier(*page))
print(ours == plain, bool(page_with_sheets(page.html.decode(), engine.fonts, engine.fetcher)[1]))
"""
STYLE = """
@font-face { font-family: "Fira Sans"; src: url("asset:FiraSans-Regular.ttf") }
@font-face { font-family: "Fira Sans"; font-weight: 600; src: url("asset:FiraSans-SemiBold.ttf") }
@font-face { font-family: "IBM Plex Sans Arabic"; src: url("asset:IBMPlexSansArabic-Regular.ttf") }
@page { size: A5; @top-right { content: element(head); width: 100% } @bottom-right { content: counter(page) } }
body { font: 10pt "Fira Sans", "IBM Plex Sans Arabic" } .head { position: running(head) }
table { border-collapse: collapse; table-layout: fixed; width: 100% } th { font-weight: 600 }
"""
BODY = """<p class="head">Kopf</p><h1>Probe</h1><h2>محمد und Юлія</h2>
<ul><li>eins<ul><li>zwei</li></ul></li></ul><ol><li>drei</li></ol><dl><dt>vier</dt><dd>fünf</dd></dl>
<table><caption>Tabelle</caption><colgroup><col><col></colgroup><thead><tr><th scope="col">a</th><th scope="col">b</th>
</tr></thead><tbody>{rows}</tbody></table><p><b>fett</b> <em>schräg</em> <q>Zitat</q> <a href="#x">weiter</a></p>
<svg width="90" height="20"><title>Bild</title><rect width="80" height="9"/><text y="18">1,5</text></svg><p id="x">x</p>
"""
PAGE = "<!doctype html><html lang=de><head><title>Probe</title>{}</head><body>{}</body></html>"


@pytest.mark.parametrize(
    ("style", "body", "is_read_once"),
    [
        (STYLE, BODY, True),
        (STYLE + ".f { float: footnote } .m { display: list-item }", "<p class=m>a<span class=f>b</span></p>", False),
        (STYLE + "li::marker { color: red }", BODY, False),
        (STYLE + "</style><style>p { color: red }", BODY, False),
    ],
)
def test_the_bytes_are_those_of_the_engine_by_itself(style, body, is_read_once):
    body = body.replace("{rows}", "<tr><th scope=row>Zeile</th><td>1</td></tr>" * 40)
    page = PAGE.format(f"<style>{style}</style>", body)
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT]
    answer = subprocess.run(command, input=page.encode(), env=_environment(), capture_output=True, check=True)
    assert answer.stdout.split() == [b"True", str(is_read_once).encode()]
