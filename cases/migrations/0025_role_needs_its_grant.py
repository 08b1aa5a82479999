from django.db import migrations

# A role that opens case data stands on its grant: with a reason, first and last day, and a second person who belonged
# to the provider before the person was invited. The exception is a provider that never had an active case. Rights that
# an installation already has stay as they are (nobody confirmed them, so nothing says that somebody did); whatever
# makes one of them wider needs its grant from here on.
BEGUN = """
    CREATE FUNCTION cases_provider_has_begun(provider bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (SELECT 1 FROM cases_case WHERE provider_id = provider
            AND state NOT IN ('reported', 'contact', 'assigned', 'declined', 'not_started'))
    $$;
"""

MEMBERSHIP = """
    CREATE FUNCTION cases_membership_granted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.role NOT IN ('team_lead', 'contact_person', 'social_worker', 'teacher') THEN
            RETURN NEW;
        END IF;
        -- Shorter, or given from whoever was invited to the account that accepted: opens nothing more.
        IF TG_OP = 'UPDATE' AND OLD.provider_id = NEW.provider_id AND OLD.role = NEW.role
           AND (OLD.user_id = NEW.user_id
                OR EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.is_invited))
           AND NEW.starts_on >= OLD.starts_on
           AND (OLD.ends_on IS NULL OR (NEW.ends_on IS NOT NULL AND NEW.ends_on <= OLD.ends_on))
           AND (NEW.role <> 'team_lead' OR NEW.team_id IS NOT DISTINCT FROM OLD.team_id) THEN
            RETURN NEW;
        END IF;
        IF cases_provider_has_begun(NEW.provider_id) AND NOT EXISTS (
            SELECT 1 FROM accounts_rolegrant g
             WHERE g.provider_id = NEW.provider_id AND g.user_id = NEW.user_id AND g.role = NEW.role
               AND g.state IN ('confirmed', 'alone') AND g.starts_on <= NEW.starts_on
               AND (g.ends_on IS NULL OR (NEW.ends_on IS NOT NULL AND NEW.ends_on <= g.ends_on))
               AND (NEW.role <> 'team_lead' OR g.team_id IS NOT DISTINCT FROM NEW.team_id)) THEN
            RAISE EXCEPTION 'Diese Rolle braucht eine Begründung und die Bestätigung einer zweiten Person.'
                USING ERRCODE = '23514', CONSTRAINT = 'membership_granted';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER granted BEFORE INSERT OR UPDATE OF provider_id, user_id, role, starts_on, ends_on, team_id
        ON accounts_membership FOR EACH ROW EXECUTE FUNCTION cases_membership_granted();
"""

GRANT = """
    -- The same question as `asa.administration.grants`: who was here before the person was invited?
    CREATE FUNCTION cases_was_here_before(who bigint, target bigint, provider bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
    DECLARE mine record; theirs bigint; invited timestamptz;
    BEGIN
        SELECT min(id) AS id, min(joined_at) AS at INTO mine FROM accounts_membership
            WHERE provider_id = provider AND user_id = who;
        SELECT min(id) INTO theirs FROM accounts_membership WHERE provider_id = provider AND user_id = target;
        IF mine.id IS NULL THEN
            RETURN false;
        END IF;
        IF theirs = (SELECT min(id) FROM accounts_membership WHERE provider_id = provider) THEN
            RETURN true;
        END IF;
        SELECT min(sent_at) INTO invited FROM accounts_invitation WHERE provider_id = provider AND user_id = target;
        IF invited IS NOT NULL AND mine.at IS NOT NULL THEN
            RETURN mine.at <= invited;
        END IF;
        RETURN theirs IS NULL OR mine.id < theirs;
    END $$;

    CREATE FUNCTION cases_role_grant_holds() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE day date;
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.state IN ('confirmed', 'alone', 'refused', 'withdrawn') THEN
            IF (NEW.provider_id, NEW.role, NEW.team_id, NEW.starts_on, NEW.ends_on, NEW.reason, NEW.state)
               IS DISTINCT FROM
               (OLD.provider_id, OLD.role, OLD.team_id, OLD.starts_on, OLD.ends_on, OLD.reason, OLD.state)
               OR (NEW.user_id <> OLD.user_id
                   AND NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.is_invited)) THEN
                RAISE EXCEPTION 'Eine entschiedene Vergabe wird nicht geändert. Bitten Sie neu um die Rolle.'
                    USING ERRCODE = '23514', CONSTRAINT = 'role_grant_decided';
            END IF;
            RETURN NEW;
        END IF;
        IF btrim(NEW.reason) = '' THEN
            RAISE EXCEPTION 'Schreiben Sie, wofür die Person die Rolle braucht.'
                USING ERRCODE = '23514', CONSTRAINT = 'role_grant_reason';
        END IF;
        IF NEW.state = 'alone' AND cases_provider_has_begun(NEW.provider_id) THEN
            RAISE EXCEPTION 'Seit der ersten Teilnahme braucht diese Rolle eine zweite Person.'
                USING ERRCODE = '23514', CONSTRAINT = 'role_grant_alone';
        END IF;
        IF NEW.state = 'confirmed' THEN
            day := (coalesce(NEW.decided_at, now()) AT TIME ZONE 'Europe/Berlin')::date;
            IF NOT EXISTS (
                SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
                 WHERE m.provider_id = NEW.provider_id AND m.user_id = NEW.decided_by_id AND NOT u.is_invited
                   AND m.role IN ('admin', 'team_lead') AND m.starts_on <= day
                   AND (m.ends_on IS NULL OR m.ends_on >= day))
               OR NOT cases_was_here_before(NEW.decided_by_id, NEW.user_id, NEW.provider_id) THEN
                RAISE EXCEPTION 'Bestätigen kann nur, wer vor der Einladung dieser Person schon zum Träger gehörte.'
                    USING ERRCODE = '23514', CONSTRAINT = 'role_grant_second_was_here';
            END IF;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER holds BEFORE INSERT OR UPDATE ON accounts_rolegrant
        FOR EACH ROW EXECUTE FUNCTION cases_role_grant_holds();
"""

BACK = """
    DROP TRIGGER holds ON accounts_rolegrant; DROP FUNCTION cases_role_grant_holds();
    DROP FUNCTION cases_was_here_before(bigint, bigint, bigint);
    DROP TRIGGER granted ON accounts_membership; DROP FUNCTION cases_membership_granted();
    DROP FUNCTION cases_provider_has_begun(bigint)
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_deputy_reads_notes"), ("accounts", "0005_joining_and_grants")]

    operations = [migrations.RunSQL(BEGUN + MEMBERSHIP + GRANT, BACK)]
