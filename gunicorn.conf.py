"""What Gunicorn reads by itself when it starts in this folder: an unsafe installation serves nothing."""

import os
from typing import Any


def on_starting(server: Any) -> None:
    """Refuse before anything listens; here the addresses are known, too."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asa.settings")
    from asa.checks import end_if_unsafe

    end_if_unsafe(server.address)
