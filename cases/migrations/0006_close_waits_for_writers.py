from django.db import migrations

# A close takes the measure's row for itself; whoever changes a month holds the row in common until the end of the own
# transaction. So nobody books into a month between the reading of its figures and its close. The function is volatile:
# after waiting it looks again.
WAITS = """
    CREATE FUNCTION cases_month_is_closed_now(measure bigint, day date) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM cases_measure WHERE id = measure FOR KEY SHARE;
        RETURN cases_month_is_closed(measure, day);
    END $$;

    CREATE OR REPLACE FUNCTION cases_refuse_closed(measure bigint, day date) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF cases_month_is_closed_now(measure, day) THEN
            RAISE EXCEPTION 'Der Monat % ist abgeschlossen. Bitten Sie die Verwaltung um eine Korrektur.',
                to_char(day, 'MM/YYYY') USING ERRCODE = '23514', CONSTRAINT = 'month_closed';
        END IF;
    END $$;

    CREATE OR REPLACE FUNCTION cases_refuse_closed_case(session bigint, one bigint, day date) RETURNS void
    LANGUAGE plpgsql AS $$
    DECLARE measure bigint;
    BEGIN
        SELECT st.measure_id INTO measure FROM cases_measurestay st
            WHERE st.case_id = one AND st.starts_on <= day AND (st.ends_on IS NULL OR st.ends_on >= day);
        IF measure IS NOT NULL AND cases_month_is_closed_now(measure, day) AND NOT cases_is_corrected(session) THEN
            PERFORM cases_refuse_closed(measure, day);
        END IF;
    END $$;
"""
WAITS_BACK = """
    CREATE OR REPLACE FUNCTION cases_refuse_closed(measure bigint, day date) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF cases_month_is_closed(measure, day) THEN
            RAISE EXCEPTION 'Der Monat % ist abgeschlossen. Bitten Sie die Verwaltung um eine Korrektur.',
                to_char(day, 'MM/YYYY') USING ERRCODE = '23514', CONSTRAINT = 'month_closed';
        END IF;
    END $$;

    CREATE OR REPLACE FUNCTION cases_refuse_closed_case(session bigint, one bigint, day date) RETURNS void
    LANGUAGE plpgsql AS $$
    DECLARE measure bigint;
    BEGIN
        SELECT st.measure_id INTO measure FROM cases_measurestay st
            WHERE st.case_id = one AND st.starts_on <= day AND (st.ends_on IS NULL OR st.ends_on >= day);
        IF measure IS NOT NULL AND cases_month_is_closed(measure, day) AND NOT cases_is_corrected(session) THEN
            PERFORM cases_refuse_closed(measure, day);
        END IF;
    END $$;

    DROP FUNCTION cases_month_is_closed_now(bigint, date);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_company_link_unread")]

    operations = [migrations.RunSQL(WAITS, WAITS_BACK)]
