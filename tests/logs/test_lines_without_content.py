"""Lines of our logs name what failed and where, never values: not of exceptions, not of addresses."""

import io
import logging
import logging.config
import subprocess
import sys

import pytest
from celery.app import trace
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, connection
from django.http import Http404
from django.test import Client, override_settings
from django.urls import path
from gunicorn.config import Config

from asa.accounts.permissions import public
from asa.logs import ContentFreeFormatter
from asa.web_log import WebLogger

MARKER = "Marker-Diagnose-7391"
RAISED = {
    "403": PermissionDenied(MARKER),
    "404": Http404(MARKER),
    "400": SuspiciousOperation(MARKER),
    "500": ValueError(MARKER),
}


@public
def raising(request, kind, secret):
    raise RAISED[kind]


urlpatterns = [path("wirft/<str:kind>/<str:secret>/", raising, name="raising")]


@pytest.fixture
def log():
    """Return the text that the configured handler writes."""
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:], root.level
    logging.config.dictConfig(settings.LOGGING)
    for handler in root.handlers:
        handler.setStream(stream)
    yield stream
    root.handlers[:], level = before
    root.setLevel(level)


@pytest.mark.parametrize(
    ("kind", "line"), [("403", "403 GET raising"), ("404", "404 GET raising"), ("400", "400 GET raising")]
)
@override_settings(ROOT_URLCONF=__name__)
def test_a_denial_is_one_line_without_address(log, db, kind, line):
    Client(raise_request_exception=False).get(f"/wirft/{kind}/geheim-des-links/")
    assert line in log.getvalue()
    assert log.getvalue().count("\n") == 1
    assert MARKER not in log.getvalue()
    assert "geheim" not in log.getvalue()


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_names_class_and_place_only(log, db):
    Client(raise_request_exception=False).get("/wirft/500/geheim-des-links/")
    assert "500 GET raising" in log.getvalue()
    assert f"{__file__}:" in log.getvalue()
    assert "ValueError" in log.getvalue()
    assert MARKER not in log.getvalue()
    assert "geheim" not in log.getvalue()


def test_a_refusal_of_the_database_names_the_constraint_not_the_value(log, db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE probe (name text CONSTRAINT probe_once UNIQUE)")
        with pytest.raises(IntegrityError) as refused:
            cursor.execute("INSERT INTO probe VALUES (%s), (%s)", [MARKER, MARKER])
    logging.getLogger("asa.probe").error("refused", exc_info=refused.value)
    assert "UniqueViolation (23505 probe probe_once)" in log.getvalue()
    assert MARKER not in log.getvalue()


def test_an_exception_inside_a_line_is_named(log):
    logging.getLogger("celery.worker.request").error("Task handler raised error: %r", ValueError(MARKER))
    assert "Task handler raised error: 'ValueError'" in log.getvalue()


def test_a_failed_task_is_named_without_its_text(log):
    context = {"id": "7", "name": "asa.jobs.tasks.run_job", "description": "raised unexpected", "exc": MARKER}
    policy = "Task %(name)s[%(id)s] %(description)s: %(exc)s"
    trace.logger.error(policy, context, extra={"data": context})
    assert "task asa.jobs.tasks.run_job[7] raised unexpected" in log.getvalue()
    assert MARKER not in log.getvalue()


def test_a_system_error_keeps_its_number_and_loses_its_file(log):
    try:
        open(f"/nirgends/{MARKER}")  # noqa: SIM115 it cannot be opened
    except OSError:
        logging.getLogger("asa.probe").exception("no file")
    assert "FileNotFoundError (errno 2)" in log.getvalue()
    assert MARKER not in log.getvalue()


def test_causes_are_named():
    try:
        try:
            raise KeyError(MARKER)
        except KeyError as error:
            raise RuntimeError(MARKER) from error
    except RuntimeError as error:
        text = ContentFreeFormatter().formatException((RuntimeError, error, error.__traceback__))
    assert "RuntimeError" in text
    assert "KeyError" in text
    assert MARKER not in text


def test_the_web_server_writes_such_lines_too(capsys):
    logger = WebLogger(Config())
    try:
        raise ValueError(MARKER)
    except ValueError:
        logger.exception("Error handling request %s", f"/stand/1/{MARKER}/")
    told = capsys.readouterr().err
    assert "error while a request was handled" in told
    assert "ValueError" in told
    assert MARKER not in told


@pytest.mark.parametrize(
    "said",
    [
        f"Invalid HTTP Header: 'Cookie {MARKER}'",
        f"Invalid HTTP request line: 'GET /stand/1/{MARKER}/ HTTP/9'",
    ],
)
def test_a_request_that_the_web_server_refuses_is_not_quoted(capsys, said):
    """As Gunicorn writes it (`Worker.handle_error`): in the line itself, with the address of who asked."""
    WebLogger(Config()).warning(f"Invalid request from ip=203.0.113.7: {said}")
    told = capsys.readouterr().err
    assert "refused: invalid request" in told
    assert MARKER not in told
    assert "203.0.113.7" not in told


ENDINGS = {
    "main": f"raise ValueError('{MARKER}')",
    "thread": f"t = threading.Thread(target=lambda: int('{MARKER}')); t.start(); t.join()",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_nobody_catches_ends_in_such_lines_too(ending):
    code = (
        "import logging.config, threading; from asa import logs\n"
        f"logging.config.dictConfig(logs.configuration('WARNING')); logs.use_for_process()\n{ENDINGS[ending]}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert "CRITICAL asa.process this process ends" in done.stderr
    assert "ValueError" in done.stderr
    assert MARKER not in done.stderr
