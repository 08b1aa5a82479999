from django.db import migrations, models

# "IS NOT DISTINCT FROM" uses no index: each new line of the log read all earlier ones of its provider. Now it reads
# one, from an index in the order of the lines; the planner is not asked, since a connection keeps its plan from the
# time when the log was empty.
FUNCTION = """
    CREATE OR REPLACE FUNCTION accounts_logentry_chain() RETURNS trigger LANGUAGE plpgsql {settings} AS $$
    BEGIN
        -- One writer at a time per provider, or two entries would follow the same one.
        PERFORM pg_advisory_xact_lock(7101, coalesce(NEW.provider_id, 0)::int);
        {previous}
        NEW.previous_hash := coalesce(NEW.previous_hash, '');
        NEW.entry_hash := encode(sha256(convert_to(concat_ws('|', NEW.previous_hash, NEW.provider_id, NEW.at AT TIME ZONE 'UTC',
            NEW.actor_id, NEW.kind, NEW.route, NEW.object_type, NEW.object_id, NEW.details::text), 'UTF8')), 'hex');
        RETURN NEW;
    END $$;
"""
ONE_ROW = """
        IF NEW.provider_id IS NULL THEN
            SELECT entry_hash INTO NEW.previous_hash FROM accounts_logentry
                WHERE provider_id IS NULL ORDER BY id DESC LIMIT 1;
        ELSE
            SELECT entry_hash INTO NEW.previous_hash FROM accounts_logentry
                WHERE provider_id = NEW.provider_id ORDER BY id DESC LIMIT 1;
        END IF;
"""
ALL_ROWS = """
        SELECT entry_hash INTO NEW.previous_hash FROM accounts_logentry
            WHERE provider_id IS NOT DISTINCT FROM NEW.provider_id ORDER BY id DESC LIMIT 1;
"""
BY_INDEX = "SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_joining_and_grants")]

    operations = [
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(condition=models.Q(provider=None), fields=["-id"], name="log_without_provider"),
        ),
        migrations.RunSQL(
            FUNCTION.format(settings=BY_INDEX, previous=ONE_ROW),
            FUNCTION.format(settings="", previous=ALL_ROWS),
        ),
    ]
