from django.db import migrations

# Who confirms a role is somebody else than who asks, not only another account (`asa.accounts.independence`). And what an
# account is follows from its invitations: `is_invited` was a mark that the application could set back, an accepted
# invitation stays one (trigger of `accounts`).
MEMBERSHIP = """
    CREATE OR REPLACE FUNCTION cases_membership_granted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.role NOT IN ('team_lead', 'contact_person', 'social_worker', 'teacher') THEN
            RETURN NEW;
        END IF;
        -- Shorter, or given from whoever was invited to the account that accepted: opens nothing more.
        IF TG_OP = 'UPDATE' AND OLD.provider_id = NEW.provider_id AND OLD.role = NEW.role
           AND (OLD.user_id = NEW.user_id
                OR accounts_only_invited(OLD.user_id, OLD.provider_id))
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
"""

GRANT = """
    CREATE OR REPLACE FUNCTION cases_role_grant_holds() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE day date;
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.state IN ('confirmed', 'alone', 'refused', 'withdrawn') THEN
            IF (NEW.provider_id, NEW.role, NEW.team_id, NEW.starts_on, NEW.ends_on, NEW.reason, NEW.state)
               IS DISTINCT FROM
               (OLD.provider_id, OLD.role, OLD.team_id, OLD.starts_on, OLD.ends_on, OLD.reason, OLD.state)
               OR (NEW.user_id <> OLD.user_id
                   AND NOT accounts_only_invited(OLD.user_id, OLD.provider_id)) THEN
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
                SELECT 1 FROM accounts_membership m
                 WHERE m.provider_id = NEW.provider_id AND m.user_id = NEW.decided_by_id
                   AND NOT accounts_only_invited(m.user_id, m.provider_id)
                   AND m.role IN ('admin', 'team_lead') AND m.starts_on <= day
                   AND (m.ends_on IS NULL OR m.ends_on >= day))
               OR NOT cases_was_here_before(NEW.decided_by_id, NEW.user_id, NEW.provider_id) THEN
                RAISE EXCEPTION 'Bestätigen kann nur, wer vor der Einladung dieser Person schon zum Träger gehörte.'
                    USING ERRCODE = '23514', CONSTRAINT = 'role_grant_second_was_here';
            END IF;
            IF NOT accounts_are_two(
                NEW.decided_by_id, NEW.asked_by_id, NEW.provider_id, coalesce(NEW.decided_at, now()))
               OR EXISTS (SELECT 1 FROM accounts_invitation
                           WHERE provider_id = NEW.provider_id AND user_id = NEW.user_id
                             AND invited_by_id = NEW.decided_by_id
                             AND accounts_is_new_here(NEW.user_id, NEW.provider_id, coalesce(NEW.decided_at, now()))) THEN
                RAISE EXCEPTION 'Bestätigen kann nur, wer durch keine neue Einladung mit dieser Bitte verbunden ist.'
                    USING ERRCODE = '23514', CONSTRAINT = 'role_grant_second_is_another';
            END IF;
        END IF;
        RETURN NEW;
    END $$;
"""

MEMBERSHIP_BEFORE = """
    CREATE OR REPLACE FUNCTION cases_membership_granted() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""

GRANT_BEFORE = """
    CREATE OR REPLACE FUNCTION cases_role_grant_holds() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0031_company_link_codes"), ("accounts", "0010_second_person_is_another")]

    operations = [migrations.RunSQL(MEMBERSHIP + GRANT, MEMBERSHIP_BEFORE + GRANT_BEFORE)]
