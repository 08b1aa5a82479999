"""The embedded PostgreSQL."""

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from asa.local import postgres_user
from asa.local.cluster import APP, EXTENSIONS, OWNER, Cluster, bundled_major
from asa.local.errors import LocalError
from asa.local.folders import LONGEST_SOCKET_FOLDER, socket_folder


@pytest.fixture
def cluster(data: Path) -> Cluster:
    return Cluster(data, durable=False)


def test_application_may_use_tables_but_neither_truncate_nor_own_them(cluster: Cluster) -> None:
    cluster.start()
    with cluster.connect(OWNER) as owner:
        owner.execute("CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    with cluster.connect(APP) as app:
        app.execute("INSERT INTO thing (name) VALUES ('x')")
        for forbidden in ("TRUNCATE thing", "DROP TABLE thing", "CREATE TABLE other (id int)", "SET ROLE asa_owner"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)
        flags = app.execute("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s", [APP])
        assert flags.fetchone() == (False, False, False)


def test_extensions_and_german_letters(cluster: Cluster) -> None:
    cluster.start()
    with cluster.connect(APP) as app:
        known = {row[0] for row in app.execute("SELECT extname FROM pg_extension")}
        assert known >= set(EXTENSIONS)
        assert app.execute("SELECT lower('ÄÖÜ'), unaccent('Straße')").fetchone() == ("äöü", "Strasse")


def test_nobody_enters_without_password(cluster: Cluster) -> None:
    cluster.start()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgresql://{APP}:falsch@/asa", host=str(socket_folder(cluster.data)))
    assert (cluster.data / "secrets.json").stat().st_mode & 0o077 == 0


def test_data_survives_stop_and_second_start(cluster: Cluster) -> None:
    cluster.start()
    with cluster.connect(OWNER) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
    cluster.stop()
    assert not cluster.is_running()
    cluster.start()
    with cluster.connect(APP) as app:
        assert app.execute("SELECT one FROM kept").fetchone() == (1,)


def test_heals_after_kill_9(data: Path) -> None:
    cluster = Cluster(data)
    cluster.start()
    with cluster.connect(OWNER) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(int((cluster.folder / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    cluster.start()
    with cluster.connect(APP) as app:
        assert app.execute("SELECT one FROM kept").fetchone() == (1,)


def test_stale_process_id_of_another_program_is_no_obstacle(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.folder}\n{int(time.time())}\n5432\n")
    cluster.start()
    assert cluster.is_running()


def test_interrupted_first_start_begins_again(cluster: Cluster) -> None:
    half_made = cluster.data / "postgres.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    cluster.start()
    assert cluster.is_running()
    assert not half_made.exists()


def test_other_major_version_is_refused_without_touching_anything(cluster: Cluster) -> None:
    cluster.folder.mkdir(parents=True)
    (cluster.folder / "PG_VERSION").write_text("16\n")
    with pytest.raises(LocalError, match=rf"PostgreSQL 16, mitgeliefert ist {bundled_major()}"):
        cluster.start()
    assert [path.name for path in cluster.folder.iterdir()] == ["PG_VERSION"]


def test_long_folder_gets_a_short_private_socket_folder(data: Path) -> None:
    deep = data / ("x" * 60) / ("y" * 60)
    cluster = Cluster(deep, durable=False)
    try:
        cluster.start()
        assert cluster.is_running()
        assert len(str(socket_folder(deep))) <= LONGEST_SOCKET_FOLDER
        assert socket_folder(deep).stat().st_mode & 0o077 == 0
    finally:
        cluster.stop()


def test_works_below_a_closed_folder(data: Path) -> None:
    data.mkdir(mode=0o700)
    cluster = Cluster(data / "inside", durable=False)
    try:
        cluster.start()
        assert cluster.is_running()
    finally:
        cluster.stop()


def test_broken_program_says_what_the_log_says(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.start()
    cluster.stop()
    (cluster.folder / "global" / "pg_control").unlink()
    with pytest.raises(LocalError, match="ließ sich nicht starten"):
        cluster.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="Nur root braucht diesen Umweg")
def test_root_without_namespaces_keeps_data_and_may_change_the_way(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.data.mkdir(mode=0o700)
    for way in (postgres_user.DROPPED, postgres_user.command_prefix()):
        monkeypatch.setattr(postgres_user, "command_prefix", lambda way=way: way)
        cluster.start()
        assert cluster.folder.stat().st_uid == (postgres_user.NOBODY if way == postgres_user.DROPPED else 0)
        cluster.stop()
