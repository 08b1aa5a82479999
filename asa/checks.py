"""What production refuses to start with (`manage.py check` says it, a web server or worker does not start).

Production is everything without ASA_DEMO=1, ASA_DEBUG=1 and outside of the tests. One kind of mistake each: demo links
or DEBUG where others reach them, the tests' switch, an address without https, the built-in or a short secret key, a
Redis that throws queued work away.
"""

import sys
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
FEWEST_DIFFERENT = 10
REDIS_SECONDS = 2
TEST_DATABASES = "test_"
UNFIT = 3  # exit code; Gunicorn ends with it too instead of starting the next worker


def is_production() -> bool:
    return not (settings.DEMO or settings.DEBUG or settings.IS_TESTING)


def _is_here(name: str) -> bool:
    """Return whether this name or address is the machine's own loopback, which nobody else can reach."""
    name = name.strip("[]").lower()
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def _names_for_others() -> list[str]:
    """Return the hosts that this installation answers to and that are not this machine alone, `*` included."""
    hosts = [urlsplit(settings.PUBLIC_URL).hostname or "", *settings.ALLOWED_HOSTS]
    return [host for host in dict.fromkeys(hosts) if host and not _is_here(host)]


def check_switches(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """Demo links and DEBUG must not be reachable from elsewhere, not even from the own network."""
    names = _names_for_others()
    if not names or settings.IS_TESTING:
        return
    hint = (
        f"Erreichbar ist sie als {', '.join(names)}. Entfernen Sie die Variable aus der Umgebung, oder nehmen Sie für "
        "ASA_PUBLIC_URL und ASA_HOSTS nur „localhost“."
    )
    if settings.DEMO:
        yield checks.Error("ASA_DEMO=1 öffnet Anmeldelinks ohne Passwort.", hint=hint, id="asa.E001")
    if settings.DEBUG:
        yield checks.Error("ASA_DEBUG=1 zeigt Interna auf Fehlerseiten.", hint=hint, id="asa.E002")


def _is_test_run() -> bool:
    return "pytest" in sys.modules


def check_testing(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """The tests' switch turns every other check off, so it counts only in the tests and on their databases."""
    if not settings.IS_TESTING or _is_test_run():
        return
    if not settings.DATABASES["default"]["NAME"].startswith(TEST_DATABASES):
        text = "ASA_TESTING=1 schaltet jede Prüfung beim Start ab und ist nur für die Tests da."
        yield checks.Error(text, hint="Entfernen Sie die Variable ASA_TESTING aus der Umgebung.", id="asa.E005")


def check_address(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """Real data travel encrypted, or stay on this machine: without https cookies and texts can be read on the way."""
    if settings.IS_TESTING:
        return
    address = urlsplit(settings.PUBLIC_URL)
    example = f"Zum Beispiel: ASA_PUBLIC_URL=https://{address.hostname or 'fallfuehrung.example'}"
    if address.scheme not in {"http", "https"} or not address.hostname:
        text = f"ASA_PUBLIC_URL ist keine vollständige Adresse: „{settings.PUBLIC_URL}“."
        yield checks.Error(text, hint=example, id="asa.E006")
    elif is_production() and not settings.PUBLIC_URL.startswith("https://") and not _is_here(address.hostname):
        text = f"{settings.PUBLIC_URL} ist nicht verschlüsselt: Anmeldung und Daten wären unterwegs lesbar."
        hint = f"{example} (und ASA_BEHIND_PROXY=1, wenn ein Proxy davor die Verschlüsselung übernimmt)"
        yield checks.Error(text, hint=hint, id="asa.E007")


def check_secret_key(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    if not is_production():
        return
    key = settings.SECRET_KEY
    if key == settings.DEFAULT_SECRET_KEY:
        text = "ASA_SECRET_KEY fehlt: Der eingebaute Schlüssel steht im Quelltext."
    elif len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_DIFFERENT:
        text = f"ASA_SECRET_KEY ist zu kurz: mindestens {SHORTEST_KEY} zufällige Zeichen."
    else:
        return
    hint = "Zum Beispiel: python3 -c 'import secrets; print(secrets.token_urlsafe(60))'"
    yield checks.Error(text, hint=hint, id="asa.E003")


def check_redis(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """A Redis that evicts would lose the ring of a job; one that is away is only noted, work waits for it."""
    if not is_production() or not settings.REDIS_URL:
        return
    try:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
        )
        with client:
            policy = client.info("memory")["maxmemory_policy"]
    except redis.RedisError as error:
        text = f"Redis ist nicht erreichbar ({type(error).__name__}). Aufträge warten, bis es wieder da ist."
        yield checks.Info(text, id="asa.I001")
        return
    if policy != "noeviction":
        text = f"Redis wirft Aufträge weg (maxmemory-policy ist „{policy}“)."
        yield checks.Error(text, hint="Setzen Sie maxmemory-policy auf noeviction.", id="asa.E004")


ALL = (check_switches, check_testing, check_address, check_secret_key, check_redis)


def register_all() -> None:
    """Let `manage.py check` run these. Redis is asked with `--deploy` only: commands may run while it is away."""
    for check in ALL:
        checks.register(check, "asa", deploy=check is check_redis)


def refuse_unsafe_production() -> None:
    """Raise ImproperlyConfigured with every mistake found. Called where a web server or a worker starts."""
    found = [message for check in ALL for message in check()]
    errors = [message for message in found if message.is_serious()]
    if errors:
        lines = [f"{message.msg} {message.hint or ''} ({message.id})".replace("  ", " ") for message in errors]
        raise ImproperlyConfigured("So startet die Anwendung nicht:\n" + "\n".join(lines))


def refuse_reachable_switches(binds: Iterable[Any]) -> None:
    """Raise ImproperlyConfigured if the demo or DEBUG would listen where other machines reach it.

    `binds` are the web server's: pairs of host and port, or paths of sockets, which are nobody else's.
    """
    reachable = [str(bind[0]) for bind in binds if isinstance(bind, tuple) and not _is_here(str(bind[0]))]
    switches = {
        "ASA_DEMO=1 öffnet Anmeldelinks ohne Passwort": settings.DEMO,
        "ASA_DEBUG=1 zeigt Interna auf Fehlerseiten": settings.DEBUG,
    }
    reasons = [reason for reason, is_on in switches.items() if is_on]
    if reasons and reachable:
        raise ImproperlyConfigured(
            f"So startet die Anwendung nicht:\n{' und '.join(reasons)}, und andere Rechner erreichen "
            f"{', '.join(reachable)}. Nehmen Sie 127.0.0.1, oder entfernen Sie die Variable aus der Umgebung."
        )


def end_if_unsafe(binds: Iterable[Any] = ()) -> None:
    """End this process with the reasons on standard error: logs name exceptions, never their texts."""
    try:
        refuse_unsafe_production()
        refuse_reachable_switches(binds)
    except ImproperlyConfigured as error:
        sys.stderr.write(f"\n{error}\n")
        sys.exit(UNFIT)
