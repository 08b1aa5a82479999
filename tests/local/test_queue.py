"""Celery's way to the embedded Redis."""

from pathlib import Path

import pytest
from kombu import Connection

from asa.celery import app, broker_address
from asa.local.broker import Broker


def test_a_message_arrives_through_a_socket_in_a_folder_with_spaces(data: Path) -> None:
    broker = Broker(data)
    broker.start()
    with Connection(broker_address(broker.url(3))) as connection:
        queue = connection.SimpleQueue("interactive")
        queue.put("ring")
        assert queue.get(timeout=5).payload == "ring"
        queue.close()


@pytest.mark.parametrize("url", ["redis://redis:6379/0", "rediss://:secret@host/1", ""])
def test_other_addresses_stay(url: str) -> None:
    assert broker_address(url) == url


def test_a_task_ends_before_its_message_is_given_to_another_worker() -> None:
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
