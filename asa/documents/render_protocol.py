"""How the worker and the warm rendering process talk: eight bytes of length, then the bytes; answers with a status."""

import struct

LENGTH = struct.Struct(">Q")
DONE, FAILED, TOO_LATE = b"D", b"F", b"T"
