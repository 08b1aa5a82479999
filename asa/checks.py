"""What production refuses to start with (`manage.py check` says it, a web server or worker does not start).

Production is everything without ASA_DEMO=1, ASA_DEBUG=1 and outside of the tests. One kind of mistake each: demo links
or DEBUG left on for a public address, the built-in or a short secret key, a Redis that throws queued work away.
"""

from collections.abc import Iterator
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


def is_production() -> bool:
    return not (settings.DEMO or settings.DEBUG or settings.IS_TESTING)


def _is_public() -> bool:
    """Return whether the internet may reach this installation: its address is no private network's."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    try:
        return not ip_address(host).is_private
    except ValueError:
        return host != "localhost"


def check_switches(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """Demo links and DEBUG must not be reachable from elsewhere."""
    if not _is_public() or settings.IS_TESTING:
        return
    hint = f"Die Adresse ist {settings.PUBLIC_URL}. Entfernen Sie die Variable aus der Umgebung."
    if settings.DEMO:
        yield checks.Error("ASA_DEMO=1 öffnet Anmeldelinks ohne Passwort.", hint=hint, id="asa.E001")
    if settings.DEBUG:
        yield checks.Error("ASA_DEBUG=1 zeigt Interna auf Fehlerseiten.", hint=hint, id="asa.E002")


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


ALL = (check_switches, check_secret_key, check_redis)


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
