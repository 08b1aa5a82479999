"""`manage.py up`: everything that a person needs to try the application, in one terminal until Ctrl-C."""

import errno
import hashlib
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import NoReturn

from asa.local.environment import Services, is_embedded
from asa.local.errors import LocalError, disk_full_message
from asa.local.folders import PROJECT, data_folder, make_private, secret_values
from asa.local.locks import exclusive
from asa.local.runner import ENDINGS, Program, Runner, unbroken

FIRST_START_NEEDS = 300_000_000  # bytes: database, demo data, static files
LATER_START_NEEDS = 50_000_000
HEALTH_PATIENCE = 90
DEMO = ("demo", "--seed", "1", "--trainees", "60", "--until", "today", "--if-empty")
DEMO_COMMAND = PROJECT / "asa" / "demo" / "management" / "commands" / "demo.py"


class Stopped(Exception):
    """The person pressed Ctrl-C, or the system asked us to end."""


def say(line: str = "") -> None:
    """Print one line at once, also into a pipe; a terminal that was closed is no reason to fail."""
    try:
        print(line, flush=True)
    except OSError:
        pass


def main() -> int:
    """Run until Ctrl-C or SIGTERM; return the exit code. LocalError says why it cannot run."""
    for number in ENDINGS:
        signal.signal(number, _stop)
    services = Services()
    runner = Runner(say, str(PROJECT))
    try:
        _run(services, runner)
    except Stopped:
        say("\nWird beendet …")
    finally:
        for number in ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        runner.stop()
        services.end()
    say("Alles ist beendet. Die Daten bleiben erhalten.")
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped


def _run(services: Services, runner: Runner) -> NoReturn:
    began = time.monotonic()
    port, data = chosen_port(), data_folder()
    os.environ.update(PORT=str(port), ASA_DATA=str(data))
    check_port(port)
    check_demo_stays_here()
    make_private(data)
    check_disk(data)
    start_servers(services, data)
    with exclusive(data / "prepare.lock"):  # two starts at once on the same data prepare one after the other
        with static_files(data):
            say("Tabellen werden geprüft …")
            run_command("migrate", "--verbosity=0", "--no-input", ASA_DB_ROLE="owner")
        web = start_programs(runner, port)  # before the demo: they load while it is being made
        fill_demo(data)
    with ExitStack() as stack:
        links = start_asking_for_links(stack)  # meanwhile, since every Django start takes its seconds
        wait_until_healthy(runner, web, port)
        show_entrances(port, time.monotonic() - began, demo_people(links))
    while True:
        time.sleep(1)
        services.tend(say)
        runner.tend()


def chosen_port() -> int:
    """Return `PORT` from the environment (default 8000) or say what is wrong with it."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise LocalError(f"PORT={text} ist keine gültige Portnummer. Beispiel: PORT=8001 make up")
    return int(text)


def own_addresses() -> list[str]:
    """Return the loopback addresses of this machine, since `localhost` may mean either one to a browser."""
    both = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
    return [address for family, address in both if _is_own(family, address)] or ["127.0.0.1"]


def _is_own(family: socket.AddressFamily, address: str) -> bool:
    """Return whether this machine has the address: some have only one of the two."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def check_port(port: int) -> None:
    """Raise LocalError if another program listens on the port, or if we may not."""
    for address in own_addresses():
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
                probe.listen()
            except PermissionError:
                raise LocalError(f"Port {port} ist dem System vorbehalten. Beispiel: PORT=8001 make up") from None
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise LocalError(f"Port {port} lässt sich auf {address} nicht öffnen: {error.strerror}.") from None
                raise LocalError(
                    f"Port {port} ist schon belegt (läuft die Anwendung bereits in einem anderen Fenster?). "
                    f"Bitte das andere Programm beenden oder einen anderen Port wählen: PORT={port + 1} make up"
                ) from None


def check_demo_stays_here() -> None:
    """Raise LocalError if the demo, whose links need no password, would listen where other machines reach it."""
    host = os.environ.get("ASA_HOST") or "localhost"
    if os.environ.get("ASA_DEMO") == "1" and host not in {"localhost", "127.0.0.1", "::1"}:
        raise LocalError(
            f"Die Demo öffnet Anmeldelinks ohne Passwort, und mit ASA_HOST={host} erreichen sie auch andere Rechner. "
            "Bitte ASA_HOST weglassen, oder ohne Demo starten: ASA_DEMO=0 make up"
        )


def check_disk(data: Path) -> None:
    """Raise LocalError if the disk below `data` has too little room to start."""
    needed = LATER_START_NEEDS if (data / "demo.done").exists() else FIRST_START_NEEDS
    free = shutil.disk_usage(data).free
    if free < needed:
        raise LocalError(
            f"Zu wenig Platz in {data}: frei sind {free // 1_000_000} MB, gebraucht werden {needed // 1_000_000} MB. "
            "Bitte Platz schaffen oder mit ASA_DATA=… einen anderen Ordner wählen."
        )


def start_servers(services: Services, data: Path) -> None:
    """Start PostgreSQL and Redis, or use those that the environment names."""
    if not is_embedded():
        if not os.environ.get("REDIS_URL"):
            raise LocalError("DATABASE_URL ist gesetzt, REDIS_URL fehlt. Bitte beide nennen oder keine von beiden.")
        say("Datenbank und Redis kommen aus der Umgebung (DATABASE_URL, REDIS_URL).")
        return
    say("Datenbank startet …" if (data / "postgres").exists() else "Datenbank wird angelegt und startet …")
    services.start_database()
    _lay_tables()
    if not os.environ.get("REDIS_URL"):
        say("Redis startet …")
        services.start_broker()
    os.environ["ASA_SECRET_KEY"] = os.environ.get("ASA_SECRET_KEY") or secret_values(data)["secret_key"]


def _lay_tables() -> None:
    from asa.local.tables import lay_tables  # psycopg is loaded after the first line was shown

    lay_tables(os.environ["DATABASE_OWNER_URL"])


def fill_demo(data: Path) -> None:
    """Fill the demo once, all or nothing; an interrupted one is made by the next start."""
    done = data / "demo.done"
    if os.environ.get("ASA_DEMO") == "1" and DEMO_COMMAND.exists() and not done.exists():
        say("Demodaten werden erzeugt (nur beim ersten Start) …")
        run_command(*DEMO)
        done.touch()


@contextmanager
def static_files(data: Path) -> Iterator[None]:
    """Collect and compress the static files beside the block, unless that was done and none has changed since."""
    folder = Path(os.environ.get("ASA_STATIC") or data / "static")
    stamp = data / "static.done"
    state = static_state()
    if os.environ.get("ASA_DEBUG") or (folder.exists() and stamp.exists() and stamp.read_text() == state):
        yield
        return
    say("Statische Dateien werden gesammelt …")
    with _ended_in_any_case("collectstatic", "--verbosity=0", "--no-input") as process:
        yield
        _finish(process, "collectstatic")
    stamp.write_text(state)


def static_state() -> str:
    """Return a digest that changes with any static file of ours or with the packages that bring others."""
    digest = hashlib.sha256((PROJECT / "requirements" / "app.txt").read_bytes())
    for folder in (PROJECT / "static", *sorted(PROJECT.glob("*/static")), *sorted(PROJECT.glob("*/*/static"))):
        if folder.parent.name.startswith((".", "var")):
            continue
        for path in sorted(folder.rglob("*")):
            status = path.stat()
            digest.update(f"{path.relative_to(PROJECT)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def run_command(*arguments: str, **environment: str) -> None:
    """Run a `manage.py` command to its end, its lines shown; raise LocalError if it fails, Stopped on Ctrl-C."""
    with _ended_in_any_case(*arguments, environment=environment) as process:
        _finish(process, arguments[0])


def _finish(process: subprocess.Popen[str], name: str) -> None:
    """Show the command's lines until it ends; raise LocalError if it fails."""
    assert process.stdout is not None
    told = []
    for line in process.stdout:
        told.append(line.rstrip())
        say(f"  {line.rstrip()}")
    if process.wait() == 0:
        return
    if any("No space left" in line or "DiskFull" in line for line in told):
        raise LocalError(disk_full_message(data_folder()))
    raise LocalError(f"Der Schritt `{name}` ist fehlgeschlagen (siehe oben). Der nächste Start versucht ihn erneut.")


@contextmanager
def _ended_in_any_case(
    *arguments: str, environment: Mapping[str, str] = MappingProxyType({}), errors: int = subprocess.STDOUT
) -> Iterator[subprocess.Popen[str]]:
    """Run a `manage.py` command that Ctrl-C does not reach but that never outlives us."""
    with ExitStack() as stack:
        with unbroken():
            process = subprocess.Popen(
                [sys.executable, str(PROJECT / "manage.py"), *arguments],
                env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                errors="replace",
                start_new_session=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
        yield process


def start_programs(runner: Runner, port: int) -> Program:
    """Start web, worker and beat; return the web server."""
    say("Web, Worker und Zeitgeber starten …")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    web = runner.add("web", web_command(port), environment)
    celery = [sys.executable, "-m", "celery", "--app", "asa.celery", "--quiet"]
    runner.add(
        "worker",
        [
            *(*celery, "worker", "--concurrency", os.environ.get("ASA_WORKERS") or "2"),
            *("--queues", "interactive,scheduled,mail", "--hostname", f"asa-{port}@%h"),
            *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
        ],
        environment,
    )
    # The scheduler keeps nothing on disk: the rows of asa.jobs know what is due.
    runner.add("beat", [sys.executable, str(PROJECT / "manage.py"), "beat"], environment)
    return web


def web_command(port: int) -> list[str]:
    """Return the web server's command: one thread per process had the lowest waiting times when measured."""
    hosts = own_addresses() if not os.environ.get("ASA_HOST") else [os.environ["ASA_HOST"]]
    binds = [f"--bind=[{host}]:{port}" if ":" in host else f"--bind={host}:{port}" for host in hosts]
    workers = os.environ.get("ASA_WEB_WORKERS") or str(min(4, (os.cpu_count() or 1) + 1))
    options = ["--workers", workers, "--log-level", "warning", "--timeout", "60", "--no-control-socket", "--preload"]
    options += ["--logger-class", "asa.web_log.WebLogger"]
    return [sys.executable, "-m", "gunicorn", "asa.wsgi:application", *binds, *options]


def wait_until_healthy(runner: Runner, web: Program, port: int) -> None:
    """Return when the health page answers 200; raise LocalError if the web server keeps dying or stays silent."""
    deadline = time.monotonic() + HEALTH_PATIENCE
    while not is_healthy(port):
        if web.deaths >= 3 or time.monotonic() > deadline:
            raise LocalError(
                f"Die Anwendung antwortet nicht auf http://localhost:{port}/gesund/. Die letzten Zeilen:\n  "
                + "\n  ".join(web.last_lines)
            )
        time.sleep(0.2)
        runner.tend()


def is_healthy(port: int) -> bool:
    """Return whether the health page says that all is well."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy would not know our localhost
    try:
        with opener.open(f"http://localhost:{port}/gesund/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def show_entrances(port: int, seconds: float, people: list[dict[str, str]]) -> None:
    """Print the address and how each demo person gets in."""
    say(f"\nBereit nach {seconds:.0f} Sekunden: http://localhost:{port}/   (Ende mit Strg+C)")
    if people:
        say("\nZum Ausprobieren anmelden als:")
        width = max(len(f"{person['role']}: {person['name']}") for person in people)
        for person in people:
            say(f"  {person['role']}: {person['name']}".ljust(width + 4) + person["url"])
    elif os.environ.get("ASA_DEMO") != "1":
        say("\nOhne Demo. Einen Träger mit der ersten Person der Verwaltung legt dieser Befehl an:")
        say(f"  {first_provider_command()}")
    say()


def first_provider_command() -> str:
    """Return the command that makes the first provider on this instance, ready to paste into a second terminal."""
    data = Path(os.environ["ASA_DATA"])
    # the invitation's link leads to the port on which this instance runs
    port = [f"PORT={os.environ['PORT']}"] if os.environ.get("PORT", "8000") != "8000" else []
    embedded = [f"ASA_DATA={shlex.quote(str(data))}"] if (data / "postgres").exists() else []
    names = '--name "Träger" --admin-email leitung@traeger.example --first-name Vorname --last-name Nachname'
    return " ".join([*port, *embedded, sys.executable, "manage.py", "createprovider", names])


def start_asking_for_links(stack: ExitStack) -> subprocess.Popen[str] | None:
    """Start the command that knows the demo's sign-in links; None where there is no demo."""
    if os.environ.get("ASA_DEMO") != "1":
        return None
    return stack.enter_context(_ended_in_any_case("demo_links", "--json", errors=subprocess.DEVNULL))


def demo_people(links: subprocess.Popen[str] | None) -> list[dict[str, str]]:
    """Return role, name and link of each demo person; an empty list where there is no demo."""
    if links is None:
        return []
    try:
        return list(json.loads(links.communicate()[0])["people"])
    except (ValueError, KeyError):
        say("Hinweis: Die Anmeldelinks der Demo ließen sich nicht ermitteln (`manage.py demo_links` sagt mehr).")
        return []
