"""Gives a command its database and broker: those named in the environment, else the embedded ones.

Nothing embedded starts where `DATABASE_URL` is set. What was started here is stopped at the end of the process,
unless another process still uses it.
"""

import atexit
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Protocol

from asa.local.errors import LocalError
from asa.local.folders import PROJECT, data_folder, make_private, secret_values
from asa.local.locks import SharedUse, exclusive

LONGEST_PAUSE = 30.0  # seconds between two tries to start a server that will not start
WITHOUT_SERVICES = {"help", "version", "compilemessages", "makemessages", "startapp", "diffsettings", "findstatic"}
AS_OWNER = {"migrate", "createprovider"}
WITH_BROKER = {"up", "worker", "beat"}
#: Commands that make the tables themselves or need none.
WITHOUT_TABLES = {*WITHOUT_SERVICES, "up", "migrate", "makemigrations", "sqlmigrate", "check", "collectstatic", "test"}


class Server(Protocol):
    """An embedded server, as far as its users must know it."""

    def is_alive(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass
class Used:
    """A server in use, and how long to wait before the next try to start it anew."""

    name: str
    server: Server
    use: SharedUse
    pause: float = 0.0
    try_at: float = 0.0


class Services:
    """The embedded servers that this process uses."""

    def __init__(self) -> None:
        self._used: list[Used] = []

    def start_database(self) -> None:
        """Use the embedded PostgreSQL (started if needed) and name it in the environment."""
        from asa.local.cluster import APP, OWNER, Cluster  # psycopg takes its time; many commands do not need it

        data = make_private(data_folder())
        cluster = Cluster(data)
        self._begin("Die Datenbank", cluster, SharedUse(data, "postgres"))
        os.environ["ASA_DATA"] = str(data)
        os.environ["DATABASE_URL"] = cluster.url(APP)
        os.environ["DATABASE_OWNER_URL"] = cluster.url(OWNER)
        os.environ.setdefault("ASA_SECRET_KEY", secret_values(data)["secret_key"])

    def start_broker(self) -> None:
        """Use the embedded Redis (started if needed) and name it in the environment."""
        from asa.local.broker import Broker

        data = make_private(data_folder())
        broker = Broker(data)
        self._begin("Redis", broker, SharedUse(data, "redis"))
        os.environ["REDIS_URL"] = broker.url()

    def name_broker(self) -> None:
        """Name the embedded Redis without starting it: publishing fails fast, and the sweep rings again later."""
        from asa.local.broker import Broker

        os.environ["REDIS_URL"] = Broker(make_private(data_folder())).url()

    def tend(self, say: Callable[[str], None]) -> None:
        """Start anew a server that died; call it about once a second. One that will not start waits ever longer."""
        for used in self._used:
            now = time.monotonic()
            if now >= used.try_at and not used.server.is_alive():
                say(f"{used.name} ist unerwartet beendet und startet neu …")
                used.pause = min(max(1.0, used.pause * 2), LONGEST_PAUSE)
                try:
                    used.use.renew(used.server.start)
                    used.pause = 0.0
                except LocalError as error:
                    say(f"{error} Neuer Versuch in {used.pause:.0f} s.")
                used.try_at = time.monotonic() + used.pause

    def end(self) -> None:
        """Stop what nobody else uses; a second call does nothing."""
        while self._used:
            used = self._used.pop()
            used.use.end(used.server.stop)

    def _begin(self, name: str, server: Server, use: SharedUse) -> None:
        use.begin(server.start)
        self._used.append(Used(name, server, use))


def is_embedded() -> bool:
    """Return whether this installation brings its own servers (no `DATABASE_URL` in the environment)."""
    return not os.environ.get("DATABASE_URL")


def ensure_services(command: str | None, *, broker: bool = False) -> Services:
    """Prepare the environment for a `manage.py` command; raise LocalError if that is impossible.

    In: the command's name (None for a bare call), and whether it needs Redis although it is not known to.
    Out: the services in use, which also end by themselves when the process does.
    """
    services = Services()
    if command is None or command.startswith("-") or command in WITHOUT_SERVICES:
        return services
    if command in AS_OWNER:
        os.environ.setdefault("ASA_DB_ROLE", "owner")
    if not is_embedded():
        if os.environ.get("ASA_DB_ROLE") == "owner" and not os.environ.get("DATABASE_OWNER_URL"):
            raise LocalError(
                f"Der Befehl {command} ändert Tabellen und braucht dafür die Rolle, der sie gehören. "
                "Bitte DATABASE_OWNER_URL setzen (DATABASE_URL ist die Rolle der Anwendung)."
            )
        return services
    atexit.register(services.end)
    signal.signal(signal.SIGTERM, _exit_in_order)
    services.start_database()
    if os.environ.get("REDIS_URL"):
        return services
    if broker or command in WITH_BROKER:
        services.start_broker()
    else:
        services.name_broker()
    return services


def ensure_tables(command: str | None) -> None:
    """Make the tables if a command needs them and the embedded database is still empty; two at once make them once.

    Raises LocalError if that fails.
    """
    if command is None or command.startswith("-") or command in WITHOUT_TABLES or not _is_empty():
        return
    with exclusive(data_folder() / "tables.lock"):
        if _is_empty():
            from asa.local.tables import lay_tables

            print("Tabellen werden angelegt (einmalig) …", file=sys.stderr)
            lay_tables(os.environ["DATABASE_OWNER_URL"])
            environment = {**os.environ, "ASA_DB_ROLE": "owner"}
            made = [sys.executable, str(PROJECT / "manage.py"), "migrate", "--verbosity=0", "--no-input"]
            if subprocess.run(made, env=environment, check=False).returncode:
                raise LocalError("Die Tabellen konnten nicht angelegt werden (siehe oben).")


def _is_empty() -> bool:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        found = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    return found == (None,)


def _exit_in_order(_signal: int, _frame: FrameType | None) -> None:
    """Turn SIGTERM into an ordinary end, so that what was started is stopped."""
    sys.exit(128 + signal.SIGTERM)


__all__ = ["LocalError", "Services", "ensure_services", "is_embedded"]
