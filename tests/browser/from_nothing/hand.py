"""One person at one browser: opens pages, fills forms by their fields' names, or sends the same form once more."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urljoin

from lxml import html
from playwright.sync_api import Page

from tests.accounts.signing_in import app_code

PASSWORD = "vier blaue Tassen im Regal"
FORM = "main form:has([name=csrfmiddlewaretoken]) button[type=submit]"


class Hand:
    """A signed-in (or not yet signed-in) person; everything goes through pages."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(30_000)  # one long walk beside other tests' processes

    def accept(self, link: str) -> None:
        """Follow an invitation: password, authenticator app, recovery codes."""
        page = self.page
        page.goto(link)
        page.fill("[name=password1]", PASSWORD)
        page.fill("[name=password2]", PASSWORD)
        page.locator("form.asa-form button[type=submit]").first.click()
        page.click("text=Authenticator-App")
        page.fill("[name=code]", app_code(page.locator("code").inner_text()))
        page.locator("form.asa-form button[type=submit]").first.click()
        page.locator("code").nth(9).wait_for()

    def form(self, path: str, **values: Any) -> str:
        """Open `path`, fill its form, send it; return the path that follows. A refused form fails with its words."""
        self.page.goto(path)
        return self.send(**values)

    def send(self, **values: Any) -> str:
        """Fill the form of the open page and send it."""
        for name, value in values.items():
            self.put(name, value)
        return self.press(FORM)

    def press(self, button: str) -> str:
        """Press a button that leads to another page and return its path."""
        with self.page.expect_navigation():
            self.page.locator(button).locator("visible=true").last.click()
        errors = self.page.locator("#error-summary, main .kern-error")
        assert errors.count() == 0, (self.page.url, errors.all_inner_texts())
        return self.page.evaluate("location.pathname")

    def put(self, name: str, value: Any) -> None:
        """Fill one field: text, a choice by its label, chips and ticks by their values."""
        field = self.page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind == "select":
            label = field.locator("option", has_text=value).first
            field.select_option(label.get_attribute("value"))
        elif kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                choice = field if one is True else self.page.locator(f"main [name='{name}'][value='{one}']")
                choice.first.evaluate("e => { if (!e.checked) e.click() }")
        elif kind == "date":
            field.first.fill("-".join(reversed(value.split("."))))
        else:
            field.first.fill(value)

    def repeat(self, path: str, *, action: str = "", **values: Any) -> str:
        """Send the form of `path` as the page would, without drawing it; return the path that follows.

        `values` are those of the fields (a choice of a list by its label, as `put` takes it); the rest stays as the
        page offers it. `action` names the form where a page has several.
        """
        opened = self.page.request.get(path)
        assert opened.ok, (path, opened.status)
        forms = [form for form in html.fromstring(opened.text()).findall(".//main//form") if _is_post(form, action)]
        assert forms, (path, action)
        form = forms[-1]
        data = [(name, value) for name, value in _offered(form) if name not in values]
        for name, value in values.items():
            data += [(name, _value(form, name, one)) for one in (value if isinstance(value, list) else [value])]
        sent = self.page.request.post(
            urljoin(opened.url, form.get("action") or ""),
            data=urlencode(data),
            headers={"Referer": opened.url, "Content-Type": "application/x-www-form-urlencoded"},
        )
        words = html.fromstring(sent.text()).xpath("//*[@id='error-summary']|//main//*[contains(@class,'kern-error')]")
        assert sent.ok, (path, sent.status, [" ".join(word.text_content().split()) for word in words])
        assert not words, (path, [" ".join(word.text_content().split()) for word in words])
        return sent.url

    def read(self, path: str) -> str:
        """Return the words of a page, blanks as one."""
        opened = self.page.request.get(path)
        assert opened.ok, (path, opened.status)
        page = html.fromstring(opened.text()).find(".//main")
        return " ".join(" ".join(page.itertext()).split())

    def links(self, path: str, part: str) -> dict[str, str]:
        """Return the addresses of a page that hold `part`, by the words of their links."""
        opened = self.page.request.get(path)
        found = html.fromstring(opened.text()).findall(".//main//a[@href]")
        return {" ".join(a.text_content().split()): a.get("href") for a in found if part in a.get("href")}

    def file(self, path: str) -> bytes:
        """Return a file that a page offers."""
        opened = self.page.request.get(path)
        assert opened.ok, (path, opened.status)
        return opened.body()


def _is_post(form: html.HtmlElement, action: str) -> bool:
    return form.get("method", "").lower() == "post" and action in (form.get("action") or "")


def _offered(form: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Return what a browser would send of the untouched form. (lxml's own list loses choices with an empty value.)"""
    for field in form.xpath(".//input[@name]|.//select[@name]|.//textarea[@name]"):
        kind = field.get("type", "") if field.tag == "input" else field.tag
        if kind == "select":
            chosen = field.xpath(".//option[@selected]") or field.xpath("(.//option)[1]")
            yield from ((field.name, option.get("value", "")) for option in chosen)
        elif kind in {"radio", "checkbox"}:
            if "checked" in field.attrib:
                yield field.name, field.get("value", "on")
        elif kind not in {"submit", "button", "file"}:
            yield field.name, field.text or "" if kind == "textarea" else field.get("value", "")


def _value(form: html.HtmlElement, name: str, value: Any) -> str:
    """Return a choice of a list by its label, everything else as it is."""
    lists = form.xpath(f".//select[@name='{name}']/option")
    for option in lists:
        if str(value) in " ".join(option.text_content().split()):
            return option.get("value") or ""
    assert not lists, (name, value, [option.text_content() for option in lists])
    return "on" if value is True else str(value)
