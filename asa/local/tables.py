"""The tables of a new database, read from one file: replaying every migration takes Django most of a minute.

`tables.sql` is what the migrations made at some moment, the list of those that are in it included. Whoever lays it
migrates afterwards, which adds what has come since: the file is never wrong, only more or less complete. Write it
anew with `python -m asa.local.tables` when the rest has become long. A test compares both ways.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from asa.local.cluster import ADMIN, APP, DATABASE, OWNER, Cluster, run_program
from asa.local.errors import LocalError
from asa.local.folders import PROJECT

FILE = Path(__file__).with_name("tables.sql")
#: Two who start at once lay the tables once.
LOCK = 7104
CONTENTS = ("--no-owner", "--no-comments", "--exclude-extension=*", "--rows-per-insert=500")


def lay_tables(owner_url: str) -> bool:
    """Fill the empty database that the owner's address names, all or nothing; return False where it has tables."""
    with psycopg.connect(owner_url) as owner:  # one transaction, and of the file's settings nothing remains
        owner.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if owner.execute("SELECT to_regclass('public.django_migrations')").fetchone() != (None,):
            return False
        owner.execute(FILE.read_bytes())
    return True


def dump(cluster: Cluster, database: str, *options: str) -> str:
    """Return what pg_dump tells of the database, without its remarks and empty lines; LocalError if it fails."""
    done = run_program("pg_dump", *options, "--dbname", cluster.url(ADMIN, database))
    if done.returncode:
        raise LocalError(f"Die Tabellen ließen sich nicht lesen: {done.stderr.strip()}")
    lines = (line for line in done.stdout.splitlines() if line and not line.startswith(("--", "\\")))
    return "\n".join(lines) + "\n"


def main() -> int:
    """Migrate a throw-away database from nothing and write the file."""
    with tempfile.TemporaryDirectory(prefix="asa-tables-") as folder:
        cluster = Cluster(Path(folder), durable=False)
        cluster.start()
        try:
            environment = {
                **os.environ,
                "ASA_DB_ROLE": "owner",
                "ASA_TESTING": "1",
                "DATABASE_URL": cluster.url(APP),
                "DATABASE_OWNER_URL": cluster.url(OWNER),
            }
            # The checks would refuse the tests' switch on a database of another name.
            arguments = ["migrate", "--verbosity=0", "--no-input", "--skip-checks"]
            command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
            subprocess.run(command, env=environment, check=True)
            FILE.write_text(dump(cluster, DATABASE, *CONTENTS), "utf-8")
        finally:
            cluster.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
