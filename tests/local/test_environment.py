"""What a single command starts and stops."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from asa.local.broker import Broker
from asa.local.cluster import Cluster
from asa.local.environment import Services
from asa.local.errors import LocalError
from asa.local.folders import PROJECT
from asa.local.locks import SharedUse
from tests.local.conftest import run_python

USE = "from asa.local.environment import ensure_services as e; e('shell'{more})\n"
ASK = (
    "import os, psycopg\n"
    "with psycopg.connect(os.environ['DATABASE_URL']) as c: print(c.execute('select current_user').fetchone()[0])"
)


def hold(environment: dict[str, str], more: str = "") -> subprocess.Popen[str]:
    """Start a command that uses the servers until its input ends."""
    code = USE.format(more=more) + "print('ready', flush=True)\ninput()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_command_starts_the_database_and_stops_it_again(alone: dict[str, str], data: Path) -> None:
    done = run_python(USE.format(more="") + ASK, alone)
    assert done.stdout == "asa_app\n", done.stderr
    assert not Cluster(data).is_running()


def test_the_first_command_on_an_empty_folder_makes_the_tables(alone: dict[str, str]) -> None:
    """Whoever begins with a real provider types nothing before it."""
    create = [
        *(sys.executable, "manage.py", "createprovider", "--name", "Bildungswerk Beispiel"),
        *("--admin-email", "leitung@bildungswerk.example", "--first-name", "Nora", "--last-name", "Lindner"),
    ]
    done = subprocess.run(create, cwd=PROJECT, env=alone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Bildungswerk Beispiel" in done.stdout


def test_a_command_leaves_alone_what_another_one_uses(alone: dict[str, str], data: Path) -> None:
    first = hold(alone)
    assert run_python(USE.format(more="") + ASK, alone).stdout == "asa_app\n"
    assert Cluster(data).is_running()
    first.communicate("\n", timeout=30)
    assert not Cluster(data).is_running()


def test_the_one_who_started_may_leave_first(alone: dict[str, str], data: Path) -> None:
    first, second = hold(alone), hold(alone)
    first.communicate("\n", timeout=30)
    assert Cluster(data).is_running()
    second.communicate("\n", timeout=30)
    assert not Cluster(data).is_running()


def test_two_commands_at_once_on_an_empty_folder(alone: dict[str, str]) -> None:
    code = USE.format(more="") + ASK
    both = [
        subprocess.Popen([sys.executable, "-c", code], env=alone, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    assert [process.communicate(timeout=60)[0] for process in both] == ["asa_app\n"] * 2


def test_the_next_command_takes_over_after_kill_9(alone: dict[str, str], data: Path) -> None:
    first = hold(alone)
    first.kill()
    first.communicate()
    assert Cluster(data).is_running()
    assert run_python(USE.format(more="") + ASK, alone).stdout == "asa_app\n"
    assert not Cluster(data).is_running()


def test_sigterm_stops_what_was_started(alone: dict[str, str], data: Path) -> None:
    first = hold(alone, ", broker=True")
    assert Broker(data).is_running()
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=30)
    assert not Cluster(data).is_running()
    assert not Broker(data).is_running()


def test_a_forked_child_stops_nothing(alone: dict[str, str], data: Path) -> None:
    code = USE.format(more="") + "import os, sys\nif not os.fork():\n    sys.exit()\nos.wait()\n" + ASK
    assert run_python(code, alone).stdout == "asa_app\n"


def test_named_servers_are_used_and_nothing_starts(alone: dict[str, str], data: Path) -> None:
    named = {**alone, "DATABASE_URL": "postgresql://asa_app@db/asa"}
    done = run_python(USE.format(more="") + "import os; print(os.environ['DATABASE_URL'])", named)
    assert done.stdout == "postgresql://asa_app@db/asa\n"
    assert not data.exists()


def test_changing_tables_wants_the_owner_of_a_named_database(alone: dict[str, str]) -> None:
    named = {**alone, "DATABASE_URL": "postgresql://asa_app@db/asa"}
    done = subprocess.run(
        [sys.executable, PROJECT / "manage.py", "migrate"], env=named, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Bitte DATABASE_OWNER_URL setzen" in done.stderr


def test_a_foreign_data_folder_gets_a_message(alone: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code = (
        "from asa.local.environment import LocalError, ensure_services\n"
        "try:\n    ensure_services('shell')\nexcept LocalError as error:\n    print(error)"
    )
    done = run_python(code, {**alone, "ASA_DATA": str(tmp_path / "file" / "var")})
    assert "lässt sich nicht anlegen" in done.stdout


def test_two_installations_side_by_side(alone: dict[str, str], data: Path) -> None:
    other = {**alone, "ASA_DATA": str(data.with_name("var 2"))}
    first, second = hold(alone), hold(other)
    for process in (first, second):
        process.communicate("\n", timeout=30)
        assert process.returncode == 0
    assert not Cluster(data.with_name("var 2")).is_running()
    assert (data.with_name("var 2") / "postgres").is_dir()


class Frail:
    """A server that dies and comes back as it is told."""

    def __init__(self) -> None:
        self.alive = True
        self.starts = 0
        self.refuses = False

    def is_alive(self) -> bool:
        return self.alive

    def start(self) -> None:
        self.starts += 1
        if self.refuses:
            raise LocalError("Der Datenträger ist voll.")
        self.alive = True

    def stop(self) -> None:
        self.alive = False


@pytest.fixture
def tended(tmp_path: Path) -> tuple[Frail, Services, list[str]]:
    server, services, said = Frail(), Services(), []
    services._begin("Die Datenbank", server, SharedUse(tmp_path, "frail"))
    return server, services, said


def test_a_server_that_died_is_started_again(tended: tuple[Frail, Services, list[str]]) -> None:
    server, services, said = tended
    services.tend(said.append)
    server.alive = False
    services.tend(said.append)
    services.tend(said.append)
    assert server.starts == 2
    assert said == ["Die Datenbank ist unerwartet beendet und startet neu …"]
    services.end()
    assert not server.alive


def test_a_server_that_will_not_start_is_tried_ever_more_rarely(
    tended: tuple[Frail, Services, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, services, said = tended
    server.alive, server.refuses = False, True
    clock = {"now": 1000.0}
    monkeypatch.setattr("asa.local.environment.time.monotonic", lambda: clock["now"])
    tries = []
    for _second in range(120):
        before = server.starts
        services.tend(said.append)
        if server.starts > before:
            tries.append(clock["now"] - 1000)
        clock["now"] += 1
    assert tries == [0, 1, 3, 7, 15, 31, 61, 91]
    assert said[1] == "Der Datenträger ist voll. Neuer Versuch in 1 s."
    server.refuses = False
    clock["now"] += 30
    services.tend(said.append)
    assert server.alive
