"""The warm process that renders PDFs: it loads the engine and the fonts once, then forks for every document.

Frames on standard input and output: eight bytes of length, then the bytes; an answer starts with one status byte.
Each document has a process of its own with limits for memory and processor time, so that a hostile one takes nothing
with it. Knows nothing of Django; ends when its standard input closes.
"""

import gc
import os
import resource
import select
import signal
import sys
import time
from typing import BinaryIO, NamedTuple

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from asa.documents.archiving import archive_options
from asa.documents.bundled import BUNDLED
from asa.documents.render_protocol import DONE, FAILED, LENGTH, TOO_LATE, identifier

WARM_UP = b"""<!doctype html><html lang=de><head><title>x</title><style>
@font-face { font-family: "Fira Sans"; font-weight: 400; src: url("asset:FiraSans-Regular.ttf"); }
@font-face { font-family: "Fira Sans"; font-weight: 600; src: url("asset:FiraSans-SemiBold.ttf"); }
@font-face { font-family: "IBM Plex Sans Arabic"; font-weight: 400; src: url("asset:IBMPlexSansArabic-Regular.ttf"); }
@font-face { font-family: "IBM Plex Sans Arabic"; font-weight: 600; src: url("asset:IBMPlexSansArabic-SemiBold.ttf"); }
* { font-family: "Fira Sans", "IBM Plex Sans Arabic"; hyphens: auto } b { font-weight: 600 }</style></head>
<body><h1>x</h1><table><tr><td>1</td></tr></table><p>\xd0\xb6 <b>x</b></p>
<svg width="9" height="9"><title>x</title><rect width="9" height="9"/></svg></body></html>"""


class Page(NamedTuple):
    """What is asked for: the page, and for an archived document what is said of it and the attached figures."""

    html: bytes
    about: bytes = b""
    attached: bytes = b""


class Engine(NamedTuple):
    """What one process keeps for all of its documents: building these anew costs a fifth of a document."""

    fetcher: "BundledOnly"
    fonts: FontConfiguration


class BundledOnly(URLFetcher):
    """Gives the bundled files and nothing else, whatever an author wrote into a field."""

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        """Return the bundled file; anything else is refused without looking at it."""
        if url not in BUNDLED:
            raise ValueError("only bundled files are fetched")
        path, content_type = BUNDLED[url]
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})


def limit(mebibytes: int, seconds: int) -> None:
    """Bound memory and processor time of this process."""
    resource.setrlimit(resource.RLIMIT_DATA, (mebibytes << 20, mebibytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def render(page: Page, engine: Engine) -> bytes:
    """Return the PDF; its identifier comes from the content, so that the same page gives the same bytes."""
    document = HTML(string=page.html.decode(), base_url=None, url_fetcher=engine.fetcher)
    options = archive_options(page.about, page.attached) if page.about else {"pdf_variant": "pdf/ua-1"}
    return document.write_pdf(font_config=engine.fonts, pdf_identifier=identifier(*page), **options)


def render_apart(page: Page, engine: Engine, mebibytes: int, seconds: int) -> tuple[bytes, bytes]:
    """Render in a forked process; return the status and the PDF (empty unless done)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(_child(page, engine, writing, mebibytes, seconds))
    os.close(writing)
    try:
        content = _read_until(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
    if content is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if content is None:
        return TOO_LATE, b""
    return (DONE, content) if status == 0 and content.startswith(b"%PDF") else (FAILED, b"")


def _child(page: Page, engine: Engine, writing: int, mebibytes: int, seconds: int) -> int:
    """Render within the limits; whatever goes wrong is an exit code, and the text of the error stays here."""
    try:
        limit(mebibytes, seconds)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(render(page, engine))
    except BaseException:
        return 3
    return 0


def _read_until(pipe: int, deadline: float) -> bytes | None:
    """Read to the end, or return None when the time is over."""
    parts: list[bytes] = []
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return None
        part = os.read(pipe, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)


def serve(requests: BinaryIO, answers: BinaryIO, mebibytes: int, seconds: int) -> None:
    """Answer requests until the other side closes."""
    engine = Engine(BundledOnly(), FontConfiguration())
    render(Page(WARM_UP), engine)
    gc.freeze()  # a child that collects garbage would otherwise copy every page of memory it shares
    while head := requests.read(LENGTH.size):
        html = requests.read(LENGTH.unpack(head)[0])
        page = Page(html, *(requests.read(LENGTH.unpack(requests.read(LENGTH.size))[0]) for _ in range(2)))
        status, content = render_apart(page, engine, mebibytes, seconds)
        answers.write(status + LENGTH.pack(len(content)) + content)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]), int(sys.argv[2]))
