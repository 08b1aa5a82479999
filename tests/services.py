"""One throw-away PostgreSQL and Redis per test run, shared by all its worker processes."""

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from asa.local.broker import Broker
from asa.local.cluster import APP, OWNER, Cluster

FOLDER = "ASA_TEST_SERVICES"  # set in the environment of the whole run, workers included
PREFIX = "asa-test-"


def is_controller() -> bool:
    """Return whether this process leads the run (xdist's workers do not)."""
    return "PYTEST_XDIST_WORKER" not in os.environ


class TestServices:
    """The servers of one run. The controller starts and stops them; its workers only know the folder."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster = Cluster(folder, durable=False)
        self.broker = Broker(folder, durable=False)
        self._lock: int | None = None
        self._process = 0

    @classmethod
    def of_this_run(cls) -> "TestServices":
        """Return the services of this run; the controller makes their folder and clears up after crashed runs."""
        if not is_controller():
            return cls(Path(os.environ[FOLDER]))
        for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            cls(left).remove_if_abandoned()
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        os.environ[FOLDER] = str(folder)
        services = cls(folder)
        services._hold()  # at once, or a run that starts just now would take it for an abandoned one
        return services

    def name_in_environment(self) -> None:
        """Point Django's settings at these servers, whatever the environment said before."""
        os.environ.pop("ASA_DB_ROLE", None)
        os.environ.update(
            DATABASE_URL=self.cluster.url(APP),
            DATABASE_OWNER_URL=self.cluster.url(OWNER),
            REDIS_URL=self.broker.url(),
            ASA_DATA=str(self.folder / "data"),
            ASA_TESTING="1",
        )

    def start(self) -> None:
        """Start both servers and see to it that they end with this process."""
        self._process = os.getpid()
        atexit.register(self.stop)
        self.cluster.start()
        self.broker.start()

    def stop(self) -> None:
        """End both servers and remove every trace; a second call and forked children do nothing."""
        if self._process != os.getpid():
            return
        self._process = 0
        self._remove()

    def remove_if_abandoned(self) -> None:
        """Remove the servers of a run that was killed; those of a living run are left alone."""
        try:
            if self.folder.stat().st_uid == os.getuid() and self._hold():
                self._remove()
        except FileNotFoundError:
            return  # another run was faster

    def _hold(self) -> bool:
        self._lock = os.open(self.folder / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            return False
        return True

    def _remove(self) -> None:
        self.cluster.stop()
        self.broker.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
