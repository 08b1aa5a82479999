"""From HTML to PDF/UA-1, in a process of its own with limits for time and memory.

Only the bundled fonts are ever fetched: no network, no files, no redirects (`security.md` rule 25).
"""

import subprocess
import sys
import unicodedata
from pathlib import Path

from django.conf import settings

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


def html_to_pdf(html: str) -> bytes:
    """Return the PDF/UA-1 of a complete HTML page. The same page gives the same bytes.

    Raises RenderingError when it takes longer than 60 s, more than 512 MiB, or fails otherwise.
    """
    command = [sys.executable, "-m", "reports.engine.render_child", str(MEBIBYTES), str(SECONDS)]
    try:
        done = subprocess.run(
            command,
            input=html.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=settings.BASE_DIR,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(Path.home())},
        )
    except subprocess.TimeoutExpired as error:
        raise RenderingError(f"Das PDF war nach {SECONDS} Sekunden nicht fertig.") from error
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        raise RenderingError("Das PDF konnte nicht erstellt werden (Fehler oder zu wenig Speicher).")
    return done.stdout
