"""A QR code as one SVG path, made on the server: no picture files, no script, no other host."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4


@dataclass(frozen=True)
class QrCode:
    """The modules of a code: `size` squares to each side, `path` the dark ones row by row."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the code of `text` with its quiet zone."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    return QrCode(len(matrix), "".join(_row(y, row) for y, row in enumerate(matrix)))


def _row(y: int, row: list[bool]) -> str:
    """Join the dark modules of a row to runs."""
    parts, x = [], 0
    while x < len(row):
        if not row[x]:
            x += 1
            continue
        start = x
        while x < len(row) and row[x]:
            x += 1
        parts.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
    return "".join(parts)
