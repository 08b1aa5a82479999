"""How the worker and the warm rendering process talk.

A request is three frames (eight bytes of length, then the bytes): the page, what is said of the archive as JSON (empty
for a document that is not archived), the attached figures. An answer is one status byte and a frame.
"""

import hashlib
import struct

LENGTH = struct.Struct(">Q")
DONE, FAILED, TOO_LATE = b"D", b"F", b"T"


def identifier(page: bytes, about: bytes, attached: bytes) -> bytes:
    """Return the 32 signs by which a PDF tells what it was made of: the same content gives the same."""
    parts = b"".join(hashlib.sha256(part).digest() for part in (page, about, attached))
    return hashlib.sha256(parts).hexdigest()[:32].encode()
