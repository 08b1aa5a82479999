from django.db import migrations

# Who belonged to which measure decides whom a session charges: with sessions or bookings in it a stay is not taken out.
GUARD = """
    CREATE FUNCTION cases_stay_is_used() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM cases_ledgerentry e WHERE e.case_id = OLD.case_id AND e.measure_id = OLD.measure_id
               AND e.service_on >= OLD.starts_on AND (OLD.ends_on IS NULL OR e.service_on <= OLD.ends_on))
           OR EXISTS (
            SELECT 1 FROM cases_attendance a JOIN cases_session s ON s.id = a.session_id
            WHERE a.case_id = OLD.case_id AND (s.starts_at AT TIME ZONE 'Europe/Berlin')::date >= OLD.starts_on
               AND (OLD.ends_on IS NULL OR (s.starts_at AT TIME ZONE 'Europe/Berlin')::date <= OLD.ends_on)) THEN
            RAISE EXCEPTION
                'Zu dieser Zuordnung gehören Termine oder Buchungen. Löschen geht nicht; beenden Sie sie mit einem Tag.'
                USING ERRCODE = '23514', CONSTRAINT = 'stay_is_used';
        END IF;
        RETURN OLD;
    END $$;
    CREATE TRIGGER is_used BEFORE DELETE ON cases_measurestay
        FOR EACH ROW EXECUTE FUNCTION cases_stay_is_used();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_interface_version_and_school_holidays")]

    operations = [
        migrations.RunSQL(GUARD, "DROP TRIGGER is_used ON cases_measurestay; DROP FUNCTION cases_stay_is_used()")
    ]
