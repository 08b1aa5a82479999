"""Sample pages for the tests of the frame, and a way to open them in a browser without a server."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.contrib.staticfiles import finders
from django.template import Context, Template

HOST = "http://localhost"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {"css": "text/css", "js": "text/javascript", "woff2": "font/woff2", "svg": "image/svg+xml"}


def item(label: str, *, phone: bool, current: bool = False) -> SimpleNamespace:
    return SimpleNamespace(label=label, url="/" if current else f"/{label}/", phone=phone, current=current)


FRAME = {
    "provider_name": "Bildungswerk Talbrücke",
    "user": SimpleNamespace(is_authenticated=True, short_name="S. Berger", full_name="Sabine Berger"),
    "navigation": [
        item("Heute", phone=True, current=True),
        *(item(label, phone=True) for label in ("Teilnehmende", "+ Termin", "Aufgaben", "Mehr")),
        *(item(label, phone=False) for label in ("Berichte", "Verwaltung", "Hilfe")),
    ],
    "page_of": "a" * 32,
    "search_url": "/suche/",
    "logout_url": "/abmelden/",
    "security_url": "/sicherheit/",
}


SAMPLES = Path(__file__).parent / "samples"


def rendered(sample: str, **context: Any) -> str:
    """Render a sample page inside the staff's frame."""
    return Template((SAMPLES / f"{sample}.html").read_text(encoding="utf-8")).render(
        Context({**FRAME, "csrf_token": "t" * 64, **context})
    )


def serve(page: Any, pages: dict[str, str], answers: dict[str, Callable[[Any], None]] | None = None) -> None:
    """Answer a browser page's requests from memory and from the static files, under the strict policy of production."""
    answers = answers or {}

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(HOST).split("?")[0]
        if path in answers:
            answers[path](route)
        elif path.startswith("/static/"):
            file = finders.find(path.removeprefix("/static/"))
            route.fulfill(path=file, content_type=TYPES[path.rsplit(".", 1)[1]]) if file else route.fulfill(status=404)
        else:
            route.fulfill(
                body=pages.get(path, "?"), content_type="text/html", headers={"Content-Security-Policy": POLICY}
            )

    page.route("**/*", answer)
