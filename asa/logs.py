"""Lines of our logs: what failed and where, never what somebody typed and never a link's secret (rule 15).

Messages of exceptions carry values (a database names the key that exists already), and addresses carry secrets. A line
therefore names the exception's class, where it came from and, of the database, SQLSTATE, table and constraint.
"""

import logging
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
INTERNAL_ERROR = 500
CAUSES = 5  # of an exception, that are named with it


def names_of(error: BaseException) -> str:
    """Return the class of an exception, of the system errors their number, of the database's what they concern."""
    name = type(error).__name__
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name} (errno {error.errno})"
    diagnosis = getattr(error, "diag", None)
    if diagnosis is None:
        return name
    about = [getattr(error, "sqlstate", None), diagnosis.table_name, diagnosis.constraint_name]
    return f"{name} ({' '.join(filter(None, about)) or '–'})"


def places_of(trace: TracebackType | None) -> list[str]:
    """Return file, line and function of each step, without the values in it."""
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places


class ContentFreeFormatter(logging.Formatter):
    """One line a record, the steps of an exception below it; see the module."""

    def formatException(self, ei: Any) -> str:
        """Return the exception's steps and causes by name and place."""
        error: BaseException | None = ei[1]
        lines: list[str] = []
        for _ in range(CAUSES):
            if error is None:
                break
            lines += [*places_of(error.__traceback__), names_of(error)]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


class RequestFilter(logging.Filter):
    """Put the route's name in place of the address, and keep a refusal to one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; all pass."""
        status = getattr(record, "status_code", None)
        request = getattr(record, "request", None)
        if status is not None and request is not None:
            match = getattr(request, "resolver_match", None)
            record.msg = "%s %s %s"
            record.args = (status, request.method, match.view_name if match else "–")
        elif record.name.startswith("django.security"):
            record.msg, record.args = "refused: %s", (record.name.rpartition(".")[2],)
        if status is not None and status < INTERNAL_ERROR:
            record.exc_info = record.exc_text = None
        return True


class ErrorFilter(logging.Filter):
    """Name exceptions that are part of a line, and keep what Celery and the web server write of a failure out of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; all pass."""
        data = getattr(record, "data", None)
        if record.name == "celery.app.trace" and isinstance(data, Mapping):
            record.msg, record.args = "task %s[%s] %s", (data.get("name"), data.get("id"), data.get("description", ""))
        elif record.name == "gunicorn.error" and record.exc_info:  # its line has the secret address
            record.msg, record.args = "error while a request was handled", ()
        elif record.name == "gunicorn.error" and str(record.msg).startswith("Invalid request"):
            record.msg, record.args = "refused: invalid request", ()  # the line quotes address and header
        elif isinstance(record.args, tuple):
            record.args = tuple(names_of(part) if isinstance(part, BaseException) else part for part in record.args)
        return True


def configuration(level: str) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error in these lines."""
    line = {"()": "asa.logs.ContentFreeFormatter", "format": FORMAT}
    filters = {"request": {"()": "asa.logs.RequestFilter"}, "error": {"()": "asa.logs.ErrorFilter"}}
    console = {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request", "error"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "filters": filters,
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": level},
        # Django gives its own loggers a handler of their own, which would write the address.
        "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
    }


def use_for(logger: logging.Logger) -> None:
    """Let a library's logger that keeps handlers of its own write such lines too."""
    for handler in logger.handlers:
        handler.setFormatter(ContentFreeFormatter(FORMAT))
        handler.addFilter(ErrorFilter())


def use_for_process() -> None:
    """Let what nobody catches, in any thread, end as such lines instead of a traceback with the exception's text."""
    logger = logging.getLogger("asa.process")

    def told(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        logger.critical("this process ends", exc_info=(kind, error or kind(), trace))

    sys.excepthook = told
    threading.excepthook = lambda ended: told(ended.exc_type, ended.exc_value, ended.exc_traceback)
