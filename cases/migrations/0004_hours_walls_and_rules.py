from django.db import migrations

from asa.accounts.wall import tenant_wall

TABLES = [
    "attendanceproof", "attendancesheet", "billingsheet", "billingterms", "checkin", "contingent", "daycode", "daystatus",
    "emawmessage", "formissue", "formsettings", "groupmember", "hourgrant", "hourgrantstep", "ledgerentry", "lessongroup",
    "measureproof", "measurerules", "measureyear", "monthclose", "monthcorrection", "monthtotal", "participantlist",
    "proforma", "rate", "rule", "ruleset", "schooltime", "sessionoffer", "sessionseries", "sheetsession", "sidetime",
    "staffabsence", "supportchange",
]

INSERT_ONLY = [
    "ledgerentry", "ruleset", "rule", "contingent", "hourgrantstep", "supportchange", "monthclose", "formissue",
    "participantlist", "billingsheet",
]

# The roll-up is written here and nowhere else, in the same transaction as the booking.
ROLL_UP = """
    CREATE FUNCTION cases_ledger_rolls_up() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO cases_monthtotal AS t (provider_id, account, measure_id, case_id, kind, employer_present,
                                           service_month, booking_month, minutes, entries)
        VALUES (NEW.provider_id, NEW.account, NEW.measure_id, NEW.case_id, NEW.kind, NEW.employer_present,
                NEW.service_month, NEW.booking_month, NEW.minutes, 1)
        ON CONFLICT (measure_id, service_month, booking_month, account, case_id, kind, employer_present)
        DO UPDATE SET minutes = t.minutes + EXCLUDED.minutes, entries = t.entries + 1;
        RETURN NULL;
    END $$;
    CREATE TRIGGER rolls_up AFTER INSERT ON cases_ledgerentry
        FOR EACH ROW EXECUTE FUNCTION cases_ledger_rolls_up();
"""
ROLL_UP_BACK = "DROP TRIGGER rolls_up ON cases_ledgerentry; DROP FUNCTION cases_ledger_rolls_up()"

# One place knows whether a month is closed; forms ask the same function.
CLOSED = """
    CREATE FUNCTION cases_month_is_closed(measure bigint, day date) RETURNS boolean STABLE LANGUAGE sql AS $$
        SELECT EXISTS (SELECT 1 FROM cases_monthclose c
                       WHERE c.measure_id = measure AND c.month = date_trunc('month', day::timestamp)::date)
    $$;

    CREATE FUNCTION cases_booking_month(measure bigint, service date, today date) RETURNS date STABLE LANGUAGE sql AS $$
        SELECT CASE WHEN NOT cases_month_is_closed(measure, service) THEN date_trunc('month', service::timestamp)::date
        ELSE (SELECT m::date FROM generate_series(
                  date_trunc('month', greatest(service, today)::timestamp),
                  date_trunc('month', greatest(service, today)::timestamp) + interval '10 years', interval '1 month') m
              WHERE NOT cases_month_is_closed(measure, m::date) ORDER BY m LIMIT 1) END
    $$;

    CREATE FUNCTION cases_refuse_closed(measure bigint, day date) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF cases_month_is_closed(measure, day) THEN
            RAISE EXCEPTION 'Der Monat % ist abgeschlossen. Bitten Sie die Verwaltung um eine Korrektur.',
                to_char(day, 'MM/YYYY') USING ERRCODE = '23514', CONSTRAINT = 'month_closed';
        END IF;
    END $$;

    CREATE FUNCTION cases_is_corrected(session bigint) RETURNS boolean STABLE LANGUAGE sql AS $$
        SELECT EXISTS (
            SELECT 1 FROM cases_monthcorrection c JOIN cases_session s ON s.request_key = c.session_key
            WHERE s.id = session AND c.state = 'approved' AND c.decided_by_id <> c.requested_by_id
              AND c.id = nullif(current_setting('asa.correction', true), '')::bigint)
    $$;

    CREATE FUNCTION cases_refuse_closed_case(session bigint, one bigint, day date) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE measure bigint;
    BEGIN
        SELECT st.measure_id INTO measure FROM cases_measurestay st
            WHERE st.case_id = one AND st.starts_on <= day AND (st.ends_on IS NULL OR st.ends_on >= day);
        IF measure IS NOT NULL AND cases_month_is_closed(measure, day) AND NOT cases_is_corrected(session) THEN
            PERFORM cases_refuse_closed(measure, day);
        END IF;
    END $$;
"""
CLOSED_BACK = """
    DROP FUNCTION cases_refuse_closed_case(bigint, bigint, date); DROP FUNCTION cases_is_corrected(bigint);
    DROP FUNCTION cases_refuse_closed(bigint, date); DROP FUNCTION cases_booking_month(bigint, date, date);
    DROP FUNCTION cases_month_is_closed(bigint, date)
"""

# A closed month refuses new, changed or removed attendances, and changes to their session's time, kind and staff.
MONTH_GUARDS = """
    CREATE FUNCTION cases_attendance_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE held date;
    BEGIN
        IF TG_OP = 'UPDATE' AND (NEW.outcome, NEW.minutes, NEW.late_minutes, NEW.case_id, NEW.session_id)
           IS NOT DISTINCT FROM (OLD.outcome, OLD.minutes, OLD.late_minutes, OLD.case_id, OLD.session_id) THEN
            RETURN NULL;
        END IF;
        IF TG_OP <> 'INSERT' THEN
            SELECT (starts_at AT TIME ZONE 'Europe/Berlin')::date INTO held FROM cases_session WHERE id = OLD.session_id;
            IF held IS NOT NULL THEN PERFORM cases_refuse_closed_case(OLD.session_id, OLD.case_id, held); END IF;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            SELECT (starts_at AT TIME ZONE 'Europe/Berlin')::date INTO held FROM cases_session WHERE id = NEW.session_id;
            PERFORM cases_refuse_closed_case(NEW.session_id, NEW.case_id, held);
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER month_open AFTER INSERT OR UPDATE OR DELETE ON cases_attendance
        FOR EACH ROW EXECUTE FUNCTION cases_attendance_month_open();

    CREATE FUNCTION cases_session_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE one record;
    BEGIN
        IF (NEW.starts_at, NEW.ends_at, NEW.kind, NEW.employer_present, NEW.cancelled_at, NEW.documented_at)
           IS NOT DISTINCT FROM
           (OLD.starts_at, OLD.ends_at, OLD.kind, OLD.employer_present, OLD.cancelled_at, OLD.documented_at) THEN
            RETURN NULL;
        END IF;
        FOR one IN SELECT case_id FROM cases_attendance WHERE session_id = NEW.id LOOP
            PERFORM cases_refuse_closed_case(NEW.id, one.case_id, (OLD.starts_at AT TIME ZONE 'Europe/Berlin')::date);
            PERFORM cases_refuse_closed_case(NEW.id, one.case_id, (NEW.starts_at AT TIME ZONE 'Europe/Berlin')::date);
        END LOOP;
        RETURN NULL;
    END $$;
    CREATE TRIGGER month_open AFTER UPDATE ON cases_session
        FOR EACH ROW EXECUTE FUNCTION cases_session_month_open();

    CREATE FUNCTION cases_session_part_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE one record;
    BEGIN
        FOR one IN SELECT a.case_id, s.id, (s.starts_at AT TIME ZONE 'Europe/Berlin')::date AS held
                   FROM cases_session s JOIN cases_attendance a ON a.session_id = s.id
                   WHERE s.id = coalesce(NEW.session_id, OLD.session_id) LOOP
            PERFORM cases_refuse_closed_case(one.id, one.case_id, one.held);
        END LOOP;
        RETURN NULL;
    END $$;
    CREATE TRIGGER month_open AFTER INSERT OR UPDATE OR DELETE ON cases_sessionstaff
        FOR EACH ROW EXECUTE FUNCTION cases_session_part_month_open();
    CREATE TRIGGER month_open AFTER INSERT OR UPDATE OR DELETE ON cases_sidetime
        FOR EACH ROW EXECUTE FUNCTION cases_session_part_month_open();

    CREATE FUNCTION cases_status_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE row_ record; measure bigint;
    BEGIN
        row_ := coalesce(NEW, OLD);
        SELECT st.measure_id INTO measure FROM cases_measurestay st
            WHERE st.case_id = row_.case_id AND st.starts_on <= row_.on AND (st.ends_on IS NULL OR st.ends_on >= row_.on);
        IF measure IS NOT NULL THEN PERFORM cases_refuse_closed(measure, row_.on); END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER month_open AFTER INSERT OR UPDATE OR DELETE ON cases_daystatus
        FOR EACH ROW EXECUTE FUNCTION cases_status_month_open();

    CREATE FUNCTION cases_ledger_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM cases_refuse_closed(NEW.measure_id, NEW.booking_month);
        RETURN NULL;
    END $$;
    CREATE TRIGGER month_open AFTER INSERT ON cases_ledgerentry
        FOR EACH ROW EXECUTE FUNCTION cases_ledger_month_open();
"""
MONTH_GUARDS_BACK = """
    DROP TRIGGER month_open ON cases_ledgerentry; DROP FUNCTION cases_ledger_month_open();
    DROP TRIGGER month_open ON cases_daystatus; DROP FUNCTION cases_status_month_open();
    DROP TRIGGER month_open ON cases_sidetime; DROP TRIGGER month_open ON cases_sessionstaff;
    DROP FUNCTION cases_session_part_month_open();
    DROP TRIGGER month_open ON cases_session; DROP FUNCTION cases_session_month_open();
    DROP TRIGGER month_open ON cases_attendance; DROP FUNCTION cases_attendance_month_open()
"""

# What decided a closed month stays: its rules, and who belonged to the measure.
DECIDED = """
    CREATE FUNCTION cases_last_closed(measure bigint) RETURNS date STABLE LANGUAGE sql AS $$
        SELECT (max(month) + interval '1 month' - interval '1 day')::date FROM cases_monthclose WHERE measure_id = measure
    $$;

    CREATE FUNCTION cases_rules_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE last date; changed date;
    BEGIN
        last := cases_last_closed(coalesce(NEW.measure_id, OLD.measure_id));
        IF TG_OP = 'UPDATE' AND (NEW.rule_set_id, NEW.starts_on, NEW.measure_id)
           IS NOT DISTINCT FROM (OLD.rule_set_id, OLD.starts_on, OLD.measure_id) THEN
            changed := least(coalesce(NEW.ends_on, 'infinity'::date), coalesce(OLD.ends_on, 'infinity'::date)) + 1;
        ELSIF TG_OP = 'UPDATE' THEN changed := least(NEW.starts_on, OLD.starts_on);
        ELSE changed := (coalesce(NEW, OLD)).starts_on;
        END IF;
        IF last IS NOT NULL AND changed <= last THEN
            RAISE EXCEPTION 'Diese Regeln würden einen abgeschlossenen Monat ändern. Möglich ist es ab dem %.',
                to_char(last + 1, 'DD.MM.YYYY') USING ERRCODE = '23514', CONSTRAINT = 'rules_closed_month';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER month_open AFTER INSERT OR UPDATE OR DELETE ON cases_measurerules
        FOR EACH ROW EXECUTE FUNCTION cases_rules_month_open();

    CREATE FUNCTION cases_stay_month_open() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE last date; changed date;
    BEGIN
        SELECT greatest(cases_last_closed(OLD.measure_id), cases_last_closed(NEW.measure_id)) INTO last;
        IF (NEW.measure_id, NEW.starts_on, NEW.case_id) IS DISTINCT FROM (OLD.measure_id, OLD.starts_on, OLD.case_id) THEN
            changed := least(NEW.starts_on, OLD.starts_on);
        ELSIF NEW.ends_on IS DISTINCT FROM OLD.ends_on THEN
            changed := least(coalesce(NEW.ends_on, 'infinity'::date), coalesce(OLD.ends_on, 'infinity'::date)) + 1;
        ELSE RETURN NULL;
        END IF;
        IF last IS NOT NULL AND changed <= last AND EXISTS (
            SELECT 1 FROM cases_ledgerentry e WHERE e.case_id = OLD.case_id AND e.service_on BETWEEN changed AND last
               AND NOT EXISTS (SELECT 1 FROM cases_ledgerentry r WHERE r.reverses_id = e.id) AND e.reverses_id IS NULL) THEN
            RAISE EXCEPTION 'Die Zuordnung würde einen abgeschlossenen Monat ändern. Möglich ist es ab dem %.',
                to_char(last + 1, 'DD.MM.YYYY') USING ERRCODE = '23514', CONSTRAINT = 'stay_closed_month';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER month_open AFTER UPDATE ON cases_measurestay
        FOR EACH ROW EXECUTE FUNCTION cases_stay_month_open();
"""
DECIDED_BACK = """
    DROP TRIGGER month_open ON cases_measurestay; DROP FUNCTION cases_stay_month_open();
    DROP TRIGGER month_open ON cases_measurerules; DROP FUNCTION cases_rules_month_open();
    DROP FUNCTION cases_last_closed(bigint)
"""

YEARS_FOLLOW = """
    CREATE FUNCTION cases_years_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE hole record;
    BEGIN
        SELECT * INTO hole FROM (
            SELECT number, starts_on, lag(ends_on) OVER (ORDER BY starts_on) AS before, row_number() OVER (ORDER BY starts_on) AS place
            FROM cases_measureyear WHERE measure_id = coalesce(NEW.measure_id, OLD.measure_id)) y
            WHERE (y.before IS NOT NULL AND y.starts_on <> y.before + 1) OR y.number <> y.place LIMIT 1;
        IF hole IS NOT NULL THEN
            RAISE EXCEPTION 'Maßnahmejahre folgen ohne Lücke aufeinander und sind fortlaufend gezählt.'
                USING ERRCODE = '23514', CONSTRAINT = 'measure_years_follow';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER years_follow AFTER INSERT OR UPDATE OR DELETE ON cases_measureyear
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_years_follow();
"""

MESSAGE_STAYS = """
    CREATE FUNCTION cases_message_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state = 'due' THEN RETURN coalesce(NEW, OLD); END IF;
        IF TG_OP = 'DELETE' OR (NEW.type, NEW.direction, NEW.text, NEW.about_on, NEW.sent_on, NEW.measure_id, NEW.case_id,
            NEW.by_letter, NEW.answers_id, NEW.corrects_id) IS DISTINCT FROM (OLD.type, OLD.direction, OLD.text,
            OLD.about_on, OLD.sent_on, OLD.measure_id, OLD.case_id, OLD.by_letter, OLD.answers_id, OLD.corrects_id)
            OR NEW.state = 'due' THEN
            RAISE EXCEPTION 'Eine gesendete oder eingegangene Nachricht wird nie geändert. Schreiben Sie eine Korrektur.'
                USING ERRCODE = '23514', CONSTRAINT = 'message_stays';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON cases_emawmessage
        FOR EACH ROW EXECUTE FUNCTION cases_message_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_hours"), ("accounts", "0002_walls")]

    operations = [
        *[tenant_wall(f"cases_{table}") for table in TABLES],
        migrations.RunSQL(
            "".join(
                f"CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON cases_{table}"
                f" FOR EACH ROW EXECUTE FUNCTION asa_insert_only();"
                for table in INSERT_ONLY
            ),
            "".join(f"DROP TRIGGER insert_only ON cases_{table};" for table in INSERT_ONLY),
        ),
        migrations.RunSQL(ROLL_UP, ROLL_UP_BACK),
        migrations.RunSQL(CLOSED, CLOSED_BACK),
        migrations.RunSQL(MONTH_GUARDS, MONTH_GUARDS_BACK),
        migrations.RunSQL(DECIDED, DECIDED_BACK),
        migrations.RunSQL(
            YEARS_FOLLOW, "DROP TRIGGER years_follow ON cases_measureyear; DROP FUNCTION cases_years_follow()"
        ),
        migrations.RunSQL(
            MESSAGE_STAYS, "DROP TRIGGER stays ON cases_emawmessage; DROP FUNCTION cases_message_stays()"
        ),
    ]
