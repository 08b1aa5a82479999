"""Who uses an embedded server: everyone holds a shared lock, and the last one out stops it."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Let one process at a time pass; the kernel releases the lock even after kill -9."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class SharedUse:
    """One process' use of a server that others may use at the same time."""

    def __init__(self, folder: Path, name: str) -> None:
        self._change = folder / f"{name}.change.lock"  # held while the server is started or stopped
        self._users = folder / f"{name}.users.lock"  # held shared by every user
        self._descriptor: int | None = None
        self._process = 0

    def begin(self, start: Callable[[], None]) -> None:
        """Register as user and call `start`, which starts the server unless it runs already."""
        with exclusive(self._change):
            descriptor = _open(self._users)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_SH)
                start()
            except BaseException:
                os.close(descriptor)
                raise
            self._descriptor, self._process = descriptor, os.getpid()

    def renew(self, start: Callable[[], None]) -> None:
        """Call `start` again for a server that died in use: one of its users starts it, the others find it there."""
        with exclusive(self._change):
            start()

    def end(self, stop: Callable[[], None]) -> None:
        """Give up the use and call `stop` unless others use the server; forked children and second calls do nothing."""
        if self._descriptor is None or self._process != os.getpid():
            return
        descriptor, self._descriptor = self._descriptor, None
        with exclusive(self._change):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                stop()
            finally:
                os.close(descriptor)
