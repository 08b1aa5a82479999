"""Production does not start with what endangers the data."""

import pytest
import redis
from django.core.exceptions import ImproperlyConfigured

from asa.checks import refuse_unsafe_production

GOOD_KEY = "Zx8_qL2mN5vB7cR1tY4uI9oP3aS6dF0gH-jKlMnBvCxZqWeRtYuIoP"


@pytest.fixture
def production(settings):
    settings.IS_TESTING = settings.DEMO = settings.DEBUG = False
    settings.SECRET_KEY = GOOD_KEY
    settings.PUBLIC_URL = "https://asa.example"
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


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1:8001", "http://192.168.1.20:8000"])
def test_the_demo_starts_at_home(production, url):
    production.PUBLIC_URL = url
    production.DEMO = True
    refuse_unsafe_production()


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
