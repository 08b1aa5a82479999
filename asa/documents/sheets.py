"""Style sheets that are read once and used for many documents. Knows nothing of Django.

The engine reads the style of every page anew, and asks of every element what it would look like as a footnote or as the
mark of a list. Both together are a fifth of a document. What is left out here can match nothing
on the page, so the bytes are the same as the engine makes by itself; a test compares them.
"""

import copy
import re
from functools import cache, lru_cache
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

#: Different style sheets that are kept: one for each width of columns that the types of reports have.
KEPT = 64
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
#: Where one of these stands anywhere on a page, it is made with the engine's whole sheet.
_UNUSUAL = re.compile(r"footnote|note\(|list-item|marker|counter-style|color-profile", re.IGNORECASE)
#: The engine lays out the rest of a text anew for each line: ten thousand signs in one piece take longer than a book.
PART = 1000
_LONG_TEXT = re.compile(rf"(<(?!(?:title|text|tspan|desc|style)\b)[^<>]*>)([^<>]{{{4 * PART},}})(?=<)")
LONGEST_ENTITY = 10
_NOTES = {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
_MARKER = "marker"
_MARKED = "li"


class Trimmed(HTML):
    """A page without notes and unusual lists: the engine's sheet without what could match none of it."""

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        whole = super()._ua_stylesheets(forms)
        return [_trimmed(sheet) for sheet in whole]


@cache
def _trimmed(sheet: Any) -> Any:
    """Return the sheet without universal selectors of notes, and with markers for the items of lists alone."""
    matcher = copy.copy(sheet.matcher)
    markers = [entry for entry in matcher.other_selectors if entry[3] == _MARKER]
    matcher.other_selectors = [entry for entry in matcher.other_selectors if entry[3] not in {*_NOTES, _MARKER}]
    by_name = matcher.lower_local_name_selectors
    matcher.lower_local_name_selectors = {**by_name, _MARKED: [*by_name.get(_MARKED, ()), *markers]}
    trimmed = copy.copy(sheet)
    trimmed.matcher = matcher
    return trimmed


def _parted(found: re.Match[str]) -> str:
    """Return a text with an empty element about every `PART` signs, at a blank; without a blank it is a line's end."""
    text, parts = found[2], [found[1]]
    while len(text) > PART:
        blank = text.rfind(" ", PART // 2, PART)
        at = blank + 1 if blank > 0 else PART
        entity = text.rfind("&", at - LONGEST_ENTITY, at)
        if entity > 0 and ";" not in text[entity:at]:
            at = entity
        parts += [text[:at], "<span></span>" if blank > 0 else "<br>"]
        text = text[at:]
    return "".join([*parts, text])


@lru_cache(KEPT)
def _read(style: str, fonts: FontConfiguration, fetcher: URLFetcher) -> CSS:
    return CSS(string=style, font_config=fonts, url_fetcher=fetcher)


def page_with_sheets(html: str, fonts: FontConfiguration, fetcher: URLFetcher) -> tuple[HTML, list[CSS]]:
    """Return the page without its one style element, and what stood in it as a sheet that is read once.

    Texts that would take too long are parted first.
    A page with several style elements, or with what the trimmed sheet leaves out, is returned as it is.
    """
    html = _LONG_TEXT.sub(_parted, html)
    if html.count("<style") != 1 or not (found := _STYLE.search(html)) or _UNUSUAL.search(html):
        return HTML(string=html, url_fetcher=fetcher), []
    rest = html[: found.start()] + html[found.end() :]
    return Trimmed(string=rest, url_fetcher=fetcher), [_read(found[1], fonts, fetcher)]
