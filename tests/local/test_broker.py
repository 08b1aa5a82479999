"""The embedded Redis."""

import importlib.util
import os
import shutil
import signal
from pathlib import Path

import pytest

from asa.local import broker as broker_module
from asa.local.broker import Broker
from asa.local.errors import LocalError


@pytest.fixture
def broker(data: Path) -> Broker:
    return Broker(data)


def test_writes_down_and_never_evicts(broker: Broker) -> None:
    broker.start()
    settings = broker.client().config_get("*")
    assert settings["appendonly"] == "yes"
    assert settings["maxmemory-policy"] == "noeviction"
    assert settings["port"] == "0"


def test_keeps_messages_over_stop_and_start(broker: Broker) -> None:
    broker.start()
    broker.client().set("bell", "ring")
    broker.stop()
    assert not broker.is_running()
    broker.start()
    assert broker.client().get("bell") == b"ring"


def test_heals_after_kill_9(broker: Broker) -> None:
    broker.start()
    broker.client().set("bell", "ring")
    os.kill(int((broker.folder / "redis.pid").read_text()), signal.SIGKILL)
    broker.start()
    assert broker.client().ping()


def test_without_any_redis_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    broker_module.program.cache_clear()
    with pytest.raises(LocalError, match="apt-get install redis-server"):
        broker_module.program()
    broker_module.program.cache_clear()
