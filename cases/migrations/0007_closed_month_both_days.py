from django.db import migrations

# A day status must not be carried out of a closed month, nor a person be taken from one of its sessions to another one:
# a change counts for where it came from and where it goes to.
BOTH = """
    CREATE OR REPLACE FUNCTION cases_status_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE st record;
    BEGIN
        FOR st IN
            SELECT s.measure_id, d.day
            FROM (SELECT OLD.case_id AS one, OLD."on" AS day WHERE TG_OP <> 'INSERT'
                  UNION SELECT NEW.case_id, NEW."on" WHERE TG_OP <> 'DELETE') d
            JOIN cases_measurestay s ON s.case_id = d.one AND s.starts_on <= d.day
                AND (s.ends_on IS NULL OR s.ends_on >= d.day) LOOP
            PERFORM cases_refuse_closed(st.measure_id, st.day);
        END LOOP;
        RETURN NULL;
    END $$;

    CREATE OR REPLACE FUNCTION cases_session_part_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE one record;
    BEGIN
        FOR one IN SELECT a.case_id, s.id, (s.starts_at AT TIME ZONE 'Europe/Berlin')::date AS held
                   FROM cases_session s JOIN cases_attendance a ON a.session_id = s.id
                   WHERE s.id IN (SELECT OLD.session_id WHERE TG_OP <> 'INSERT'
                                  UNION SELECT NEW.session_id WHERE TG_OP <> 'DELETE') LOOP
            PERFORM cases_refuse_closed_case(one.id, one.case_id, one.held);
        END LOOP;
        RETURN NULL;
    END $$;
"""
BOTH_BACK = """
    CREATE OR REPLACE FUNCTION cases_status_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE measure bigint; row_ record;
    BEGIN
        row_ := coalesce(NEW, OLD);
        SELECT st.measure_id INTO measure FROM cases_measurestay st
            WHERE st.case_id = row_.case_id AND st.starts_on <= row_.on AND (st.ends_on IS NULL OR st.ends_on >= row_.on);
        IF measure IS NOT NULL THEN PERFORM cases_refuse_closed(measure, row_.on); END IF;
        RETURN NULL;
    END $$;

    CREATE OR REPLACE FUNCTION cases_session_part_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE one record;
    BEGIN
        FOR one IN SELECT a.case_id, s.id, (s.starts_at AT TIME ZONE 'Europe/Berlin')::date AS held
                   FROM cases_session s JOIN cases_attendance a ON a.session_id = s.id
                   WHERE s.id = coalesce(NEW.session_id, OLD.session_id) LOOP
            PERFORM cases_refuse_closed_case(one.id, one.case_id, one.held);
        END LOOP;
        RETURN NULL;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_close_waits_for_writers")]

    operations = [migrations.RunSQL(BOTH, BOTH_BACK)]
