"""A new database read from the file is the one that the migrations make from nothing."""

import os
import subprocess
import sys

import psycopg
import pytest

from asa.local.cluster import OWNER
from asa.local.folders import PROJECT
from asa.local.tables import CONTENTS, dump, lay_tables
from tests.conftest import TEMPLATE, services

SEEDED = {"auth_permission", "django_content_type", "django_migrations"}
SEEDS = {
    "migrations": "SELECT app, name FROM django_migrations",
    "permissions": "SELECT c.app_label, p.codename FROM auth_permission p JOIN django_content_type c"
    " ON c.id = p.content_type_id",
    "content types": "SELECT app_label, model FROM django_content_type",
}


@pytest.fixture
def from_nothing(django_db_setup: None) -> str:
    """The name of a database in which every migration ran."""
    services.cluster.create_database("test_from_nothing")
    owner = services.cluster.url(OWNER, "test_from_nothing")
    environment = {**os.environ, "ASA_DB_ROLE": "owner", "DATABASE_OWNER_URL": owner}
    command = [sys.executable, str(PROJECT / "manage.py"), "migrate", "--verbosity=0", "--no-input"]
    subprocess.run(command, env=environment, check=True)
    return "test_from_nothing"


def test_the_file_and_the_migrations_make_the_same_database(from_nothing: str) -> None:
    assert "CREATE POLICY tenant_read" in _structure(TEMPLATE)
    assert _structure(TEMPLATE).splitlines() == _structure(from_nothing).splitlines()
    assert _rights(TEMPLATE) == _rights(from_nothing)
    for name, query in SEEDS.items():
        assert _rows(TEMPLATE, query) == _rows(from_nothing, query), name
    assert _filled(TEMPLATE) == _filled(from_nothing) == SEEDED


def _structure(database: str) -> str:
    """Return what the database consists of, read from a copy: PostgreSQL words some conditions anew when it reads."""
    services.cluster.create_database("test_copy")
    with services.cluster.connect(OWNER, "test_copy") as owner:
        owner.execute(dump(services.cluster, database, *CONTENTS).encode())
    return dump(services.cluster, "test_copy", "--schema-only")


def _rights(database: str) -> list[str]:
    lines = dump(services.cluster, database, "--schema-only").splitlines()
    return [line for line in lines if line.startswith(("GRANT", "REVOKE", "ALTER DEFAULT")) or " OWNER TO " in line]


def _rows(database: str, query: str) -> set[tuple[str, ...]]:
    with services.cluster.connect(OWNER, database) as owner:
        return set(owner.execute(query).fetchall())


def _tables(database: str) -> list[str]:
    return [row[0] for row in _rows(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]


def _filled(database: str) -> set[str]:
    with services.cluster.connect(database=database) as admin:
        return {
            table
            for table in _tables(database)
            if admin.execute(f"SELECT EXISTS (SELECT FROM {table})").fetchone() == (True,)
        }


def test_tables_are_laid_once(django_db_setup: None) -> None:
    services.cluster.create_database("test_laid")
    url = services.cluster.url(OWNER, "test_laid")

    assert lay_tables(url)
    assert not lay_tables(url)
    with psycopg.connect(url) as owner:
        assert owner.execute("SHOW search_path").fetchone() == ('"$user", public',)


def test_an_interrupted_reading_leaves_nothing(
    django_db_setup: None, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    services.cluster.create_database("test_laid")
    url = services.cluster.url(OWNER, "test_laid")
    broken = tmp_path / "tables.sql"
    broken.write_text("CREATE TABLE public.django_migrations (id int); SELECT 1/0;", "utf-8")
    monkeypatch.setattr("asa.local.tables.FILE", broken)

    with pytest.raises(psycopg.errors.DivisionByZero):
        lay_tables(url)
    monkeypatch.undo()
    assert lay_tables(url)
