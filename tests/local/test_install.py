"""What `make` checks and installs before anything can run."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from asa.local import install, system
from asa.local.folders import PROJECT
from asa.local.system import BROWSER, LIBRARIES, REDIS, Need

MISSING = Need("Fehlendes (Probe)", "libprobe0", "probe", programs=("no-such-program-anywhere",))


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine where we are root on Debian, with an apt-get that only writes down how it was called."""
    calls = tmp_path / "calls"
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$RUNLEVEL $*" >>"{calls}"\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(system, "may_install", lambda: True)
    return calls


def test_this_machine_has_what_the_pdfs_need() -> None:
    assert [need.what for need in LIBRARIES if not need.is_met()] == []


def test_on_debian_as_root_missing_packages_are_installed_without_starting_services(debian: Path) -> None:
    assert system.ensure([MISSING]) == [MISSING]
    assert debian.read_text() == "1 install -y -qq --no-install-recommends libprobe0\n"


def test_what_is_there_is_not_installed_again(debian: Path) -> None:
    assert system.ensure([Need("Shell", "dash", "dash", programs=("sh",))]) == []
    assert not debian.exists()


def test_elsewhere_the_advice_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.shutil, "which", lambda _name: None)
    advice = system.advice([LIBRARIES[0], LIBRARIES[1], REDIS])
    assert "Es fehlt: Pango (PDF), PangoFT2 (PDF), Redis (Warteschlange)." in advice
    assert advice.endswith("pango redis oder valkey")


def test_an_ordinary_user_on_debian_gets_a_command_to_copy(debian: Path) -> None:
    assert "sudo apt-get install chromium" in system.advice([BROWSER])


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_missing_browser_fails_in_continuous_integration_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, code: int
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(system, "ensure_browser", lambda: "Es fehlt: Chromium.")
    assert install._check_browser() == code
    assert "!!! Ohne Chromium laufen die Browsertests NICHT" in capsys.readouterr().err


def test_packages_are_installed_only_when_the_lock_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / ".venv").mkdir()
    lock = tmp_path / "requirements" / "app.txt"
    lock.write_text("one==1 \\\n    --hash=sha256:0\ntwo[extra]==2 \\\n    --hash=sha256:0\n")
    totals: list[int] = []
    outcome = [False, True, True]
    monkeypatch.setattr(install, "_run_pip", lambda _arguments, total: totals.append(total) or outcome.pop(0))

    assert not install._install_lock("app")  # interrupted or offline: the next call tries again
    assert install._install_lock("app")
    assert install._install_lock("app")
    assert totals == [2, 2]
    lock.write_text(lock.read_text() + "three==3\n")
    assert install._install_lock("app")
    assert totals == [2, 2, 3]


def test_an_old_python_is_told_which_one_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = (
        "import sys\nsys.version_info = (3, 9, 2)\n"
        "from asa.local import install\ninstall.CANDIDATES = ()\nsys.exit(install.main([]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Gebraucht wird Python 3.11 bis 3.14" in done.stderr


def test_two_at_once_install_one_after_the_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    inside, most, threads = [], [], []

    def slow(_name: str) -> bool:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.2)
        inside.pop()
        return True

    monkeypatch.setattr(system, "ensure_runtime", lambda: "")
    monkeypatch.setattr(install, "_make_venv", lambda: None)
    monkeypatch.setattr(install, "_install_lock", slow)
    for _ in range(3):
        threads.append(threading.Thread(target=install.main, args=([],)))
        threads[-1].start()
    for thread in threads:
        thread.join(10)
    assert most == [1, 1, 1]


def test_ctrl_c_while_installing_is_no_traceback(tmp_path: Path) -> None:
    code = (
        "import runpy, sys; from asa.local import system\n"
        "def stop(): raise KeyboardInterrupt\n"
        "system.ensure_runtime = stop\n"
        "sys.argv = ['install']\n"
        "runpy.run_module('asa.local.install', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 130
    assert done.stderr == "\nAbgebrochen. Der nächste Aufruf macht dort weiter.\n"
