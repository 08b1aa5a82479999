"""Rate limits and other short-lived rows in PostgreSQL, so that they keep working without Redis.

They go through a connection of their own: a request that is rolled back must still be counted.
"""

import base64
import pickle
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router

#: One write in so many also removes what has expired, so that the table stays small without a timetable.
SWEEP_ONE_IN = 200
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)

_INSERT = 'INSERT INTO "{table}" (cache_key, value, expires) VALUES (%s, %s, %s) '
_REPLACE = "ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires "
STATEMENTS = {"set": _INSERT + _REPLACE, "add": _INSERT + _REPLACE + 'WHERE "{table}".expires <= %s'}


class RowCache(DatabaseCache):
    """Django's database cache on the table that the first migration of `accounts` creates.

    Writing differs from Django's: one statement decides, so that two clients cannot both add the same key, and nothing
    that is still valid is ever thrown out. Django's would drop limits as soon as an attacker has made enough rows.
    """

    _table: str

    def __init__(self, table: str, params: dict) -> None:
        super().__init__(table or "asa_cache", params)

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        if mode not in STATEMENTS:
            return super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
        now = datetime.now(UTC)
        pickled = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode()
        values: list[Any] = [key, pickled, self._expiry(now, timeout), *([now] if mode == "add" else [])]
        with connections[router.db_for_write(self.cache_model_class)].cursor() as cursor:
            if secrets.randbelow(SWEEP_ONE_IN) == 0:
                cursor.execute(f'DELETE FROM "{self._table}" WHERE expires <= %s', [now])  # noqa: S608 own table name
            cursor.execute(STATEMENTS[mode].format(table=self._table), values)
            return cursor.rowcount == 1

    def _expiry(self, now: datetime, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return FOR_EVER if seconds is None else now + timedelta(seconds=seconds)


class LimitRouter:
    """Send the cache rows to the connection outside the request's transaction; everything else stays."""

    def db_for_read(self, model, **hints):
        return settings.LIMIT_DATABASE if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"
