"""Whatever is sent as a picture: a small new one comes out, or a sentence that says why not."""

import struct
import subprocess
import sys
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile

from asa.accounts import pictures
from asa.accounts.pictures import portrait_of
from tests.accounts.pictures import picture_file


def opened(content):
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("WEBP", "RGB")],
)
def test_every_sort_of_picture_becomes_a_square_jpeg(kind, mode):
    portrait = opened(portrait_of(picture_file(kind, (1400, 900), mode)))

    assert (portrait.format, portrait.mode, portrait.size) == ("JPEG", "RGB", (512, 512))


def test_a_small_picture_is_not_blown_up():
    assert opened(portrait_of(picture_file("PNG", (200, 300)))).size == (200, 200)


def test_a_see_through_picture_stands_on_white():
    assert opened(portrait_of(picture_file("PNG", (100, 100), "RGBA"))).getpixel((50, 50)) == (255, 255, 255)


def test_nothing_but_the_colours_is_kept():
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = "Kamera von Eva", "geheimer Ort"
    content = picture_file("JPEG", (300, 300), exif=exif, comment=b"geheimer Kommentar", icc_profile=b"x" * 200)

    portrait = portrait_of(content + b"geheimer Anhang")

    assert b"Eva" in content
    assert b"geheim" not in portrait
    assert b"Eva" not in portrait
    assert set(opened(portrait).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_taken_upright_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    picture = Image.new("RGB", (200, 100), "white")
    picture.paste("black", (0, 0, 100, 100))
    file = BytesIO()
    picture.save(file, "JPEG", exif=exif, quality=95)

    portrait = opened(portrait_of(file.getvalue()))

    assert portrait.getpixel((50, 10)) < (60, 60, 60)
    assert portrait.getpixel((50, 90)) > (200, 200, 200)


def test_the_first_picture_of_a_phones_double_photo_counts():
    file = BytesIO()
    one, two = Image.new("RGB", (100, 100), "white"), Image.new("RGB", (100, 100), "black")
    one.save(file, "MPO", save_all=True, append_images=[two])

    assert opened(portrait_of(file.getvalue())).getpixel((50, 50)) == (255, 255, 255)


def moving(kind):
    file = BytesIO()
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("white", "black")]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def bomb(side):
    """Return a PNG of a few bytes that says it has `side` times `side` pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", pictures.NO_PICTURE),
        (b"%PDF-1.7", pictures.NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", pictures.NO_PICTURE),
        (picture_file("GIF", (100, 100)), pictures.NO_PICTURE),
        (picture_file("BMP", (100, 100)), pictures.NO_PICTURE),
        (picture_file("JPEG", (400, 400))[:400], pictures.BROKEN),
        (picture_file("PNG", (400, 400))[:-40], pictures.BROKEN),
        (picture_file("PNG", (63, 400)), pictures.TOO_SMALL),
        (moving("WEBP"), pictures.MOVES),
        (moving("PNG"), pictures.MOVES),
        (bomb(9000), pictures.TOO_MANY_PIXELS),
        (bomb(60000), pictures.TOO_MANY_PIXELS),
        (b"\xff\xd8\xff" + b"x" * pictures.MAX_BYTES, pictures.TOO_LARGE),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(content, words):
    with pytest.raises(ValidationError) as refused:
        portrait_of(content)
    assert refused.value.messages == [words]


def test_a_file_that_ends_too_early_is_refused_whatever_the_pdf_engine_allows(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    with pytest.raises(ValidationError, match="beschädigt"):
        portrait_of(picture_file("JPEG", (900, 900))[:-2000])
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def peak_of(content):
    """Return how much memory, in bytes, a process of its own takes at most beyond its start for one picture."""
    code = (
        "import resource, sys; from asa.accounts.pictures import portrait_of; content = sys.stdin.buffer.read();"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024; before = peak();"
        "portrait_of(content); print(peak() - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=content, capture_output=True, check=True)
    return int(done.stdout)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "1"), ("PNG", "RGBA"), ("WEBP", "RGB")])
def test_the_largest_picture_of_few_bytes_takes_little_memory(kind, mode):
    content = picture_file(kind, (4472, 4472), mode)
    assert len(content) < 200_000
    assert peak_of(content) < 350 * 1024 * 1024


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_more_pixels_are_refused_before_anything_is_unpacked(kind):
    with pytest.raises(ValidationError, match="zu viele Bildpunkte"):
        portrait_of(picture_file(kind, (5000, 4100), "RGB"))
