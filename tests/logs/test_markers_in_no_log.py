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
from django.db.models import CharField, ForeignKey, IntegerField, JSONField, TextField, UUIDField

from asa.accounts import wall
from asa.demo import simulation
from tests.conftest import services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

MARKER = "MarkerSatz4711"
#: What a text cannot become: the server's own sentence would quote it.
CASTS = ("integer", "date", "uuid", "jsonb", "boolean", "interval", "timestamptz", "inet")


#: What can refuse a row by name: checks, unique and foreign keys, exclusions, triggers of our own.
ALL_RULES = """
    SELECT (SELECT count(*) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'c', 'u', 'f', 'x'))
         + (SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
            WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace
              AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid))
         + (SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace)
"""


#: The columns of each unique index of a table but its key.
UNIQUE = """
    SELECT array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey))
    FROM pg_index i WHERE i.indrelid = %s::regclass AND i.indisunique AND NOT i.indisprimary
"""
#: Values beyond what columns of a type are meant for, one of which most checks refuse.
STRANGE = {
    "IntegerField": ("-1", "32000"),
    "DateField": ("'1900-01-01'", "'2999-12-31'"),
    "TimeField": ("'00:00'", "'23:59'"),
    "DateTimeField": ("'1900-01-01'", "'2999-12-31'"),
    "BooleanField": ("NOT {}",),
    "CharField": ("''", "'x'"),
    "TextField": ("''",),
}


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
        for value in STRANGE.get(_kind(field), ()):
            refusals.provoke(change.format(f"{column} = {value.format(column)}{also}"), [*others, key])
    provoke_uniqueness(refusals, model, key)
    refusals.provoke(f"DELETE FROM {table} WHERE {model._meta.pk.column} = %s", [key])


def _kind(field):
    if field.is_relation:
        return ""
    return "IntegerField" if isinstance(field, IntegerField) else field.get_internal_type()


def provoke_uniqueness(refusals, model, key):
    """Try a copy of the row for each unique index, in which all other unique columns that can be are new."""
    table, fields = model._meta.db_table, [f for f in model._meta.concrete_fields if not f.generated]
    texts = {f.column for f in text_fields(model)}
    with connection.cursor() as cursor:
        cursor.execute(UNIQUE, [table])
        indexes = [set(row[0]) for row in cursor.fetchall()]
    once = set().union(*indexes)
    for same in indexes:
        copied = {}
        for field in fields:
            if field.primary_key and not isinstance(field, UUIDField):
                continue  # the next number
            is_new = field.primary_key or (field.column in once - same and isinstance(field, UUIDField))
            is_marked = field.column in texts - same
            copied[field.column] = (
                "gen_random_uuid()" if is_new else f"'{MARKER}'" if is_marked else f'"{field.column}"'
            )
        columns = ", ".join(f'"{column}"' for column in copied)
        values = ", ".join(copied.values())
        source = f"FROM {table} WHERE {model._meta.pk.column} = %s"
        refusals.provoke(f"INSERT INTO {table} ({columns}) SELECT {values} {source}", [key])


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
        with connection.cursor() as cursor:
            cursor.execute(ALL_RULES)
            rules = cursor.fetchone()[0]
    counts = f"{refusals.states.total()} refusals of {refusals.tried}, {len(refusals.constraints)} of {rules} rules"
    print(f"{counts}, {fields} text fields of {tables} tables, {dict(refusals.states)}")

    assert MARKER not in our_log.getvalue()
    assert our_log.getvalue().count("refused:") == refusals.states.total()
    with services.cluster.log.open(encoding="utf-8", errors="replace") as log:
        log.seek(written)
        assert MARKER not in log.read()
    assert refusals.states.total() > 1500, counts
    assert len(refusals.constraints) > 300, counts
    assert {"23505", "23502", "23503", "23514", "22P02", "22001"} <= set(refusals.states), counts
