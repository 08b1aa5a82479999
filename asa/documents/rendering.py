"""From HTML to PDF/UA-1, in a process of its own with limits for time and memory.

One warm process per core keeps the engine and the fonts loaded; a fork of it renders. Only bundled files are ever
fetched: no network, no other files, no redirects (`security.md` rule 25).
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import LifoQueue
from uuid import UUID

from django.conf import settings

from asa.documents.bundled import printable
from asa.documents.render_protocol import DONE, LENGTH, TOO_LATE, identifier

__all__ = ["Archive", "Renderer", "RendererPool", "RenderingError", "document_identifier", "html_to_pdf", "printable"]

SECONDS = 60
MEBIBYTES = 512
#: Documents after which a warm process makes room for a new one, so that nothing it keeps can pile up.
RECYCLED_AFTER = 1000
#: Seconds that a process has to end by itself and put its copies of the fonts away.
ENDS_WITHIN = 5
#: What a person can do about a document that breaks the limits.
REMEDY = "Kürzere Texte oder ein kürzerer Zeitraum helfen."


class RenderingError(Exception):
    """The document could not be made; the message is German."""


@dataclass(frozen=True)
class Archive:
    """What makes an archived document (PDF/UA-1 and PDF/A-3a) of a page.

    `document` identifies it in its properties, `attached` are its figures as JSON under `name`; `at` is the
    date of the attachment. Nothing of it may be a name of a person.
    """

    document: UUID
    name: str
    description: str
    at: datetime
    attached: bytes

    @property
    def about(self) -> bytes:
        """Return what the rendering process must know beside the attached bytes."""
        said = {"document": str(self.document), "name": self.name, "description": self.description}
        return json.dumps(
            {**said, "at": self.at.astimezone(UTC).isoformat(timespec="seconds")}, sort_keys=True
        ).encode()


def document_identifier(html: str, archive: Archive | None = None) -> bytes:
    """Return the identifier that the PDF of this content carries in its trailer."""
    return identifier(*_frames(html, archive))


def _frames(html: str, archive: Archive | None) -> tuple[bytes, bytes, bytes]:
    return (html.encode(), archive.about, archive.attached) if archive else (html.encode(), b"", b"")


class Renderer:
    """The warm process of this worker, started at its first document and again whenever it has died."""

    def __init__(self, seconds: int = SECONDS, mebibytes: int = MEBIBYTES) -> None:
        self._limits = (str(mebibytes), str(seconds))
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._documents = 0

    def pdf(self, html: str, archive: Archive | None = None) -> bytes:
        """Return the PDF; raises RenderingError with a German reason. A dead process is replaced once."""
        frames = _frames(html, archive)
        with self._lock:
            if self._documents >= RECYCLED_AFTER:
                self.stop()
            try:
                status, content = self._ask(frames)
            except OSError:
                self.stop()
                status, content = self._ask_again(frames)
            self._documents += 1
        if status == TOO_LATE:
            raise RenderingError(f"Das PDF war nach {self._limits[1]} Sekunden nicht fertig. {REMEDY}")
        if status != DONE:
            raise RenderingError(f"Das PDF konnte nicht erstellt werden (Fehler oder zu wenig Speicher). {REMEDY}")
        return content

    def _ask_again(self, frames: Sequence[bytes]) -> tuple[bytes, bytes]:
        try:
            return self._ask(frames)
        except OSError as error:
            self.stop()
            raise RenderingError("Das PDF konnte nicht erstellt werden: der Dienst dafür antwortet nicht.") from error

    def _ask(self, frames: Sequence[bytes]) -> tuple[bytes, bytes]:
        process = self._warm()
        assert process.stdin is not None
        process.stdin.write(b"".join(LENGTH.pack(len(frame)) + frame for frame in frames))
        process.stdin.flush()
        status = self._read(process, 1)
        return status, self._read(process, LENGTH.unpack(self._read(process, LENGTH.size))[0])

    @staticmethod
    def _read(process: subprocess.Popen[bytes], length: int) -> bytes:
        assert process.stdout is not None
        content = process.stdout.read(length)
        if len(content) < length:
            raise BrokenPipeError("the rendering process has ended")
        return content

    def _warm(self) -> subprocess.Popen[bytes]:
        """Return the running process; one that was inherited through a fork belongs to the parent and is left alone."""
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self._owner, self._documents = os.getpid(), 0
            self._process = subprocess.Popen(
                [sys.executable, "-m", "asa.documents.render_child", *self._limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env=_environment(),
            )
        return self._process

    def stop(self) -> None:
        """End the process of this worker, if it has one."""
        if self._process is not None and self._owner == os.getpid():
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    _close(pipe)
            try:
                self._process.wait(ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None


def _close(pipe: object) -> None:
    try:
        pipe.close()  # type: ignore[attr-defined]
    except OSError:
        pass  # what was still buffered for a dead process is of no use to anyone


def _environment() -> dict[str, str]:
    """Return what the rendering process knows of its surroundings: none of our secrets, no fonts of the machine."""
    fonts = str(Path(__file__).with_name("fonts.conf"))
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(Path.home()), "FONTCONFIG_FILE": fonts, "TZ": "UTC"}


class RendererPool:
    """Warm processes for the threads of one worker, at most one per core; each is started when it is first needed."""

    def __init__(self, size: int) -> None:
        self._free: LifoQueue[Renderer] = LifoQueue()
        self._all = [Renderer() for _ in range(size)]
        for renderer in self._all:
            self._free.put(renderer)

    def pdf(self, html: str, archive: Archive | None = None) -> bytes:
        """Return the PDF, made by the process that was used last and is free; waits for one. Raises RenderingError."""
        renderer = self._free.get()
        try:
            return renderer.pdf(html, archive)
        finally:
            self._free.put(renderer)

    def stop(self) -> None:
        """End the processes of this worker."""
        for renderer in self._all:
            renderer.stop()


_pool = RendererPool(os.cpu_count() or 1)
atexit.register(_pool.stop)


def html_to_pdf(html: str, archive: Archive | None = None) -> bytes:
    """Return the PDF/UA-1 of a complete HTML page, with `archive` PDF/A-3a too. The same content gives the same bytes.

    Raises RenderingError when it takes longer than 60 s, more than 512 MiB, or fails otherwise.
    """
    return _pool.pdf(html, archive)
