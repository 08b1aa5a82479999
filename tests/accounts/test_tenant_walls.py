"""Two walls stand between providers; either alone is enough."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from asa.accounts import wall
from asa.accounts.enums import DataClass, LogKind
from asa.accounts.log import record
from asa.accounts.models import LogEntry, Membership, Tenanted
from cases.people.models import Case, Trainee
from tests.factories import CaseFactory, MembershipFactory, ProviderFactory, TraineeFactory

#: Tables without the wall, each with the reason why it may stand outside.
OUTSIDE = {
    "accounts_provider": "the tenants themselves, no personal data",
    "accounts_user": "sign-in looks the address up before any provider is known; visible only through memberships",
    "account_emailaddress": "sign-in, like accounts_user",
    "account_emailconfirmation": "sign-in, like accounts_user",
    "mfa_authenticator": "sign-in, like accounts_user",
    "usersessions_usersession": "sign-in, like accounts_user",
    "django_session": "sign-in, like accounts_user",
    "jobs_job": "ids only; workers find due rows of all providers",
    "companies_occupation": "official look-up",
    "companies_occupationname": "official look-up",
    "companies_postcode": "official look-up",
    "asa_cache": "counters under hashed keys",
    "auth_group": "framework, unused",
    "auth_group_permissions": "framework, unused",
    "auth_permission": "framework, unused",
    "django_content_type": "framework",
    "django_migrations": "framework",
}


def _walled_tables() -> dict[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
            " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        return dict(cursor.fetchall())


def test_every_table_stands_behind_the_wall_or_is_named_with_a_reason(db):
    assert {table for table, walled in _walled_tables().items() if not walled} == set(OUTSIDE)


def test_every_model_with_a_provider_stands_behind_the_wall(db):
    tables = _walled_tables()
    models = [m for m in apps.get_models() if issubclass(m, Tenanted)]
    assert models
    assert [m._meta.label for m in models if not tables[m._meta.db_table]] == []


def test_tests_act_as_the_application_role(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("asa_app", False)


def test_no_provider_means_no_rows(db):
    TraineeFactory()
    wall.enter(None)
    assert Trainee.objects.count() == 0


def test_without_the_first_wall_the_second_shows_no_foreign_row(db):
    mine, theirs = ProviderFactory(), ProviderFactory()
    TraineeFactory(provider=mine, last_name="Eigen")
    TraineeFactory(provider=theirs, last_name="Fremd")
    wall.enter(mine.pk)
    assert [t.last_name for t in Trainee.objects.all()] == ["Eigen"]


def test_without_the_second_wall_the_first_shows_no_foreign_row(db, owner_connection, transactional_db):
    member = MembershipFactory()
    own = CaseFactory(provider=member.provider, contact_person=member)
    foreign = CaseFactory()
    owner_connection.execute("ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY")
    owner_connection.execute("ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY")
    try:
        with transaction.atomic():
            wall.enter(member.provider_id)
            assert {c.pk for c in Case.objects.all()} == {own.pk, foreign.pk}
            assert [c.pk for c in Case.objects.visible_to(member.user, DataClass.MASTER)] == [own.pk]
    finally:
        owner_connection.execute("ALTER TABLE cases_case ENABLE ROW LEVEL SECURITY")
        owner_connection.execute("ALTER TABLE cases_case FORCE ROW LEVEL SECURITY")


def test_a_row_of_another_provider_cannot_be_written(db):
    mine, theirs = ProviderFactory(), ProviderFactory()
    wall.enter(mine.pk)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Trainee.objects.create(provider=theirs, first_name="Eva", last_name="Fremd")


def test_a_person_finds_the_own_memberships_before_a_provider_is_chosen(db):
    member = MembershipFactory()
    MembershipFactory()
    wall.enter(None)
    wall.enter_as(member.user_id)
    assert list(Membership.objects.values_list("pk", flat=True)) == [member.pk]


def test_within_returns_to_the_provider_set_before(db):
    mine, theirs = ProviderFactory(), ProviderFactory()
    wall.enter(mine.pk)
    with wall.within(theirs.pk):
        assert wall.current_provider_id() == theirs.pk
    assert wall.current_provider_id() == mine.pk


def test_the_wall_is_set_inside_a_transaction_only(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        wall.enter(1)


def test_the_application_role_cannot_empty_a_table(db):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE cases_trainee CASCADE")


def test_the_log_refuses_change_and_removal(db):
    entry = record(LogKind.READ, by=None)
    assert LogEntry.objects.filter(pk=entry.pk).update(kind="change") == 0
    assert LogEntry.objects.filter(pk=entry.pk)._raw_delete("default") == 0
    entry.refresh_from_db()
    assert entry.kind == LogKind.READ


def test_log_entries_are_chained_per_provider(db):
    mine, theirs = ProviderFactory(), ProviderFactory()
    wall.enter(mine.pk)
    first = record(LogKind.READ, by=None)
    with wall.within(theirs.pk):
        record(LogKind.READ, by=None)
    second = record(LogKind.EXPORT, by=None)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.previous_hash == ""
    assert second.previous_hash == first.entry_hash != ""
