"""`make lint`: every check that reads the code without running the tests. All run, all failures are shown."""

import os
import subprocess
import sys
from pathlib import Path

from asa.local.folders import PROJECT

BIN = Path(sys.executable).parent
PASSWORDS = ("POSTGRES_PASSWORD", "ASA_OWNER_PASSWORD", "ASA_APP_PASSWORD", "ASA_REDIS_PASSWORD", "ASA_SECRET_KEY")
PRODUCTION = {
    "ASA_SECRET_KEY": "only-for-the-check-" + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
    "ASA_PUBLIC_URL": "https://asa.example",
    "ASA_HOSTS": "asa.example",
    "ASA_SMTP_HOST": "mail.example",
}


def checks() -> list[tuple[str, list[str], dict[str, str]]]:
    """Return name, command and additional environment of every check."""
    manage = [sys.executable, "manage.py"]
    compose = dict.fromkeys(PASSWORDS, "x")
    return [
        ("ruff check", [sys.executable, "-m", "ruff", "check", "--output-format=concise", "."], {}),
        ("ruff format", [sys.executable, "-m", "ruff", "format", "--check", "."], {}),
        ("mypy", [sys.executable, "-m", "mypy"], {}),
        ("import-linter", [str(BIN / "lint-imports"), "--no-cache"], {}),
        ("djlint", [sys.executable, "-m", "djlint", "templates", "--lint", "--quiet"], {}),
        ("check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        ("makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("docker-compose", [str(BIN / "docker-compose"), "config", "--quiet"], {**compose, "ASA_HOST": "asa.example"}),
        ("hadolint", [str(BIN / "hadolint"), "Dockerfile"], {}),
    ]


def main() -> int:
    """Run all checks; return how many failed."""
    failed = []
    for name, command, environment in checks():
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        print(f"{'ok    ' if done.returncode == 0 else 'FEHLER'} {name}", flush=True)
        if done.returncode != 0:
            failed.append(name)
            print(done.stdout, flush=True)
    if failed:
        print(f"Nicht bestanden: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
