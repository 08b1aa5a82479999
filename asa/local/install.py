"""What `make` runs first: system libraries, the virtual environment and the packages of the hashed lock.

Runs on the system's Python with the standard library only:  python3 -m asa.local.install [--dev] [--browser]
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
VENV = Path(".venv")
LOCK = Path(".venv.lock")  # beside the environment, which a broken one takes with it when it is made anew
CANDIDATES = ("python3.12", "python3.13", "python3.11", "python3.14")


def main(arguments: list[str]) -> int:
    """Prepare everything; return 0, or 1 after saying what is missing."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return _hand_to_other_python(arguments)
    from asa.local import system
    from asa.local.locks import exclusive

    with exclusive(LOCK):  # two starts at once in one folder: the second finds all installed
        missing = system.ensure_runtime()
        if missing:
            print(missing, file=sys.stderr)
            return 1
        _make_venv()
        locks = ["app", "dev"] if "--dev" in arguments else ["app"]
        if not all(_install_lock(name) for name in locks):
            return 1
        return _check_browser() if "--browser" in arguments else 0


def _hand_to_other_python(arguments: list[str]) -> int:
    for path in filter(None, map(shutil.which, CANDIDATES)):
        if subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:  # not an empty shim
            return subprocess.run([path, "-m", "asa.local.install", *arguments], check=False).returncode
    print(
        f"Gebraucht wird Python 3.11 bis 3.14, gefunden wurde {sys.version.split()[0]}. "
        "Bitte ein passendes Python installieren, oder eines nennen: make up PYTHON=/pfad/zu/python3.12",
        file=sys.stderr,
    )
    return 1


def _python() -> str:
    return str(VENV / "bin" / "python")


def _make_venv() -> None:
    """Make `.venv` unless a working one of a supported Python is there."""
    check = f"import sys, pip; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    if VENV.exists():
        try:
            if subprocess.run([_python(), "-c", check], stderr=subprocess.DEVNULL, check=False).returncode == 0:
                return
        except OSError:
            pass
        print(f"{VENV} passt nicht mehr zu diesem System und wird neu angelegt …", flush=True)
        shutil.rmtree(VENV)
    print("Python-Umgebung wird angelegt …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def _install_lock(name: str) -> bool:
    """Install the packages of one lock unless exactly these are installed; return whether all is well."""
    lock = Path("requirements") / f"{name}.txt"
    text = lock.read_bytes()
    stamp = VENV / f"{name}.installed"
    digest = hashlib.sha256(text).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return True
    stamp.unlink(missing_ok=True)
    total = len(re.findall(rb"^[\w.\[\]-]+==", text, re.MULTILINE))
    print(f"{total} Pakete aus {lock} werden installiert (einmalig) …", flush=True)
    if not _run_pip(["install", "--require-hashes", "-r", str(lock)], total):
        print("Die Pakete ließen sich nicht installieren. Besteht eine Verbindung zum Netz?", file=sys.stderr)
        return False
    stamp.write_text(digest)
    return True


def _run_pip(arguments: list[str], total: int) -> bool:
    command = [_python(), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments, "--progress-bar=off"]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore", "PYTHONUNBUFFERED": "1"}
    lines: list[str] = []
    collected = 0
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            lines.append(line)
            collected += line.startswith("Collecting ")
            if line.startswith("Collecting ") and collected % 10 == 0:
                print(f"  {collected} von {total} geladen", flush=True)
            elif line.startswith("Installing collected"):
                print("  werden eingerichtet …", flush=True)
    if pip.returncode != 0:
        print("".join(lines[-15:]), file=sys.stderr)
    return pip.returncode == 0


def _check_browser() -> int:
    """Say loudly when the browser tests cannot run; in continuous integration that is a failure."""
    from asa.local import system

    missing = system.ensure_browser()
    if not missing:
        return 0
    print(f"\n!!! Ohne Chromium laufen die Browsertests NICHT. {missing}\n", file=sys.stderr, flush=True)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nAbgebrochen. Der nächste Aufruf macht dort weiter.", file=sys.stderr)
        sys.exit(130)
