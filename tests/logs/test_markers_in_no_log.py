"""Markers in every text field, and every refusal of the database that rows of a simulated provider can provoke.

Neither the server's log nor ours holds a marker afterwards. The number of refusals is part of the test: a search in
logs of nothing would prove nothing.
"""

import io
import logging
import logging.config
from collections import Counter
from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import CharField, ForeignKey, JSONField, TextField

from asa.accounts import wall
from asa.demo import simulation
from tests.conftest import services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

MARKER = "MarkerSatz4711"
#: What a text cannot become: the server's own sentence would quote it.
CASTS = ("integer", "date", "uuid", "jsonb", "boolean", "interval", "timestamptz", "inet")


class Refusals:
    """Runs statements that are refused; counts them and writes each into our log as a failing view would."""

    def __init__(self):
        self.states = Counter()
        self.constraints = set()
        self.tried = 0

    def provoke(self, sql, values=()):
        """Run one statement alone; what it changes is rolled back."""
        self.tried += 1
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                transaction.set_rollback(True)
        except Error as error:
            cause = error.__cause__
            self.states[cause.sqlstate] += 1
            self.constraints.add(cause.diag.constraint_name)
            logging.getLogger("asa.probe").error("refused: %s", error, exc_info=error)


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


def text_fields(model):
    """Return the fields that take the marker whole."""
    found = [f for f in model._meta.concrete_fields if isinstance(f, CharField | TextField) and not f.primary_key]
    return [f for f in found if f.max_length is None or f.max_length >= len(MARKER)]


def provoke_all(refusals, model, row):
    """Try what a row can be refused for: a double, each field empty, each link astray, another provider, its end."""
    table, key = model._meta.db_table, row.pk
    fields = [f for f in model._meta.concrete_fields if not f.generated]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    texts = {f.column for f in text_fields(model)}
    doubled = ", ".join("%s" if f.column in texts else f'"{f.column}"' for f in fields)
    markers = [MARKER for f in fields if f.column in texts]
    where = f"FROM {table} WHERE {model._meta.pk.column} = %s"
    refusals.provoke(f"INSERT INTO {table} ({columns}) SELECT {doubled} {where}", [*markers, key])
    change = f"UPDATE {table} SET {{}} WHERE {model._meta.pk.column} = %s"
    for field in fields:
        column, also = f'"{field.column}"', "".join(f', "{t}" = %s' for t in texts - {field.column})
        others = [MARKER] * len(texts - {field.column})
        if field.column in texts:
            refusals.provoke(change.format(f"{column} = %s{also}"), [MARKER * 500, *others, key])
        refusals.provoke(change.format(f"{column} = NULL{also}"), [*others, key])
        if isinstance(field, ForeignKey):
            refusals.provoke(change.format(f"{column} = -7{also}"), [*others, key])
        if isinstance(field, JSONField):
            refusals.provoke(change.format(f"{column} = %s::jsonb"), [f'{{"{MARKER}": ', key])
    refusals.provoke(f"DELETE FROM {table} WHERE {model._meta.pk.column} = %s", [key])


def test_no_log_holds_what_was_typed(our_log):
    written = services.cluster.log.stat().st_size
    provider = simulation.simulate(seed=3, trainees=10, until=date(2026, 11, 22))
    refusals, fields, tables = Refusals(), 0, 0
    with wall.within(provider.pk):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # links are checked with the statement, not with the commit
        for model in apps.get_models():
            row = model._default_manager.order_by("-pk").first() if model._meta.managed else None
            if row is None:
                continue
            tables += 1
            fields += len(text_fields(model))
            provoke_all(refusals, model, row)
        for kind in CASTS:
            refusals.provoke(f"SELECT %s::{kind}", [MARKER])
        refusals.provoke("SELECT 1 / length(%s) - length(%s)", [MARKER, MARKER[:0]])
        refusals.provoke("INSERT INTO gibt_es_nicht VALUES (%s)", [MARKER])
    counts = (
        f"{refusals.states.total()} refusals of {refusals.tried}, {len(refusals.constraints)} constraints and triggers"
    )
    print(f"{counts}, {fields} text fields of {tables} tables, {dict(refusals.states)}")

    assert MARKER not in our_log.getvalue()
    assert our_log.getvalue().count("refused:") == refusals.states.total()
    with services.cluster.log.open(encoding="utf-8", errors="replace") as log:
        log.seek(written)
        assert MARKER not in log.read()
    assert refusals.states.total() > 500, counts
    assert {"23505", "23502", "23503", "23514", "22P02", "22001"} <= set(refusals.states), counts
