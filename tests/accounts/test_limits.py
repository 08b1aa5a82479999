"""Limits are rows of PostgreSQL on a connection of their own: no Redis, and what was rolled back still counts."""

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connections, transaction
from django.test import Client

from asa.accounts.limits import RowCache
from tests.accounts.signing_in import enter_password
from tests.factories import UserFactory


@pytest.fixture
def own_connection(transactional_db, settings):
    """Give the limits their own connection to the test's database, as outside of the tests."""
    connections["limits"] = connections["default"].copy()
    settings.LIMIT_DATABASE = "limits"
    yield connections["limits"]
    with connections["limits"].cursor() as cursor:
        cursor.execute("DELETE FROM asa_cache")
    connections["limits"].close()
    del connections["limits"]


def test_a_limit_survives_the_rollback_of_its_request(own_connection):
    with transaction.atomic():
        cache.set("asa.test", [1, 2, 3], 60)
        transaction.set_rollback(True)
    assert cache.get("asa.test") == [1, 2, 3]


def test_wrong_passwords_count_even_where_every_request_is_rolled_back(own_connection, monkeypatch):
    user = UserFactory()
    monkeypatch.setattr("asa.accounts.sign_in_log.record", _fail)
    client = Client(raise_request_exception=False)
    answers = [enter_password(client, user, "falsch und lang genug") for _ in range(6)]
    assert [answer.status_code for answer in answers[:5]] == [500] * 5
    assert "Zu viele Versuche" in answers[5].content.decode()


def _fail(*args, **kwargs):
    raise RuntimeError("after the count")


@pytest.mark.django_db
def test_only_one_of_two_adds_the_same_key():
    assert cache.add("asa.test", "a", 60)
    assert not cache.add("asa.test", "b", 60)
    assert cache.get("asa.test") == "a"


@pytest.mark.django_db
def test_an_expired_key_can_be_added_again():
    cache.add("asa.test", "a", -1)
    assert cache.get("asa.test") is None
    assert cache.add("asa.test", "b", 60)


@pytest.mark.django_db
def test_many_rows_throw_no_limit_out():
    cache.set("asa.first", 1, 60)
    for number in range(400):
        cache.set(f"asa.{number}", 1, 60)
    assert cache.get("asa.first") == 1


@pytest.mark.django_db
def test_expired_rows_are_swept(monkeypatch):
    cache.set("asa.old", 1, -1)
    monkeypatch.setattr("asa.accounts.limits.secrets.randbelow", lambda _: 0)
    cache.set("asa.new", 1, 60)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM asa_cache WHERE cache_key LIKE '%%asa.old'")
        assert cursor.fetchone()[0] == 0


@pytest.mark.django_db
def test_limits_need_no_redis(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert isinstance(cache._connections[cache._alias], RowCache)
    user = UserFactory()
    assert enter_password(Client(), user).status_code == 302


@pytest.mark.django_db
def test_the_client_address_behind_a_proxy_counts(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    codes = [_try("10.0.0.1, 203.0.113.7", n) for n in range(11)]
    assert "Zu viele Versuche" in codes[10]
    assert "Zu viele Versuche" not in _try("10.0.0.1, 203.0.113.8", 99)


@pytest.mark.django_db
def test_a_made_up_address_does_not_help_without_a_proxy():
    answers = [_try(f"203.0.113.{n}", n) for n in range(11)]
    assert "Zu viele Versuche" in answers[10]


def _try(forwarded, number):
    data = {"login": f"person{number}@nirgends.example", "password": "falsch und lang genug"}
    return Client().post("/konto/login/", data, HTTP_X_FORWARDED_FOR=forwarded).content.decode()


def test_outside_of_tests_the_limits_have_their_own_connection():
    assert django_settings.DATABASE_ROUTERS == ["asa.accounts.limits.LimitRouter"]
