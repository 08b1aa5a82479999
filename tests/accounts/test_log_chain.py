"""Each line of the log follows the one before it in its provider's chain, and reads no more than that one."""

import pytest
from django.db import connection

from asa.accounts import wall
from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import LogEntry
from tests.factories import ProviderFactory

pytestmark = pytest.mark.django_db


def _rows_read():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
            " WHERE relname = 'accounts_logentry'"
        )
        return cursor.fetchone()[0]


def _write(provider, lines):
    wall.enter(provider.pk if provider else None)
    for number in range(lines):
        record(LogKind.CHANGE, by=None, number=number)


@pytest.mark.parametrize("has_provider", [True, False])
def test_a_line_reads_only_the_one_before_it(db, has_provider):
    provider = ProviderFactory() if has_provider else None
    _write(provider, 60)  # more than a plan made for the empty table would expect
    _write(ProviderFactory(), 60)

    before = _rows_read()
    _write(provider, 10)

    assert _rows_read() - before <= 10


def test_chains_of_two_providers_and_of_none_stay_apart(db):
    chains = [ProviderFactory(), ProviderFactory(), None]
    for _ in range(2):
        for provider in chains:
            _write(provider, 1)

    for provider in chains:
        wall.enter(provider.pk if provider else None)
        one, two = LogEntry.objects.filter(provider=provider).order_by("-pk")[:2][::-1]
        assert two.previous_hash == one.entry_hash
