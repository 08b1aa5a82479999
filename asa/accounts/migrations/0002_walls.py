from django.db import migrations

from asa.accounts.wall import CURRENT_PROVIDER, CURRENT_USER, tenant_wall

LOG_WALL = f"""
    ALTER TABLE accounts_logentry ENABLE ROW LEVEL SECURITY;
    ALTER TABLE accounts_logentry FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant_read ON accounts_logentry FOR SELECT
        USING (provider_id IS NULL OR provider_id = {CURRENT_PROVIDER});
    CREATE POLICY tenant_write ON accounts_logentry FOR INSERT
        WITH CHECK (provider_id IS NULL OR provider_id = {CURRENT_PROVIDER});
"""

LOG_CHAIN = """
    CREATE FUNCTION accounts_logentry_chain() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- One writer at a time per provider, or two entries would follow the same one.
        PERFORM pg_advisory_xact_lock(7101, coalesce(NEW.provider_id, 0)::int);
        SELECT entry_hash INTO NEW.previous_hash FROM accounts_logentry
            WHERE provider_id IS NOT DISTINCT FROM NEW.provider_id ORDER BY id DESC LIMIT 1;
        NEW.previous_hash := coalesce(NEW.previous_hash, '');
        NEW.entry_hash := encode(sha256(convert_to(concat_ws('|', NEW.previous_hash, NEW.provider_id, NEW.at AT TIME ZONE 'UTC',
            NEW.actor_id, NEW.kind, NEW.route, NEW.object_type, NEW.object_id, NEW.details::text), 'UTF8')), 'hex');
        RETURN NEW;
    END $$;
    CREATE TRIGGER chain BEFORE INSERT ON accounts_logentry
        FOR EACH ROW EXECUTE FUNCTION accounts_logentry_chain();
"""

INSERT_ONLY = """
    CREATE FUNCTION asa_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Diese Einträge werden nie geändert oder gelöscht.' USING ERRCODE = '23514';
    END $$;
    CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON accounts_logentry
        FOR EACH ROW EXECUTE FUNCTION asa_insert_only();
"""

OWN_ROWS = f"user_id = {CURRENT_USER}"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        tenant_wall("accounts_site"),
        tenant_wall("accounts_team"),
        tenant_wall("accounts_membership", also_readable=OWN_ROWS),
        tenant_wall("accounts_fundingbody"),
        tenant_wall("accounts_funderaccess", also_readable=OWN_ROWS),
        tenant_wall("accounts_invitation"),
        tenant_wall("accounts_factorreset"),
        migrations.RunSQL(LOG_WALL, migrations.RunSQL.noop),
        migrations.RunSQL(LOG_CHAIN, "DROP TRIGGER chain ON accounts_logentry; DROP FUNCTION accounts_logentry_chain()"),
        migrations.RunSQL(INSERT_ONLY, "DROP TRIGGER insert_only ON accounts_logentry; DROP FUNCTION asa_insert_only()"),
    ]
