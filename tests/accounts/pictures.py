"""Pictures for tests, made in memory."""

from io import BytesIO
from typing import Any

from PIL import Image


def picture_file(kind: str, size: tuple[int, int], mode: str = "RGB", **options: Any) -> bytes:
    """Return a picture of one colour as a file."""
    file = BytesIO()
    Image.new(mode, size, "teal" if mode == "RGB" else None).save(file, kind, **options)
    return file.getvalue()
