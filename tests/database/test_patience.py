"""Nobody waits for the database without end: each transaction carries limits of time, a migration gives way."""

import threading
import time
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, OperationalError, connection, transaction

from asa.celery import app, limit_patience
from asa.database import migrating, patience
from asa.database.migrating import StillLockedError, giving_way, is_locked
from asa.database.patience import MIGRATION, WEB, WORKER, Patience
from asa.local.up import web_command
from tests.conftest import services

TABLE = "cases_session"


@pytest.fixture
def limits():
    """Return a function that chooses the limits of this process; those before come back."""
    before = patience.current()
    connection.close()
    yield patience.use
    patience.use(before)
    connection.close()


def asked(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0] if cursor.description else None


def rests(seconds):
    asked("SELECT 1")
    time.sleep(seconds)
    asked("SELECT 1")


def shown():
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    return [asked(f"SHOW {name}") for name in names]


@contextmanager
def someone_reads(table=TABLE):
    """Hold a lock on the table in another session, as a dump does."""
    with services.cluster.connect(database=connection.settings_dict["NAME"]) as other:
        other.autocommit = False
        other.execute(f"LOCK TABLE {table} IN ACCESS SHARE MODE")
        yield other
        other.rollback()


def test_each_transaction_carries_the_limits(transactional_db, limits):
    limits(Patience(statement=7, lock=5, idle=9))
    with transaction.atomic():
        assert shown() == ["7s", "5s", "9s"]
    assert shown() == ["7s", "5s", "9s"]  # the session's, for what runs without a transaction


def test_a_pooler_that_keeps_no_session_changes_nothing(transactional_db, limits):
    limits(Patience(statement=7, lock=5, idle=9))
    asked("RESET ALL")
    with transaction.atomic():
        assert shown() == ["7s", "5s", "9s"]
    assert shown() == ["0", "0", "0"]


def test_a_statement_that_takes_too_long_ends(transactional_db, limits):
    limits(Patience(statement=1, lock=0, idle=0))
    with pytest.raises(OperationalError, match="statement timeout"), transaction.atomic():
        asked("SELECT pg_sleep(20)")
    with transaction.atomic():
        assert asked("SELECT 1") == 1


def test_a_lock_is_not_awaited_for_ever(transactional_db, limits):
    limits(Patience(statement=0, lock=1, idle=0))
    with someone_reads(), pytest.raises(OperationalError) as refused, transaction.atomic():
        asked(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
    assert is_locked(refused.value)


def test_a_transaction_that_does_nothing_ends(transactional_db, limits):
    limits(Patience(statement=0, lock=0, idle=1))
    with pytest.raises(InternalError, match="idle-in-transaction"), transaction.atomic():
        rests(1.5)
    with transaction.atomic():
        assert asked("SELECT 1") == 1


def test_a_migration_gives_way_and_goes_on_when_the_table_is_free(transactional_db, limits):
    limits(Patience(statement=0, lock=1, idle=0))
    said, done = [], []
    reader = someone_reads()
    reader.__enter__()

    def work():
        with transaction.atomic():
            asked(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
        done.append(1)

    def say(line):
        said.append(line)
        reader.__exit__(None, None, None)

    giving_way(work, say, pause=0.01)
    assert done == [1]
    assert said == ["Eine Tabelle ist gerade in Gebrauch. Neuer Versuch in 0 s (2 von 30)."]


def test_others_go_on_while_a_migration_waits(transactional_db, limits):
    """What opens a page meanwhile queues behind the waiting migration, and so for two seconds at most."""
    limits(MIGRATION)
    refused = []

    def migrate():
        try:
            with transaction.atomic():
                asked(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
        except OperationalError as error:
            refused.append(error)
        finally:
            connection.close()

    with someone_reads(), services.cluster.connect(database=connection.settings_dict["NAME"]) as page:
        migration = threading.Thread(target=migrate)
        migration.start()
        while not migration_waits(page):
            time.sleep(0.01)
        page.execute("SET statement_timeout = '10s'")
        page.execute(f"SELECT 1 FROM {TABLE} LIMIT 1")
        migration.join(10)
    assert [is_locked(error) for error in refused] == [True]


def migration_waits(page):
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
    return page.execute(waiting, [TABLE]).fetchone()[0]


def test_a_table_that_stays_in_use_is_said_in_words(monkeypatch, transactional_db, limits):
    limits(Patience(statement=0, lock=1, idle=0))
    monkeypatch.setattr(migrating, "TRIES", 2)

    def work():
        with transaction.atomic():
            asked(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")

    with someone_reads(), pytest.raises(StillLockedError, match="nichts halb geändert"):
        giving_way(work, lambda line: None, pause=0.01)


def test_another_fault_of_a_migration_is_raised_at_once(transactional_db):
    with pytest.raises(OperationalError, match="division"):
        giving_way(lambda: (_ for _ in ()).throw(OperationalError("division")), pytest.fail)


def test_the_command_migrates_with_its_own_limits(monkeypatch, transactional_db, limits):
    limits(WEB)
    seen = []
    monkeypatch.setattr("django.core.management.commands.migrate.Command.handle", lambda *a, **k: seen.append(shown()))
    call_command("migrate", verbosity=0)
    assert seen == [["0", "2s", "0"]]
    assert patience.current() is WEB
    assert shown() == ["30s", "10s", "1min"]


def test_the_command_says_that_a_table_stays_in_use(monkeypatch, transactional_db, limits):
    monkeypatch.setattr(migrating, "TRIES", 1)

    def locked(*_arguments, **_options):
        with transaction.atomic():
            asked(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")

    monkeypatch.setattr("django.core.management.commands.migrate.Command.handle", locked)
    with someone_reads(), pytest.raises(CommandError, match="in Gebrauch"):
        call_command("migrate", verbosity=0)


def test_a_worker_takes_the_limits_of_a_worker(limits):
    limits(WEB)
    limit_patience()
    assert patience.current() is WORKER


def test_the_limits_end_before_the_process_is_ended():
    options = web_command(8000)
    assert max(WEB.lock, WEB.statement) < int(options[options.index("--timeout") + 1])
    assert max(WORKER.lock, WORKER.statement) < app.conf.task_soft_time_limit < app.conf.task_time_limit <= WORKER.idle


def test_the_web_server_takes_the_limits_of_the_web():
    import os
    import subprocess
    import sys

    code = "import asa.wsgi; from asa.database import patience; print(patience.current() is patience.WEB)"
    environment = {**os.environ, "DATABASE_URL": "postgresql:///test_web"}  # the tests' switch counts on these only
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "True\n"
