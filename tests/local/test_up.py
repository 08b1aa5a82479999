"""`manage.py up`, as a person at the terminal sees it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from asa.local import up
from asa.local.broker import Broker
from asa.local.cluster import Cluster
from asa.local.errors import LocalError, is_disk_full
from asa.local.folders import PROJECT


class Started(NamedTuple):
    """A running `manage.py up` and what it has printed so far."""

    process: subprocess.Popen[str]
    lines: list[str]

    def wait_for(self, text: str, seconds: float = 120) -> str:
        """Return the first line that holds `text`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in list(self.lines):
                if text in line:
                    return line
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"{text!r} nicht gefunden in:\n" + "".join(self.lines))


Start = Callable[[int], Started]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(alone: dict[str, str]) -> Iterator[Start]:
    """Return a function that starts `manage.py up` on a port; what is left at the end is stopped."""
    running: list[subprocess.Popen[str]] = []

    def begin(port: int) -> Started:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=PROJECT,
            env={**alone, "PORT": str(port), "ASA_DEMO": "0", "ASA_DEBUG": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        started = Started(process, [])
        threading.Thread(target=lambda: started.lines.extend(process.stdout or []), daemon=True).start()
        return started

    yield begin
    for process in running:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


def children_of(process: int) -> list[int]:
    """Return the direct children of a process, oldest first."""
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="Nur unter Linux sind die Prozesse so zu sehen")
def test_a_whole_life(start: Start, data: Path) -> None:
    """First start, a web server that dies, Ctrl-C, second start, kill -9, third start."""
    port = free_port()
    first = start(port)
    assert f"http://localhost:{port}/" in first.wait_for("Bereit nach")
    assert up.is_healthy(port)

    os.kill(children_of(first.process.pid)[0], signal.SIGKILL)
    first.wait_for("startet in 1 s neu")
    wait_until(lambda: up.is_healthy(port))

    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(60) == 0
    assert not up.is_healthy(port)
    assert not Cluster(data).is_running()
    assert not Broker(data).is_running()

    second = start(port)
    second.wait_for("Bereit nach")
    assert not any("angelegt" in line for line in second.lines)
    second.process.kill()
    second.process.wait()
    wait_until(lambda: is_free(port))  # the web server's workers end their requests, and keep the port until then

    third = start(port)
    third.wait_for("Bereit nach")
    third.process.terminate()
    assert third.process.wait(60) == 0
    assert not Cluster(data).is_running()


def is_free(port: int) -> bool:
    """Return whether a program may listen on the port."""
    try:
        up.check_port(port)
    except LocalError:
        return False
    return True


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Return when the condition holds; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_killed_servers_come_back_within_seconds(start: Start, data: Path) -> None:
    port = free_port()
    started = start(port)
    started.wait_for("Bereit nach")

    os.kill(int((data / "postgres" / "postmaster.pid").read_text().split("\n")[0]), signal.SIGKILL)
    os.kill(int((data / "redis" / "redis.pid").read_text()), signal.SIGKILL)
    started.wait_for("Die Datenbank ist unerwartet beendet und startet neu")
    started.wait_for("Redis ist unerwartet beendet und startet neu")
    wait_until(lambda: Broker(data).is_running() and up.is_healthy(port), seconds=30)


def test_ctrl_c_in_the_middle_of_the_first_start_heals(start: Start, data: Path) -> None:
    port = free_port()
    first = start(port)
    first.wait_for("Tabellen werden geprüft")
    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(60) == 0
    assert not Cluster(data).is_running()
    start(port).wait_for("Bereit nach")


def test_a_taken_port_is_named_before_anything_starts(alone: dict[str, str], data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "up"],
            cwd=PROJECT,
            env={**alone, "PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert f"Port {port} ist schon belegt" in done.stderr
    assert f"PORT={port + 1} make up" in done.stderr
    assert "Traceback" not in done.stderr
    assert not data.exists()


def test_a_machine_with_one_of_the_loopback_addresses_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "_is_own", lambda _family, address: address == "::1")
    assert up.own_addresses() == ["::1"]
    monkeypatch.setattr(up, "_is_own", lambda _family, _address: False)
    assert up.own_addresses() == ["127.0.0.1"]


def test_a_port_that_cannot_be_opened_is_not_called_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "own_addresses", lambda: ["192.0.2.1"])  # reserved for examples: nobody's
    with pytest.raises(LocalError, match=r"lässt sich auf 192\.0\.2\.1 nicht öffnen"):
        up.check_port(free_port())


@pytest.mark.parametrize("text", ["abc", "0", "70000", "-1"])
def test_a_senseless_port_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(LocalError, match=re.escape(f"PORT={text}")):
        up.chosen_port()


def test_too_little_room_is_said_before_anything_starts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(1, 1, 20_000_000))
    with pytest.raises(LocalError, match="frei sind 20 MB, gebraucht werden 300 MB"):
        up.check_disk(tmp_path)


@pytest.mark.parametrize(("demo", "host"), [("1", "localhost"), ("1", ""), ("1", "::1"), ("0", "0.0.0.0")])
def test_the_demo_listens_on_this_machine(monkeypatch: pytest.MonkeyPatch, demo: str, host: str) -> None:
    monkeypatch.setenv("ASA_DEMO", demo)
    monkeypatch.setenv("ASA_HOST", host)
    up.check_demo_stays_here()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "asa.example"])
def test_the_demo_does_not_listen_for_others(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("ASA_DEMO", "1")
    monkeypatch.setenv("ASA_HOST", host)
    with pytest.raises(LocalError, match="ASA_DEMO=0 make up"):
        up.check_demo_stays_here()


def test_a_full_disk_is_recognised() -> None:
    assert is_disk_full(OSError(28, "No space left on device"))
    assert not is_disk_full(PermissionError(13, "Permission denied"))


def test_a_named_database_wants_a_named_broker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://asa_app@db/asa")
    monkeypatch.delenv("REDIS_URL", raising=False)
    with pytest.raises(LocalError, match="REDIS_URL fehlt"):
        up.start_servers(up.Services(), tmp_path)


def test_a_changed_static_file_changes_the_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "app.txt").write_text("")
    (tmp_path / "static" / "a.css").write_text("a{}")
    monkeypatch.setattr(up, "PROJECT", tmp_path)
    before = up.static_state()
    assert up.static_state() == before
    (tmp_path / "static" / "a.css").write_text("b{ }")
    assert up.static_state() != before
