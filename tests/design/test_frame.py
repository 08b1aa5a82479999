"""What holds for every page of the frame, without a browser."""

import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string
from lxml import html

from tests.design.pages import rendered

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OUR_CSS = "".join((ROOT / "static" / "asa" / name).read_text(encoding="utf-8") for name in ("asa.css", "pages.css"))
ERROR_TEXTS = {
    "403.html": ["Diese Seite dürfen Sie nicht öffnen.", "Fragen Sie Ihre Ansprechperson."],
    "404.html": ["Diese Seite gibt es nicht mehr."],
    "500.html": [
        "Da ist bei uns etwas schiefgegangen.",
        "Was bei Ihnen „Entwurf gespeichert“ oder „gespeichert“ zeigte, ist gesichert.",
        "versuchen Sie es in einigen Minuten erneut.",
    ],
    "400.html": [],
    "403_csrf.html": [],
}


@pytest.fixture
def page():
    return html.fromstring(rendered("today"))


def test_skip_link_comes_first_and_leads_to_the_text(page):
    first = page.xpath("//body//a")[0]
    assert first.get("href") == "#inhalt"
    assert page.xpath("//main[@id='inhalt']")


def test_one_title_and_named_landmarks(page):
    assert [title.text for title in page.xpath("//h1")] == ["Heute"]
    assert page.get("lang") == "de"
    assert page.xpath("//nav/@aria-label") == ["Hauptnavigation"]
    assert page.xpath("//title")[0].text == "Heute · Bildungswerk Talbrücke"


def test_the_current_entry_is_marked_and_phones_get_five_words(page):
    assert page.xpath("//nav//a[@aria-current='page']/text()") == ["Heute"]
    assert len(page.xpath("//nav//li[@data-phone]")) == 5


def test_leaving_is_a_post(page):
    assert page.xpath("//form[@action='/abmelden/']/@method") == ["post"]


def test_htmx_may_do_little(page):
    config = json.loads(page.xpath("//meta[@name='htmx-config']/@content")[0])
    assert config["allowEval"] is False
    assert config["allowScriptTags"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0
    assert {"code": "422", "swap": True} in config["responseHandling"]


def test_people_outside_get_no_staff_navigation():
    page = html.fromstring(rendered("status"))
    assert not page.xpath("//nav | //*[@role='search']")
    assert page.xpath("//header//*[contains(text(), 'Talbrücke')]")


def test_the_title_says_that_something_is_wrong():
    from tests.design.test_form_markup import SessionForm

    assert (
        html.fromstring(rendered("form", form=SessionForm({}))).xpath("//title")[0].text.startswith("Fehler: Angaben")
    )
    assert html.fromstring(rendered("form", form=SessionForm())).xpath("//title")[0].text.startswith("Angaben")


@pytest.mark.parametrize("name", ERROR_TEXTS)
def test_error_pages_need_no_context_and_say_what_to_do(name):
    page = html.fromstring(render_to_string(name))
    assert len(page.xpath("//h1")) == 1
    for sentence in ERROR_TEXTS[name]:
        assert sentence in page.text_content()


def test_the_page_of_last_resort_stands_alone():
    assert "{% extends" not in Path(get_template("500.html").origin.name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_inline_code_and_no_other_hosts(path):
    """The content security policy blocks these silently, so they must not get in."""
    text = path.read_text(encoding="utf-8")
    if {"mail", "pdf", "documents"} & set(path.parts):
        return
    assert not re.search(r"<[a-z][^>]*\sstyle\s*=", text)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", text)
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)(?![^>]*application/json)", text)
    assert not re.search(r"(src|href|action)=[\"'](https?:)?//", text)


def test_our_styles_are_built_on_kern_properties_only():
    """No colour stands in our sheet; sizes come from KERN, apart from widths of the screen, lines and printing."""
    rules = re.sub(r"/\*.*?\*/|@font-face \{.*?\}|@media print \{.*?\n\}", "", OUR_CSS, flags=re.S)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|oklch\(", rules)
    assert not re.search(r":[^;{]*\b\d+px", rules)


def test_the_classes_of_the_frame_and_its_parts_exist():
    """A class that no rule knows is a misspelling, in the frame; pages may have names of their own for scripts."""
    ours = [path for path in TEMPLATES if path.parent.name in {"templates", "parts", "forms", "widgets"}]
    used = {name for path in ours for name in re.findall(r"\basa-[a-z_-]+", path.read_text(encoding="utf-8"))}
    assert used <= set(re.findall(r"\.(asa-[a-z_-]+)", OUR_CSS))


def test_the_first_page_is_light():
    """100 KB for everything, 30 KB of it scripts, compressed (`ux.md` section 5)."""
    text = rendered("today")
    page = html.fromstring(text)
    links = page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //link[@rel='icon']/@href")
    fonts = ["/static/fonts/fira-sans-latin-400.woff2", "/static/fonts/fira-sans-latin-600.woff2"]
    sizes = {link: packed_size(link) for link in [*links, *fonts]}
    assert sum(size for link, size in sizes.items() if link.endswith(".js")) < 30_000
    assert sum(sizes.values()) + len(gzip.compress(text.encode())) < 100_000


def packed_size(link: str) -> int:
    content = Path(finders.find(urlsplit(link).path.removeprefix("/static/"))).read_bytes()
    return len(content) if link.endswith("woff2") else len(gzip.compress(content))
