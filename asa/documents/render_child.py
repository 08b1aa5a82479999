"""The warm process that renders PDFs: it loads the engine and the fonts once, then forks a hand that does the work.

The hand has limits for memory and processor time. A document that breaks them takes the hand with it and nothing else:
the next one gets a new hand, forked from the warm process within milliseconds. A hand is replaced after its share of
documents too. Knows nothing of Django; ends when its standard input closes.
"""

import gc
import math
import os
import resource
import select
import signal
import sys
import tempfile
import time
from tempfile import TemporaryDirectory
from typing import BinaryIO, NamedTuple

from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from asa.documents.archiving import archive_options
from asa.documents.bundled import BUNDLED
from asa.documents.render_protocol import DONE, FAILED, LENGTH, TOO_LATE, identifier
from asa.documents.sheets import page_with_sheets

#: Documents of one hand.
DOCUMENTS = 200
#: New objects between two looks for garbage: most of what a document needs lives until it is done.
OBJECTS = 20_000
#: What a hand says with its last document: done, and it ends.
LAST = b"L"
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


def limit(mebibytes: int) -> None:
    """Bound the memory of this process."""
    resource.setrlimit(resource.RLIMIT_DATA, (mebibytes << 20, mebibytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_processor(seconds: int) -> None:
    """End this process if it calculates for longer than `seconds` from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime) + seconds
    _, highest = resource.getrlimit(resource.RLIMIT_CPU)  # an ordinary process may never raise this one again
    bounded = until if highest == resource.RLIM_INFINITY else min(until, highest)
    resource.setrlimit(resource.RLIMIT_CPU, (bounded, highest))


def render(page: Page, engine: Engine) -> bytes:
    """Return the PDF; its identifier comes from the content, so that the same page gives the same bytes."""
    document, sheets = page_with_sheets(page.html.decode(), engine.fonts, engine.fetcher)
    options = archive_options(page.about, page.attached) if page.about else {"pdf_variant": "pdf/ua-1"}
    options |= {"font_config": engine.fonts, "stylesheets": sheets}
    return document.write_pdf(pdf_identifier=identifier(*page), **options)


class Hand:
    """A forked process that renders one document after the other, until it is worn or one of them breaks a limit.

    A process of its own for each document would cost as much again as half of the rendering.
    """

    def __init__(self, engine: Engine, mebibytes: int, seconds: int) -> None:
        to_read, self._requests = os.pipe()
        self._answers, to_write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._requests)
            os.close(self._answers)
            os._exit(_work(engine, to_read, to_write, mebibytes, seconds))
        os.close(to_read)
        os.close(to_write)
        os.set_blocking(self._requests, False)

    def render(self, page: Page, deadline: float) -> tuple[bytes, bytes]:
        """Return the status and the PDF (empty unless done). After any status but DONE the hand must be ended."""
        try:
            _write_until(self._requests, b"".join(LENGTH.pack(len(frame)) + frame for frame in page), deadline)
            status = _read_until(self._answers, 1, deadline)
            length = LENGTH.unpack(_read_until(self._answers, LENGTH.size, deadline))[0]
            return status, _read_until(self._answers, length, deadline)
        except TimeoutError:
            return TOO_LATE, b""
        except OSError:
            return FAILED, b""

    def end(self) -> None:
        """Let nothing of it be left."""
        os.close(self._requests)
        os.close(self._answers)
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


class Hands:
    """The hands of this process, one at a time."""

    def __init__(self, engine: Engine, mebibytes: int, seconds: int) -> None:
        self._made_of = engine, mebibytes, seconds
        self._seconds = seconds
        self._hand: Hand | None = None

    def render(self, page: Page) -> tuple[bytes, bytes]:
        """Return the status and the PDF. What was rendered before never decides whether a document can be made."""
        deadline = time.monotonic() + self._seconds
        was_used = self._hand is not None
        status, content = self._try(page, deadline)
        if status == FAILED and was_used:  # the hand had died meanwhile, or had little memory left
            status, content = self._try(page, deadline)
        return DONE if status == LAST else status, content

    def _try(self, page: Page, deadline: float) -> tuple[bytes, bytes]:
        self._hand = self._hand or Hand(*self._made_of)
        answer = self._hand.render(page, deadline)
        if answer[0] != DONE:
            self.end()
        return answer

    def end(self) -> None:
        """End the hand, if there is one."""
        if self._hand is not None:
            self._hand.end()
            self._hand = None


def _work(engine: Engine, reading: int, writing: int, mebibytes: int, seconds: int) -> int:
    """Render within the limits; whatever goes wrong is a status, and the text of the error stays here."""
    try:
        _let_go_of_the_worker()
        limit(mebibytes)
        gc.set_threshold(OBJECTS)
        with os.fdopen(reading, "rb") as requests, os.fdopen(writing, "wb") as answers:
            for number in range(1, DOCUMENTS + 1):
                page = _next_page(requests)
                if page is None:
                    return 0
                status, content = _within_limits(page, engine, seconds)
                is_worn = number == DOCUMENTS or _used_mebibytes() > mebibytes // 2
                status = LAST if status == DONE and is_worn else status
                answers.write(status + LENGTH.pack(len(content)) + content)
                answers.flush()
                if status != DONE:
                    return 0
    except BaseException:
        return 3
    return 0


def _let_go_of_the_worker() -> None:
    """Hold no end of the worker's pipes: it must notice at once when the warm process has died."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for inherited in (0, 1):
        os.dup2(nothing, inherited)
    os.close(nothing)


def _within_limits(page: Page, engine: Engine, seconds: int) -> tuple[bytes, bytes]:
    limit_processor(seconds)
    try:
        return DONE, render(page, engine)
    except BaseException:
        return FAILED, b""


def _used_mebibytes() -> int:
    """Return the most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def _next_page(requests: BinaryIO) -> Page | None:
    """Return what is asked for next; None when the other side has closed."""
    frames = []
    for _ in Page._fields:
        head = requests.read(LENGTH.size)
        if not head:
            return None
        frames.append(requests.read(LENGTH.unpack(head)[0]))
    return Page(*frames)


def _write_until(pipe: int, content: bytes, deadline: float) -> None:
    """Write all to a pipe that does not block; raises TimeoutError when the time is over, OSError if nobody reads."""
    rest = memoryview(content)
    while rest:
        _, ready, _ = select.select([], [pipe], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError
        rest = rest[os.write(pipe, rest) :]


def _read_until(pipe: int, length: int, deadline: float) -> bytes:
    """Return `length` bytes; raises TimeoutError when the time is over, BrokenPipeError at the end."""
    content = bytearray()
    while len(content) < length:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError
        part = os.read(pipe, min(length - len(content), 1 << 20))
        if not part:
            raise BrokenPipeError
        content += part
    return bytes(content)


def serve(requests: BinaryIO, answers: BinaryIO, mebibytes: int, seconds: int) -> None:
    """Answer requests until the other side closes; leave no copy of the fonts behind."""
    with TemporaryDirectory(prefix="asa-pdf-") as folder:
        tempfile.tempdir = folder
        _serve(requests, answers, mebibytes, seconds)


def _serve(requests: BinaryIO, answers: BinaryIO, mebibytes: int, seconds: int) -> None:
    engine = Engine(BundledOnly(), FontConfiguration())
    render(Page(WARM_UP), engine)
    gc.freeze()  # a child that collects garbage would otherwise copy every page of memory it shares
    hands = Hands(engine, mebibytes, seconds)
    while page := _next_page(requests):
        status, content = hands.render(page)
        answers.write(status + LENGTH.pack(len(content)) + content)
        answers.flush()
    hands.end()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]), int(sys.argv[2]))
