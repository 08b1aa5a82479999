from django.db import migrations, models

# The same question as `asa.accounts.independence`: is there a tie of invitation that has not ended yet?
TIES = """
    CREATE FUNCTION accounts_is_new_here(who bigint, provider bigint, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE AS $$
        SELECT count(*) > 0 AND coalesce(min(used_at), min(sent_at), at)
            > at - make_interval(days => (SELECT second_person_days FROM accounts_provider WHERE id = provider))
          FROM accounts_invitation WHERE provider_id = provider AND user_id = who
    $$;

    CREATE FUNCTION accounts_brought_along(who bigint, target bigint, provider bigint, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE AS $$
        WITH RECURSIVE above(id) AS (
            SELECT invited_by_id FROM accounts_invitation
             WHERE provider_id = provider AND user_id = target AND invited_by_id IS NOT NULL
            UNION
            SELECT i.invited_by_id FROM accounts_invitation i JOIN above ON i.user_id = above.id
             WHERE i.provider_id = provider AND i.invited_by_id IS NOT NULL)
        SELECT who <> target AND EXISTS (SELECT 1 FROM above WHERE id = who) AND accounts_is_new_here(target, provider, at)
    $$;

    CREATE FUNCTION accounts_are_two(confirmer bigint, asker bigint, provider bigint, at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE AS $$
        SELECT NOT accounts_brought_along(confirmer, asker, provider, at)
           AND (NOT accounts_brought_along(asker, confirmer, provider, at)
                OR asker = (SELECT user_id FROM accounts_membership WHERE provider_id = provider ORDER BY id LIMIT 1)
                   AND accounts_is_new_here(asker, provider, at))
    $$;

    CREATE FUNCTION accounts_factor_reset_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.confirmed_by_id IS NOT NULL AND NOT accounts_are_two(
            NEW.confirmed_by_id, NEW.asked_by_id, NEW.provider_id, coalesce(NEW.confirmed_at, now())) THEN
            RAISE EXCEPTION 'Bestätigen kann nur, wer mit der bittenden Person nicht durch eine neue Einladung verbunden ist.'
                USING ERRCODE = '23514', CONSTRAINT = 'factor_reset_by_two';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER by_two BEFORE INSERT OR UPDATE OF confirmed_by_id, asked_by_id ON accounts_factorreset
        FOR EACH ROW EXECUTE FUNCTION accounts_factor_reset_by_two();
"""

# Who has accepted is a fact of the invitation and never taken back: other rules stand on it.
FACTS = """
    CREATE FUNCTION accounts_invitation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (NEW.provider_id, NEW.email, NEW.invited_by_id, NEW.secret_hash, NEW.sent_at)
           IS DISTINCT FROM (OLD.provider_id, OLD.email, OLD.invited_by_id, OLD.secret_hash, OLD.sent_at)
           OR (OLD.used_at IS NOT NULL AND (NEW.used_at, NEW.user_id) IS DISTINCT FROM (OLD.used_at, OLD.user_id))
           OR (OLD.replaced_at IS NOT NULL AND NEW.replaced_at IS DISTINCT FROM OLD.replaced_at) THEN
            RAISE EXCEPTION 'Eine Einladung wird nicht geändert. Laden Sie neu ein.'
                USING ERRCODE = '23514', CONSTRAINT = 'invitation_stays';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER stays BEFORE UPDATE ON accounts_invitation
        FOR EACH ROW EXECUTE FUNCTION accounts_invitation_stays();

    CREATE FUNCTION accounts_membership_joined_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.joined_at IS NOT NULL AND NEW.joined_at IS DISTINCT FROM OLD.joined_at THEN
            RAISE EXCEPTION 'Wann jemand die Einladung angenommen hat, wird nicht geändert.'
                USING ERRCODE = '23514', CONSTRAINT = 'membership_joined_stays';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER joined_stays BEFORE UPDATE OF joined_at ON accounts_membership
        FOR EACH ROW EXECUTE FUNCTION accounts_membership_joined_stays();

    CREATE FUNCTION accounts_user_never_invited_again() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.is_invited AND NOT OLD.is_invited THEN
            RAISE EXCEPTION 'Ein angenommener Zugang wird nicht wieder zu einer Einladung.'
                USING ERRCODE = '23514', CONSTRAINT = 'user_never_invited_again';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER never_invited_again BEFORE UPDATE OF is_invited ON accounts_user
        FOR EACH ROW EXECUTE FUNCTION accounts_user_never_invited_again();

    -- A stand-in: invited here and never accepted, nowhere a member who joined. Its rows may go to who accepts.
    CREATE FUNCTION accounts_only_invited(who bigint, provider bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (SELECT 1 FROM accounts_invitation WHERE user_id = who AND provider_id = provider)
           AND NOT EXISTS (SELECT 1 FROM accounts_invitation WHERE user_id = who AND used_at IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM accounts_membership WHERE user_id = who AND joined_at IS NOT NULL)
    $$;
"""

BACK = """
    DROP FUNCTION accounts_only_invited(bigint, bigint);
    DROP TRIGGER never_invited_again ON accounts_user; DROP FUNCTION accounts_user_never_invited_again();
    DROP TRIGGER joined_stays ON accounts_membership; DROP FUNCTION accounts_membership_joined_stays();
    DROP TRIGGER stays ON accounts_invitation; DROP FUNCTION accounts_invitation_stays();
    DROP TRIGGER by_two ON accounts_factorreset; DROP FUNCTION accounts_factor_reset_by_two();
    DROP FUNCTION accounts_are_two(bigint, bigint, bigint, timestamptz);
    DROP FUNCTION accounts_brought_along(bigint, bigint, bigint, timestamptz);
    DROP FUNCTION accounts_is_new_here(bigint, bigint, timestamptz)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_shared_mailboxes")]

    operations = [
        migrations.AddField(
            model_name="provider",
            name="second_person_days",
            field=models.PositiveSmallIntegerField(
                default=14, db_default=14, verbose_name="Tage bis zur zweiten Person"
            ),
        ),
        migrations.AddConstraint(
            model_name="provider",
            constraint=models.CheckConstraint(
                condition=models.Q(second_person_days__range=(14, 365)),
                name="provider_second_person_days",
                violation_error_message="Wählen Sie 14 bis 365 Tage.",
            ),
        ),
        migrations.RunSQL(TIES + FACTS, BACK),
    ]
