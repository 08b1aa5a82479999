"""Rate limits and other short-lived rows in PostgreSQL, so that they keep working without Redis.

They go through a connection of their own: a request that is rolled back must still be counted.
"""

from django.conf import settings
from django.core.cache.backends.db import DatabaseCache


class RowCache(DatabaseCache):
    """Django's database cache on the table that the first migration of `accounts` creates."""

    def __init__(self, table: str, params: dict) -> None:
        super().__init__(table or "asa_cache", params)


class LimitRouter:
    """Send the cache rows to the connection outside the request's transaction; everything else stays."""

    def db_for_read(self, model, **hints):
        return settings.LIMIT_DATABASE if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"
