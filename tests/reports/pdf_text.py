"""Reads the words of a PDF in the order in which they are drawn, as a machine would: by each font's Unicode map."""

import io
import re

import pikepdf

_PAIRS = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>")
_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)


def pdf_text(content: bytes) -> str:
    """Return all text without blanks: lines and words are broken where the page breaks them."""
    return "".join("".join(pdf_pieces(content)).split())


def pdf_pieces(content: bytes) -> list[str]:
    """Return what is drawn in one go: a word that breaks at the end of a line stands in two pieces."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [piece for page in pdf.pages for piece in _page(page)]


def _page(page: pikepdf.Page) -> list[str]:
    fonts = {str(name): _letters(font) for name, font in page.resources.get("/Font", {}).items()}
    letters: dict[int, str] = {}
    words = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj":
                words.append(_read(bytes(operands[0]), letters))
            case "TJ":
                strings = (bytes(one) for one in operands[0] if isinstance(one, pikepdf.String))
                words.append("".join(_read(string, letters) for string in strings))
    return words


def _letters(font: pikepdf.Object) -> dict[int, str]:
    stream = font.ToUnicode.read_bytes()
    pairs = (pair for block in _BLOCK.findall(stream) for pair in _PAIRS.findall(block))
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _read(string: bytes, letters: dict[int, str]) -> str:
    codes = (int.from_bytes(string[at : at + 2], "big") for at in range(0, len(string), 2))
    return "".join(letters.get(code, "") for code in codes)
