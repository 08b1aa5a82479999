"""The connection over which jobs are rung: gives up quickly, and rests after a failure.

A person's request must never wait for a queue that is away. Workers keep their own, patient connection (`asa.celery`).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from celery import current_app
from kombu import Connection, Producer, pools

#: One attempt, without the pauses between attempts that suit a worker. Seconds.
HASTY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "connect_retries_timeout": 0.4,
    "socket_connect_timeout": 0.4,
    "socket_timeout": 0.8,
}
REST_SECONDS = 10.0

_rest = {"until": 0.0}


def is_working() -> bool:
    """Return whether ringing is worth a try: the last failure in this process is some seconds ago."""
    return time.monotonic() >= _rest["until"]


def broke() -> None:
    """Note that nobody answered: this process rests before it tries again. The sweep rings later."""
    _rest["until"] = time.monotonic() + REST_SECONDS


def mended() -> None:
    """Forget an earlier failure."""
    _rest["until"] = 0.0


def _connection() -> Connection:
    connection = current_app.connection_for_write()
    connection.transport_options = {**(connection.transport_options or {}), **HASTY}
    return connection


@contextmanager
def producer() -> Iterator[Producer]:
    """Lend a publisher of the process's pool."""
    with pools.producers[_connection()].acquire(block=True, timeout=1) as lent:
        yield lent
