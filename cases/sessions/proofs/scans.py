"""Scanned lists: what a file is says its content, never its name (`security.md` rule 27)."""

import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath

import pikepdf
from django.core.exceptions import ValidationError
from PIL import Image

from asa.documents.rendering import printable

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000
MAX_PAGES = 100
CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True)
class Scan:
    """A checked file. `extension` follows from the content, `name` is for people only."""

    content: bytes
    extension: str
    name: str
    sha256: str


def _refuse(message: str) -> ValidationError:
    return ValidationError(message, code="file")


def check_scan(content: bytes, name: str) -> Scan:
    """Return the file as PDF, JPG or PNG of at most 10 MB. Raises ValidationError in German."""
    if len(content) > MAX_BYTES:
        raise _refuse("Die Datei ist größer als 10 MB. Scannen Sie mit kleinerer Auflösung.")
    if not content:
        raise _refuse("Die Datei ist leer.")
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        extension = "pdf"
    elif content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        extension = _check_picture(content)
    else:
        raise _refuse("Das ist weder ein PDF noch ein Bild (JPG, PNG), auch wenn die Datei so heißt.")
    return Scan(content, extension, _plain_name(name, extension), sha256(content).hexdigest())


def _check_pdf(content: bytes) -> None:
    try:
        with pikepdf.open(BytesIO(content)) as document:
            pages = len(document.pages)
    except pikepdf.PasswordError as error:
        raise _refuse("Das PDF ist mit einem Kennwort geschützt. Speichern Sie es ohne Kennwort.") from error
    except (pikepdf.PdfError, ValueError) as error:
        raise _refuse("Das PDF ist beschädigt. Scannen Sie die Liste noch einmal.") from error
    if not 1 <= pages <= MAX_PAGES:
        raise _refuse(f"Das PDF muss 1 bis {MAX_PAGES} Seiten haben.")


def _check_picture(content: bytes) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise _refuse("Das Bild ist zu groß. Scannen Sie mit kleinerer Auflösung.")
                picture.verify()
                return "png" if picture.format == "PNG" else "jpg"
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _refuse("Das Bild ist zu groß. Scannen Sie mit kleinerer Auflösung.") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _refuse("Das Bild ist beschädigt. Scannen Sie die Liste noch einmal.") from error


def _plain_name(name: str, extension: str) -> str:
    """Return the last part of the name without what could mislead, with the extension of its content."""
    last = PurePosixPath(printable(name).replace("\\", "/").replace("\n", " ")).name
    stem = last.rsplit(".", 1)[0].strip(" .") or "Liste"
    return f"{stem[:120]}.{extension}"
