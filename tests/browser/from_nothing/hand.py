"""One person at one browser: opens pages, fills forms by their fields' names."""

from typing import Any

from playwright.sync_api import Page

from tests.accounts.signing_in import app_code

PASSWORD = "vier blaue Tassen im Regal"


class Hand:
    """A signed-in (or not yet signed-in) person; everything goes through pages."""

    def __init__(self, page: Page) -> None:
        self.page = page

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
        return self.press("main form:has([name=csrfmiddlewaretoken]) button[type=submit]")

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
