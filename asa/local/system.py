"""Checks what the application needs from the operating system; on Debian as root it installs what is missing.

Runs before any package is installed, so it uses the standard library only.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Need:
    """Something that must be there: how to see it, and which package brings it."""

    what: str
    debian: str
    others: str
    libraries: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    module: str = ""

    def is_met(self) -> bool:
        """Return whether one of the libraries or programs, or the module, is there."""
        return (
            any(_loads(name) for name in self.libraries)
            or any(shutil.which(name) for name in self.programs)
            or bool(self.module and importlib.util.find_spec(self.module))
        )


REDIS = Need("Redis (Warteschlange)", "redis-server", "redis oder valkey", programs=("redis-server", "valkey-server"))
VENV = Need("das Python-Modul venv", "python3-venv", "das Modul venv zu Ihrem Python", module="ensurepip")
BROWSER = Need("Chromium (Browsertests)", "chromium", "chromium", programs=BROWSERS)
LIBRARIES = (
    Need(
        "Pango (PDF)",
        "libpango-1.0-0",
        "pango",
        libraries=("libpango-1.0.so.0", "libpango-1.0.0.dylib", "libpango-1.0.dylib"),
    ),
    Need(
        "PangoFT2 (PDF)",
        "libpangoft2-1.0-0",
        "pango",
        libraries=("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib", "libpangoft2-1.0.dylib"),
    ),
    Need(
        "HarfBuzz (PDF)",
        "libharfbuzz0b",
        "harfbuzz",
        libraries=("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz.dylib"),
    ),
    Need(
        "Fontconfig (PDF)",
        "libfontconfig1",
        "fontconfig",
        libraries=("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig.dylib"),
    ),
)


def _loads(library: str) -> bool:
    for folder in ("", "/opt/homebrew/lib/", "/usr/local/lib/"):
        try:
            ctypes.CDLL(folder + library)
        except OSError:
            continue
        return True
    return False


def redis_comes_with_python() -> bool:
    """Return whether the packages of this Python bring a Redis (the wheel exists below 3.13 only)."""
    return sys.version_info < (3, 13)


def may_install() -> bool:
    """Return whether we are root on Debian or a relative of it."""
    return os.geteuid() == 0 and bool(shutil.which("apt-get")) and Path("/etc/debian_version").exists()


def ensure(needs: list[Need]) -> list[Need]:
    """Install what is missing where we may; return what is still missing."""
    missing = [need for need in needs if not need.is_met()]
    if missing and may_install():
        _install(missing)
        importlib.invalidate_caches()
        missing = [need for need in missing if not need.is_met()]
    return missing


def _install(needs: list[Need]) -> None:
    packages = [need.debian for need in needs]
    print(f"Systempakete werden installiert: {' '.join(packages)} …", flush=True)
    # RUNLEVEL=1 keeps packages from starting services: we use the programs only.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if not _runs_quietly(install, environment):
        _runs_quietly(["apt-get", "update", "-qq"], environment)
        _runs_quietly(install, environment)
    if REDIS in needs and Path("/run/systemd/system").exists():
        _runs_quietly(["systemctl", "disable", "--now", "redis-server"], environment)


def _runs_quietly(command: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    return done.returncode == 0


def advice(missing: list[Need]) -> str:
    """Return what the person has to install, for their system."""
    names = ", ".join(need.what for need in missing)
    if shutil.which("apt-get"):
        packages = " ".join(need.debian for need in missing)
        return f"Es fehlt: {names}.\nBitte installieren:  sudo apt-get install {packages}"
    packages = " ".join(dict.fromkeys(need.others for need in missing))
    tool = "brew install" if sys.platform == "darwin" else "dem Paketwerkzeug Ihres Systems"
    return f"Es fehlt: {names}.\nBitte installieren mit {tool}: {packages}"


def ensure_runtime() -> str:
    """See to everything that `make up` needs; return an empty text or what is left to do."""
    needs = [VENV, *LIBRARIES]
    missing = ensure(needs)
    redis_missing = ensure([REDIS])
    if redis_missing and not redis_comes_with_python() and not os.environ.get("REDIS_URL"):
        missing += redis_missing
    return advice(missing) if missing else ""


def ensure_browser() -> str:
    """See to the browser of the tests; return an empty text or what is left to do."""
    missing = ensure([BROWSER])
    return advice(missing) if missing else ""
