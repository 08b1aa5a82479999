"""The tenant wall: row-level security that shows a transaction only the rows of its provider.

Every table with personal data carries `provider_id` and is put behind the wall by `tenant_wall()` in the migration
that creates it. The application's role sees only the provider set by `enter()` inside the current transaction;
no provider means no rows (`security.md` rules 10 and 11).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from asgiref.local import Local
from django.db import connection, migrations, transaction

#: How often this thread has moved the wall. What was read behind one position is worth nothing behind the next.
_moves = Local()

CURRENT_PROVIDER = "nullif(current_setting('asa.provider', true), '')::bigint"
CURRENT_USER = "nullif(current_setting('asa.user', true), '')::bigint"


def tenant_wall(table: str, *, column: str = "provider_id", also_readable: str = "") -> migrations.RunSQL:
    """Return the migration operation that forces the tenant policy on `table`.

    `also_readable` is an SQL condition that widens reading only (never writing), for example a person's own rows.
    """
    own = f"{column} = {CURRENT_PROVIDER}"
    readable = f"{own} OR {also_readable}" if also_readable else own
    return migrations.RunSQL(
        sql=f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY tenant_read ON {table} FOR SELECT USING ({readable});
            CREATE POLICY tenant_write ON {table} FOR ALL USING ({own}) WITH CHECK ({own});
        """,
        reverse_sql=f"""
            DROP POLICY IF EXISTS tenant_write ON {table};
            DROP POLICY IF EXISTS tenant_read ON {table};
            ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def _set(name: str, value: int | None) -> None:
    _moves.count = position() + 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, "" if value is None else str(value)])


def _get(name: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting(%s, true), '')::bigint", [name])
        return cursor.fetchone()[0]


def current_provider_id() -> int | None:
    """Return the provider that the current transaction may see, or None."""
    return _get("asa.provider")


def current_user_id() -> int | None:
    """Return the person whose own rows the current transaction may see, or None."""
    return _get("asa.user")


def position() -> int:
    """Return a number that differs after every move of the wall in this thread, without asking the database."""
    return getattr(_moves, "count", 0)


def enter(provider_id: int | None) -> None:
    """Let the rest of the current transaction see this provider's rows. Raises outside a transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The tenant wall is set inside a transaction only.")
    _set("asa.provider", provider_id)


def leave() -> None:
    """Let the rest of the current transaction see no provider's rows and nobody's own ones, in one query."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The tenant wall is set inside a transaction only.")
    _moves.count = position() + 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('asa.provider', '', true), set_config('asa.user', '', true)")


def stand_at(provider_id: int | None) -> None:
    """Let the rest of the current transaction see this provider's rows and nothing else, in one query.

    Own rows at other providers are hidden from here on: somebody at two providers works for one at a time.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The tenant wall is set inside a transaction only.")
    _moves.count = position() + 1
    provider = "" if provider_id is None else str(provider_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('asa.provider', %s, true), set_config('asa.user', '', true)", [provider])


@contextmanager
def own_rows_of(user_id: int) -> Iterator[None]:
    """Run a block in a transaction that also sees this person's own rows, whatever the provider."""
    with transaction.atomic():
        before = _get("asa.user")
        _set("asa.user", user_id)
        yield
        _set("asa.user", before)


def enter_as(user_id: int | None) -> None:
    """Let the rest of the current transaction see the memberships of this user, whatever the provider."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The tenant wall is set inside a transaction only.")
    _set("asa.user", user_id)


@contextmanager
def within(provider_id: int | None) -> Iterator[None]:
    """Run a block in a transaction behind one provider's wall, then return to the provider set before."""
    with transaction.atomic():
        before = _get("asa.provider")
        _set("asa.provider", provider_id)
        yield
        _set("asa.provider", before)
