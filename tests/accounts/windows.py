"""A window of a browser without a browser: forms are read from the page and sent as a browser sends them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from lxml import html

HOST = "http://testserver"


class Window:
    """One window: an address, its page, and what is typed into it. Windows of one `Client` share its cookies."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.address = "/"
        self.response: Any = None

    def open(self, address: str) -> "Window":
        self.address = address
        return self._arrived(self.client.get(address, headers={"accept": "text/html"}))

    @property
    def text(self) -> str:
        return self.response.content.decode()

    @property
    def page(self) -> Any:
        return html.fromstring(self.text)

    def form(self, *, action: str = "", having: str = "") -> Any:
        """Return the first form that is sent to `action` and has a control named `having`."""
        for form in self.forms():
            if (not action or self.target(form) == action) and (not having or self.control(form, having) is not None):
                return form
        raise AssertionError(f"no such form at {self.address}: {action} {having}\n{self.text[:2000]}")

    def forms(self) -> Iterator[Any]:
        return (form for form in self.page.iter("form") if (form.get("method") or "get").lower() == "post")

    def target(self, form: Any) -> str:
        return urljoin(self.address, form.get("action") or self.address)

    @staticmethod
    def controls(form: Any) -> list[Any]:
        """Return what belongs to the form, also what stands elsewhere on the page and names it."""
        own = [c for c in form.iter("input", "select", "textarea") if c.get("form") in (None, form.get("id"))]
        if form.get("id"):
            away = form.getroottree().iterfind(f".//*[@form='{form.get('id')}']")
            own += [c for c in away if c.tag in {"input", "select", "textarea"} and c not in own]
        return [c for c in own if c.get("name") and c.get("disabled") is None]

    def control(self, form: Any, name: str) -> Any:
        return next((c for c in self.controls(form) if c.get("name") == name), None)

    def values(self, form: Any) -> list[tuple[str, str]]:
        """Return what a browser would send from the form without a button."""
        sent = []
        for control in self.controls(form):
            name, kind = control.get("name"), (control.get("type") or "text").lower()
            if control.tag == "textarea":
                sent.append((name, (control.text or "").removeprefix("\n")))
            elif control.tag == "select":
                chosen = [o for o in control.iter("option") if o.get("selected") is not None]
                if not chosen and control.get("multiple") is None:
                    chosen = list(control.iter("option"))[:1]
                sent += [(name, o.get("value", (o.text or "").strip())) for o in chosen]
            elif kind in {"checkbox", "radio"}:
                sent += [(name, control.get("value", "on"))] if control.get("checked") is not None else []
            elif kind not in {"file", "submit", "button", "image"}:
                sent.append((name, control.get("value") or ""))
        return sent

    def send(
        self, form: Any, typed: dict[str, str] | None = None, *, files: dict[str, Any] | None = None, **headers: str
    ) -> "Window":
        """Send the form with what was typed into it; follow where it leads."""
        typed = typed or {}
        values = [(name, value) for name, value in self.values(form) if name not in typed] + list(typed.items())
        return self.post(self.target(form), values, files=files, **headers)

    def post(
        self, address: str, values: list[tuple[str, str]], *, files: dict[str, Any] | None = None, **headers: str
    ) -> "Window":
        sent = {"origin": HOST, "referer": HOST + self.address, "accept": "text/html", **headers}
        body: Any = urlencode(values)
        kind = "application/x-www-form-urlencoded"
        if files:
            named = {name: SimpleUploadedFile(*file) for name, file in files.items()}
            body, kind = {**dict(values), **named}, MULTIPART_CONTENT
        self.address = address
        return self._arrived(self.client.post(address, body, content_type=kind, headers=sent), body=body, kind=kind)

    def _arrived(self, response: Any, body: Any = None, kind: str = "") -> "Window":
        for _ in range(8):
            if response.status_code not in {301, 302, 303, 307}:
                break
            self.address = urljoin(self.address, response["Location"])
            parts = urlsplit(self.address)
            self.address = f"{parts.path}?{parts.query}" if parts.query else parts.path
            if response.status_code == 307:
                headers = {"origin": HOST, "accept": "text/html"}
                response = self.client.post(self.address, body, content_type=kind, headers=headers)
            else:
                response = self.client.get(self.address, headers={"accept": "text/html"})
        self.response = response
        return self
