from django.db import migrations

from asa.accounts.wall import CURRENT_USER, tenant_wall

TABLES = ["admission", "attendance", "auditgrantcase", "case", "caseevent", "casestaff", "companylink", "companystatus", "conflictnote", "consent", "contactassignment", "contactdeputy", "counsellingnote", "draft", "exam", "fundingshare", "healthnote", "importrun", "lot", "measure", "measurestay", "session", "sessionstaff", "supportelement", "trainingcontract"]

SHARES_ADD_UP = """
    CREATE FUNCTION cases_fundingshare_sum() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE total integer;
    BEGIN
        SELECT sum(basis_points) INTO total FROM cases_fundingshare
            WHERE measure_id = coalesce(NEW.measure_id, OLD.measure_id);
        IF total IS NOT NULL AND total <> 10000 THEN
            RAISE EXCEPTION 'Die Finanzierungsanteile einer Maßnahme ergeben zusammen 100 Prozent.'
                USING ERRCODE = '23514', CONSTRAINT = 'funding_shares_add_up';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER shares_add_up AFTER INSERT OR UPDATE OR DELETE ON cases_fundingshare
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_fundingshare_sum();
"""

# Attended minutes fit into the session; before entry only the first contact is possible, and it never counts.
ATTENDANCE_FITS = """
    CREATE FUNCTION cases_attendance_fits() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE held record; entered date;
    BEGIN
        SELECT starts_at, ends_at, kind INTO held FROM cases_session WHERE id = NEW.session_id;
        IF NEW.minutes > extract(epoch FROM held.ends_at - held.starts_at) / 60 THEN
            RAISE EXCEPTION 'Die Minuten einer Person sind mehr als der Termin dauert.'
                USING ERRCODE = '23514', CONSTRAINT = 'attendance_within_session';
        END IF;
        IF held.kind <> 'first_contact' THEN
            SELECT started_on INTO entered FROM cases_case WHERE id = NEW.case_id;
            IF entered IS NULL OR (held.starts_at AT TIME ZONE 'Europe/Berlin')::date < entered THEN
                RAISE EXCEPTION 'Vor dem Eintritt ist nur ein Erstkontakt möglich.'
                    USING ERRCODE = '23514', CONSTRAINT = 'attendance_after_entry';
            END IF;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER attendance_fits BEFORE INSERT OR UPDATE ON cases_attendance
        FOR EACH ROW EXECUTE FUNCTION cases_attendance_fits();

    CREATE FUNCTION cases_session_keeps_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM cases_attendance a WHERE a.session_id = NEW.id
                   AND a.minutes > extract(epoch FROM NEW.ends_at - NEW.starts_at) / 60) THEN
            RAISE EXCEPTION 'Die Minuten einer Person sind mehr als der Termin dauert.'
                USING ERRCODE = '23514', CONSTRAINT = 'attendance_within_session';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER session_keeps_minutes AFTER UPDATE OF starts_at, ends_at ON cases_session
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_session_keeps_minutes();
"""

EVENTS_STAY = """
    CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON cases_caseevent
        FOR EACH ROW EXECUTE FUNCTION asa_insert_only();
    CREATE TRIGGER insert_only BEFORE UPDATE ON cases_companystatus
        FOR EACH ROW EXECUTE FUNCTION asa_insert_only();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("accounts", "0002_walls")]

    operations = [
        *[tenant_wall(f"cases_{table}") for table in TABLES],
        tenant_wall("cases_trainee", also_readable=f"user_id = {CURRENT_USER}"),
        tenant_wall("cases_auditgrant", also_readable=f"user_id = {CURRENT_USER}"),
        migrations.RunSQL(
            SHARES_ADD_UP, "DROP TRIGGER shares_add_up ON cases_fundingshare; DROP FUNCTION cases_fundingshare_sum()"
        ),
        migrations.RunSQL(
            ATTENDANCE_FITS,
            """DROP TRIGGER attendance_fits ON cases_attendance; DROP FUNCTION cases_attendance_fits();
               DROP TRIGGER session_keeps_minutes ON cases_session; DROP FUNCTION cases_session_keeps_minutes()""",
        ),
        migrations.RunSQL(
            EVENTS_STAY, "DROP TRIGGER insert_only ON cases_caseevent; DROP TRIGGER insert_only ON cases_companystatus"
        ),
    ]
