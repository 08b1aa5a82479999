"""The warm process that renders PDFs: it loads the engine and the fonts once, then forks for every document.

Frames on standard input and output: eight bytes of length, then the bytes; an answer starts with one status byte.
Each document has a process of its own with limits for memory and processor time, so that a hostile one takes nothing
with it. Knows nothing of Django; ends when its standard input closes.
"""

import hashlib
import os
import resource
import select
import signal
import sys
import time
from pathlib import Path
from typing import BinaryIO

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from asa.documents.render_protocol import DONE, FAILED, LENGTH, TOO_LATE

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts" / "pdf"
BUNDLED = {
    "asset:FiraSans-Regular.ttf": (FONTS / "FiraSans-Regular.ttf", "font/ttf"),
    "asset:FiraSans-SemiBold.ttf": (FONTS / "FiraSans-SemiBold.ttf", "font/ttf"),
    "asset:stamp.svg": (Path(__file__).with_name("stamp.svg"), "image/svg+xml"),
}
WARM_UP = (
    "<html lang=de><title>x</title><style>"
    '@font-face { font-family: "Fira Sans"; src: url("asset:FiraSans-Regular.ttf"); }'
    '@font-face { font-family: "Fira Sans"; font-weight: 600; src: url("asset:FiraSans-SemiBold.ttf"); }'
    '* { font-family: "Fira Sans" }</style><h1>x</h1><table><tr><td>1</td></tr></table></html>'
)


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


def render(html: bytes, fetcher: BundledOnly) -> bytes:
    """Return the PDF; its identifier comes from the content, so that the same page gives the same bytes."""
    document = HTML(string=html.decode(), base_url=None, url_fetcher=fetcher)
    return document.write_pdf(
        pdf_variant="pdf/ua-1",
        font_config=FontConfiguration(),
        pdf_identifier=hashlib.sha256(html).hexdigest()[:32].encode(),
    )


def render_apart(html: bytes, fetcher: BundledOnly, mebibytes: int, seconds: int) -> tuple[bytes, bytes]:
    """Render in a forked process; return the status and the PDF (empty unless done)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(_child(html, fetcher, writing, mebibytes, seconds))
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


def _child(html: bytes, fetcher: BundledOnly, writing: int, mebibytes: int, seconds: int) -> int:
    """Render within the limits; whatever goes wrong is an exit code, and the text of the error stays here."""
    try:
        limit(mebibytes, seconds)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(render(html, fetcher))
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
    fetcher = BundledOnly()
    render(WARM_UP.encode(), fetcher)
    while head := requests.read(LENGTH.size):
        html = requests.read(LENGTH.unpack(head)[0])
        status, content = render_apart(html, fetcher, mebibytes, seconds)
        answers.write(status + LENGTH.pack(len(content)) + content)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]), int(sys.argv[2]))
