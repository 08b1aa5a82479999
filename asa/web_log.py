"""The web server's log, in lines without content (`gunicorn --logger-class asa.web_log.WebLogger`)."""

from typing import Any

from gunicorn.glogging import Logger

from asa.logs import use_for


class WebLogger(Logger):
    """Gunicorn's logger: its error log names no address and no text of an exception; it has no access log."""

    def setup(self, cfg: Any) -> None:
        """Set the handlers up as Gunicorn does, then their lines as ours."""
        super().setup(cfg)
        use_for(self.error_log)
