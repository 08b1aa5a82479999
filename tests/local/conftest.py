"""A folder of its own for every test, and commands that run in it as a person at the terminal would run them."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from asa.local.broker import Broker
from asa.local.cluster import Cluster
from asa.local.folders import PROJECT


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder with a space in its name; whatever still runs in it at the end is stopped."""
    with tempfile.TemporaryDirectory(prefix="asa local ") as folder:
        path = Path(folder) / "var"
        yield path
        if path.exists():
            Cluster(path).stop()
            Broker(path).stop()


@pytest.fixture
def alone(data: Path) -> dict[str, str]:
    """An environment that names no servers."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"} and not name.startswith(("ASA_", "PYTEST_"))
    }
    return {**kept, "ASA_DATA": str(data), "PYTHONPATH": str(PROJECT)}


def run_python(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a few lines in a process of their own."""
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd="/", capture_output=True, text=True, timeout=120, check=False
    )
