"""Production does not start with what endangers the data."""

import os
import subprocess
import sys

import pytest
import redis
from django.conf import settings as real
from django.core.exceptions import ImproperlyConfigured

from asa import checks
from asa.checks import refuse_reachable_switches, refuse_unsafe_production

GOOD_KEY = "Zx8_qL2mN5vB7cR1tY4uI9oP3aS6dF0gH-jKlMnBvCxZqWeRtYuIoP"


@pytest.fixture
def production(settings):
    settings.IS_TESTING = settings.DEMO = settings.DEBUG = False
    settings.SECRET_KEY = GOOD_KEY
    settings.PUBLIC_URL = "https://asa.example"
    settings.ALLOWED_HOSTS = ["asa.example", "localhost"]
    return settings


def _refusal():
    with pytest.raises(ImproperlyConfigured) as caught:
        refuse_unsafe_production()
    return str(caught.value)


def test_a_sound_installation_starts(production):
    refuse_unsafe_production()


def test_demo_links_and_debug_are_refused_on_a_public_address(production):
    production.DEMO = True
    assert "ASA_DEMO" in _refusal()
    production.DEMO, production.DEBUG = False, True
    assert "ASA_DEBUG" in _refusal()


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1:8001", "http://[::1]:8000"])
@pytest.mark.parametrize("switch", ["DEMO", "DEBUG"])
def test_the_demo_starts_at_home(production, url, switch):
    production.PUBLIC_URL = url
    production.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "asa.localhost"]
    setattr(production, switch, True)
    refuse_unsafe_production()


@pytest.mark.parametrize("switch", ["DEMO", "DEBUG"])
@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("http://10.0.0.7:8000", ["localhost"]),
        ("http://192.168.1.20:8000", ["localhost"]),
        ("http://0.0.0.0:8000", ["localhost"]),
        ("http://asa.local:8000", ["localhost"]),
        ("http://localhost:8000", ["localhost", "asa.example", "*"]),
        ("http://localhost:8000", ["*"]),
        ("http://localhost:8000", [".example"]),
        ("http://localhost:8000", ["192.168.1.20"]),
    ],
)
def test_the_demo_answers_to_no_name_that_others_reach(production, switch, url, hosts):
    production.PUBLIC_URL, production.ALLOWED_HOSTS = url, hosts
    setattr(production, switch, True)
    refused = _refusal()
    assert f"ASA_{switch}=1" in refused
    assert "nur „localhost“" in refused


@pytest.mark.parametrize(
    "url", ["http://asa.example", "http://192.168.1.20:8000", "http://0.0.0.0", "HTTPS://asa.example"]
)
def test_real_data_are_refused_without_encryption(production, url):
    production.PUBLIC_URL = url
    refused = _refusal()
    assert "nicht verschlüsselt" in refused
    assert "ASA_PUBLIC_URL=https://" in refused


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000"])
def test_real_data_on_this_machine_alone_need_none(production, url):
    production.PUBLIC_URL = url
    refuse_unsafe_production()


@pytest.mark.parametrize("url", ["asa.example", "https://", "ftp://asa.example", "//asa.example"])
def test_what_is_no_address_is_refused(production, url):
    production.PUBLIC_URL = url
    assert "keine vollständige Adresse" in _refusal()


def test_the_tests_switch_is_refused_on_every_database_but_theirs(settings, monkeypatch):
    settings.IS_TESTING = True
    monkeypatch.setattr(checks, "_is_test_run", lambda: False)
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", "asa")
    assert "ASA_TESTING" in _refusal()
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", "test_main")
    refuse_unsafe_production()


@pytest.mark.parametrize("bind", [("0.0.0.0", 8000), ("::", 8000, 0, 0), ("192.168.1.20", 80)])
@pytest.mark.parametrize("switch", ["DEMO", "DEBUG"])
def test_what_listens_for_others_is_refused(production, switch, bind):
    refuse_reachable_switches([bind])
    setattr(production, switch, True)
    with pytest.raises(ImproperlyConfigured, match="andere Rechner"):
        refuse_reachable_switches([("127.0.0.1", 8000), bind])


def test_a_demo_that_listens_here_or_on_a_socket_starts(production):
    production.DEMO = True
    refuse_reachable_switches([("127.0.0.1", 8000), ("::1", 8000, 0, 0), "/run/asa.sock"])


#: Environment → what the refusal names. Each stands for one mistake of the list above, made for real.
UNSAFE = {
    "testing": ({"ASA_TESTING": "1", "ASA_PUBLIC_URL": "https://asa.example"}, "ASA_TESTING=1"),
    "demo": ({"ASA_DEMO": "1", "ASA_HOSTS": "asa.example,*"}, "ASA_DEMO=1"),
    "http": ({"ASA_PUBLIC_URL": "http://asa.example"}, "nicht verschlüsselt"),
}
PYTHON = [sys.executable, "-m"]
STARTS = {
    "web": [*PYTHON, "gunicorn", "asa.wsgi:application", "--bind", "127.0.0.1:0"],
    "web, loaded before": [*PYTHON, "gunicorn", "asa.wsgi:application", "--bind", "127.0.0.1:0", "--preload"],
    "web, elsewhere": [sys.executable, "-c", "import asa.wsgi"],
    "worker": [*PYTHON, "celery", "--app", "asa.celery", "--quiet", "worker", "--concurrency", "1"],
    "worker, container": [sys.executable, "manage.py", "worker", "--concurrency", "1", "--skip-checks"],
    "beat": [sys.executable, "manage.py", "beat", "--skip-checks"],
}


def _start(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a start with an environment of its own, on a database that does not exist: it must not get so far."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ASA_", "PYTEST", "DATABASE"))}
    named = {"DATABASE_URL": "postgresql:///asa?host=/nirgends", "ASA_SECRET_KEY": GOOD_KEY, **environment}
    return subprocess.run(
        command, cwd=real.BASE_DIR, env={**kept, **named}, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("name", "unsafe"), [*((name, "http") for name in STARTS), ("web", "testing"), ("web", "demo")]
)
def test_an_unsafe_start_ends_at_once_with_its_reason(name, unsafe):
    environment, reason = UNSAFE[unsafe]
    done = _start(STARTS[name], environment)
    assert done.returncode not in {0, None}
    assert reason in done.stderr
    assert done.stderr.count("So startet die Anwendung nicht") == 1
    assert "Traceback" not in done.stderr


def test_commands_refuse_it_too():
    environment, reason = UNSAFE["http"]
    done = _start([sys.executable, "manage.py", "check"], environment)
    assert done.returncode != 0
    assert reason in done.stderr


def test_a_demo_web_server_that_listens_for_others_does_not_start():
    command = [*PYTHON, "gunicorn", "asa.wsgi:application", "--bind", "0.0.0.0:0"]
    done = _start(command, {"ASA_DEMO": "1"})
    assert done.returncode == 3
    assert "andere Rechner erreichen 0.0.0.0" in done.stderr


def test_the_built_in_key_is_refused(production):
    production.SECRET_KEY = production.DEFAULT_SECRET_KEY
    assert "ASA_SECRET_KEY fehlt" in _refusal()


@pytest.mark.parametrize("key", ["kurz", "a" * 80])
def test_a_weak_key_is_refused(production, key):
    production.SECRET_KEY = key
    assert "zu kurz" in _refusal()


def test_a_redis_that_evicts_is_refused(production):
    client = redis.Redis.from_url(production.REDIS_URL)
    client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert "maxmemory-policy" in _refusal()
    finally:
        client.config_set("maxmemory-policy", "noeviction")


def test_a_redis_that_is_away_does_not_keep_the_application_from_starting(production):
    production.REDIS_URL = "redis://127.0.0.1:1/0"
    refuse_unsafe_production()
