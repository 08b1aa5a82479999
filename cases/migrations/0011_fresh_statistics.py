"""Let the application ask for fresh statistics of a table that it has just filled within one transaction.

Statistics come by themselves only after the commit. Until then the planner takes every index for equally good and may
choose the one on the provider, which holds every row: a guard that runs per row then reads the whole table each time.
ANALYZE wants the table's owner, hence the function.
"""

from django.db import migrations

FORWARDS = """
    CREATE FUNCTION cases_refresh_statistics(filled regclass) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    BEGIN
        EXECUTE format('ANALYZE %s', filled);
    END $$;
"""
BACKWARDS = "DROP FUNCTION cases_refresh_statistics(regclass)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_stay_with_sessions")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
