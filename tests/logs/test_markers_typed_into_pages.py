"""Markers typed into every form that somebody of the demonstration sees, saved and refused by the database.

Each form is sent twice: as it is, and with the database refusing the first row that holds the marker, in turn by a
unique key, a check and a value of another kind, whose sentences all quote what was typed. Afterwards no log holds it:
ours, the server's, the protocol, the jobs.
"""

import io
import logging
import logging.config
import re
from collections import Counter
from datetime import date
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from lxml import html

from asa.accounts import wall
from asa.accounts.models import LogEntry
from asa.accounts.once import FRAME_FIELDS
from asa.demo import simulation
from asa.demo.people import demo_people
from asa.jobs.models import Job
from asa.jobs.registry import HANDLERS
from asa.jobs.running import run
from asa.jobs.services import order
from tests.conftest import services
from tests.demo import test_every_form_comes_back as every_form
from tests.demo.crawling import route_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

MARKER = "MarkerSatz4711"
#: Refused by the database, each with the marker in what it says of it.
REFUSED = (
    "INSERT INTO probe (once) VALUES (%s), (%s)",
    "INSERT INTO probe (short) VALUES (%s || %s)",
    "INSERT INTO probe (number) VALUES ((%s || %s)::int)",
)
PLAUSIBLE = {"date": "2026-11-20", "time": "10:00", "number": "7", "email": "a@probe.example", "tel": "0911 1234567"}
#: What is tried where the marker, and what stood there, were refused.
TRIES = ("30.11.2026", "60", "90402")
WRITTEN_TO = re.compile(r'^(?:INSERT INTO|UPDATE) "(\w+)"')

demo = every_form.demo


class Watcher:
    """Counts the tables that the marker is written to; where `refuses` is on, refuses the first such row."""

    def __init__(self, provider):
        self.provider = provider
        self.tables, self.refusals, self.refuses = Counter(), Counter(), False
        self.quoted = 0
        self._statements = cycle(REFUSED)

    def __call__(self, execute, sql, params, many, context):
        found = WRITTEN_TO.match(sql)
        if not found or MARKER not in str(params):
            return execute(sql, params, many, context)
        if not self.refuses:
            self.tables[found[1]] += 1
            return execute(sql, params, many, context)
        self.refuses = False
        try:
            return execute(next(self._statements), [MARKER, MARKER], False, context)
        except DatabaseError as error:
            self.refusals[error.__cause__.sqlstate] += 1
            self.quoted += MARKER in str(error)
            raise


@pytest.fixture
def our_log():
    """Return what our handler writes meanwhile."""
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:]
    logging.config.dictConfig(settings.LOGGING)
    for handler in root.handlers:
        handler.setStream(stream)
    yield stream
    root.handlers[:] = before


@pytest.fixture
def server_log():
    """Return a function that reads what the database server has written since."""
    written = services.cluster.log.stat().st_size

    def read():
        with services.cluster.log.open(encoding="utf-8", errors="replace") as log:
            log.seek(written)
            return log.read()

    return read


def protocol_and_jobs():
    """Return everything that the protocol and the jobs of the provider say, as text."""
    entries = LogEntry.objects.values_list("route", "object_type", "details")
    jobs = Job.objects.values_list("kind", "payload", "result", "failure")
    return f"{list(entries)} {list(jobs)}"


def forms_of(client, seen):
    """Yield (window, form) of every kind of form that this person can send and nobody before had."""
    for window in every_form.pages_with_forms(client, "/"):
        for form in list(window.forms()):
            target = window.target(form)
            names = frozenset(c.get("name").split("-")[-1] for c in window.controls(form))
            kind = (route_of(window.address), route_of(target), names)
            if kind in seen or route_of(target) in every_form.NOT_CARRIED or not names - FRAME_FIELDS:
                continue
            seen.add(kind)
            yield window, form


def typed_into(window, form, refused):
    """Return values that a form may accept: the marker in each free text, something plausible where it asks for more.

    `refused` counts by name how often the form took what was typed there for wrong.
    """
    values = [(name, _typed(window.control(form, name), value, refused[name])) for name, value in window.values(form)]
    for control in window.controls(form):
        name, kind = control.get("name"), (control.get("type") or "").lower()
        is_open = name not in dict(values)
        if is_open and (kind == "radio" or (kind == "checkbox" and control.get("required") is not None)):
            values.append((name, control.get("value", "on")))
    return values


def _typed(control, value, refused):
    """Return what is typed into one control where `value` stood and as many tries were `refused`."""
    kind = control.tag if control.tag != "input" else (control.get("type") or "text").lower()
    if kind in {"textarea", "text"}:
        first = "7" if control.get("inputmode") else MARKER
        return (first, value, *TRIES)[min(refused, len(TRIES) + 1)]
    if value:
        return value
    if kind == "select":
        return next((o.get("value") for o in control.iter("option") if o.get("value")), "")
    return PLAUSIBLE.get(kind, "")


def send(client, window, form, watcher, typed):
    """Send the form once, look into protocol and jobs, and take everything back. Returns the answer."""
    with transaction.atomic():
        answer = client.post(window.target(form), urlencode(typed), content_type="application/x-www-form-urlencoded")
        watcher.refuses = False
        wall.enter(watcher.provider)
        assert MARKER not in protocol_and_jobs(), window.target(form)
        transaction.set_rollback(True)
    return answer


def accepted(client, window, form, watcher):
    """Return values that the form takes, as far as some tries find them."""
    refused = Counter()
    for _ in range(len(TRIES) + 2):
        typed = typed_into(window, form, refused)
        answer = send(client, window, form, watcher, typed)
        if answer.status_code != 422:
            break
        page = html.fromstring(answer.content.decode())
        wrong = {c.get("name") for c in page.iterfind(".//*[@aria-invalid='true']")}
        if not wrong:
            break
        refused.update(wrong)
    return typed, answer.status_code


def test_no_log_holds_what_is_typed_into_pages(our_log, server_log, demo):
    provider = simulation.simulate(seed=3, trainees=10, until=date(2026, 11, 22))
    wall.enter(provider.pk)
    watcher, seen, statuses = Watcher(provider.pk), set(), Counter()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE probe (once text UNIQUE, short text CHECK (length(short) < 5), number int)")
    for person in demo_people():
        client = Client(raise_request_exception=False)
        if client.get(person.url.removeprefix(settings.PUBLIC_URL)).status_code != 302:
            continue  # a company's link: nobody signs in
        with connection.execute_wrapper(watcher):
            for window, form in forms_of(client, seen):
                typed, status = accepted(client, window, form, watcher)
                watcher.refuses = True
                answer = send(client, window, form, watcher, typed)
                statuses[status, answer.status_code] += 1
        wall.enter(provider.pk)
    counts = f"{len(seen)} forms, {sum(watcher.tables.values())} rows of {len(watcher.tables)} tables with a marker, "
    counts += f"{watcher.refusals.total()} refusals {dict(watcher.refusals)}, answers {dict(statuses)}"
    print(counts)

    assert MARKER not in our_log.getvalue()
    assert MARKER not in server_log()
    assert watcher.quoted == watcher.refusals.total()  # else the search proved nothing
    assert len(seen) > 80, counts
    assert len(watcher.tables) > 20, counts
    assert watcher.refusals.total() > 25, counts
    assert set(watcher.refusals) == {"23505", "23514", "22P02"}, counts
    assert our_log.getvalue().count(" 500 POST ") <= watcher.refusals.total()


def test_a_job_that_the_database_refuses_tells_neither_row_nor_log(our_log, server_log, behind, monkeypatch):
    def refused(_run):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE probe (once text UNIQUE)")
            cursor.execute("INSERT INTO probe VALUES (%s), (%s)", [MARKER, MARKER])

    monkeypatch.setitem(HANDLERS, "probe", refused)
    job = order("probe")
    assert not run(job.pk)
    job.refresh_from_db()
    assert job.failure == "Unerwarteter Fehler (IntegrityError)."
    assert "UniqueViolation (23505" in our_log.getvalue()
    assert MARKER not in our_log.getvalue() + server_log()
