"""What Gunicorn reads by itself when it starts here: an unsafe installation serves nothing, no log holds content."""

import os
from typing import Any


def on_starting(server: Any) -> None:
    """Refuse before anything listens; here the addresses are known, too."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asa.settings")
    from asa.checks import end_if_unsafe
    from asa.logs import use_for_process

    use_for_process()
    end_if_unsafe(server.address)
