"""Real servers for every test, with Django connected as the application's role (which row security binds)."""

import os
from collections.abc import Iterator
from typing import Any

import django
import psycopg
import pytest

from asa.local.cluster import OWNER
from asa.local.locks import exclusive
from asa.local.tables import lay_tables
from tests import template
from tests.services import TestServices, is_controller

# Before pytest-django looks at the settings: they read their addresses from the environment.
services = TestServices.of_this_run()
services.name_in_environment()
os.environ["DJANGO_SETTINGS_MODULE"] = "asa.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in the tests' thread

TEMPLATE = "test_template"


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once per run and load Django before the test modules import models."""
    django.setup()
    _make_static_root()
    if is_controller():
        services.start()


def _make_static_root() -> None:
    """WhiteNoise warns about a missing folder, and warnings are errors."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    services.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Leave the name alone: `django_db_setup` below sets it."""


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Give this process its own database: owned by asa_owner, migrated once per run, used as asa_app."""
    from django.db import connections

    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        with exclusive(services.folder / "template.lock"):
            _make_template()
            services.cluster.create_database(name, template=TEMPLATE)
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = name
        _flush_as_owner()
    yield
    with django_db_blocker.unblock():
        connections.close_all()


def _make_template() -> None:
    """Make the tables as the owner, as a first start does; the worker that comes first does it, the others copy.

    `tests/local/test_tables.py` compares them with what the migrations make from nothing.
    """
    from django.core.management import call_command
    from django.db import connections

    done = services.folder / "template.done"
    if done.exists():
        return
    services.cluster.create_database(TEMPLATE)
    if template.restore(services.cluster, TEMPLATE):
        done.touch()
        return
    settings = connections["default"].settings_dict
    before = {key: settings[key] for key in ("NAME", "USER", "PASSWORD")}
    owner = psycopg.conninfo.conninfo_to_dict(services.cluster.url(OWNER))
    connections["default"].close()
    settings.update(NAME=TEMPLATE, USER=OWNER, PASSWORD=owner["password"])
    try:
        lay_tables(services.cluster.url(OWNER, TEMPLATE))
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connections["default"].close()
        settings.update(before)
    template.keep(services.cluster, TEMPLATE)
    done.touch()


def _flush_as_owner() -> None:
    """Empty tables after transactional tests through the owner: the application's role may not truncate.

    Set on the class: Playwright's event loop has a connection object of its own.
    """
    from django.db import connections

    def execute_sql_flush(_operations: Any, sql_list: list[str]) -> None:
        for tries_left in (2, 1, 0):
            try:
                with _connect_as_owner() as owner, owner.transaction():
                    for statement in sql_list:
                        owner.execute(statement)
                return
            except psycopg.errors.DeadlockDetected:  # a last request of the browser still runs, and is soon over
                if not tries_left:
                    raise

    type(connections["default"].ops).execute_sql_flush = execute_sql_flush


def _connect_as_owner() -> psycopg.Connection:
    from django.db import connections

    return services.cluster.connect(OWNER, connections["default"].settings_dict["NAME"])


@pytest.fixture
def owner_connection(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A connection in autocommit mode as the owner of the tables; it sees only what was committed."""
    with _connect_as_owner() as connection:
        yield connection


@pytest.fixture
def sign_in(client: Any) -> Any:
    """Return a function that signs a person in on the test client with a second factor used."""
    from time import time

    from django.conf import settings

    def _sign_in(user: Any, *, second_factor: bool = True) -> Any:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        methods = [{"method": "password", "at": time(), "email": user.email}]
        if second_factor:
            methods.append({"method": "mfa", "at": time(), "type": "totp"})
        session["account_authentication_methods"] = methods
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return _sign_in


@pytest.fixture
def behind(db: None) -> Any:
    """Return `wall.enter`: let the rest of the test see one provider's rows (`behind(provider)`)."""
    from asa.accounts import wall

    return lambda provider: wall.enter(provider.pk)


@pytest.fixture
def catalogue(db: None) -> None:
    """Have all occupations and postcodes in the database.

    They are committed beside the test's transaction and stay for the tests after it; where a transactional test has
    emptied the tables they are loaded again.
    """
    have_catalogue()


def have_catalogue() -> None:
    """Load the occupations and postcodes, committed, where they are not there."""
    from companies.catalogue.loading import write_catalogue
    from companies.catalogue.models import OccupationName, Postcode

    if not (OccupationName.objects.exists() and Postcode.objects.exists()):
        with _connect_as_owner() as owner, owner.transaction(), owner.cursor() as cursor:
            write_catalogue(cursor)
