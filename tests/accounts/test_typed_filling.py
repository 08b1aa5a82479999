"""Values are put into the controls of a page's form; every other byte of the page stays as it is."""

import pytest
from lxml import html

from asa.accounts.typed.draft_pages import insert_notice
from asa.accounts.typed.filling import fill
from tests.accounts.windows import Window

PAGE = """<!doctype html>
<html><body><main class="x" id="inhalt"><h1>A &amp; B</h1><svg viewBox="0 0 1 1"><path d="M0"/></svg>
<form method="post" action="/anders/"><input name="text" value="fremd"></form>
<form method="post" id="eigen"><input type="hidden" name="version" value="2">
<input type='hidden' name="csrfmiddlewaretoken" value="neu"><input name="text" value="alt" required>
<input name="line" value="1"><input name="line" value="2">
<details><summary>Mehr</summary><textarea name="long" rows=3>
alt &lt;b&gt;</textarea></details>
<details><summary>Zu</summary><input type="checkbox" name="box" value="a" checked></details>
<input type="radio" name="one" value="x" checked><input type="radio" name="one" value="y">
<select name="pick"><option value="">-</option><option selected>Erste</option><option value="2">Zweite</option></select>
<select name="many" multiple><option value="1" selected><option value="2"><option value="3"></select>
<input type="password" name="password"><input type="file" name="file"><input name="off" value="aus" disabled>
<button name="step" value="go">Los</button></form>
<input name="away" form="eigen" value=""><button form="eigen" formaction="/korrektur/">Korrektur</button>
</main></body></html>"""

TYPED = {
    "version": ["1"],
    "csrfmiddlewaretoken": ["alt"],
    "text": ['"neu" & <b>'],
    "line": ["eins", "zwei"],
    "long": ["\nerste Zeile leer\n<script>"],
    "one": ["y"],
    "pick": ["2"],
    "many": ["2", "3"],
    "away": ["draußen"],
    "step": ["go"],
    "password": ["geheim"],
}


def filled(fields=None, address="/seite/", text=PAGE):
    pairs = [[name, value] for name, values in (TYPED if fields is None else fields).items() for value in values]
    return fill(text, page="/seite/", address=address, fields=pairs, marks=[("shown_again", "m")])


def values(result, form_id="eigen"):
    window = Window(None)
    form = html.fromstring(result.text).get_element_by_id(form_id)
    sent = {}
    for name, value in window.values(form):
        sent.setdefault(name, []).append(value)
    return sent


def test_what_would_be_sent_is_what_was_sent():
    result = filled()
    expected = {**TYPED, "csrfmiddlewaretoken": ["neu"], "shown_again": ["m"], "password": [""]}
    assert values(result) == {name: value for name, value in expected.items() if name != "step"}
    assert result.left == []


def test_everything_else_stays():
    result = filled({"text": ["alt"], "box": ["a"], "one": ["x"], "pick": ["Erste"], "many": ["1"]})
    hidden = '<input type="hidden" name="shown_again" value="m">'
    assert result.text.replace(hidden, "") == PAGE
    assert 'value="fremd"' in filled().text


def test_folds_open_around_what_was_changed_only():
    text = filled(TYPED | {"box": ["a"]}).text
    assert "<details open><summary>Mehr" in text
    assert "<details><summary>Zu" in text


def test_a_button_may_send_the_form_elsewhere():
    assert values(filled(address="/korrektur/"))["text"] == TYPED["text"]


def test_what_has_no_place_goes_along_and_is_said():
    result = filled({"text": ["a"], "row-2-text": ["neue Zeile"], "one": ["gibt es nicht mehr"]})
    assert values(result)["row-2-text"] == ["neue Zeile"]
    assert result.left == ["gibt es nicht mehr", "neue Zeile"]


@pytest.mark.parametrize("text", ["<p>leer</p>", "<main></main>", PAGE.replace('method="post"', 'method="get"')])
def test_a_page_without_the_form_says_so(text):
    assert filled(text=text) is None


def test_another_address_needs_every_name():
    assert filled({"text": ["a"], "long": ["b"]}, address="/neu/").text
    assert filled({"text": ["a"], "unknown": ["b"]}, address="/neu/") is None


def test_the_notice_stands_at_the_start_of_the_main_part():
    assert '<main class="x" id="inhalt"><p>!</p><h1>' in insert_notice(PAGE, "<p>!</p>")
