"""Pictures of people: checked by content, made small and new, so that nothing of the sent file is kept."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, ImageOps

MAX_BYTES = 10 * 1024 * 1024
#: A JPEG is unpacked smaller at once; the others stand whole in memory first, at four bytes a pixel and more.
MAX_PIXELS = {"JPEG": 60_000_000, "MPO": 60_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
LEAST_SIDE = 64
SIDE = 512
KINDS = ("JPEG", "PNG", "WEBP")
#: Modes in which Pillow can scale without turning all pixels into others first.
SCALABLE = ("L", "RGB", "RGBA", "CMYK", "YCbCr")

NO_PICTURE = "Das ist kein Bild in einem der erlaubten Formate. Erlaubt sind JPG, PNG und WebP."
TOO_LARGE = "Die Datei ist größer als 10 MB. Erlaubt sind JPG, PNG und WebP bis 10 MB."
TOO_MANY_PIXELS = "Das Bild hat zu viele Bildpunkte. Verkleinern Sie es oder wählen Sie ein anderes."
TOO_SMALL = f"Das Bild ist zu klein. Es braucht mindestens {LEAST_SIDE} mal {LEAST_SIDE} Bildpunkte."
MOVES = "Das Bild bewegt sich. Wählen Sie ein Bild, das steht."
BROKEN = "Das Bild ist beschädigt. Wählen Sie ein anderes."


def portrait_of(content: bytes) -> bytes:
    """Return the middle of a picture as a new square JPEG of at most 512 px, turned as it was taken.

    Only colours are carried over: place, time, device, comments, further frames and profiles stay behind. Raises
    ValidationError (German) for what is no still JPEG, PNG or WebP, for too many bytes or pixels, for broken files.
    """
    if len(content) > MAX_BYTES:
        raise _refused(TOO_LARGE)
    try:
        with warnings.catch_warnings(), _whole_files():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=KINDS) as picture:
                _check(picture)
                square = _square(picture)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _refused(TOO_MANY_PIXELS) from error
    except Image.UnidentifiedImageError as error:
        raise _refused(NO_PICTURE) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _refused(BROKEN) from error
    result = BytesIO()
    square.save(result, "JPEG", quality=85, optimize=True)
    return result.getvalue()


@contextmanager
def _whole_files() -> Iterator[None]:
    """Let Pillow refuse files that end too early: the PDF engine, once loaded, tells it to take them."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _refused(message: str) -> ValidationError:
    return ValidationError(message, code="picture")


def _check(picture: Any) -> None:
    """Look at the head of the file only; nothing is unpacked yet."""
    width, height = picture.size
    if width * height > MAX_PIXELS[picture.format]:
        raise _refused(TOO_MANY_PIXELS)
    if min(width, height) < LEAST_SIDE:
        raise _refused(TOO_SMALL)
    # A photo of some phones holds several pictures (MPO, a JPEG with more behind it): the first one is meant.
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise _refused(MOVES)


def _square(picture: Any) -> Image.Image:
    """Return the picture's middle on white. A new image: Pillow would write comments of the old one again."""
    picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is unpacked smaller at once
    # Cut and made small before anything is copied: a picture of few bytes may have very many pixels. The middle stays
    # the middle however the picture is turned.
    whole = min(picture.size)
    left, top = (picture.width - whole) // 2, (picture.height - whole) // 2
    box: tuple[int, int, int, int] | None = (left, top, left + whole, top + whole)
    if picture.mode not in SCALABLE:
        picture, box = picture.crop(box).convert("RGBA"), None
    side = min(SIDE, whole)
    middle = ImageOps.exif_transpose(picture.resize((side, side), Image.Resampling.BICUBIC, box)).convert("RGBA")
    square = Image.new("RGB", middle.size, "white")
    square.paste(middle, mask=middle.getchannel("A"))
    return square
