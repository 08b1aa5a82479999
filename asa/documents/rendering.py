"""From HTML to PDF/UA-1, in a process of its own with limits for time and memory.

One warm process per worker keeps the engine and the fonts loaded and forks for each document. Only bundled files are
ever fetched: no network, no other files, no redirects (`security.md` rule 25).
"""

import atexit
import os
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path

from django.conf import settings

from asa.documents.render_protocol import DONE, LENGTH, TOO_LATE

SECONDS = 60
MEBIBYTES = 512


class RenderingError(Exception):
    """The document could not be made; the message is German."""


def printable(text: str) -> str:
    """Return `text` without what has no glyph or could mislead: controls, direction marks, private use, emoji parts.

    Line breaks stay. PDF/UA refuses characters without a glyph, so they are dropped before rendering.
    """
    kept = (c for c in unicodedata.normalize("NFC", text) if c in "\n\t" or _has_glyph(c))
    return "".join(kept)


def _has_glyph(character: str) -> bool:
    if unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs"}:
        return False
    return ord(character) < 0x2600 or 0xA640 <= ord(character) < 0xA6A0 or ord(character) in range(0xFB00, 0xFB07)


class Renderer:
    """The warm process of this worker, started at its first document and again whenever it has died."""

    def __init__(self, seconds: int = SECONDS, mebibytes: int = MEBIBYTES) -> None:
        self._limits = (str(mebibytes), str(seconds))
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def pdf(self, html: str) -> bytes:
        """Return the PDF; raises RenderingError with a German reason. A dead process is replaced once."""
        with self._lock:
            try:
                status, content = self._ask(html.encode())
            except OSError:
                self.stop()
                status, content = self._ask_again(html.encode())
        if status == TOO_LATE:
            raise RenderingError(f"Das PDF war nach {self._limits[1]} Sekunden nicht fertig.")
        if status != DONE:
            raise RenderingError("Das PDF konnte nicht erstellt werden (Fehler oder zu wenig Speicher).")
        return content

    def _ask_again(self, html: bytes) -> tuple[bytes, bytes]:
        try:
            return self._ask(html)
        except OSError as error:
            self.stop()
            raise RenderingError("Das PDF konnte nicht erstellt werden: der Dienst dafür antwortet nicht.") from error

    def _ask(self, html: bytes) -> tuple[bytes, bytes]:
        process = self._warm()
        assert process.stdin is not None
        process.stdin.write(LENGTH.pack(len(html)) + html)
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
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "asa.documents.render_child", *self._limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(Path.home())},
            )
        return self._process

    def stop(self) -> None:
        """End the process of this worker, if it has one."""
        if self._process is not None and self._owner == os.getpid():
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    _close(pipe)
            self._process.kill()
            self._process.wait()
        self._process = None


def _close(pipe: object) -> None:
    try:
        pipe.close()  # type: ignore[attr-defined]
    except OSError:
        pass  # what was still buffered for a dead process is of no use to anyone


_renderer = Renderer()
atexit.register(_renderer.stop)


def html_to_pdf(html: str) -> bytes:
    """Return the PDF/UA-1 of a complete HTML page. The same page gives the same bytes.

    Raises RenderingError when it takes longer than 60 s, more than 512 MiB, or fails otherwise.
    """
    return _renderer.pdf(html)
