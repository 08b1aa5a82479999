"""The database server's log holds no statement and no value, however a statement ends; older logs are removed."""

import os
import re
import signal
import threading
import time
from pathlib import Path

import psycopg
import pytest
import yaml

from asa.local.cluster import NO_CONTENT_IN_LOG, OWNER, Cluster
from asa.local.folders import PROJECT

MARKER = "MarkerSatz4711"
SETTINGS = dict(line.split(" = ") for line in NO_CONTENT_IN_LOG)


@pytest.fixture
def cluster(data: Path) -> Cluster:
    cluster = Cluster(data, durable=False)
    cluster.start()
    return cluster


def _log_of(cluster: Cluster, sign: str) -> str:
    """Return the server's log once it holds `sign`; it is written a moment after the fact."""
    until = time.monotonic() + 20
    while sign not in (told := cluster.log.read_text("utf-8", "replace")) and time.monotonic() < until:
        time.sleep(0.05)
    assert sign in told
    return told


def test_an_older_installation_gets_the_settings_at_its_next_start_and_loses_its_logs(cluster: Cluster) -> None:
    cluster.stop()
    file = cluster.folder / "postgresql.conf"
    file.write_text("".join(line for line in file.open() if not line.startswith("log_")))
    former = cluster.log.with_suffix(".old.log")
    for log in (cluster.log, former):
        log.write_text(f"STATEMENT:  INSERT INTO cases_counsellingnote VALUES ('{MARKER}')\n")

    cluster.start()
    with cluster.connect() as admin:
        assert {name: str(admin.execute(f"SHOW {name}").fetchone()[0]) for name in SETTINGS} == SETTINGS
    assert MARKER not in cluster.log.read_text()
    assert not former.exists()


def test_logs_without_content_stay_over_a_restart(cluster: Cluster) -> None:
    before = cluster.log.read_text()
    cluster.stop()
    cluster.start()
    assert cluster.log.read_text().startswith(before)


def test_the_containers_server_has_the_same_settings() -> None:
    compose = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    given = re.findall(r"-c (\S+)=(\S+)", compose["services"]["database"]["command"])
    assert dict(given) == SETTINGS


def test_a_process_of_the_server_that_dies_in_a_statement_does_not_tell_it(cluster: Cluster) -> None:
    """The server tells who died of what, else with "Failed process was running: …"."""
    with cluster.connect() as victim, cluster.connect() as admin:
        number = victim.info.backend_pid

        def work() -> None:
            with pytest.raises(psycopg.OperationalError):
                victim.execute(f"SELECT pg_sleep(60), '{MARKER}'")

        thread = threading.Thread(target=work)
        thread.start()
        running = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND state = 'active'"
        while admin.execute(running, [number]).fetchone() is None:
            time.sleep(0.02)
        os.kill(number, signal.SIGKILL)
        thread.join(20)
    assert MARKER not in _log_of(cluster, f"PID {number}) was terminated by signal 9")
    _log_of(cluster, "all server processes terminated; reinitializing")
    until = time.monotonic() + 20
    while not cluster.is_running() and time.monotonic() < until:
        time.sleep(0.05)
    assert cluster.is_running()


def test_a_deadlock_does_not_tell_the_statements_of_both(cluster: Cluster) -> None:
    with cluster.connect(OWNER) as one, cluster.connect(OWNER) as other:
        one.execute("CREATE TABLE pair AS SELECT n, 'x' AS text FROM generate_series(1, 2) n")
        change = "UPDATE pair SET text = '{}' WHERE n = {}"
        for connection, first in ((one, 1), (other, 2)):
            connection.execute("BEGIN")
            connection.execute(change.format(MARKER, first))
        refused: list[str] = []

        def cross(connection: psycopg.Connection, row: int) -> None:
            try:
                connection.execute(change.format(MARKER, row))
            except psycopg.errors.DeadlockDetected as error:
                refused.append(str(error))
                connection.rollback()

        threads = [threading.Thread(target=cross, args=pair) for pair in ((one, 2), (other, 1))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert len(refused) == 1
    with cluster.connect() as admin:
        admin.execute("SELECT pg_reload_conf()")  # a line that comes after, so that the deadlock's would be there
    assert MARKER not in _log_of(cluster, "received SIGHUP")


def test_what_two_at_once_are_refused_does_not_tell_what_they_wrote(cluster: Cluster) -> None:
    """A row that waits too long for a lock, runs too long, or met a newer one."""
    states: set[str | None] = set()
    change = f"UPDATE pair SET text = '{MARKER}' WHERE n = 1"
    tries = {
        "lock": ("BEGIN", "SET LOCAL lock_timeout = 50", change),
        "statement": ("BEGIN", "SET LOCAL statement_timeout = 50", f"SELECT pg_sleep(5), '{MARKER}'"),
        "newer": ("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT * FROM pair", change),
    }
    with cluster.connect(OWNER) as one, cluster.connect(OWNER) as other:
        one.execute("CREATE TABLE pair AS SELECT n, 'x' AS text FROM generate_series(1, 2) n")
        for name, (begin, first, last) in tries.items():
            other.execute(begin)
            other.execute(first)
            one.execute("BEGIN")
            one.execute(change)
            if name == "newer":
                one.commit()
            with pytest.raises(psycopg.Error) as refused:
                other.execute(last)
            states.add(refused.value.sqlstate)
            other.rollback()
            one.rollback()
    assert states == {"55P03", "57014", "40001"}
    with cluster.connect() as admin:
        admin.execute("SELECT pg_reload_conf()")
    assert MARKER not in _log_of(cluster, "received SIGHUP")
