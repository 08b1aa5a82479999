from django.db import migrations

# A company's link ends with its trainer, contact, contract or case, and becomes a contact card for good when the
# trainee's consent is withdrawn. `cases.portal.standing` asks the facts of today; these triggers keep what has ended
# once, so that it does not come back when a fact is changed back. Days are days in Germany, as everywhere.
HOLDS = """
    CREATE FUNCTION cases_company_link_holds() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.ended_at IS NOT NULL AND (NEW.ended_at, NEW.ended_reason, NEW.ended_by_id)
           IS DISTINCT FROM (OLD.ended_at, OLD.ended_reason, OLD.ended_by_id) THEN
            RAISE EXCEPTION 'Ein beendeter Link bleibt beendet. Senden Sie einen neuen.'
                USING ERRCODE = '23514', CONSTRAINT = 'company_link_stays_ended';
        END IF;
        IF OLD.card_since IS NOT NULL AND NEW.card_since IS DISTINCT FROM OLD.card_since THEN
            RAISE EXCEPTION 'Nach einem Widerruf bleibt der Link eine Kontaktkarte. Senden Sie einen neuen.'
                USING ERRCODE = '23514', CONSTRAINT = 'company_link_stays_card';
        END IF;
        IF (NEW.contract_id, NEW.contact_id, NEW.email, NEW.secret_hash)
           IS DISTINCT FROM (OLD.contract_id, OLD.contact_id, OLD.email, OLD.secret_hash) THEN
            RAISE EXCEPTION 'Ein Link gehört immer derselben Person. Senden Sie einen neuen.'
                USING ERRCODE = '23514', CONSTRAINT = 'company_link_of_one_person';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER holds BEFORE UPDATE ON cases_companylink
        FOR EACH ROW EXECUTE FUNCTION cases_company_link_holds();

    -- A sentence is insert only, but for its end.
    CREATE FUNCTION cases_company_status_holds() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
           AND to_jsonb(NEW) - 'ended_at' = to_jsonb(OLD) - 'ended_at' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'Ein Satz für den Betrieb wird nie geändert; nach einem Widerruf endet er für immer.'
            USING ERRCODE = '23514', CONSTRAINT = 'company_status_stays';
    END $$;
    CREATE TRIGGER holds BEFORE UPDATE ON cases_companystatus
        FOR EACH ROW EXECUTE FUNCTION cases_company_status_holds();
"""

FOLLOWS = """
    CREATE FUNCTION cases_contract_is_told(starts date, ends date, ended date, notice date, day date) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS $$
        SELECT starts <= day AND ends >= day AND (ended IS NULL OR ended >= day) AND (notice IS NULL OR notice > day)
    $$;

    -- Before and after the change are asked: who moves an end into the future revives nothing.
    CREATE FUNCTION cases_links_follow_contract() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE day date := (now() AT TIME ZONE 'Europe/Berlin')::date; reason text;
    BEGIN
        IF NOT cases_contract_is_told(OLD.starts_on, OLD.ends_on, OLD.ended_on, OLD.notice_on, day)
           OR NOT cases_contract_is_told(NEW.starts_on, NEW.ends_on, NEW.ended_on, NEW.notice_on, day) THEN
            reason := 'contract';
        ELSIF NEW.trainer_id IS DISTINCT FROM OLD.trainer_id OR NEW.company_id <> OLD.company_id THEN
            reason := 'trainer';
        ELSE
            RETURN NULL;
        END IF;
        UPDATE cases_companylink SET ended_at = now(), ended_reason = reason
            WHERE contract_id = NEW.id AND ended_at IS NULL;
        RETURN NULL;
    END $$;
    CREATE TRIGGER links_follow
        AFTER UPDATE OF trainer_id, company_id, starts_on, ends_on, ended_on, notice_on ON cases_trainingcontract
        FOR EACH ROW EXECUTE FUNCTION cases_links_follow_contract();

    CREATE FUNCTION cases_links_follow_case() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state IN ('declined', 'not_started', 'ended') OR OLD.state IN ('declined', 'not_started', 'ended') THEN
            UPDATE cases_companylink l SET ended_at = now(), ended_reason = 'case' FROM cases_trainingcontract c
                WHERE c.case_id = NEW.id AND l.contract_id = c.id AND l.ended_at IS NULL;
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER links_follow AFTER UPDATE OF state ON cases_case
        FOR EACH ROW EXECUTE FUNCTION cases_links_follow_case();

    CREATE FUNCTION cases_links_follow_contact() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE day date := (now() AT TIME ZONE 'Europe/Berlin')::date; reason text;
    BEGIN
        IF coalesce(OLD.left_on <= day, false) OR coalesce(NEW.left_on <= day, false) THEN
            reason := 'left';
        ELSIF lower(NEW.email) <> lower(OLD.email) THEN
            reason := 'address';
        ELSIF NEW.company_id <> OLD.company_id THEN
            reason := 'trainer';
        ELSE
            RETURN NULL;
        END IF;
        UPDATE cases_companylink SET ended_at = now(), ended_reason = reason
            WHERE contact_id = NEW.id AND ended_at IS NULL;
        RETURN NULL;
    END $$;
    CREATE TRIGGER links_follow AFTER UPDATE OF email, company_id, left_on ON companies_companycontact
        FOR EACH ROW EXECUTE FUNCTION cases_links_follow_contact();

    -- A withdrawal that is written down later than it came (INSERT) meets what was there on its day.
    CREATE FUNCTION cases_links_follow_consent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE cases_companylink l SET card_since = now() FROM cases_trainingcontract c
            WHERE c.case_id = NEW.case_id AND l.contract_id = c.id AND l.card_since IS NULL
              AND (TG_OP = 'UPDATE' OR (l.sent_at AT TIME ZONE 'Europe/Berlin')::date <= NEW.withdrawn_on);
        UPDATE cases_companystatus s SET ended_at = now() FROM cases_trainingcontract c
            WHERE c.case_id = NEW.case_id AND s.contract_id = c.id AND s.ended_at IS NULL
              AND (TG_OP = 'UPDATE' OR (s.set_at AT TIME ZONE 'Europe/Berlin')::date <= NEW.withdrawn_on);
        RETURN NULL;
    END $$;
    CREATE TRIGGER links_follow AFTER UPDATE OF withdrawn_on ON cases_consent FOR EACH ROW
        WHEN (NEW.purpose = 'company_status' AND NEW.withdrawn_on IS DISTINCT FROM OLD.withdrawn_on)
        EXECUTE FUNCTION cases_links_follow_consent();
    CREATE TRIGGER links_follow_late AFTER INSERT ON cases_consent FOR EACH ROW
        WHEN (NEW.purpose = 'company_status' AND NEW.withdrawn_on IS NOT NULL)
        EXECUTE FUNCTION cases_links_follow_consent();
"""

# What was withdrawn before: the owner stands behind the wall too, it is opened in the migration's transaction.
TABLES = ("cases_companylink", "cases_companystatus", "cases_trainingcontract", "cases_consent")
MARK = """
    UPDATE cases_companylink l SET card_since = now() FROM cases_trainingcontract c, cases_consent k
        WHERE l.contract_id = c.id AND k.case_id = c.case_id AND k.purpose = 'company_status'
          AND (l.sent_at AT TIME ZONE 'Europe/Berlin')::date <= k.withdrawn_on;
    UPDATE cases_companystatus s SET ended_at = now() FROM cases_trainingcontract c, cases_consent k
        WHERE s.contract_id = c.id AND k.case_id = c.case_id AND k.purpose = 'company_status'
          AND (s.set_at AT TIME ZONE 'Europe/Berlin')::date <= k.withdrawn_on;
"""
OPEN = "".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;" for table in TABLES)
CLOSE = "".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;" for table in TABLES)

BACK = """
    DROP TRIGGER links_follow_late ON cases_consent; DROP TRIGGER links_follow ON cases_consent;
    DROP TRIGGER links_follow ON companies_companycontact; DROP TRIGGER links_follow ON cases_case;
    DROP TRIGGER links_follow ON cases_trainingcontract;
    DROP TRIGGER holds ON cases_companystatus; DROP TRIGGER holds ON cases_companylink;
    DROP FUNCTION cases_links_follow_consent(); DROP FUNCTION cases_links_follow_contact();
    DROP FUNCTION cases_links_follow_case(); DROP FUNCTION cases_links_follow_contract();
    DROP FUNCTION cases_contract_is_told(date, date, date, date, date);
    DROP FUNCTION cases_company_status_holds(); DROP FUNCTION cases_company_link_holds()
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0029_company_links_end")]

    operations = [
        migrations.RunSQL(
            "DROP TRIGGER insert_only ON cases_companystatus",
            "CREATE TRIGGER insert_only BEFORE UPDATE ON cases_companystatus"
            " FOR EACH ROW EXECUTE FUNCTION asa_insert_only()",
        ),
        migrations.RunSQL(OPEN + MARK + CLOSE, migrations.RunSQL.noop),
        migrations.RunSQL(HOLDS + FOLLOWS, BACK),
    ]
