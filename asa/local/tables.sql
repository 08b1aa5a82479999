SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.accounts_logentry_chain() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_sort TO 'off'
    AS $$
    BEGIN
        -- One writer at a time per provider, or two entries would follow the same one.
        PERFORM pg_advisory_xact_lock(7101, coalesce(NEW.provider_id, 0)::int);
        
        IF NEW.provider_id IS NULL THEN
            SELECT entry_hash INTO NEW.previous_hash FROM accounts_logentry
                WHERE provider_id IS NULL ORDER BY id DESC LIMIT 1;
        ELSE
            SELECT entry_hash INTO NEW.previous_hash FROM accounts_logentry
                WHERE provider_id = NEW.provider_id ORDER BY id DESC LIMIT 1;
        END IF;
        NEW.previous_hash := coalesce(NEW.previous_hash, '');
        NEW.entry_hash := encode(sha256(convert_to(concat_ws('|', NEW.previous_hash, NEW.provider_id, NEW.at AT TIME ZONE 'UTC',
            NEW.actor_id, NEW.kind, NEW.route, NEW.object_type, NEW.object_id, NEW.details::text), 'UTF8')), 'hex');
        RETURN NEW;
    END $$;
CREATE FUNCTION public.asa_insert_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION 'Diese Einträge werden nie geändert oder gelöscht.' USING ERRCODE = '23514';
    END $$;
CREATE FUNCTION public.asa_sort_key(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT lower(public.unaccent('public.unaccent', value)) $$;
CREATE FUNCTION public.cases_admission_guardian() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM cases_case c JOIN cases_trainee t ON t.id = c.trainee_id
            WHERE c.id = NEW.case_id AND t.guardian_name = '' AND t.no_guardian_reason = ''
              AND t.birth_date > greatest(NEW.entry_on, (NEW.completed_at AT TIME ZONE 'Europe/Berlin')::date) - interval '18 years') THEN
            RAISE EXCEPTION
                'Die Person ist minderjährig. Tragen Sie eine sorgeberechtigte Person ein oder warum es keine gibt.'
                USING ERRCODE = '23514', CONSTRAINT = 'admission_guardian';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.cases_attendance_fits() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
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
CREATE FUNCTION public.cases_attendance_month_open() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
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
CREATE FUNCTION public.cases_booking_month(measure bigint, service date) RETURNS date
    LANGUAGE sql STABLE
    AS $$
        SELECT m::date FROM generate_series(
            date_trunc('month', service::timestamp),
            date_trunc('month', service::timestamp) + interval '20 years', interval '1 month') m
        WHERE NOT cases_month_is_closed(measure, m::date) ORDER BY m LIMIT 1
    $$;
CREATE FUNCTION public.cases_carry_over_fits() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
    DECLARE was record; first date;
    BEGIN
        PERFORM cases_refuse_closed(NEW.measure_id, NEW.booking_month);
        IF NEW.reverses_id IS NOT NULL THEN
            SELECT * INTO was FROM cases_carryover WHERE id = NEW.reverses_id;
            IF was.reverses_id IS NOT NULL
               OR (NEW.account, NEW.measure_id, NEW.case_id, NEW.part, NEW.starts_on, NEW.ends_on, NEW.minutes)
               IS DISTINCT FROM
               (was.account, was.measure_id, was.case_id, was.part, was.starts_on, was.ends_on, -was.minutes) THEN
                RAISE EXCEPTION 'Ein Storno nimmt genau den Übertrag zurück, zu dem es gehört.'
                    USING ERRCODE = '23514', CONSTRAINT = 'carry_over_reversal';
            END IF;
            RETURN NEW;
        END IF;
        IF NEW.corrects_id IS NULL AND NEW.booking_month <> date_trunc('month', NEW.ends_on::timestamp)::date THEN
            RAISE EXCEPTION 'Ein Übertrag wird im Monat seines Standes gebucht.'
                USING ERRCODE = '23514', CONSTRAINT = 'carry_over_month';
        END IF;
        IF NEW.case_id IS NOT NULL THEN
            SELECT started_on INTO first FROM cases_case WHERE id = NEW.case_id;
            IF first IS NULL OR NEW.starts_on < first OR NOT EXISTS (
                SELECT 1 FROM cases_measurestay st WHERE st.case_id = NEW.case_id AND st.measure_id = NEW.measure_id
                   AND st.starts_on <= NEW.ends_on AND (st.ends_on IS NULL OR st.ends_on >= NEW.ends_on)) THEN
                RAISE EXCEPTION 'Der Übertrag liegt außerhalb der Zeit in der Maßnahme.'
                    USING ERRCODE = '23514', CONSTRAINT = 'carry_over_in_stay';
            END IF;
        END IF;
        IF EXISTS (
            SELECT 1 FROM cases_carryover c WHERE c.measure_id = NEW.measure_id AND c.account = NEW.account
               AND c.case_id IS NOT DISTINCT FROM NEW.case_id AND c.part = NEW.part AND c.reverses_id IS NULL
               AND c.starts_on <= NEW.ends_on AND c.ends_on >= NEW.starts_on
               AND NOT EXISTS (SELECT 1 FROM cases_carryover r WHERE r.reverses_id = c.id)) THEN
            RAISE EXCEPTION 'Für diese Zeit gibt es schon einen Übertrag.'
                USING ERRCODE = '23514', CONSTRAINT = 'carry_over_once';
        END IF;
        IF NEW.corrects_id IS NULL AND EXISTS (
            SELECT 1 FROM cases_ledgerentry e WHERE e.measure_id = NEW.measure_id AND e.account = NEW.account
               AND e.case_id IS NOT DISTINCT FROM NEW.case_id AND e.service_on BETWEEN NEW.starts_on AND NEW.ends_on
               AND e.reverses_id IS NULL AND e.minutes > 0
               AND NOT EXISTS (SELECT 1 FROM cases_ledgerentry r WHERE r.reverses_id = e.id)) THEN
            RAISE EXCEPTION 'In dieser Zeit zählen schon eigene Termine. Der Übertrag würde sie doppelt zählen.'
                USING ERRCODE = '23514', CONSTRAINT = 'carry_over_doubled';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.cases_contract_keeps_exams() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM cases_exam e WHERE e.contract_id = NEW.id AND e."on" < NEW.starts_on) THEN
            RAISE EXCEPTION 'Zu diesem Vertrag gehört eine Prüfung vor diesem Beginn.'
                USING ERRCODE = '23514', CONSTRAINT = 'exam_after_start';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.cases_exam_fits() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE held record;
    BEGIN
        SELECT starts_on, case_id, occupation_id INTO held FROM cases_trainingcontract WHERE id = NEW.contract_id;
        IF NEW."on" < held.starts_on THEN
            RAISE EXCEPTION 'Die Prüfung liegt vor dem Beginn des Vertrags.'
                USING ERRCODE = '23514', CONSTRAINT = 'exam_after_start';
        END IF;
        IF EXISTS (SELECT 1 FROM cases_exam e JOIN cases_trainingcontract c ON c.id = e.contract_id
                   WHERE c.case_id = held.case_id AND c.occupation_id = held.occupation_id AND e.id <> NEW.id
                   AND (e.kind IN ('part_1', 'part_2')) <> (NEW.kind IN ('part_1', 'part_2'))) THEN
            RAISE EXCEPTION 'Entweder Zwischen- und Abschlussprüfung oder Teil 1 und Teil 2 (§ 48 Abs. 2 BBiG).'
                USING ERRCODE = '23514', CONSTRAINT = 'exam_either_or';
        END IF;
        IF EXISTS (SELECT 1 FROM cases_exam e JOIN cases_trainingcontract c ON c.id = e.contract_id
                   WHERE c.case_id = held.case_id AND c.occupation_id = held.occupation_id AND e.id <> NEW.id
                   AND e.kind = NEW.kind AND e.attempt = NEW.attempt) THEN
            RAISE EXCEPTION 'Diesen Versuch der Prüfung gibt es schon.'
                USING ERRCODE = '23514', CONSTRAINT = 'exam_attempt_once';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.cases_exit_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR (NEW.case_id, NEW.on, NEW.reason_id, NEW.outcome_id, NEW.corrects_id, NEW.takes_back,
               NEW.why, NEW.entered_by_id, NEW.entered_at)
               IS DISTINCT FROM (OLD.case_id, OLD.on, OLD.reason_id, OLD.outcome_id, OLD.corrects_id, OLD.takes_back,
               OLD.why, OLD.entered_by_id, OLD.entered_at)
           OR (OLD.whereabouts_id IS NOT NULL AND (NEW.whereabouts_id, NEW.remark)
               IS DISTINCT FROM (OLD.whereabouts_id, OLD.remark)) THEN
            RAISE EXCEPTION 'Ein Eintrag zum Austritt wird nie geändert. Beantragen Sie eine Berichtigung.'
                USING ERRCODE = '23514', CONSTRAINT = 'exit_stays';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.cases_fundingshare_sum() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.cases_is_corrected(session bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    AS $$
        SELECT EXISTS (
            SELECT 1 FROM cases_monthcorrection c JOIN cases_session s ON s.request_key = c.session_key
            WHERE s.id = session AND c.state = 'approved' AND c.decided_by_id <> c.requested_by_id
              AND c.id = nullif(current_setting('asa.correction', true), '')::bigint)
    $$;
CREATE FUNCTION public.cases_last_closed(measure bigint) RETURNS date
    LANGUAGE sql STABLE
    AS $$
        SELECT (max(month) + interval '1 month' - interval '1 day')::date FROM cases_monthclose WHERE measure_id = measure
    $$;
CREATE FUNCTION public.cases_ledger_month_open() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
    BEGIN
        PERFORM cases_refuse_closed(NEW.measure_id, NEW.booking_month);
        RETURN NULL;
    END $$;
CREATE FUNCTION public.cases_ledger_not_carried() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE last date;
    BEGIN
        SELECT c.ends_on INTO last FROM cases_carryover c
            WHERE c.measure_id = NEW.measure_id AND c.account = NEW.account
              AND c.case_id IS NOT DISTINCT FROM NEW.case_id AND c.reverses_id IS NULL
              AND NEW.service_on BETWEEN c.starts_on AND c.ends_on
              AND NOT EXISTS (SELECT 1 FROM cases_carryover r WHERE r.reverses_id = c.id) LIMIT 1;
        IF last IS NOT NULL THEN
            RAISE EXCEPTION 'Bis zum % sind die Stunden schon als Übertrag gebucht. Der Termin würde doppelt zählen.',
                to_char(last, 'DD.MM.YYYY') USING ERRCODE = '23514', CONSTRAINT = 'session_carried_over';
        END IF;
        RETURN NULL;
    END $$;
CREATE FUNCTION public.cases_ledger_rolls_up() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO cases_monthtotal AS t (provider_id, account, measure_id, case_id, kind, employer_present,
                                           service_month, booking_month, minutes, entries)
        VALUES (NEW.provider_id, NEW.account, NEW.measure_id, NEW.case_id, NEW.kind, NEW.employer_present,
                NEW.service_month, NEW.booking_month, NEW.minutes, 1)
        ON CONFLICT (measure_id, service_month, booking_month, account, case_id, kind, employer_present)
        DO UPDATE SET minutes = t.minutes + EXCLUDED.minutes, entries = t.entries + 1;
        RETURN NULL;
    END $$;
CREATE FUNCTION public.cases_membership_granted() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.cases_message_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF OLD.state = 'due' THEN RETURN coalesce(NEW, OLD); END IF;
        IF TG_OP = 'DELETE' OR (NEW.type, NEW.direction, NEW.text, NEW.about_on, NEW.sent_on, NEW.measure_id, NEW.case_id,
            NEW.by_letter, NEW.answers_id, NEW.corrects_id, NEW.interface_version) IS DISTINCT FROM (OLD.type, OLD.direction, OLD.text,
            OLD.about_on, OLD.sent_on, OLD.measure_id, OLD.case_id, OLD.by_letter, OLD.answers_id, OLD.corrects_id, OLD.interface_version)
            OR NEW.state = 'due' THEN
            RAISE EXCEPTION 'Eine gesendete oder eingegangene Nachricht wird nie geändert. Schreiben Sie eine Korrektur.'
                USING ERRCODE = '23514', CONSTRAINT = 'message_stays';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.cases_message_takes_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF OLD.state <> 'due' THEN RETURN NEW; END IF;
        END IF;
        IF NOT NEW.by_letter AND NEW.sent_on IS NOT NULL AND NEW.state <> 'due' THEN
            NEW.interface_version := coalesce((
                SELECT v.number FROM cases_interfaceversion v
                WHERE v.provider_id = NEW.provider_id AND v.starts_on <= NEW.sent_on
                ORDER BY v.starts_on DESC LIMIT 1), '');
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.cases_month_is_closed(measure bigint, day date) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
        SELECT EXISTS (SELECT 1 FROM cases_monthclose c
                       WHERE c.measure_id = measure AND c.month = date_trunc('month', day::timestamp)::date)
    $$;
CREATE FUNCTION public.cases_month_is_closed_now(measure bigint, day date) RETURNS boolean
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
    BEGIN
        PERFORM 1 FROM cases_measure WHERE id = measure FOR KEY SHARE;
        RETURN cases_month_is_closed(measure, day);
    END $$;
CREATE FUNCTION public.cases_phase_on(one bigint, day date) RETURNS text
    LANGUAGE sql STABLE
    AS $$
        SELECT coalesce(
            (SELECT e.details->>'after' FROM cases_caseevent e
             WHERE e.case_id = one AND e.kind = 'state' AND e."on" <= day
               AND e.details->>'after' NOT IN ('suspended', 'ended') ORDER BY e."on" DESC, e.id DESC LIMIT 1),
            (SELECT e.details->>'before' FROM cases_caseevent e
             WHERE e.case_id = one AND e.kind = 'state' AND e.details->>'before' <> 'suspended'
             ORDER BY e."on", e.id LIMIT 1),
            (SELECT coalesce(nullif(c.state_before_pause, ''), c.state) FROM cases_case c WHERE c.id = one))
    $$;
CREATE FUNCTION public.cases_provider_has_begun(provider bigint) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
        SELECT EXISTS (SELECT 1 FROM cases_case WHERE provider_id = provider
            AND state NOT IN ('reported', 'contact', 'assigned', 'declined', 'not_started'))
    $$;
CREATE FUNCTION public.cases_refresh_statistics(filled regclass) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    BEGIN
        EXECUTE format('ANALYZE %s', filled);
    END $$;
CREATE FUNCTION public.cases_refuse_closed(measure bigint, day date) RETURNS void
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF cases_month_is_closed_now(measure, day) THEN
            RAISE EXCEPTION 'Der Monat % ist abgeschlossen. Bitten Sie die Verwaltung um eine Korrektur.',
                to_char(day, 'MM/YYYY') USING ERRCODE = '23514', CONSTRAINT = 'month_closed';
        END IF;
    END $$;
CREATE FUNCTION public.cases_refuse_closed_case(session bigint, one bigint, day date) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
    DECLARE measure bigint;
    BEGIN
        SELECT st.measure_id INTO measure FROM cases_measurestay st
            WHERE st.case_id = one AND st.starts_on <= day AND (st.ends_on IS NULL OR st.ends_on >= day);
        IF measure IS NOT NULL AND cases_month_is_closed_now(measure, day) AND NOT cases_is_corrected(session) THEN
            PERFORM cases_refuse_closed(measure, day);
        END IF;
    END $$;
CREATE FUNCTION public.cases_role_grant_holds() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.cases_rules_month_open() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.cases_session_keeps_minutes() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM cases_attendance a WHERE a.session_id = NEW.id
                   AND a.minutes > extract(epoch FROM NEW.ends_at - NEW.starts_at) / 60) THEN
            RAISE EXCEPTION 'Die Minuten einer Person sind mehr als der Termin dauert.'
                USING ERRCODE = '23514', CONSTRAINT = 'attendance_within_session';
        END IF;
        RETURN NULL;
    END $$;
CREATE FUNCTION public.cases_session_month_open() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
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
CREATE FUNCTION public.cases_session_part_month_open() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
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
CREATE FUNCTION public.cases_status_month_open() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
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
CREATE FUNCTION public.cases_stay_is_carried() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM cases_carryover c WHERE c.case_id = OLD.case_id AND c.measure_id = OLD.measure_id
               AND c.ends_on >= OLD.starts_on AND (OLD.ends_on IS NULL OR c.ends_on <= OLD.ends_on)
               AND c.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM cases_carryover r WHERE r.reverses_id = c.id)
               AND NOT EXISTS (
                   SELECT 1 FROM cases_measurestay st WHERE st.case_id = c.case_id AND st.measure_id = c.measure_id
                      AND st.starts_on <= c.ends_on AND (st.ends_on IS NULL OR st.ends_on >= c.ends_on))) THEN
            RAISE EXCEPTION 'Zu dieser Zuordnung gehört ein Übertrag. Stornieren Sie ihn zuerst.'
                USING ERRCODE = '23514', CONSTRAINT = 'stay_is_carried';
        END IF;
        RETURN NULL;
    END $$;
CREATE FUNCTION public.cases_stay_is_used() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
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
CREATE FUNCTION public.cases_stay_month_open() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
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
CREATE FUNCTION public.cases_was_here_before(who bigint, target bigint, provider bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
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
CREATE FUNCTION public.cases_years_follow() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.reports_file_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        its_report bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.report_id ELSE OLD.report_id END;
    BEGIN
        IF EXISTS (SELECT 1 FROM reports_report
                   WHERE id = its_report AND state IN ('released', 'superseded', 'withdrawn')) THEN
            RAISE EXCEPTION 'Die Dateien eines freigegebenen Berichts ändern sich nie.'
                USING ERRCODE = '23514', CONSTRAINT = 'report_file_stays';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$;
CREATE FUNCTION public.reports_report_released_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        of_withdrawal text[] := ARRAY['state', 'withdrawn_at', 'withdrawn_by_id', 'withdrawal_reason'];
    BEGIN
        IF OLD.state IN ('released', 'superseded', 'withdrawn') THEN
            IF TG_OP = 'UPDATE' AND OLD.state = 'released' AND NEW.state = 'superseded'
               AND (to_jsonb(NEW) - 'state') = (to_jsonb(OLD) - 'state') THEN
                RETURN NEW;
            END IF;
            IF TG_OP = 'UPDATE' AND OLD.state <> 'withdrawn' AND NEW.state = 'withdrawn'
               AND (to_jsonb(NEW) - of_withdrawal) = (to_jsonb(OLD) - of_withdrawal) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'Ein freigegebener Bericht ändert sich nie. Eine Berichtigung ist die nächste Version.'
                USING ERRCODE = '23514', CONSTRAINT = 'report_released_stays';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.state = 'released'
           AND NOT EXISTS (SELECT 1 FROM reports_reportfile WHERE report_id = NEW.id AND sha256 <> '') THEN
            RAISE EXCEPTION 'Ein freigegebener Bericht hat mindestens eine Datei mit Prüfsumme.'
                USING ERRCODE = '23514', CONSTRAINT = 'report_released_with_file';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_emailchange (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    email character varying(254) NOT NULL,
    secret_hash character varying(64) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    asked_by_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE ONLY public.accounts_emailchange FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_emailchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_emailchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_factorreset (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    reason character varying(300) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    asked_by_id bigint NOT NULL,
    confirmed_by_id bigint,
    user_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT factor_reset_not_for_oneself CHECK (((NOT (user_id = asked_by_id)) AND ((confirmed_by_id IS NULL) OR (NOT ((confirmed_by_id = user_id) AND (confirmed_by_id IS NOT NULL)))))),
    CONSTRAINT factor_reset_second_person CHECK (((confirmed_by_id IS NULL) OR (NOT ((confirmed_by_id = asked_by_id) AND (confirmed_by_id IS NOT NULL)))))
);
ALTER TABLE ONLY public.accounts_factorreset FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_factorreset ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_factorreset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_funderaccess (
    id bigint NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    sees_persons boolean NOT NULL,
    user_id bigint NOT NULL,
    funding_body_id bigint NOT NULL,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.accounts_funderaccess FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_funderaccess ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_funderaccess_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_fundingbody (
    id bigint NOT NULL,
    name character varying(160) NOT NULL,
    kind character varying(12) NOT NULL,
    email character varying(254) NOT NULL,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.accounts_fundingbody FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_fundingbody ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_fundingbody_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_invitation (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    secret_hash character varying(64) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    invited_by_id bigint,
    user_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    email character varying(254) DEFAULT ''::character varying NOT NULL,
    replaced_at timestamp with time zone,
    sent_at timestamp with time zone
);
ALTER TABLE ONLY public.accounts_invitation FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_logentry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(16) NOT NULL,
    route character varying(120) NOT NULL,
    object_type character varying(60) NOT NULL,
    object_id bigint,
    details jsonb NOT NULL,
    previous_hash character varying(64) NOT NULL,
    entry_hash character varying(64) NOT NULL,
    actor_id bigint,
    provider_id bigint
);
ALTER TABLE ONLY public.accounts_logentry FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_logentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_logentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_membership (
    id bigint NOT NULL,
    role character varying(20) NOT NULL,
    kind character varying(12) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    qualification character varying(160) NOT NULL,
    conduct_seen_on date,
    user_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    site_id bigint,
    team_id bigint,
    joined_at timestamp with time zone,
    secrecy_signed_on date,
    CONSTRAINT membership_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT membership_lead_has_team CHECK (((NOT ((role)::text = 'team_lead'::text)) OR (team_id IS NOT NULL))),
    CONSTRAINT membership_staff_role CHECK (((role)::text = ANY ((ARRAY['admin'::character varying, 'team_lead'::character varying, 'contact_person'::character varying, 'social_worker'::character varying, 'teacher'::character varying, 'billing'::character varying, 'data_protection'::character varying])::text[])))
);
ALTER TABLE ONLY public.accounts_membership FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_membership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_membership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_provider (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    legal_name character varying(160) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(128) NOT NULL,
    company_link_days smallint NOT NULL,
    minimum_cell smallint NOT NULL,
    draft_day smallint NOT NULL,
    due_day smallint NOT NULL,
    is_demo boolean NOT NULL,
    CONSTRAINT accounts_provider_company_link_days_check CHECK ((company_link_days >= 0)),
    CONSTRAINT accounts_provider_draft_day_check CHECK ((draft_day >= 0)),
    CONSTRAINT accounts_provider_due_day_check CHECK ((due_day >= 0)),
    CONSTRAINT accounts_provider_minimum_cell_check CHECK ((minimum_cell >= 0)),
    CONSTRAINT provider_minimum_cell CHECK ((minimum_cell >= 3)),
    CONSTRAINT provider_report_days CHECK ((((draft_day >= 1) AND (draft_day <= 28)) AND (due_day >= draft_day) AND ((due_day >= 1) AND (due_day <= 28))))
);
ALTER TABLE public.accounts_provider ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_provider_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_rolegrant (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    role character varying(20) NOT NULL,
    kind character varying(12) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    qualification character varying(160) NOT NULL,
    conduct_seen_on date,
    secrecy_signed_on date,
    reason character varying(300) NOT NULL,
    state character varying(10) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    reviewed_on date,
    asked_by_id bigint NOT NULL,
    decided_by_id bigint,
    provider_id bigint NOT NULL,
    reviewed_by_id bigint,
    site_id bigint,
    team_id bigint,
    user_id bigint NOT NULL,
    CONSTRAINT role_grant_decided_by_somebody CHECK ((((decided_by_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['confirmed'::character varying, 'refused'::character varying])::text[]))) OR ((decided_by_id IS NULL) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'withdrawn'::character varying, 'alone'::character varying])::text[]))))),
    CONSTRAINT role_grant_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT role_grant_not_to_oneself CHECK ((((state)::text = 'alone'::text) OR (NOT (user_id = asked_by_id)))),
    CONSTRAINT role_grant_second_person CHECK (((decided_by_id IS NULL) OR ((NOT ((decided_by_id = asked_by_id) AND (decided_by_id IS NOT NULL))) AND (NOT ((decided_by_id = user_id) AND (decided_by_id IS NOT NULL))))))
);
ALTER TABLE ONLY public.accounts_rolegrant FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_rolegrant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_rolegrant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_site (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    street character varying(120) NOT NULL,
    postcode character varying(5) NOT NULL,
    place character varying(80) NOT NULL,
    land character varying(2) NOT NULL,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.accounts_site FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_site ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_site_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_staffprofile (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    phone character varying(128) NOT NULL,
    reachable character varying(80) NOT NULL,
    picture character varying(100) NOT NULL,
    version integer NOT NULL,
    provider_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT accounts_staffprofile_version_check CHECK ((version >= 0))
);
ALTER TABLE ONLY public.accounts_staffprofile FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_staffprofile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_staffprofile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_team (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    provider_id bigint NOT NULL,
    site_id bigint NOT NULL
);
ALTER TABLE ONLY public.accounts_team FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_team ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_team_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    public_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    phone character varying(128) DEFAULT ''::character varying NOT NULL,
    reachable character varying(80) DEFAULT ''::character varying NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    appearance character varying(6) DEFAULT 'device'::character varying NOT NULL,
    mail_language character varying(2) DEFAULT 'de'::character varying NOT NULL,
    is_invited boolean DEFAULT false NOT NULL,
    last_provider_id bigint,
    CONSTRAINT user_email_lower CHECK (((email)::text = lower((email)::text)))
);
ALTER TABLE public.accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.asa_cache (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_admission (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    version integer NOT NULL,
    entry_on date,
    parts jsonb NOT NULL,
    started_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    case_id bigint NOT NULL,
    measure_id bigint,
    provider_id bigint NOT NULL,
    started_by_id bigint NOT NULL,
    completed_by_id bigint,
    takeover jsonb NOT NULL,
    CONSTRAINT cases_admission_version_check CHECK ((version >= 0))
);
ALTER TABLE ONLY public.cases_admission FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_admission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_admission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_aftercare (
    id bigint NOT NULL,
    version integer NOT NULL,
    starts_on date NOT NULL,
    training_ended_on date,
    job_started_on date,
    ends_on date NOT NULL,
    case_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT aftercare_cap CHECK (((ends_on >= starts_on) AND (((ends_on <= GREATEST(((((job_started_on + 0) - 1) + '6 mons'::interval))::date, ((((job_started_on + 0) + '6 mons'::interval))::date - 1))) AND (job_started_on IS NOT NULL)) OR ((ends_on <= GREATEST(((((training_ended_on + 1) - 1) + '1 year'::interval))::date, ((((training_ended_on + 1) + '1 year'::interval))::date - 1))) AND (training_ended_on IS NOT NULL))))),
    CONSTRAINT aftercare_has_anchor CHECK (((training_ended_on IS NOT NULL) OR (job_started_on IS NOT NULL))),
    CONSTRAINT cases_aftercare_version_check CHECK ((version >= 0))
);
ALTER TABLE ONLY public.cases_aftercare FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_aftercare ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_aftercare_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_attendance (
    id bigint NOT NULL,
    outcome character varying(24) NOT NULL,
    minutes smallint NOT NULL,
    late_minutes smallint NOT NULL,
    mode character varying(8) NOT NULL,
    reason character varying(24) NOT NULL,
    provider_id bigint NOT NULL,
    case_id bigint NOT NULL,
    session_id bigint NOT NULL,
    CONSTRAINT attendance_minutes_need_presence CHECK (((minutes = 0) OR ((outcome)::text = ANY ((ARRAY['present'::character varying, 'late'::character varying, 'pro_forma'::character varying])::text[])))),
    CONSTRAINT cases_attendance_late_minutes_check CHECK ((late_minutes >= 0)),
    CONSTRAINT cases_attendance_minutes_check CHECK ((minutes >= 0))
);
ALTER TABLE ONLY public.cases_attendance FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_attendance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_attendance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_attendanceproof (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    kind character varying(8) NOT NULL,
    typed_name character varying(160) NOT NULL,
    drawing text NOT NULL,
    at timestamp with time zone NOT NULL,
    attendance_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    taken_by_id bigint,
    CONSTRAINT proof_has_content CHECK (((((kind)::text = 'typed'::text) AND (NOT ((typed_name)::text = ''::text))) OR (((kind)::text = 'drawn'::text) AND (NOT (drawing = ''::text)))))
);
ALTER TABLE ONLY public.cases_attendanceproof FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_attendanceproof ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_attendanceproof_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_attendancesheet (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    file character varying(100) NOT NULL,
    file_name character varying(160) NOT NULL,
    sha256 character varying(64) NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    provider_id bigint NOT NULL,
    uploaded_by_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_attendancesheet FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_attendancesheet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_attendancesheet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_auditgrant (
    id bigint NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    provider_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT audit_grant_fourteen_days CHECK (((ends_on >= starts_on) AND (ends_on IS NOT NULL) AND (ends_on <= (starts_on + '14 days'::interval))))
);
ALTER TABLE ONLY public.cases_auditgrant FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_auditgrant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_auditgrant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_auditgrantcase (
    id bigint NOT NULL,
    grant_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    case_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_auditgrantcase FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_auditgrantcase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_auditgrantcase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_billingsheet (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    month date NOT NULL,
    number smallint NOT NULL,
    reason character varying(200) NOT NULL,
    snapshot jsonb NOT NULL,
    snapshot_sha256 character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by_id bigint,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT billing_sheet_month CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT cases_billingsheet_number_check CHECK ((number >= 0))
);
ALTER TABLE ONLY public.cases_billingsheet FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_billingsheet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_billingsheet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_billingterms (
    id bigint NOT NULL,
    version integer NOT NULL,
    guaranteed_basis_points integer,
    lot_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_billingterms_guaranteed_basis_points_check CHECK ((guaranteed_basis_points >= 0)),
    CONSTRAINT cases_billingterms_version_check CHECK ((version >= 0)),
    CONSTRAINT guaranteed_share_range CHECK (((guaranteed_basis_points IS NULL) OR ((guaranteed_basis_points >= 1) AND (guaranteed_basis_points <= 10000))))
);
ALTER TABLE ONLY public.cases_billingterms FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_billingterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_billingterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_carryover (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    account character varying(8) NOT NULL,
    part character varying(14) NOT NULL,
    minutes integer NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    booking_month date NOT NULL,
    source character varying(120) NOT NULL,
    reason character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    case_id bigint,
    corrects_id bigint,
    created_by_id bigint,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    reverses_id bigint,
    CONSTRAINT carry_over_booking_month CHECK ((EXTRACT(day FROM booking_month) = (1)::numeric)),
    CONSTRAINT carry_over_change_has_reason CHECK ((((corrects_id IS NULL) AND (reverses_id IS NULL)) OR (NOT ((reason)::text = ''::text)))),
    CONSTRAINT carry_over_ends_after_start CHECK ((ends_on >= starts_on)),
    CONSTRAINT carry_over_has_source CHECK ((NOT ((source)::text = ''::text))),
    CONSTRAINT carry_over_minutes CHECK ((((minutes > 0) AND (reverses_id IS NULL)) OR ((minutes < 0) AND (reverses_id IS NOT NULL)))),
    CONSTRAINT carry_over_trainee_has_case CHECK (((((account)::text = 'measure'::text) AND (case_id IS NULL)) OR (((account)::text = 'trainee'::text) AND (case_id IS NOT NULL))))
);
ALTER TABLE ONLY public.cases_carryover FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_carryover ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_carryover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_case (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    state character varying(16) NOT NULL,
    state_before_pause character varying(16) NOT NULL,
    eligibility character varying(16) NOT NULL,
    reported_on date NOT NULL,
    started_on date,
    planned_end_on date,
    ended_on date,
    exit_reason character varying(24) NOT NULL,
    whereabouts_remark character varying(160) CONSTRAINT cases_case_whereabouts_not_null NOT NULL,
    needs text NOT NULL,
    goals text NOT NULL,
    provider_id bigint NOT NULL,
    team_id bigint,
    trainee_id bigint NOT NULL,
    exit_outcome character varying(24) NOT NULL,
    whereabouts character varying(24) CONSTRAINT cases_case_whereabouts_not_null1 NOT NULL,
    CONSTRAINT case_ended_has_date_and_reason CHECK (((NOT ((state)::text = 'ended'::text)) OR ((ended_on IS NOT NULL) AND (NOT ((exit_reason)::text = ''::text))))),
    CONSTRAINT case_ends_after_start CHECK (((ended_on IS NULL) OR (ended_on >= started_on))),
    CONSTRAINT case_running_has_start CHECK (((NOT ((state)::text = ANY ((ARRAY['pre_phase'::character varying, 'accompanying'::character varying, 'no_contract'::character varying, 'aftercare'::character varying, 'suspended'::character varying, 'ended'::character varying])::text[]))) OR (started_on IS NOT NULL))),
    CONSTRAINT cases_case_version_check CHECK ((version >= 0))
);
ALTER TABLE ONLY public.cases_case FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_case ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_case_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_caseevent (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone NOT NULL,
    details jsonb NOT NULL,
    by_id bigint,
    case_id bigint NOT NULL,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_caseevent FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_caseevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_caseevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_caseexit (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    "on" date NOT NULL,
    remark character varying(160) NOT NULL,
    state character varying(10) NOT NULL,
    takes_back boolean NOT NULL,
    why character varying(300) NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decision character varying(300) NOT NULL,
    case_id bigint NOT NULL,
    corrects_id bigint,
    decided_by_id bigint,
    entered_by_id bigint,
    provider_id bigint NOT NULL,
    outcome_id bigint,
    reason_id bigint NOT NULL,
    whereabouts_id bigint,
    CONSTRAINT exit_correction_has_reason CHECK ((((corrects_id IS NULL) AND (NOT takes_back)) OR ((corrects_id IS NOT NULL) AND (NOT ((why)::text = ''::text))))),
    CONSTRAINT exit_correction_is_decided CHECK (((corrects_id IS NULL) OR ((state)::text = 'requested'::text) OR (decided_by_id IS NOT NULL))),
    CONSTRAINT exit_second_person CHECK (((corrects_id IS NULL) OR (decided_by_id IS NULL) OR (NOT ((decided_by_id = entered_by_id) AND (decided_by_id IS NOT NULL) AND (entered_by_id IS NOT NULL)))))
);
ALTER TABLE ONLY public.cases_caseexit FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_caseexit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_caseexit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_casestaff (
    id bigint NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    case_id bigint NOT NULL,
    member_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    request_key uuid NOT NULL,
    CONSTRAINT case_staff_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on)))
);
ALTER TABLE ONLY public.cases_casestaff FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_casestaff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_casestaff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_checkin (
    id bigint NOT NULL,
    way character varying(4) NOT NULL,
    at timestamp with time zone NOT NULL,
    attendance_id bigint NOT NULL,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_checkin FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_checkin ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_checkin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_companylink (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    secret_hash character varying(64) NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    contact_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    sent_by_id bigint,
    contract_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_companylink FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_companylink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_companylink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_companystatus (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    sign character varying(8) NOT NULL,
    sentence character varying(160) NOT NULL,
    set_at timestamp with time zone NOT NULL,
    provider_id bigint NOT NULL,
    set_by_id bigint NOT NULL,
    contract_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_companystatus FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_companystatus ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_companystatus_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_conflictnote (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    level character varying(10) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    text text NOT NULL,
    amends_id bigint,
    author_id bigint NOT NULL,
    case_id bigint NOT NULL,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_conflictnote FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_conflictnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_conflictnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_consent (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    purpose character varying(20) NOT NULL,
    text_version character varying(20) NOT NULL,
    given_on date NOT NULL,
    given_by character varying(120) NOT NULL,
    withdrawn_on date,
    case_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT consent_withdrawn_after_given CHECK (((withdrawn_on IS NULL) OR (withdrawn_on >= given_on)))
);
ALTER TABLE ONLY public.cases_consent FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_consent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_contactassignment (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    reason character varying(200) NOT NULL,
    case_id bigint NOT NULL,
    member_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT assignment_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on)))
);
ALTER TABLE ONLY public.cases_contactassignment FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_contactassignment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_contactassignment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_contactdeputy (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    assignment_id bigint NOT NULL,
    member_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    reads_notes boolean NOT NULL,
    CONSTRAINT deputy_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on)))
);
ALTER TABLE ONLY public.cases_contactdeputy FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_contactdeputy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_contactdeputy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_contingent (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    part character varying(14) NOT NULL,
    minutes integer NOT NULL,
    reason character varying(200) NOT NULL,
    letter_on date,
    created_at timestamp with time zone NOT NULL,
    created_by_id bigint,
    funding_body_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    year_id bigint NOT NULL,
    CONSTRAINT contingent_not_zero CHECK ((NOT (minutes = 0)))
);
ALTER TABLE ONLY public.cases_contingent FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_contingent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_contingent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_counsellingnote (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    level character varying(10) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    text text NOT NULL,
    amends_id bigint,
    author_id bigint NOT NULL,
    case_id bigint NOT NULL,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_counsellingnote FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_counsellingnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_counsellingnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_daycode (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    letters character varying(2) NOT NULL,
    label character varying(60) NOT NULL,
    kind character varying(12) NOT NULL,
    official character varying(80) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_daycode_version_check CHECK ((version >= 0)),
    CONSTRAINT day_code_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT day_code_letters CHECK (((letters)::text ~ '^[A-ZÄÖÜ]{1,2}$'::text))
);
ALTER TABLE ONLY public.cases_daycode FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_daycode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_daycode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_daystatus (
    id bigint NOT NULL,
    "on" date NOT NULL,
    proof_route character varying(12) NOT NULL,
    proof_seen_on date,
    updated_at timestamp with time zone NOT NULL,
    case_id bigint NOT NULL,
    code_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    updated_by_id bigint
);
ALTER TABLE ONLY public.cases_daystatus FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_daystatus ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_daystatus_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_draft (
    id bigint NOT NULL,
    form_key character varying(80) NOT NULL,
    fields jsonb NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    provider_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_draft FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_draft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_emawmessage (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    type character varying(28) NOT NULL,
    direction character varying(3) NOT NULL,
    by_letter boolean NOT NULL,
    occasion character varying(8) NOT NULL,
    occasion_key character varying(80) NOT NULL,
    about_on date,
    text text NOT NULL,
    due_on date,
    expects_reply boolean NOT NULL,
    state character varying(9) NOT NULL,
    sent_on date,
    created_at timestamp with time zone NOT NULL,
    answers_id bigint,
    case_id bigint,
    corrects_id bigint,
    created_by_id bigint,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    interface_version character varying(20) NOT NULL,
    CONSTRAINT cases_emawmessage_version_check CHECK ((version >= 0)),
    CONSTRAINT message_sent_on CHECK ((((state)::text = ANY ((ARRAY['due'::character varying, 'dropped'::character varying])::text[])) OR (sent_on IS NOT NULL)))
);
ALTER TABLE ONLY public.cases_emawmessage FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_emawmessage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_emawmessage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_exam (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    kind character varying(14) NOT NULL,
    "on" date NOT NULL,
    result character varying(8) NOT NULL,
    provider_id bigint NOT NULL,
    contract_id bigint NOT NULL,
    attempt smallint NOT NULL,
    is_early boolean NOT NULL,
    result_on date,
    version integer NOT NULL,
    CONSTRAINT cases_exam_attempt_check CHECK ((attempt >= 0)),
    CONSTRAINT cases_exam_version_check CHECK ((version >= 0)),
    CONSTRAINT exam_early_is_final CHECK (((NOT is_early) OR (NOT ((kind)::text = 'intermediate'::text)))),
    CONSTRAINT exam_result_with_day CHECK (((((result)::text = ''::text) AND (result_on IS NULL)) OR ((NOT ((result)::text = ''::text)) AND (result_on >= "on")))),
    CONSTRAINT exam_three_attempts CHECK ((((attempt >= 1) AND (attempt <= 3)) AND ((NOT ((kind)::text = 'intermediate'::text)) OR (attempt = 1))))
);
ALTER TABLE ONLY public.cases_exam FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_exam ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_exam_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_formissue (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    month date NOT NULL,
    number smallint NOT NULL,
    reason character varying(200) NOT NULL,
    snapshot jsonb NOT NULL,
    snapshot_sha256 character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by_id bigint,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_formissue_number_check CHECK ((number >= 0)),
    CONSTRAINT form_issue_month CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
ALTER TABLE ONLY public.cases_formissue FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_formissue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_formissue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_formsettings (
    id bigint NOT NULL,
    version integer NOT NULL,
    own_form boolean NOT NULL,
    columns jsonb NOT NULL,
    trainer_tuition_minutes integer NOT NULL,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_formsettings_trainer_tuition_minutes_check CHECK ((trainer_tuition_minutes >= 0)),
    CONSTRAINT cases_formsettings_version_check CHECK ((version >= 0))
);
ALTER TABLE ONLY public.cases_formsettings FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_formsettings ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_formsettings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_fundingshare (
    id bigint NOT NULL,
    basis_points integer NOT NULL,
    funding_body_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    measure_id bigint NOT NULL,
    CONSTRAINT cases_fundingshare_basis_points_check CHECK ((basis_points >= 0)),
    CONSTRAINT funding_share_range CHECK (((basis_points >= 1) AND (basis_points <= 10000)))
);
ALTER TABLE ONLY public.cases_fundingshare FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_fundingshare ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_fundingshare_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_groupmember (
    id bigint NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    case_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    group_id bigint NOT NULL,
    CONSTRAINT group_member_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on)))
);
ALTER TABLE ONLY public.cases_groupmember FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_groupmember ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_groupmember_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_healthnote (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    level character varying(10) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    text text NOT NULL,
    purpose character varying(160) NOT NULL,
    legal_basis character varying(160) NOT NULL,
    amends_id bigint,
    author_id bigint NOT NULL,
    case_id bigint NOT NULL,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_healthnote FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_healthnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_healthnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_hourgrant (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    state character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    case_id bigint NOT NULL,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    agreed_step_id bigint,
    CONSTRAINT cases_hourgrant_version_check CHECK ((version >= 0))
);
ALTER TABLE ONLY public.cases_hourgrant FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_hourgrant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_hourgrant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_hourgrantstep (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    number smallint NOT NULL,
    kind character varying(10) NOT NULL,
    side character varying(12) NOT NULL,
    channel character varying(8) NOT NULL,
    "on" date NOT NULL,
    letter_on date,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    tuition_minutes integer,
    stabilisation_minutes integer,
    total_minutes integer,
    remark character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by_id bigint,
    grant_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_hourgrantstep_number_check CHECK ((number >= 0)),
    CONSTRAINT cases_hourgrantstep_stabilisation_minutes_check CHECK ((stabilisation_minutes >= 0)),
    CONSTRAINT cases_hourgrantstep_total_minutes_check CHECK ((total_minutes >= 0)),
    CONSTRAINT cases_hourgrantstep_tuition_minutes_check CHECK ((tuition_minutes >= 0)),
    CONSTRAINT grant_step_ends_after_start CHECK ((ends_on >= starts_on)),
    CONSTRAINT grant_step_letter CHECK ((((channel)::text = 'emaw'::text) OR (letter_on IS NOT NULL))),
    CONSTRAINT grant_step_one_regime CHECK ((((stabilisation_minutes IS NOT NULL) AND (total_minutes IS NULL) AND (tuition_minutes IS NOT NULL)) OR ((stabilisation_minutes IS NULL) AND (total_minutes IS NOT NULL) AND (tuition_minutes IS NULL))))
);
ALTER TABLE ONLY public.cases_hourgrantstep FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_hourgrantstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_hourgrantstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_importrun (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    file_name character varying(160) NOT NULL,
    state character varying(10) NOT NULL,
    header jsonb NOT NULL,
    rows jsonb NOT NULL,
    first_row integer NOT NULL,
    mapping jsonb NOT NULL,
    decisions jsonb NOT NULL,
    notes jsonb NOT NULL,
    row_digests jsonb NOT NULL,
    result jsonb NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    applied_at timestamp with time zone,
    provider_id bigint NOT NULL,
    uploaded_by_id bigint NOT NULL,
    CONSTRAINT cases_importrun_first_row_check CHECK ((first_row >= 0))
);
ALTER TABLE ONLY public.cases_importrun FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_importrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_importrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_interfaceversion (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    starts_on date NOT NULL,
    created_by_id bigint,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_interfaceversion FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_interfaceversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_interfaceversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_ledgerentry (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    account character varying(8) NOT NULL,
    kind character varying(14) NOT NULL,
    employer_present boolean NOT NULL,
    minutes integer NOT NULL,
    service_on date NOT NULL,
    service_month date NOT NULL,
    booking_month date NOT NULL,
    explanation character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    case_id bigint,
    created_by_id bigint,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    reverses_id bigint,
    session_id bigint NOT NULL,
    rule_id bigint NOT NULL,
    CONSTRAINT ledger_booked_not_before CHECK ((booking_month >= service_month)),
    CONSTRAINT ledger_months_begin_on_the_first CHECK (((EXTRACT(day FROM booking_month) = (1)::numeric) AND (EXTRACT(day FROM service_month) = (1)::numeric) AND (service_month <= service_on))),
    CONSTRAINT ledger_trainee_has_case CHECK (((((account)::text = 'measure'::text) AND (case_id IS NULL)) OR (((account)::text = 'trainee'::text) AND (case_id IS NOT NULL))))
);
ALTER TABLE ONLY public.cases_ledgerentry FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_ledgerentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_ledgerentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_lessongroup (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    name character varying(80) NOT NULL,
    module character varying(12) NOT NULL,
    place character varying(10) NOT NULL,
    room character varying(40) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    provider_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    team_id bigint,
    CONSTRAINT cases_lessongroup_version_check CHECK ((version >= 0)),
    CONSTRAINT group_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on)))
);
ALTER TABLE ONLY public.cases_lessongroup FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_lessongroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_lessongroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_lifecode (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    kind character varying(12) NOT NULL,
    code character varying(24) NOT NULL,
    label character varying(120) NOT NULL,
    success character varying(8) NOT NULL,
    official_code character varying(20) NOT NULL,
    list_version character varying(20) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    source character varying(200) NOT NULL,
    confidence character varying(1) NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_lifecode_version_check CHECK ((version >= 0)),
    CONSTRAINT life_code_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT life_code_key CHECK (((code)::text ~ '^[a-z][a-z0-9_]*$'::text))
);
ALTER TABLE ONLY public.cases_lifecode FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_lifecode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_lifecode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_liferule (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    key character varying(24) NOT NULL,
    value character varying(16) NOT NULL,
    source character varying(200) NOT NULL,
    confidence character varying(1) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by_id bigint,
    provider_id bigint NOT NULL,
    CONSTRAINT life_rule_open_question CHECK (((key)::text = ANY ((ARRAY['aftercare_cap'::character varying, 'no_contract_months'::character varying])::text[]))),
    CONSTRAINT life_rule_value CHECK (((((key)::text = 'aftercare_cap'::text) AND ((value)::text = ANY ((ARRAY['earlier'::character varying, 'later'::character varying])::text[]))) OR (((key)::text = 'no_contract_months'::text) AND ((value)::text ~ '^([1-9][0-9]?)?$'::text))))
);
ALTER TABLE ONLY public.cases_liferule FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_liferule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_liferule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_lot (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT lot_ends_after_start CHECK ((ends_on >= starts_on))
);
ALTER TABLE ONLY public.cases_lot FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_lot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_lot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_measure (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    number character varying(16) NOT NULL,
    name character varying(120) NOT NULL,
    model character varying(16) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    has_pre_phase boolean NOT NULL,
    uses_emaw boolean NOT NULL,
    funding_body_id bigint NOT NULL,
    lot_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    site_id bigint,
    pre_phase_places smallint,
    CONSTRAINT cases_measure_pre_phase_places_check CHECK ((pre_phase_places >= 0)),
    CONSTRAINT cases_measure_version_check CHECK ((version >= 0)),
    CONSTRAINT measure_ends_after_start CHECK ((ends_on >= starts_on)),
    CONSTRAINT measure_number_canonical CHECK (((number)::text ~ '^\d{3}/[1-9]\d{0,4}/\d/\d{2}$'::text)),
    CONSTRAINT measure_places_of_pre_phase CHECK (((pre_phase_places IS NULL) OR (has_pre_phase AND ((pre_phase_places >= 1) AND (pre_phase_places <= 999)))))
);
ALTER TABLE ONLY public.cases_measure FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_measure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_measure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_measureproof (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_measureproof FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_measureproof ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_measureproof_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_measurerules (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    reason character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by_id bigint,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    rule_set_id bigint NOT NULL,
    CONSTRAINT measure_rules_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on)))
);
ALTER TABLE ONLY public.cases_measurerules FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_measurerules ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_measurerules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_measurestay (
    id bigint NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    case_id bigint NOT NULL,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT stay_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on)))
);
ALTER TABLE ONLY public.cases_measurestay FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_measurestay ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_measurestay_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_measureyear (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    number smallint NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_measureyear_number_check CHECK ((number >= 0)),
    CONSTRAINT measure_year_ends_after_start CHECK ((ends_on >= starts_on))
);
ALTER TABLE ONLY public.cases_measureyear FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_measureyear ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_measureyear_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_monthclose (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    month date NOT NULL,
    snapshot jsonb NOT NULL,
    snapshot_sha256 character varying(64) NOT NULL,
    is_empty boolean NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    closed_by_id bigint,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT month_close_begins_on_the_first CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
ALTER TABLE ONLY public.cases_monthclose FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_monthclose ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_monthclose_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_monthcorrection (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    session_key uuid NOT NULL,
    service_on date NOT NULL,
    change jsonb NOT NULL,
    reason character varying(300) NOT NULL,
    state character varying(10) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    answer character varying(300) NOT NULL,
    decided_by_id bigint,
    provider_id bigint NOT NULL,
    requested_by_id bigint NOT NULL,
    session_id bigint,
    before jsonb,
    effects jsonb NOT NULL,
    CONSTRAINT correction_decided CHECK ((((decided_by_id IS NULL) AND ((state)::text = 'requested'::text)) OR ((NOT ((state)::text = 'requested'::text)) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT correction_reason CHECK ((NOT ((reason)::text = ''::text))),
    CONSTRAINT correction_second_person CHECK (((decided_by_id IS NULL) OR (NOT ((decided_by_id = requested_by_id) AND (decided_by_id IS NOT NULL)))))
);
ALTER TABLE ONLY public.cases_monthcorrection FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_monthcorrection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_monthcorrection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_monthtotal (
    id bigint NOT NULL,
    account character varying(8) NOT NULL,
    kind character varying(14) NOT NULL,
    employer_present boolean NOT NULL,
    service_month date NOT NULL,
    booking_month date NOT NULL,
    minutes integer NOT NULL,
    entries integer NOT NULL,
    case_id bigint,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_monthtotal FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_monthtotal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_monthtotal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_overlapsettlement (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    one_id bigint NOT NULL,
    other_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT overlap_settlement_in_order CHECK (((one_id < other_id) AND (NOT ((reason)::text = ''::text))))
);
ALTER TABLE ONLY public.cases_overlapsettlement FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_overlapsettlement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_overlapsettlement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_participantlist (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    month date NOT NULL,
    rows jsonb NOT NULL,
    received_at timestamp with time zone NOT NULL,
    measure_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    received_by_id bigint NOT NULL,
    CONSTRAINT participant_list_month CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
ALTER TABLE ONLY public.cases_participantlist FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_participantlist ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_participantlist_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_prephase (
    id bigint NOT NULL,
    version integer NOT NULL,
    starts_on date NOT NULL,
    planned_end_on date NOT NULL,
    extended_to date,
    extension_reason character varying(300) NOT NULL,
    ended_on date,
    case_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_prephase_version_check CHECK ((version >= 0)),
    CONSTRAINT pre_phase_eight_months CHECK (((extended_to IS NULL) OR ((extended_to > planned_end_on) AND (extended_to <= GREATEST(((((starts_on + 0) - 1) + '8 mons'::interval))::date, ((((starts_on + 0) + '8 mons'::interval))::date - 1)))))),
    CONSTRAINT pre_phase_extension_reason CHECK (((extended_to IS NULL) OR (NOT ((extension_reason)::text = ''::text)))),
    CONSTRAINT pre_phase_six_months CHECK (((planned_end_on >= starts_on) AND (planned_end_on <= GREATEST(((((starts_on + 0) - 1) + '6 mons'::interval))::date, ((((starts_on + 0) + '6 mons'::interval))::date - 1)))))
);
ALTER TABLE ONLY public.cases_prephase FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_prephase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_prephase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_proforma (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    reason character varying(300) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    attendance_id bigint NOT NULL,
    confirmed_by_id bigint,
    provider_id bigint NOT NULL,
    requested_by_id bigint NOT NULL,
    back_confirmed_at timestamp with time zone,
    back_confirmed_by_id bigint,
    back_outcome character varying(24) NOT NULL,
    back_reason character varying(300) NOT NULL,
    back_requested_at timestamp with time zone,
    back_requested_by_id bigint,
    CONSTRAINT pro_forma_back_second_person CHECK (((back_confirmed_by_id IS NULL) OR (NOT ((back_confirmed_by_id = back_requested_by_id) AND (back_confirmed_by_id IS NOT NULL) AND (back_requested_by_id IS NOT NULL))))),
    CONSTRAINT pro_forma_back_whole CHECK ((((back_confirmed_by_id IS NULL) AND ((back_outcome)::text = ''::text) AND ((back_reason)::text = ''::text) AND (back_requested_by_id IS NULL)) OR ((back_requested_by_id IS NOT NULL) AND (confirmed_by_id IS NOT NULL) AND (NOT ((back_reason)::text = ''::text)) AND (NOT ((back_outcome)::text = ''::text))))),
    CONSTRAINT pro_forma_reason CHECK ((NOT ((reason)::text = ''::text))),
    CONSTRAINT pro_forma_second_person CHECK (((confirmed_by_id IS NULL) OR (NOT ((confirmed_by_id = requested_by_id) AND (confirmed_by_id IS NOT NULL)))))
);
ALTER TABLE ONLY public.cases_proforma FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_proforma ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_proforma_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_rate (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    part character varying(14) NOT NULL,
    cents_per_hour integer NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    source character varying(160) NOT NULL,
    lot_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_rate_cents_per_hour_check CHECK ((cents_per_hour >= 0)),
    CONSTRAINT cases_rate_version_check CHECK ((version >= 0)),
    CONSTRAINT rate_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on)))
);
ALTER TABLE ONLY public.cases_rate FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_rate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_rate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_rule (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    value character varying(16) NOT NULL,
    source character varying(200) NOT NULL,
    confidence character varying(1) NOT NULL,
    provider_id bigint NOT NULL,
    rule_set_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_rule FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_rule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_ruleset (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    name character varying(80) NOT NULL,
    number smallint NOT NULL,
    model character varying(16) NOT NULL,
    is_built_in boolean NOT NULL,
    reason character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    based_on_id bigint,
    created_by_id bigint,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_ruleset_number_check CHECK ((number >= 0)),
    CONSTRAINT rule_set_reason CHECK ((is_built_in OR (NOT ((reason)::text = ''::text))))
);
ALTER TABLE ONLY public.cases_ruleset FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_ruleset ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_ruleset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_schoolholiday (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    land character varying(2) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    name character varying(80) NOT NULL,
    is_school boolean NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT school_holiday_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on)))
);
ALTER TABLE ONLY public.cases_schoolholiday FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_schoolholiday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_schoolholiday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_schooltime (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    weekday smallint,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    title character varying(80) NOT NULL,
    case_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_schooltime_weekday_check CHECK ((weekday >= 0)),
    CONSTRAINT school_time_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT school_time_weekday CHECK (((weekday IS NULL) OR ((weekday >= 0) AND (weekday <= 6))))
);
ALTER TABLE ONLY public.cases_schooltime FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_schooltime ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_schooltime_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_session (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    kind character varying(14) NOT NULL,
    title character varying(80) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    place character varying(10) NOT NULL,
    room character varying(40) NOT NULL,
    employer_present boolean NOT NULL,
    topic character varying(200) NOT NULL,
    result text NOT NULL,
    documented_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    moved_from timestamp with time zone,
    change_reason character varying(200) NOT NULL,
    cancelled_by_id bigint,
    company_id bigint,
    documented_by_id bigint,
    provider_id bigint NOT NULL,
    element_id bigint,
    series_id bigint,
    CONSTRAINT cases_session_version_check CHECK ((version >= 0)),
    CONSTRAINT session_ends_after_start CHECK ((ends_at > starts_at)),
    CONSTRAINT session_twelve_hours CHECK ((ends_at <= (starts_at + '12:00:00'::interval)))
);
ALTER TABLE ONLY public.cases_session FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_session ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_sessionoffer (
    id bigint NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    answer character varying(8) NOT NULL,
    answered_at timestamp with time zone,
    member_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    session_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_sessionoffer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_sessionoffer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_sessionoffer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_sessionseries (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    module character varying(12) NOT NULL,
    rhythm character varying(12) NOT NULL,
    weekday smallint NOT NULL,
    starts_at time without time zone NOT NULL,
    minutes smallint NOT NULL,
    place character varying(10) NOT NULL,
    room character varying(40) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    skip_school_holidays boolean NOT NULL,
    skip_school_blocks boolean NOT NULL,
    case_id bigint,
    element_id bigint,
    group_id bigint,
    provider_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    CONSTRAINT cases_sessionseries_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT cases_sessionseries_version_check CHECK ((version >= 0)),
    CONSTRAINT cases_sessionseries_weekday_check CHECK ((weekday >= 0)),
    CONSTRAINT series_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT series_for_group_or_case CHECK ((((case_id IS NULL) AND (group_id IS NOT NULL)) OR ((case_id IS NOT NULL) AND (group_id IS NULL)))),
    CONSTRAINT series_minutes CHECK (((minutes >= 5) AND (minutes <= 720))),
    CONSTRAINT series_weekday CHECK (((weekday >= 0) AND (weekday <= 6)))
);
ALTER TABLE ONLY public.cases_sessionseries FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_sessionseries ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_sessionseries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_sessionstaff (
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    session_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_sessionstaff FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_sessionstaff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_sessionstaff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_sheetsession (
    id bigint NOT NULL,
    provider_id bigint NOT NULL,
    session_id bigint NOT NULL,
    sheet_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_sheetsession FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_sheetsession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_sheetsession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_staffabsence (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    kind character varying(10) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    cover_id bigint,
    member_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_staffabsence_version_check CHECK ((version >= 0)),
    CONSTRAINT staff_absence_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT staff_absence_other_cover CHECK (((cover_id IS NULL) OR (NOT ((cover_id = member_id) AND (cover_id IS NOT NULL)))))
);
ALTER TABLE ONLY public.cases_staffabsence FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_staffabsence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_staffabsence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_supportchange (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    starts_on date NOT NULL,
    reason character varying(10) NOT NULL,
    remark character varying(300) NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    case_id bigint NOT NULL,
    created_by_id bigint,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.cases_supportchange FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_supportchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_supportchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_supportelement (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    module character varying(12) NOT NULL,
    goal character varying(200) NOT NULL,
    content character varying(300) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    minutes_per_week smallint NOT NULL,
    rhythm character varying(12) NOT NULL,
    place character varying(10) NOT NULL,
    case_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    staff_id bigint,
    CONSTRAINT cases_supportelement_minutes_per_week_check CHECK ((minutes_per_week >= 0)),
    CONSTRAINT cases_supportelement_version_check CHECK ((version >= 0)),
    CONSTRAINT element_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT element_minutes CHECK (((minutes_per_week >= 5) AND (minutes_per_week <= 2400)))
);
ALTER TABLE ONLY public.cases_supportelement FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_supportelement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_supportelement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_suspension (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    version integer NOT NULL,
    starts_on date NOT NULL,
    expected_on date,
    ends_on date,
    reason character varying(200) NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    case_id bigint NOT NULL,
    entered_by_id bigint,
    provider_id bigint NOT NULL,
    CONSTRAINT cases_suspension_version_check CHECK ((version >= 0)),
    CONSTRAINT suspension_ends_after_start CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT suspension_expected_later CHECK (((expected_on IS NULL) OR (expected_on > starts_on)))
);
ALTER TABLE ONLY public.cases_suspension FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_suspension ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_suspension_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_trainee (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    birth_date date,
    gender character varying(1) NOT NULL,
    customer_number character varying(16) NOT NULL,
    school_leaving character varying(12) NOT NULL,
    language character varying(60) NOT NULL,
    street character varying(120) NOT NULL,
    postcode character varying(5) NOT NULL,
    place character varying(80) NOT NULL,
    land character varying(2) NOT NULL,
    phone character varying(128) NOT NULL,
    email character varying(254) NOT NULL,
    guardian_name character varying(120) NOT NULL,
    guardian_phone character varying(128) NOT NULL,
    school character varying(120) NOT NULL,
    school_days character varying(120) NOT NULL,
    provider_id bigint NOT NULL,
    user_id bigint,
    household_number character varying(20) NOT NULL,
    interpreter_language character varying(60) NOT NULL,
    no_guardian_reason character varying(160) NOT NULL,
    CONSTRAINT cases_trainee_version_check CHECK ((version >= 0)),
    CONSTRAINT trainee_birth_date CHECK (((birth_date IS NULL) OR ((birth_date >= '1940-01-01'::date) AND (birth_date <= '2030-01-01'::date)))),
    CONSTRAINT trainee_postcode CHECK ((((postcode)::text = ''::text) OR ((postcode)::text ~ '^\d{5}$'::text)))
);
ALTER TABLE ONLY public.cases_trainee FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_trainee ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_trainee_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cases_trainingcontract (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    kind character varying(10) NOT NULL,
    occupation_name character varying(250) NOT NULL,
    specialisation character varying(120) NOT NULL,
    chamber character varying(16) NOT NULL,
    register_number character varying(40) NOT NULL,
    signed_on date,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    trial_ends_on date,
    shortened_months smallint NOT NULL,
    part_time_percent smallint,
    public_funding character varying(120) NOT NULL,
    notice_on date,
    ended_on date,
    end_reason character varying(16) NOT NULL,
    case_id bigint NOT NULL,
    company_id bigint NOT NULL,
    occupation_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    trainer_id bigint,
    break_reason character varying(16) NOT NULL,
    CONSTRAINT cases_trainingcontract_part_time_percent_check CHECK ((part_time_percent >= 0)),
    CONSTRAINT cases_trainingcontract_shortened_months_check CHECK ((shortened_months >= 0)),
    CONSTRAINT cases_trainingcontract_version_check CHECK ((version >= 0)),
    CONSTRAINT contract_break_reason CHECK ((((break_reason)::text = ''::text) OR ((NOT (ended_on IS NULL)) AND (NOT ((end_reason)::text = ANY ((ARRAY[''::character varying, 'exam'::character varying, 'expired'::character varying])::text[])))))),
    CONSTRAINT contract_ends_after_start CHECK ((ends_on > starts_on)),
    CONSTRAINT contract_part_time CHECK (((part_time_percent IS NULL) OR ((part_time_percent >= 50) AND (part_time_percent <= 99)))),
    CONSTRAINT contract_real_end CHECK (((ended_on IS NULL) OR ((ended_on >= starts_on) AND (NOT ((end_reason)::text = ''::text))))),
    CONSTRAINT contract_trial_length CHECK (((trial_ends_on IS NULL) OR (NOT ((kind)::text = 'regular'::text)) OR ((trial_ends_on >= (((starts_on + make_interval(months => 1)))::date - '1 day'::interval)) AND ((trial_ends_on < ((starts_on + make_interval(months => 4)))::date) OR (((occupation_name)::text ~~ 'Pflegefach%'::text) AND (trial_ends_on < ((starts_on + make_interval(months => 6)))::date)))))),
    CONSTRAINT contract_trial_within CHECK (((trial_ends_on IS NULL) OR ((trial_ends_on >= starts_on) AND (trial_ends_on < ends_on))))
);
ALTER TABLE ONLY public.cases_trainingcontract FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cases_trainingcontract ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_trainingcontract_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.companies_company (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    version integer NOT NULL,
    name character varying(160) NOT NULL,
    trade character varying(120) NOT NULL,
    size character varying(8) NOT NULL,
    chamber character varying(16) NOT NULL,
    operating_number character varying(8) NOT NULL,
    street character varying(120) NOT NULL,
    postcode character varying(5) NOT NULL,
    place character varying(80) NOT NULL,
    land character varying(2) NOT NULL,
    phone character varying(128) NOT NULL,
    email character varying(254) NOT NULL,
    provider_id bigint NOT NULL,
    CONSTRAINT companies_company_version_check CHECK ((version >= 0)),
    CONSTRAINT company_operating_number CHECK ((((operating_number)::text = ''::text) OR ((operating_number)::text ~ '^\d{8}$'::text))),
    CONSTRAINT company_postcode CHECK ((((postcode)::text = ''::text) OR ((postcode)::text ~ '^\d{5}$'::text)))
);
ALTER TABLE ONLY public.companies_company FORCE ROW LEVEL SECURITY;
ALTER TABLE public.companies_company ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.companies_company_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.companies_companycontact (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    role character varying(12) NOT NULL,
    salutation character varying(8) NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(128) NOT NULL,
    company_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT companies_companycontact_version_check CHECK ((version >= 0))
);
ALTER TABLE ONLY public.companies_companycontact FORCE ROW LEVEL SECURITY;
ALTER TABLE public.companies_companycontact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.companies_companycontact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.companies_occupation (
    id bigint NOT NULL,
    code character varying(5) NOT NULL,
    title character varying(250) NOT NULL,
    short_title character varying(250) NOT NULL,
    "group" character varying(250) NOT NULL,
    area character varying(160) NOT NULL
);
ALTER TABLE public.companies_occupation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.companies_occupation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.companies_occupationname (
    id bigint NOT NULL,
    name character varying(250) NOT NULL,
    search_key character varying(250) NOT NULL,
    occupation_id bigint NOT NULL
);
ALTER TABLE public.companies_occupationname ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.companies_occupationname_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.companies_postcode (
    id bigint NOT NULL,
    postcode character varying(5) NOT NULL,
    place character varying(120) NOT NULL,
    land character varying(2) NOT NULL
);
ALTER TABLE public.companies_postcode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.companies_postcode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.jobs_job (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    kind character varying(60) NOT NULL,
    subject_id bigint,
    payload jsonb NOT NULL,
    queue character varying(12) NOT NULL,
    period_key character varying(120),
    ordered_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    tries smallint NOT NULL,
    fence integer NOT NULL,
    leased_until timestamp with time zone,
    rung_at timestamp with time zone,
    done integer NOT NULL,
    total integer NOT NULL,
    failure character varying(300) NOT NULL,
    result jsonb NOT NULL,
    finished_at timestamp with time zone,
    ordered_by_id bigint,
    provider_id bigint,
    CONSTRAINT jobs_job_done_check CHECK ((done >= 0)),
    CONSTRAINT jobs_job_fence_check CHECK ((fence >= 0)),
    CONSTRAINT jobs_job_total_check CHECK ((total >= 0)),
    CONSTRAINT jobs_job_tries_check CHECK ((tries >= 0))
);
ALTER TABLE public.jobs_job ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.jobs_job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mail_mail (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    "to" character varying(254) NOT NULL,
    subject character varying(120) NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    reply_to character varying(254) NOT NULL,
    state character varying(8) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    failure character varying(200) NOT NULL,
    provider_id bigint NOT NULL
);
ALTER TABLE ONLY public.mail_mail FORCE ROW LEVEL SECURITY;
ALTER TABLE public.mail_mail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mail_mail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_releasepolicy (
    id bigint NOT NULL,
    type character varying(24) NOT NULL,
    rule character varying(14) NOT NULL,
    provider_id bigint NOT NULL,
    roles character varying(20)[] NOT NULL,
    CONSTRAINT release_policy_narrows CHECK ((roles <@ ARRAY['team_lead'::character varying(20), 'contact_person'::character varying(20), 'social_worker'::character varying(20)]))
);
ALTER TABLE ONLY public.reports_releasepolicy FORCE ROW LEVEL SECURITY;
ALTER TABLE public.reports_releasepolicy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_releasepolicy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_report (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    type character varying(24) NOT NULL,
    period character varying(21) NOT NULL,
    number smallint NOT NULL,
    reason character varying(300) NOT NULL,
    version integer NOT NULL,
    state character varying(12) NOT NULL,
    texts_by_id bigint,
    snapshot jsonb,
    snapshot_sha256 character varying(64) NOT NULL,
    data_as_of timestamp with time zone,
    failure character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    released_at timestamp with time zone,
    created_by_id bigint,
    job_id bigint,
    measure_id bigint,
    provider_id bigint NOT NULL,
    released_by_id bigint,
    case_id bigint,
    case_ids bigint[] NOT NULL,
    company_id bigint,
    funding_body_id bigint,
    lot_id bigint,
    submitted_at timestamp with time zone,
    submitted_by_id bigint,
    texts jsonb NOT NULL,
    withdrawal_reason character varying(300) NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by_id bigint,
    run_id bigint,
    CONSTRAINT report_one_subject CHECK ((num_nonnulls(measure_id, lot_id, funding_body_id, case_id, company_id) <= 1)),
    CONSTRAINT report_period_code CHECK (((period)::text ~ '^20\d{2}(-Q[1-4]|-\d{2}-\d{2}(_20\d{2}-\d{2}-\d{2})?)?$'::text)),
    CONSTRAINT report_released_complete CHECK (((NOT ((state)::text = ANY ((ARRAY['released'::character varying, 'superseded'::character varying, 'withdrawn'::character varying])::text[]))) OR ((released_at IS NOT NULL) AND (released_by_id IS NOT NULL) AND (snapshot IS NOT NULL) AND (NOT ((snapshot_sha256)::text = ''::text))))),
    CONSTRAINT report_second_person CHECK (((released_by_id IS NULL) OR (((created_by_id IS NULL) OR (NOT ((released_by_id = created_by_id) AND (released_by_id IS NOT NULL) AND (created_by_id IS NOT NULL)))) AND ((texts_by_id IS NULL) OR (NOT ((released_by_id = texts_by_id) AND (released_by_id IS NOT NULL) AND (texts_by_id IS NOT NULL))))))),
    CONSTRAINT report_withdrawn_with_reason CHECK (((NOT ((state)::text = 'withdrawn'::text)) OR ((withdrawn_at IS NOT NULL) AND (withdrawn_by_id IS NOT NULL) AND (NOT ((withdrawal_reason)::text = ''::text))))),
    CONSTRAINT reports_report_number_check CHECK ((number >= 0)),
    CONSTRAINT reports_report_version_check CHECK ((version >= 0))
);
ALTER TABLE ONLY public.reports_report FORCE ROW LEVEL SECURITY;
ALTER TABLE public.reports_report ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_report_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_reportfile (
    id bigint NOT NULL,
    audience character varying(10) NOT NULL,
    pdf character varying(100) NOT NULL,
    sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    companion character varying(100) NOT NULL,
    companion_sha256 character varying(64) NOT NULL,
    provider_id bigint NOT NULL,
    report_id bigint NOT NULL,
    CONSTRAINT reports_reportfile_size_check CHECK ((size >= 0))
);
ALTER TABLE ONLY public.reports_reportfile FORCE ROW LEVEL SECURITY;
ALTER TABLE public.reports_reportfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_reportfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_reportrun (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    public_id uuid NOT NULL,
    type character varying(24) NOT NULL,
    period character varying(21) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by_id bigint,
    measure_id bigint,
    provider_id bigint NOT NULL,
    lot_id bigint,
    refused jsonb NOT NULL
);
ALTER TABLE ONLY public.reports_reportrun FORCE ROW LEVEL SECURITY;
ALTER TABLE public.reports_reportrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_reportrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reports_reportschedule (
    id bigint NOT NULL,
    request_key uuid NOT NULL,
    type character varying(24) NOT NULL,
    draft_day smallint NOT NULL,
    due_day smallint NOT NULL,
    is_paused boolean NOT NULL,
    measure_id bigint,
    provider_id bigint NOT NULL,
    funding_body_id bigint,
    lot_id bigint,
    months smallint NOT NULL,
    public_id uuid NOT NULL,
    rhythm character varying(10) NOT NULL,
    trial_days smallint NOT NULL,
    version integer NOT NULL,
    starts_on date,
    CONSTRAINT reports_reportschedule_draft_day_check CHECK ((draft_day >= 0)),
    CONSTRAINT reports_reportschedule_due_day_check CHECK ((due_day >= 0)),
    CONSTRAINT reports_reportschedule_months_check CHECK ((months >= 0)),
    CONSTRAINT reports_reportschedule_trial_days_check CHECK ((trial_days >= 0)),
    CONSTRAINT reports_reportschedule_version_check CHECK ((version >= 0)),
    CONSTRAINT schedule_days CHECK ((((draft_day >= 1) AND (draft_day <= 28)) AND (due_day >= draft_day) AND ((due_day >= 1) AND (due_day <= 28)))),
    CONSTRAINT schedule_months CHECK ((((months >= 1) AND (months <= 12)) AND (trial_days <= 90))),
    CONSTRAINT schedule_one_subject CHECK ((num_nonnulls(measure_id, lot_id, funding_body_id) <= 1))
);
ALTER TABLE ONLY public.reports_reportschedule FORCE ROW LEVEL SECURITY;
ALTER TABLE public.reports_reportschedule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_reportschedule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
INSERT INTO public.auth_permission VALUES
	(1, 'Can add permission', 1, 'add_permission'),
	(2, 'Can change permission', 1, 'change_permission'),
	(3, 'Can delete permission', 1, 'delete_permission'),
	(4, 'Can view permission', 1, 'view_permission'),
	(5, 'Can add group', 2, 'add_group'),
	(6, 'Can change group', 2, 'change_group'),
	(7, 'Can delete group', 2, 'delete_group'),
	(8, 'Can view group', 2, 'view_group'),
	(9, 'Can add content type', 3, 'add_contenttype'),
	(10, 'Can change content type', 3, 'change_contenttype'),
	(11, 'Can delete content type', 3, 'delete_contenttype'),
	(12, 'Can view content type', 3, 'view_contenttype'),
	(13, 'Can add session', 4, 'add_session'),
	(14, 'Can change session', 4, 'change_session'),
	(15, 'Can delete session', 4, 'delete_session'),
	(16, 'Can view session', 4, 'view_session'),
	(17, 'Can add email address', 5, 'add_emailaddress'),
	(18, 'Can change email address', 5, 'change_emailaddress'),
	(19, 'Can delete email address', 5, 'delete_emailaddress'),
	(20, 'Can view email address', 5, 'view_emailaddress'),
	(21, 'Can add email confirmation', 6, 'add_emailconfirmation'),
	(22, 'Can change email confirmation', 6, 'change_emailconfirmation'),
	(23, 'Can delete email confirmation', 6, 'delete_emailconfirmation'),
	(24, 'Can view email confirmation', 6, 'view_emailconfirmation'),
	(25, 'Can add authenticator', 7, 'add_authenticator'),
	(26, 'Can change authenticator', 7, 'change_authenticator'),
	(27, 'Can delete authenticator', 7, 'delete_authenticator'),
	(28, 'Can view authenticator', 7, 'view_authenticator'),
	(29, 'Can add user session', 8, 'add_usersession'),
	(30, 'Can change user session', 8, 'change_usersession'),
	(31, 'Can delete user session', 8, 'delete_usersession'),
	(32, 'Can view user session', 8, 'view_usersession'),
	(33, 'Can add Person mit Zugang', 9, 'add_user'),
	(34, 'Can change Person mit Zugang', 9, 'change_user'),
	(35, 'Can delete Person mit Zugang', 9, 'delete_user'),
	(36, 'Can view Person mit Zugang', 9, 'view_user'),
	(37, 'Can add Träger', 10, 'add_provider'),
	(38, 'Can change Träger', 10, 'change_provider'),
	(39, 'Can delete Träger', 10, 'delete_provider'),
	(40, 'Can view Träger', 10, 'view_provider'),
	(41, 'Can add Einladung', 11, 'add_invitation'),
	(42, 'Can change Einladung', 11, 'change_invitation'),
	(43, 'Can delete Einladung', 11, 'delete_invitation'),
	(44, 'Can view Einladung', 11, 'view_invitation'),
	(45, 'Can add Kostenträger', 12, 'add_fundingbody'),
	(46, 'Can change Kostenträger', 12, 'change_fundingbody'),
	(47, 'Can delete Kostenträger', 12, 'delete_fundingbody'),
	(48, 'Can view Kostenträger', 12, 'view_fundingbody'),
	(49, 'Can add Zugang eines Fördergebers', 13, 'add_funderaccess'),
	(50, 'Can change Zugang eines Fördergebers', 13, 'change_funderaccess'),
	(51, 'Can delete Zugang eines Fördergebers', 13, 'delete_funderaccess'),
	(52, 'Can view Zugang eines Fördergebers', 13, 'view_funderaccess'),
	(53, 'Can add Wiederherstellung des zweiten Faktors', 14, 'add_factorreset'),
	(54, 'Can change Wiederherstellung des zweiten Faktors', 14, 'change_factorreset'),
	(55, 'Can delete Wiederherstellung des zweiten Faktors', 14, 'delete_factorreset'),
	(56, 'Can view Wiederherstellung des zweiten Faktors', 14, 'view_factorreset'),
	(57, 'Can add Standort', 15, 'add_site'),
	(58, 'Can change Standort', 15, 'change_site'),
	(59, 'Can delete Standort', 15, 'delete_site'),
	(60, 'Can view Standort', 15, 'view_site'),
	(61, 'Can add Team', 16, 'add_team'),
	(62, 'Can change Team', 16, 'change_team'),
	(63, 'Can delete Team', 16, 'delete_team'),
	(64, 'Can view Team', 16, 'view_team'),
	(65, 'Can add Mitarbeit', 17, 'add_membership'),
	(66, 'Can change Mitarbeit', 17, 'change_membership'),
	(67, 'Can delete Mitarbeit', 17, 'delete_membership'),
	(68, 'Can view Mitarbeit', 17, 'view_membership'),
	(69, 'Can add Protokolleintrag', 18, 'add_logentry'),
	(70, 'Can change Protokolleintrag', 18, 'change_logentry'),
	(71, 'Can delete Protokolleintrag', 18, 'delete_logentry'),
	(72, 'Can view Protokolleintrag', 18, 'view_logentry'),
	(73, 'Can add Profil', 19, 'add_staffprofile'),
	(74, 'Can change Profil', 19, 'change_staffprofile'),
	(75, 'Can delete Profil', 19, 'delete_staffprofile'),
	(76, 'Can view Profil', 19, 'view_staffprofile'),
	(77, 'Can add Änderung der E-Mail-Adresse', 20, 'add_emailchange'),
	(78, 'Can change Änderung der E-Mail-Adresse', 20, 'change_emailchange'),
	(79, 'Can delete Änderung der E-Mail-Adresse', 20, 'delete_emailchange'),
	(80, 'Can view Änderung der E-Mail-Adresse', 20, 'view_emailchange'),
	(81, 'Can add Vergabe einer Rolle', 21, 'add_rolegrant'),
	(82, 'Can change Vergabe einer Rolle', 21, 'change_rolegrant'),
	(83, 'Can delete Vergabe einer Rolle', 21, 'delete_rolegrant'),
	(84, 'Can view Vergabe einer Rolle', 21, 'view_rolegrant'),
	(85, 'Can add Auftrag', 22, 'add_job'),
	(86, 'Can change Auftrag', 22, 'change_job'),
	(87, 'Can delete Auftrag', 22, 'delete_job'),
	(88, 'Can view Auftrag', 22, 'view_job'),
	(89, 'Can add E-Mail', 23, 'add_mail'),
	(90, 'Can change E-Mail', 23, 'change_mail'),
	(91, 'Can delete E-Mail', 23, 'delete_mail'),
	(92, 'Can view E-Mail', 23, 'view_mail'),
	(93, 'Can add Beruf', 24, 'add_occupation'),
	(94, 'Can change Beruf', 24, 'change_occupation'),
	(95, 'Can delete Beruf', 24, 'delete_occupation'),
	(96, 'Can view Beruf', 24, 'view_occupation'),
	(97, 'Can add Betrieb', 25, 'add_company'),
	(98, 'Can change Betrieb', 25, 'change_company'),
	(99, 'Can delete Betrieb', 25, 'delete_company'),
	(100, 'Can view Betrieb', 25, 'view_company'),
	(101, 'Can add Kontakt im Betrieb', 26, 'add_companycontact'),
	(102, 'Can change Kontakt im Betrieb', 26, 'change_companycontact'),
	(103, 'Can delete Kontakt im Betrieb', 26, 'delete_companycontact'),
	(104, 'Can view Kontakt im Betrieb', 26, 'view_companycontact'),
	(105, 'Can add Berufsname', 27, 'add_occupationname'),
	(106, 'Can change Berufsname', 27, 'change_occupationname'),
	(107, 'Can delete Berufsname', 27, 'delete_occupationname'),
	(108, 'Can view Berufsname', 27, 'view_occupationname'),
	(109, 'Can add Postleitzahl', 28, 'add_postcode'),
	(110, 'Can change Postleitzahl', 28, 'change_postcode'),
	(111, 'Can delete Postleitzahl', 28, 'delete_postcode'),
	(112, 'Can view Postleitzahl', 28, 'view_postcode'),
	(113, 'Can add Prüfrecht', 29, 'add_auditgrant'),
	(114, 'Can change Prüfrecht', 29, 'change_auditgrant'),
	(115, 'Can delete Prüfrecht', 29, 'delete_auditgrant'),
	(116, 'Can view Prüfrecht', 29, 'view_auditgrant'),
	(117, 'Can add Teilnahme', 30, 'add_case'),
	(118, 'Can change Teilnahme', 30, 'change_case'),
	(119, 'Can delete Teilnahme', 30, 'delete_case'),
	(120, 'Can view Teilnahme', 30, 'view_case'),
	(121, 'Can add audit grant case', 31, 'add_auditgrantcase'),
	(122, 'Can change audit grant case', 31, 'change_auditgrantcase'),
	(123, 'Can delete audit grant case', 31, 'delete_auditgrantcase'),
	(124, 'Can view audit grant case', 31, 'view_auditgrantcase'),
	(125, 'Can add Ereignis der Teilnahme', 32, 'add_caseevent'),
	(126, 'Can change Ereignis der Teilnahme', 32, 'change_caseevent'),
	(127, 'Can delete Ereignis der Teilnahme', 32, 'delete_caseevent'),
	(128, 'Can view Ereignis der Teilnahme', 32, 'view_caseevent'),
	(129, 'Can add Mitarbeit am Fall', 33, 'add_casestaff'),
	(130, 'Can change Mitarbeit am Fall', 33, 'change_casestaff'),
	(131, 'Can delete Mitarbeit am Fall', 33, 'delete_casestaff'),
	(132, 'Can view Mitarbeit am Fall', 33, 'view_casestaff'),
	(133, 'Can add Konfliktnotiz', 34, 'add_conflictnote'),
	(134, 'Can change Konfliktnotiz', 34, 'change_conflictnote'),
	(135, 'Can delete Konfliktnotiz', 34, 'delete_conflictnote'),
	(136, 'Can view Konfliktnotiz', 34, 'view_conflictnote'),
	(137, 'Can add Einwilligung', 35, 'add_consent'),
	(138, 'Can change Einwilligung', 35, 'change_consent'),
	(139, 'Can delete Einwilligung', 35, 'delete_consent'),
	(140, 'Can view Einwilligung', 35, 'view_consent'),
	(141, 'Can add feste Ansprechperson', 36, 'add_contactassignment'),
	(142, 'Can change feste Ansprechperson', 36, 'change_contactassignment'),
	(143, 'Can delete feste Ansprechperson', 36, 'delete_contactassignment'),
	(144, 'Can view feste Ansprechperson', 36, 'view_contactassignment'),
	(145, 'Can add Vertretung', 37, 'add_contactdeputy'),
	(146, 'Can change Vertretung', 37, 'change_contactdeputy'),
	(147, 'Can delete Vertretung', 37, 'delete_contactdeputy'),
	(148, 'Can view Vertretung', 37, 'view_contactdeputy'),
	(149, 'Can add vertrauliche Notiz', 38, 'add_counsellingnote'),
	(150, 'Can change vertrauliche Notiz', 38, 'change_counsellingnote'),
	(151, 'Can delete vertrauliche Notiz', 38, 'delete_counsellingnote'),
	(152, 'Can view vertrauliche Notiz', 38, 'view_counsellingnote'),
	(153, 'Can add Entwurf', 39, 'add_draft'),
	(154, 'Can change Entwurf', 39, 'change_draft'),
	(155, 'Can delete Entwurf', 39, 'delete_draft'),
	(156, 'Can view Entwurf', 39, 'view_draft'),
	(157, 'Can add Gesundheitsangabe', 40, 'add_healthnote'),
	(158, 'Can change Gesundheitsangabe', 40, 'change_healthnote'),
	(159, 'Can delete Gesundheitsangabe', 40, 'delete_healthnote'),
	(160, 'Can view Gesundheitsangabe', 40, 'view_healthnote'),
	(161, 'Can add Los', 41, 'add_lot'),
	(162, 'Can change Los', 41, 'change_lot'),
	(163, 'Can delete Los', 41, 'delete_lot'),
	(164, 'Can view Los', 41, 'view_lot'),
	(165, 'Can add Maßnahme', 42, 'add_measure'),
	(166, 'Can change Maßnahme', 42, 'change_measure'),
	(167, 'Can delete Maßnahme', 42, 'delete_measure'),
	(168, 'Can view Maßnahme', 42, 'view_measure'),
	(169, 'Can add Finanzierungsanteil', 43, 'add_fundingshare'),
	(170, 'Can change Finanzierungsanteil', 43, 'change_fundingshare'),
	(171, 'Can delete Finanzierungsanteil', 43, 'delete_fundingshare'),
	(172, 'Can view Finanzierungsanteil', 43, 'view_fundingshare'),
	(173, 'Can add Zuordnung zur Maßnahme', 44, 'add_measurestay'),
	(174, 'Can change Zuordnung zur Maßnahme', 44, 'change_measurestay'),
	(175, 'Can delete Zuordnung zur Maßnahme', 44, 'delete_measurestay'),
	(176, 'Can view Zuordnung zur Maßnahme', 44, 'view_measurestay'),
	(177, 'Can add Termin', 45, 'add_session'),
	(178, 'Can change Termin', 45, 'change_session'),
	(179, 'Can delete Termin', 45, 'delete_session'),
	(180, 'Can view Termin', 45, 'view_session'),
	(181, 'Can add Teilnahme am Termin', 46, 'add_attendance'),
	(182, 'Can change Teilnahme am Termin', 46, 'change_attendance'),
	(183, 'Can delete Teilnahme am Termin', 46, 'delete_attendance'),
	(184, 'Can view Teilnahme am Termin', 46, 'view_attendance'),
	(185, 'Can add Durchführende Person', 47, 'add_sessionstaff'),
	(186, 'Can change Durchführende Person', 47, 'change_sessionstaff'),
	(187, 'Can delete Durchführende Person', 47, 'delete_sessionstaff'),
	(188, 'Can view Durchführende Person', 47, 'view_sessionstaff'),
	(189, 'Can add Unterstützungselement', 48, 'add_supportelement'),
	(190, 'Can change Unterstützungselement', 48, 'change_supportelement'),
	(191, 'Can delete Unterstützungselement', 48, 'delete_supportelement'),
	(192, 'Can view Unterstützungselement', 48, 'view_supportelement'),
	(193, 'Can add Teilnehmende/r', 49, 'add_trainee'),
	(194, 'Can change Teilnehmende/r', 49, 'change_trainee'),
	(195, 'Can delete Teilnehmende/r', 49, 'delete_trainee'),
	(196, 'Can view Teilnehmende/r', 49, 'view_trainee'),
	(197, 'Can add Ausbildungsvertrag', 50, 'add_trainingcontract'),
	(198, 'Can change Ausbildungsvertrag', 50, 'change_trainingcontract'),
	(199, 'Can delete Ausbildungsvertrag', 50, 'delete_trainingcontract'),
	(200, 'Can view Ausbildungsvertrag', 50, 'view_trainingcontract'),
	(201, 'Can add Prüfung', 51, 'add_exam'),
	(202, 'Can change Prüfung', 51, 'change_exam'),
	(203, 'Can delete Prüfung', 51, 'delete_exam'),
	(204, 'Can view Prüfung', 51, 'view_exam'),
	(205, 'Can add Stand für den Betrieb', 52, 'add_companystatus'),
	(206, 'Can change Stand für den Betrieb', 52, 'change_companystatus'),
	(207, 'Can delete Stand für den Betrieb', 52, 'delete_companystatus'),
	(208, 'Can view Stand für den Betrieb', 52, 'view_companystatus'),
	(209, 'Can add Link für den Betrieb', 53, 'add_companylink'),
	(210, 'Can change Link für den Betrieb', 53, 'change_companylink'),
	(211, 'Can delete Link für den Betrieb', 53, 'delete_companylink'),
	(212, 'Can view Link für den Betrieb', 53, 'view_companylink'),
	(213, 'Can add Aufnahme', 54, 'add_admission'),
	(214, 'Can change Aufnahme', 54, 'change_admission'),
	(215, 'Can delete Aufnahme', 54, 'delete_admission'),
	(216, 'Can view Aufnahme', 54, 'view_admission'),
	(217, 'Can add Import', 55, 'add_importrun'),
	(218, 'Can change Import', 55, 'change_importrun'),
	(219, 'Can delete Import', 55, 'delete_importrun'),
	(220, 'Can view Import', 55, 'view_importrun'),
	(221, 'Can add Anwesenheitsliste (Scan)', 56, 'add_attendancesheet'),
	(222, 'Can change Anwesenheitsliste (Scan)', 56, 'change_attendancesheet'),
	(223, 'Can delete Anwesenheitsliste (Scan)', 56, 'delete_attendancesheet'),
	(224, 'Can view Anwesenheitsliste (Scan)', 56, 'view_attendancesheet'),
	(225, 'Can add Anmeldung im Termin', 57, 'add_checkin'),
	(226, 'Can change Anmeldung im Termin', 57, 'change_checkin'),
	(227, 'Can delete Anmeldung im Termin', 57, 'delete_checkin'),
	(228, 'Can view Anmeldung im Termin', 57, 'view_checkin'),
	(229, 'Can add Anwesenheitskürzel', 58, 'add_daycode'),
	(230, 'Can change Anwesenheitskürzel', 58, 'change_daycode'),
	(231, 'Can delete Anwesenheitskürzel', 58, 'delete_daycode'),
	(232, 'Can view Anwesenheitskürzel', 58, 'view_daycode'),
	(233, 'Can add Anwesenheit (Tag)', 59, 'add_daystatus'),
	(234, 'Can change Anwesenheit (Tag)', 59, 'change_daystatus'),
	(235, 'Can delete Anwesenheit (Tag)', 59, 'delete_daystatus'),
	(236, 'Can view Anwesenheit (Tag)', 59, 'view_daystatus'),
	(237, 'Can add eM@w-Nachricht', 60, 'add_emawmessage'),
	(238, 'Can change eM@w-Nachricht', 60, 'change_emawmessage'),
	(239, 'Can delete eM@w-Nachricht', 60, 'delete_emawmessage'),
	(240, 'Can view eM@w-Nachricht', 60, 'view_emawmessage'),
	(241, 'Can add Übersicht Gesamtstundenkontingent', 61, 'add_formissue'),
	(242, 'Can change Übersicht Gesamtstundenkontingent', 61, 'change_formissue'),
	(243, 'Can delete Übersicht Gesamtstundenkontingent', 61, 'delete_formissue'),
	(244, 'Can view Übersicht Gesamtstundenkontingent', 61, 'view_formissue'),
	(245, 'Can add Einstellung des Formulars', 62, 'add_formsettings'),
	(246, 'Can change Einstellung des Formulars', 62, 'change_formsettings'),
	(247, 'Can delete Einstellung des Formulars', 62, 'delete_formsettings'),
	(248, 'Can view Einstellung des Formulars', 62, 'view_formsettings'),
	(249, 'Can add Begleitungsstunden', 63, 'add_hourgrant'),
	(250, 'Can change Begleitungsstunden', 63, 'change_hourgrant'),
	(251, 'Can delete Begleitungsstunden', 63, 'delete_hourgrant'),
	(252, 'Can view Begleitungsstunden', 63, 'view_hourgrant'),
	(253, 'Can add Schritt der Verhandlung', 64, 'add_hourgrantstep'),
	(254, 'Can change Schritt der Verhandlung', 64, 'change_hourgrantstep'),
	(255, 'Can delete Schritt der Verhandlung', 64, 'delete_hourgrantstep'),
	(256, 'Can view Schritt der Verhandlung', 64, 'view_hourgrantstep'),
	(257, 'Can add Gruppe', 65, 'add_lessongroup'),
	(258, 'Can change Gruppe', 65, 'change_lessongroup'),
	(259, 'Can delete Gruppe', 65, 'delete_lessongroup'),
	(260, 'Can view Gruppe', 65, 'view_lessongroup'),
	(261, 'Can add Gruppenmitglied', 66, 'add_groupmember'),
	(262, 'Can change Gruppenmitglied', 66, 'change_groupmember'),
	(263, 'Can delete Gruppenmitglied', 66, 'delete_groupmember'),
	(264, 'Can view Gruppenmitglied', 66, 'view_groupmember'),
	(265, 'Can add Anwesenheitsnachweis der Maßnahme', 67, 'add_measureproof'),
	(266, 'Can change Anwesenheitsnachweis der Maßnahme', 67, 'change_measureproof'),
	(267, 'Can delete Anwesenheitsnachweis der Maßnahme', 67, 'delete_measureproof'),
	(268, 'Can view Anwesenheitsnachweis der Maßnahme', 67, 'view_measureproof'),
	(269, 'Can add Maßnahmejahr', 68, 'add_measureyear'),
	(270, 'Can change Maßnahmejahr', 68, 'change_measureyear'),
	(271, 'Can delete Maßnahmejahr', 68, 'delete_measureyear'),
	(272, 'Can view Maßnahmejahr', 68, 'view_measureyear'),
	(273, 'Can add Kontingent', 69, 'add_contingent'),
	(274, 'Can change Kontingent', 69, 'change_contingent'),
	(275, 'Can delete Kontingent', 69, 'delete_contingent'),
	(276, 'Can view Kontingent', 69, 'view_contingent'),
	(277, 'Can add Monatsabschluss', 70, 'add_monthclose'),
	(278, 'Can change Monatsabschluss', 70, 'change_monthclose'),
	(279, 'Can delete Monatsabschluss', 70, 'delete_monthclose'),
	(280, 'Can view Monatsabschluss', 70, 'view_monthclose'),
	(281, 'Can add Korrektur', 71, 'add_monthcorrection'),
	(282, 'Can change Korrektur', 71, 'change_monthcorrection'),
	(283, 'Can delete Korrektur', 71, 'delete_monthcorrection'),
	(284, 'Can view Korrektur', 71, 'view_monthcorrection'),
	(285, 'Can add Monatssumme', 72, 'add_monthtotal'),
	(286, 'Can change Monatssumme', 72, 'change_monthtotal'),
	(287, 'Can delete Monatssumme', 72, 'delete_monthtotal'),
	(288, 'Can view Monatssumme', 72, 'view_monthtotal'),
	(289, 'Can add Teilnehmerliste des Kostenträgers', 73, 'add_participantlist'),
	(290, 'Can change Teilnehmerliste des Kostenträgers', 73, 'change_participantlist'),
	(291, 'Can delete Teilnehmerliste des Kostenträgers', 73, 'delete_participantlist'),
	(292, 'Can view Teilnehmerliste des Kostenträgers', 73, 'view_participantlist'),
	(293, 'Can add Pro-forma-Leistung', 74, 'add_proforma'),
	(294, 'Can change Pro-forma-Leistung', 74, 'change_proforma'),
	(295, 'Can delete Pro-forma-Leistung', 74, 'delete_proforma'),
	(296, 'Can view Pro-forma-Leistung', 74, 'view_proforma'),
	(297, 'Can add Stundensatz', 75, 'add_rate'),
	(298, 'Can change Stundensatz', 75, 'change_rate'),
	(299, 'Can delete Stundensatz', 75, 'delete_rate'),
	(300, 'Can view Stundensatz', 75, 'view_rate'),
	(301, 'Can add Regel', 76, 'add_rule'),
	(302, 'Can change Regel', 76, 'change_rule'),
	(303, 'Can delete Regel', 76, 'delete_rule'),
	(304, 'Can view Regel', 76, 'view_rule'),
	(305, 'Can add Stundenbuchung', 77, 'add_ledgerentry'),
	(306, 'Can change Stundenbuchung', 77, 'change_ledgerentry'),
	(307, 'Can delete Stundenbuchung', 77, 'delete_ledgerentry'),
	(308, 'Can view Stundenbuchung', 77, 'view_ledgerentry'),
	(309, 'Can add Abrechnungsregeln', 78, 'add_ruleset'),
	(310, 'Can change Abrechnungsregeln', 78, 'change_ruleset'),
	(311, 'Can delete Abrechnungsregeln', 78, 'delete_ruleset'),
	(312, 'Can view Abrechnungsregeln', 78, 'view_ruleset'),
	(313, 'Can add Regeln einer Maßnahme', 79, 'add_measurerules'),
	(314, 'Can change Regeln einer Maßnahme', 79, 'change_measurerules'),
	(315, 'Can delete Regeln einer Maßnahme', 79, 'delete_measurerules'),
	(316, 'Can view Regeln einer Maßnahme', 79, 'view_measurerules'),
	(317, 'Can add Berufsschulzeit', 80, 'add_schooltime'),
	(318, 'Can change Berufsschulzeit', 80, 'change_schooltime'),
	(319, 'Can delete Berufsschulzeit', 80, 'delete_schooltime'),
	(320, 'Can view Berufsschulzeit', 80, 'view_schooltime'),
	(321, 'Can add Terminangebot', 81, 'add_sessionoffer'),
	(322, 'Can change Terminangebot', 81, 'change_sessionoffer'),
	(323, 'Can delete Terminangebot', 81, 'delete_sessionoffer'),
	(324, 'Can view Terminangebot', 81, 'view_sessionoffer'),
	(325, 'Can add Serie', 82, 'add_sessionseries'),
	(326, 'Can change Serie', 82, 'change_sessionseries'),
	(327, 'Can delete Serie', 82, 'delete_sessionseries'),
	(328, 'Can view Serie', 82, 'view_sessionseries'),
	(329, 'Can add sheet session', 83, 'add_sheetsession'),
	(330, 'Can change sheet session', 83, 'change_sheetsession'),
	(331, 'Can delete sheet session', 83, 'delete_sheetsession'),
	(332, 'Can view sheet session', 83, 'view_sheetsession'),
	(333, 'Can add Abwesenheit', 84, 'add_staffabsence'),
	(334, 'Can change Abwesenheit', 84, 'change_staffabsence'),
	(335, 'Can delete Abwesenheit', 84, 'delete_staffabsence'),
	(336, 'Can view Abwesenheit', 84, 'view_staffabsence'),
	(337, 'Can add Änderung der Unterstützung', 85, 'add_supportchange'),
	(338, 'Can change Änderung der Unterstützung', 85, 'change_supportchange'),
	(339, 'Can delete Änderung der Unterstützung', 85, 'delete_supportchange'),
	(340, 'Can view Änderung der Unterstützung', 85, 'view_supportchange'),
	(341, 'Can add Anwesenheitsnachweis', 86, 'add_attendanceproof'),
	(342, 'Can change Anwesenheitsnachweis', 86, 'change_attendanceproof'),
	(343, 'Can delete Anwesenheitsnachweis', 86, 'delete_attendanceproof'),
	(344, 'Can view Anwesenheitsnachweis', 86, 'view_attendanceproof'),
	(345, 'Can add Abrechnungsblatt', 87, 'add_billingsheet'),
	(346, 'Can change Abrechnungsblatt', 87, 'change_billingsheet'),
	(347, 'Can delete Abrechnungsblatt', 87, 'delete_billingsheet'),
	(348, 'Can view Abrechnungsblatt', 87, 'view_billingsheet'),
	(349, 'Can add Abrechnungsbedingung', 88, 'add_billingterms'),
	(350, 'Can change Abrechnungsbedingung', 88, 'change_billingterms'),
	(351, 'Can delete Abrechnungsbedingung', 88, 'delete_billingterms'),
	(352, 'Can view Abrechnungsbedingung', 88, 'view_billingterms'),
	(353, 'Can add Schnittstellenversion', 89, 'add_interfaceversion'),
	(354, 'Can change Schnittstellenversion', 89, 'change_interfaceversion'),
	(355, 'Can delete Schnittstellenversion', 89, 'delete_interfaceversion'),
	(356, 'Can view Schnittstellenversion', 89, 'view_interfaceversion'),
	(357, 'Can add Schulferien', 90, 'add_schoolholiday'),
	(358, 'Can change Schulferien', 90, 'change_schoolholiday'),
	(359, 'Can delete Schulferien', 90, 'delete_schoolholiday'),
	(360, 'Can view Schulferien', 90, 'view_schoolholiday'),
	(361, 'Can add Übertrag', 91, 'add_carryover'),
	(362, 'Can change Übertrag', 91, 'change_carryover'),
	(363, 'Can delete Übertrag', 91, 'delete_carryover'),
	(364, 'Can view Übertrag', 91, 'view_carryover'),
	(365, 'Can add Geklärte Überschneidung', 92, 'add_overlapsettlement'),
	(366, 'Can change Geklärte Überschneidung', 92, 'change_overlapsettlement'),
	(367, 'Can delete Geklärte Überschneidung', 92, 'delete_overlapsettlement'),
	(368, 'Can view Geklärte Überschneidung', 92, 'view_overlapsettlement'),
	(369, 'Can add Eintrag einer Liste', 93, 'add_lifecode'),
	(370, 'Can change Eintrag einer Liste', 93, 'change_lifecode'),
	(371, 'Can delete Eintrag einer Liste', 93, 'delete_lifecode'),
	(372, 'Can view Eintrag einer Liste', 93, 'view_lifecode'),
	(373, 'Can add Austritt', 94, 'add_caseexit'),
	(374, 'Can change Austritt', 94, 'change_caseexit'),
	(375, 'Can delete Austritt', 94, 'delete_caseexit'),
	(376, 'Can view Austritt', 94, 'view_caseexit'),
	(377, 'Can add Regel der Teilnahme', 95, 'add_liferule'),
	(378, 'Can change Regel der Teilnahme', 95, 'change_liferule'),
	(379, 'Can delete Regel der Teilnahme', 95, 'delete_liferule'),
	(380, 'Can view Regel der Teilnahme', 95, 'view_liferule'),
	(381, 'Can add Vorphase', 96, 'add_prephase'),
	(382, 'Can change Vorphase', 96, 'change_prephase'),
	(383, 'Can delete Vorphase', 96, 'delete_prephase'),
	(384, 'Can view Vorphase', 96, 'view_prephase'),
	(385, 'Can add Ruhen der Teilnahme', 97, 'add_suspension'),
	(386, 'Can change Ruhen der Teilnahme', 97, 'change_suspension'),
	(387, 'Can delete Ruhen der Teilnahme', 97, 'delete_suspension'),
	(388, 'Can view Ruhen der Teilnahme', 97, 'view_suspension'),
	(389, 'Can add Nachbetreuung', 98, 'add_aftercare'),
	(390, 'Can change Nachbetreuung', 98, 'change_aftercare'),
	(391, 'Can delete Nachbetreuung', 98, 'delete_aftercare'),
	(392, 'Can view Nachbetreuung', 98, 'view_aftercare'),
	(393, 'Can add Bericht', 99, 'add_report'),
	(394, 'Can change Bericht', 99, 'change_report'),
	(395, 'Can delete Bericht', 99, 'delete_report'),
	(396, 'Can view Bericht', 99, 'view_report'),
	(397, 'Can add Berichtsplan', 100, 'add_reportschedule'),
	(398, 'Can change Berichtsplan', 100, 'change_reportschedule'),
	(399, 'Can delete Berichtsplan', 100, 'delete_reportschedule'),
	(400, 'Can view Berichtsplan', 100, 'view_reportschedule'),
	(401, 'Can add Freigaberegel', 101, 'add_releasepolicy'),
	(402, 'Can change Freigaberegel', 101, 'change_releasepolicy'),
	(403, 'Can delete Freigaberegel', 101, 'delete_releasepolicy'),
	(404, 'Can view Freigaberegel', 101, 'view_releasepolicy'),
	(405, 'Can add Berichtsdatei', 102, 'add_reportfile'),
	(406, 'Can change Berichtsdatei', 102, 'change_reportfile'),
	(407, 'Can delete Berichtsdatei', 102, 'delete_reportfile'),
	(408, 'Can view Berichtsdatei', 102, 'view_reportfile'),
	(409, 'Can add Sammellauf', 103, 'add_reportrun'),
	(410, 'Can change Sammellauf', 103, 'change_reportrun'),
	(411, 'Can delete Sammellauf', 103, 'delete_reportrun'),
	(412, 'Can view Sammellauf', 103, 'view_reportrun');
INSERT INTO public.django_content_type VALUES
	(1, 'auth', 'permission'),
	(2, 'auth', 'group'),
	(3, 'contenttypes', 'contenttype'),
	(4, 'sessions', 'session'),
	(5, 'account', 'emailaddress'),
	(6, 'account', 'emailconfirmation'),
	(7, 'mfa', 'authenticator'),
	(8, 'usersessions', 'usersession'),
	(9, 'accounts', 'user'),
	(10, 'accounts', 'provider'),
	(11, 'accounts', 'invitation'),
	(12, 'accounts', 'fundingbody'),
	(13, 'accounts', 'funderaccess'),
	(14, 'accounts', 'factorreset'),
	(15, 'accounts', 'site'),
	(16, 'accounts', 'team'),
	(17, 'accounts', 'membership'),
	(18, 'accounts', 'logentry'),
	(19, 'accounts', 'staffprofile'),
	(20, 'accounts', 'emailchange'),
	(21, 'accounts', 'rolegrant'),
	(22, 'jobs', 'job'),
	(23, 'mail', 'mail'),
	(24, 'companies', 'occupation'),
	(25, 'companies', 'company'),
	(26, 'companies', 'companycontact'),
	(27, 'companies', 'occupationname'),
	(28, 'companies', 'postcode'),
	(29, 'cases', 'auditgrant'),
	(30, 'cases', 'case'),
	(31, 'cases', 'auditgrantcase'),
	(32, 'cases', 'caseevent'),
	(33, 'cases', 'casestaff'),
	(34, 'cases', 'conflictnote'),
	(35, 'cases', 'consent'),
	(36, 'cases', 'contactassignment'),
	(37, 'cases', 'contactdeputy'),
	(38, 'cases', 'counsellingnote'),
	(39, 'cases', 'draft'),
	(40, 'cases', 'healthnote'),
	(41, 'cases', 'lot'),
	(42, 'cases', 'measure'),
	(43, 'cases', 'fundingshare'),
	(44, 'cases', 'measurestay'),
	(45, 'cases', 'session'),
	(46, 'cases', 'attendance'),
	(47, 'cases', 'sessionstaff'),
	(48, 'cases', 'supportelement'),
	(49, 'cases', 'trainee'),
	(50, 'cases', 'trainingcontract'),
	(51, 'cases', 'exam'),
	(52, 'cases', 'companystatus'),
	(53, 'cases', 'companylink'),
	(54, 'cases', 'admission'),
	(55, 'cases', 'importrun'),
	(56, 'cases', 'attendancesheet'),
	(57, 'cases', 'checkin'),
	(58, 'cases', 'daycode'),
	(59, 'cases', 'daystatus'),
	(60, 'cases', 'emawmessage'),
	(61, 'cases', 'formissue'),
	(62, 'cases', 'formsettings'),
	(63, 'cases', 'hourgrant'),
	(64, 'cases', 'hourgrantstep'),
	(65, 'cases', 'lessongroup'),
	(66, 'cases', 'groupmember'),
	(67, 'cases', 'measureproof'),
	(68, 'cases', 'measureyear'),
	(69, 'cases', 'contingent'),
	(70, 'cases', 'monthclose'),
	(71, 'cases', 'monthcorrection'),
	(72, 'cases', 'monthtotal'),
	(73, 'cases', 'participantlist'),
	(74, 'cases', 'proforma'),
	(75, 'cases', 'rate'),
	(76, 'cases', 'rule'),
	(77, 'cases', 'ledgerentry'),
	(78, 'cases', 'ruleset'),
	(79, 'cases', 'measurerules'),
	(80, 'cases', 'schooltime'),
	(81, 'cases', 'sessionoffer'),
	(82, 'cases', 'sessionseries'),
	(83, 'cases', 'sheetsession'),
	(84, 'cases', 'staffabsence'),
	(85, 'cases', 'supportchange'),
	(86, 'cases', 'attendanceproof'),
	(87, 'cases', 'billingsheet'),
	(88, 'cases', 'billingterms'),
	(89, 'cases', 'interfaceversion'),
	(90, 'cases', 'schoolholiday'),
	(91, 'cases', 'carryover'),
	(92, 'cases', 'overlapsettlement'),
	(93, 'cases', 'lifecode'),
	(94, 'cases', 'caseexit'),
	(95, 'cases', 'liferule'),
	(96, 'cases', 'prephase'),
	(97, 'cases', 'suspension'),
	(98, 'cases', 'aftercare'),
	(99, 'reports', 'report'),
	(100, 'reports', 'reportschedule'),
	(101, 'reports', 'releasepolicy'),
	(102, 'reports', 'reportfile'),
	(103, 'reports', 'reportrun');
INSERT INTO public.django_migrations VALUES
	(1, 'accounts', '0001_initial', '2026-12-01 04:12:40.858629+00'),
	(2, 'account', '0001_initial', '2026-12-01 04:12:41.177322+00'),
	(3, 'account', '0002_email_max_length', '2026-12-01 04:12:41.330835+00'),
	(4, 'account', '0003_alter_emailaddress_create_unique_verified_email', '2026-12-01 04:12:41.557459+00'),
	(5, 'account', '0004_alter_emailaddress_drop_unique_email', '2026-12-01 04:12:41.665137+00'),
	(6, 'account', '0005_emailaddress_idx_upper_email', '2026-12-01 04:12:41.779192+00'),
	(7, 'account', '0006_emailaddress_lower', '2026-12-01 04:12:42.011948+00'),
	(8, 'account', '0007_emailaddress_idx_email', '2026-12-01 04:12:42.11275+00'),
	(9, 'account', '0008_emailaddress_unique_primary_email_fixup', '2026-12-01 04:12:42.297882+00'),
	(10, 'account', '0009_emailaddress_unique_primary_email', '2026-12-01 04:12:42.402814+00'),
	(11, 'accounts', '0002_walls', '2026-12-01 04:12:42.531837+00'),
	(12, 'accounts', '0003_staff_profile', '2026-12-01 04:12:43.047797+00'),
	(13, 'accounts', '0004_move_telephones', '2026-12-01 04:12:43.066789+00'),
	(14, 'accounts', '0005_joining_and_grants', '2026-12-01 04:12:46.947012+00'),
	(15, 'accounts', '0006_log_chain_reads_one_row', '2026-12-01 04:12:47.136738+00'),
	(16, 'contenttypes', '0001_initial', '2026-12-01 04:12:47.213253+00'),
	(17, 'contenttypes', '0002_remove_content_type_name', '2026-12-01 04:12:47.587982+00'),
	(18, 'auth', '0001_initial', '2026-12-01 04:12:48.104028+00'),
	(19, 'auth', '0002_alter_permission_name_max_length', '2026-12-01 04:12:48.178913+00'),
	(20, 'auth', '0003_alter_user_email_max_length', '2026-12-01 04:12:48.245935+00'),
	(21, 'auth', '0004_alter_user_username_opts', '2026-12-01 04:12:48.325081+00'),
	(22, 'auth', '0005_alter_user_last_login_null', '2026-12-01 04:12:48.419297+00'),
	(23, 'auth', '0006_require_contenttypes_0002', '2026-12-01 04:12:48.446337+00'),
	(24, 'auth', '0007_alter_validators_add_error_messages', '2026-12-01 04:12:48.518858+00'),
	(25, 'auth', '0008_alter_user_username_max_length', '2026-12-01 04:12:48.645895+00'),
	(26, 'auth', '0009_alter_user_last_name_max_length', '2026-12-01 04:12:48.721704+00'),
	(27, 'auth', '0010_alter_group_name_max_length', '2026-12-01 04:12:48.85964+00'),
	(28, 'auth', '0011_update_proxy_permissions', '2026-12-01 04:12:49.213005+00'),
	(29, 'auth', '0012_alter_user_first_name_max_length', '2026-12-01 04:12:49.273472+00'),
	(30, 'companies', '0001_initial', '2026-12-01 04:12:51.498747+00'),
	(31, 'cases', '0001_initial', '2026-12-01 04:13:57.589916+00'),
	(32, 'cases', '0002_walls_and_rules', '2026-12-01 04:13:58.302065+00'),
	(33, 'cases', '0003_hours', '2026-12-01 04:15:44.867994+00'),
	(34, 'cases', '0004_hours_walls_and_rules', '2026-12-01 04:15:45.55525+00'),
	(35, 'cases', '0005_company_link_unread', '2026-12-01 04:15:48.769201+00'),
	(36, 'cases', '0006_close_waits_for_writers', '2026-12-01 04:15:48.794789+00'),
	(37, 'cases', '0007_closed_month_both_days', '2026-12-01 04:15:48.853195+00'),
	(38, 'cases', '0008_guards_use_indexes', '2026-12-01 04:15:48.893082+00'),
	(39, 'cases', '0009_interface_version_and_school_holidays', '2026-12-01 04:15:53.011961+00'),
	(40, 'cases', '0010_stay_with_sessions', '2026-12-01 04:15:53.058505+00'),
	(41, 'cases', '0011_fresh_statistics', '2026-12-01 04:15:53.068373+00'),
	(42, 'cases', '0012_pro_forma_back', '2026-12-01 04:16:10.396646+00'),
	(43, 'cases', '0013_case_team', '2026-12-01 04:16:14.433077+00'),
	(44, 'cases', '0014_carry_over_and_takeover', '2026-12-01 04:16:22.618798+00'),
	(45, 'cases', '0015_phase_rule_and_places', '2026-12-01 04:16:28.350038+00'),
	(46, 'cases', '0016_overlap_settlement', '2026-12-01 04:16:30.738187+00'),
	(47, 'cases', '0017_life_of_a_case', '2026-12-01 04:17:03.253821+00'),
	(48, 'cases', '0018_life_of_old_cases', '2026-12-01 04:17:04.713286+00'),
	(49, 'cases', '0019_contract_ends_and_exams', '2026-12-01 04:17:07.376215+00'),
	(50, 'cases', '0020_rules_of_trial_and_exams', '2026-12-01 04:17:12.641767+00'),
	(51, 'cases', '0021_corrections_keep_both', '2026-12-01 04:17:13.978151+00'),
	(52, 'cases', '0022_measures_in_number_order', '2026-12-01 04:17:14.705717+00'),
	(53, 'cases', '0023_group_of_a_team', '2026-12-01 04:17:15.435904+00'),
	(54, 'cases', '0024_deputy_reads_notes', '2026-12-01 04:17:16.136451+00'),
	(55, 'cases', '0025_role_needs_its_grant', '2026-12-01 04:17:16.168014+00'),
	(56, 'companies', '0002_walls', '2026-12-01 04:17:16.183963+00'),
	(57, 'companies', '0003_contact_version', '2026-12-01 04:17:16.709315+00'),
	(58, 'jobs', '0001_initial', '2026-12-01 04:17:17.924935+00'),
	(59, 'mail', '0001_initial', '2026-12-01 04:17:18.355865+00'),
	(60, 'mail', '0002_wall', '2026-12-01 04:17:18.368484+00'),
	(61, 'mfa', '0001_initial', '2026-12-01 04:17:18.968828+00'),
	(62, 'mfa', '0002_authenticator_timestamps', '2026-12-01 04:17:19.546387+00'),
	(63, 'mfa', '0003_authenticator_type_uniq', '2026-12-01 04:17:20.656097+00'),
	(64, 'reports', '0001_initial', '2026-12-01 04:17:22.140615+00'),
	(65, 'reports', '0002_wall_and_release', '2026-12-01 04:17:22.157497+00'),
	(66, 'reports', '0003_types', '2026-12-01 04:17:56.952036+00'),
	(67, 'reports', '0004_move_texts_and_files', '2026-12-01 04:17:56.956194+00'),
	(68, 'reports', '0005_frozen', '2026-12-01 04:18:04.234743+00'),
	(69, 'reports', '0006_schedules_and_runs', '2026-12-01 04:18:04.906407+00'),
	(70, 'reports', '0007_release_roles', '2026-12-01 04:18:05.88803+00'),
	(71, 'sessions', '0001_initial', '2026-12-01 04:18:05.900178+00'),
	(72, 'usersessions', '0001_initial', '2026-12-01 04:18:06.13373+00');
SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);
SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_emailchange_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_factorreset_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_funderaccess_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_fundingbody_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_invitation_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_logentry_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_membership_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_provider_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_rolegrant_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_site_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_staffprofile_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_team_id_seq', 1, false);
SELECT pg_catalog.setval('public.accounts_user_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_permission_id_seq', 412, true);
SELECT pg_catalog.setval('public.cases_admission_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_aftercare_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_attendance_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_attendanceproof_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_attendancesheet_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_auditgrant_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_auditgrantcase_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_billingsheet_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_billingterms_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_carryover_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_case_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_caseevent_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_caseexit_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_casestaff_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_checkin_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_companylink_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_companystatus_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_conflictnote_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_consent_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_contactassignment_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_contactdeputy_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_contingent_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_counsellingnote_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_daycode_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_daystatus_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_draft_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_emawmessage_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_exam_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_formissue_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_formsettings_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_fundingshare_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_groupmember_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_healthnote_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_hourgrant_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_hourgrantstep_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_importrun_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_interfaceversion_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_ledgerentry_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_lessongroup_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_lifecode_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_liferule_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_lot_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_measure_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_measureproof_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_measurerules_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_measurestay_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_measureyear_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_monthclose_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_monthcorrection_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_monthtotal_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_overlapsettlement_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_participantlist_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_prephase_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_proforma_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_rate_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_rule_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_ruleset_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_schoolholiday_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_schooltime_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_session_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_sessionoffer_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_sessionseries_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_sessionstaff_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_sheetsession_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_staffabsence_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_supportchange_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_supportelement_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_suspension_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_trainee_id_seq', 1, false);
SELECT pg_catalog.setval('public.cases_trainingcontract_id_seq', 1, false);
SELECT pg_catalog.setval('public.companies_company_id_seq', 1, false);
SELECT pg_catalog.setval('public.companies_companycontact_id_seq', 1, false);
SELECT pg_catalog.setval('public.companies_occupation_id_seq', 1, false);
SELECT pg_catalog.setval('public.companies_occupationname_id_seq', 1, false);
SELECT pg_catalog.setval('public.companies_postcode_id_seq', 1, false);
SELECT pg_catalog.setval('public.django_content_type_id_seq', 103, true);
SELECT pg_catalog.setval('public.django_migrations_id_seq', 72, true);
SELECT pg_catalog.setval('public.jobs_job_id_seq', 1, false);
SELECT pg_catalog.setval('public.mail_mail_id_seq', 1, false);
SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_releasepolicy_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_report_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_reportfile_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_reportrun_id_seq', 1, false);
SELECT pg_catalog.setval('public.reports_reportschedule_id_seq', 1, false);
SELECT pg_catalog.setval('public.usersessions_usersession_id_seq', 1, false);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_emailchange
    ADD CONSTRAINT accounts_emailchange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_emailchange
    ADD CONSTRAINT accounts_emailchange_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.accounts_emailchange
    ADD CONSTRAINT accounts_emailchange_secret_hash_key UNIQUE (secret_hash);
ALTER TABLE ONLY public.accounts_factorreset
    ADD CONSTRAINT accounts_factorreset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_factorreset
    ADD CONSTRAINT accounts_factorreset_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.accounts_funderaccess
    ADD CONSTRAINT accounts_funderaccess_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_fundingbody
    ADD CONSTRAINT accounts_fundingbody_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_secret_hash_key UNIQUE (secret_hash);
ALTER TABLE ONLY public.accounts_logentry
    ADD CONSTRAINT accounts_logentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_provider
    ADD CONSTRAINT accounts_provider_name_key UNIQUE (name);
ALTER TABLE ONLY public.accounts_provider
    ADD CONSTRAINT accounts_provider_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_provider
    ADD CONSTRAINT accounts_provider_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.accounts_site
    ADD CONSTRAINT accounts_site_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_staffprofile
    ADD CONSTRAINT accounts_staffprofile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_staffprofile
    ADD CONSTRAINT accounts_staffprofile_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.accounts_team
    ADD CONSTRAINT accounts_team_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_email_key UNIQUE (email);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.asa_cache
    ADD CONSTRAINT asa_cache_pkey PRIMARY KEY (cache_key);
ALTER TABLE ONLY public.cases_contactassignment
    ADD CONSTRAINT assignment_one_contact_person EXCLUDE USING gist (case_id WITH =, daterange(starts_on, ends_on, '[]'::text) WITH &&);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_casestaff
    ADD CONSTRAINT case_staff_once EXCLUDE USING gist (case_id WITH =, member_id WITH =, daterange(starts_on, ends_on, '[]'::text) WITH &&);
ALTER TABLE ONLY public.cases_admission
    ADD CONSTRAINT cases_admission_case_id_key UNIQUE (case_id);
ALTER TABLE ONLY public.cases_admission
    ADD CONSTRAINT cases_admission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_admission
    ADD CONSTRAINT cases_admission_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_aftercare
    ADD CONSTRAINT cases_aftercare_case_id_key UNIQUE (case_id);
ALTER TABLE ONLY public.cases_aftercare
    ADD CONSTRAINT cases_aftercare_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_attendance
    ADD CONSTRAINT cases_attendance_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_attendanceproof
    ADD CONSTRAINT cases_attendanceproof_attendance_id_key UNIQUE (attendance_id);
ALTER TABLE ONLY public.cases_attendanceproof
    ADD CONSTRAINT cases_attendanceproof_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_attendanceproof
    ADD CONSTRAINT cases_attendanceproof_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_attendancesheet
    ADD CONSTRAINT cases_attendancesheet_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_attendancesheet
    ADD CONSTRAINT cases_attendancesheet_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_attendancesheet
    ADD CONSTRAINT cases_attendancesheet_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_auditgrant
    ADD CONSTRAINT cases_auditgrant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_auditgrantcase
    ADD CONSTRAINT cases_auditgrantcase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_billingsheet
    ADD CONSTRAINT cases_billingsheet_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_billingsheet
    ADD CONSTRAINT cases_billingsheet_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_billingsheet
    ADD CONSTRAINT cases_billingsheet_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_billingterms
    ADD CONSTRAINT cases_billingterms_lot_id_key UNIQUE (lot_id);
ALTER TABLE ONLY public.cases_billingterms
    ADD CONSTRAINT cases_billingterms_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_carryover
    ADD CONSTRAINT cases_carryover_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_carryover
    ADD CONSTRAINT cases_carryover_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_carryover
    ADD CONSTRAINT cases_carryover_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_carryover
    ADD CONSTRAINT cases_carryover_reverses_id_key UNIQUE (reverses_id);
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_caseevent
    ADD CONSTRAINT cases_caseevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_caseexit
    ADD CONSTRAINT cases_caseexit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_caseexit
    ADD CONSTRAINT cases_caseexit_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_caseexit
    ADD CONSTRAINT cases_caseexit_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_casestaff
    ADD CONSTRAINT cases_casestaff_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_casestaff
    ADD CONSTRAINT cases_casestaff_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_checkin
    ADD CONSTRAINT cases_checkin_attendance_id_key UNIQUE (attendance_id);
ALTER TABLE ONLY public.cases_checkin
    ADD CONSTRAINT cases_checkin_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_companylink
    ADD CONSTRAINT cases_companylink_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_companylink
    ADD CONSTRAINT cases_companylink_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_companylink
    ADD CONSTRAINT cases_companylink_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_companylink
    ADD CONSTRAINT cases_companylink_secret_hash_key UNIQUE (secret_hash);
ALTER TABLE ONLY public.cases_companystatus
    ADD CONSTRAINT cases_companystatus_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_companystatus
    ADD CONSTRAINT cases_companystatus_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_conflictnote
    ADD CONSTRAINT cases_conflictnote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_conflictnote
    ADD CONSTRAINT cases_conflictnote_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_conflictnote
    ADD CONSTRAINT cases_conflictnote_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_consent
    ADD CONSTRAINT cases_consent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_consent
    ADD CONSTRAINT cases_consent_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_consent
    ADD CONSTRAINT cases_consent_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_contactassignment
    ADD CONSTRAINT cases_contactassignment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_contactassignment
    ADD CONSTRAINT cases_contactassignment_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_contactdeputy
    ADD CONSTRAINT cases_contactdeputy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_contactdeputy
    ADD CONSTRAINT cases_contactdeputy_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_contingent
    ADD CONSTRAINT cases_contingent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_contingent
    ADD CONSTRAINT cases_contingent_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_counsellingnote
    ADD CONSTRAINT cases_counsellingnote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_counsellingnote
    ADD CONSTRAINT cases_counsellingnote_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_counsellingnote
    ADD CONSTRAINT cases_counsellingnote_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_daycode
    ADD CONSTRAINT cases_daycode_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_daycode
    ADD CONSTRAINT cases_daycode_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_daycode
    ADD CONSTRAINT cases_daycode_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_daystatus
    ADD CONSTRAINT cases_daystatus_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_draft
    ADD CONSTRAINT cases_draft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_emawmessage
    ADD CONSTRAINT cases_emawmessage_corrects_id_key UNIQUE (corrects_id);
ALTER TABLE ONLY public.cases_emawmessage
    ADD CONSTRAINT cases_emawmessage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_emawmessage
    ADD CONSTRAINT cases_emawmessage_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_emawmessage
    ADD CONSTRAINT cases_emawmessage_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_exam
    ADD CONSTRAINT cases_exam_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_exam
    ADD CONSTRAINT cases_exam_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_formissue
    ADD CONSTRAINT cases_formissue_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_formissue
    ADD CONSTRAINT cases_formissue_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_formissue
    ADD CONSTRAINT cases_formissue_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_formsettings
    ADD CONSTRAINT cases_formsettings_measure_id_key UNIQUE (measure_id);
ALTER TABLE ONLY public.cases_formsettings
    ADD CONSTRAINT cases_formsettings_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_fundingshare
    ADD CONSTRAINT cases_fundingshare_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_groupmember
    ADD CONSTRAINT cases_groupmember_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_healthnote
    ADD CONSTRAINT cases_healthnote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_healthnote
    ADD CONSTRAINT cases_healthnote_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_healthnote
    ADD CONSTRAINT cases_healthnote_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_hourgrant
    ADD CONSTRAINT cases_hourgrant_agreed_step_id_key UNIQUE (agreed_step_id);
ALTER TABLE ONLY public.cases_hourgrant
    ADD CONSTRAINT cases_hourgrant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_hourgrant
    ADD CONSTRAINT cases_hourgrant_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_hourgrant
    ADD CONSTRAINT cases_hourgrant_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_hourgrantstep
    ADD CONSTRAINT cases_hourgrantstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_hourgrantstep
    ADD CONSTRAINT cases_hourgrantstep_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_importrun
    ADD CONSTRAINT cases_importrun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_importrun
    ADD CONSTRAINT cases_importrun_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_importrun
    ADD CONSTRAINT cases_importrun_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_interfaceversion
    ADD CONSTRAINT cases_interfaceversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_ledgerentry
    ADD CONSTRAINT cases_ledgerentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_ledgerentry
    ADD CONSTRAINT cases_ledgerentry_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_ledgerentry
    ADD CONSTRAINT cases_ledgerentry_reverses_id_key UNIQUE (reverses_id);
ALTER TABLE ONLY public.cases_lessongroup
    ADD CONSTRAINT cases_lessongroup_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_lessongroup
    ADD CONSTRAINT cases_lessongroup_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_lessongroup
    ADD CONSTRAINT cases_lessongroup_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_lifecode
    ADD CONSTRAINT cases_lifecode_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_lifecode
    ADD CONSTRAINT cases_lifecode_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_lifecode
    ADD CONSTRAINT cases_lifecode_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_liferule
    ADD CONSTRAINT cases_liferule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_liferule
    ADD CONSTRAINT cases_liferule_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_lot
    ADD CONSTRAINT cases_lot_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_lot
    ADD CONSTRAINT cases_lot_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_lot
    ADD CONSTRAINT cases_lot_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_measure
    ADD CONSTRAINT cases_measure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_measure
    ADD CONSTRAINT cases_measure_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_measure
    ADD CONSTRAINT cases_measure_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_measureproof
    ADD CONSTRAINT cases_measureproof_measure_id_key UNIQUE (measure_id);
ALTER TABLE ONLY public.cases_measureproof
    ADD CONSTRAINT cases_measureproof_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_measurerules
    ADD CONSTRAINT cases_measurerules_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_measurerules
    ADD CONSTRAINT cases_measurerules_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_measurestay
    ADD CONSTRAINT cases_measurestay_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_measureyear
    ADD CONSTRAINT cases_measureyear_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_measureyear
    ADD CONSTRAINT cases_measureyear_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_measureyear
    ADD CONSTRAINT cases_measureyear_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_monthclose
    ADD CONSTRAINT cases_monthclose_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_monthclose
    ADD CONSTRAINT cases_monthclose_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_monthclose
    ADD CONSTRAINT cases_monthclose_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_monthcorrection
    ADD CONSTRAINT cases_monthcorrection_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_monthcorrection
    ADD CONSTRAINT cases_monthcorrection_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_monthcorrection
    ADD CONSTRAINT cases_monthcorrection_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_monthtotal
    ADD CONSTRAINT cases_monthtotal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_overlapsettlement
    ADD CONSTRAINT cases_overlapsettlement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_overlapsettlement
    ADD CONSTRAINT cases_overlapsettlement_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_participantlist
    ADD CONSTRAINT cases_participantlist_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_participantlist
    ADD CONSTRAINT cases_participantlist_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_participantlist
    ADD CONSTRAINT cases_participantlist_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_prephase
    ADD CONSTRAINT cases_prephase_case_id_key UNIQUE (case_id);
ALTER TABLE ONLY public.cases_prephase
    ADD CONSTRAINT cases_prephase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_proforma
    ADD CONSTRAINT cases_proforma_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_proforma
    ADD CONSTRAINT cases_proforma_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_rate
    ADD CONSTRAINT cases_rate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_rate
    ADD CONSTRAINT cases_rate_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_rate
    ADD CONSTRAINT cases_rate_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_rule
    ADD CONSTRAINT cases_rule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_ruleset
    ADD CONSTRAINT cases_ruleset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_ruleset
    ADD CONSTRAINT cases_ruleset_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_ruleset
    ADD CONSTRAINT cases_ruleset_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_schoolholiday
    ADD CONSTRAINT cases_schoolholiday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_schoolholiday
    ADD CONSTRAINT cases_schoolholiday_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_schooltime
    ADD CONSTRAINT cases_schooltime_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_schooltime
    ADD CONSTRAINT cases_schooltime_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_session
    ADD CONSTRAINT cases_session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_session
    ADD CONSTRAINT cases_session_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_session
    ADD CONSTRAINT cases_session_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_sessionoffer
    ADD CONSTRAINT cases_sessionoffer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_sessionseries
    ADD CONSTRAINT cases_sessionseries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_sessionseries
    ADD CONSTRAINT cases_sessionseries_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_sessionseries
    ADD CONSTRAINT cases_sessionseries_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_sessionstaff
    ADD CONSTRAINT cases_sessionstaff_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_sheetsession
    ADD CONSTRAINT cases_sheetsession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_staffabsence
    ADD CONSTRAINT cases_staffabsence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_staffabsence
    ADD CONSTRAINT cases_staffabsence_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_staffabsence
    ADD CONSTRAINT cases_staffabsence_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_supportchange
    ADD CONSTRAINT cases_supportchange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_supportchange
    ADD CONSTRAINT cases_supportchange_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_supportelement
    ADD CONSTRAINT cases_supportelement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_supportelement
    ADD CONSTRAINT cases_supportelement_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_supportelement
    ADD CONSTRAINT cases_supportelement_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_suspension
    ADD CONSTRAINT cases_suspension_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_suspension
    ADD CONSTRAINT cases_suspension_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_trainee
    ADD CONSTRAINT cases_trainee_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_trainee
    ADD CONSTRAINT cases_trainee_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_trainee
    ADD CONSTRAINT cases_trainee_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_trainee
    ADD CONSTRAINT cases_trainee_user_id_key UNIQUE (user_id);
ALTER TABLE ONLY public.cases_trainingcontract
    ADD CONSTRAINT cases_trainingcontract_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_trainingcontract
    ADD CONSTRAINT cases_trainingcontract_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.cases_trainingcontract
    ADD CONSTRAINT cases_trainingcontract_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.companies_company
    ADD CONSTRAINT companies_company_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.companies_company
    ADD CONSTRAINT companies_company_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.companies_company
    ADD CONSTRAINT companies_company_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.companies_companycontact
    ADD CONSTRAINT companies_companycontact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.companies_companycontact
    ADD CONSTRAINT companies_companycontact_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.companies_companycontact
    ADD CONSTRAINT companies_companycontact_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.companies_occupation
    ADD CONSTRAINT companies_occupation_code_key UNIQUE (code);
ALTER TABLE ONLY public.companies_occupation
    ADD CONSTRAINT companies_occupation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.companies_occupationname
    ADD CONSTRAINT companies_occupationname_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.companies_postcode
    ADD CONSTRAINT companies_postcode_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.cases_groupmember
    ADD CONSTRAINT group_member_once EXCLUDE USING gist (group_id WITH =, case_id WITH =, daterange(starts_on, ends_on, '[]'::text) WITH &&);
ALTER TABLE ONLY public.cases_interfaceversion
    ADD CONSTRAINT interface_version_per_day UNIQUE (provider_id, starts_on);
ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_period_key_key UNIQUE (period_key);
ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.mail_mail
    ADD CONSTRAINT mail_mail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mail_mail
    ADD CONSTRAINT mail_mail_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.mail_mail
    ADD CONSTRAINT mail_mail_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.cases_measurerules
    ADD CONSTRAINT measure_rules_one_at_a_time EXCLUDE USING gist (measure_id WITH =, daterange(starts_on, ends_on, '[]'::text) WITH &&);
ALTER TABLE ONLY public.cases_measureyear
    ADD CONSTRAINT measure_year_no_overlap EXCLUDE USING gist (measure_id WITH =, daterange(starts_on, ends_on, '[]'::text) WITH &&);
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cases_monthtotal
    ADD CONSTRAINT month_total_once UNIQUE NULLS NOT DISTINCT (measure_id, service_month, booking_month, account, case_id, kind, employer_present);
ALTER TABLE ONLY public.cases_rate
    ADD CONSTRAINT rate_one_at_a_time EXCLUDE USING gist (lot_id WITH =, part WITH =, daterange(starts_on, ends_on, '[]'::text) WITH &&);
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT report_version_once UNIQUE NULLS NOT DISTINCT (provider_id, type, measure_id, lot_id, funding_body_id, case_id, company_id, case_ids, period, number);
ALTER TABLE ONLY public.reports_releasepolicy
    ADD CONSTRAINT reports_releasepolicy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.reports_reportfile
    ADD CONSTRAINT reports_reportfile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_reportrun
    ADD CONSTRAINT reports_reportrun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_reportrun
    ADD CONSTRAINT reports_reportrun_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.reports_reportrun
    ADD CONSTRAINT reports_reportrun_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.reports_reportschedule
    ADD CONSTRAINT reports_reportschedule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reports_reportschedule
    ADD CONSTRAINT reports_reportschedule_public_id_a34d4f14_uniq UNIQUE (public_id);
ALTER TABLE ONLY public.reports_reportschedule
    ADD CONSTRAINT reports_reportschedule_request_key_key UNIQUE (request_key);
ALTER TABLE ONLY public.reports_reportschedule
    ADD CONSTRAINT schedule_once UNIQUE NULLS NOT DISTINCT (provider_id, type, measure_id, lot_id, funding_body_id);
ALTER TABLE ONLY public.cases_schoolholiday
    ADD CONSTRAINT school_holiday_once UNIQUE (provider_id, land, starts_on, ends_on);
ALTER TABLE ONLY public.cases_schooltime
    ADD CONSTRAINT school_time_once UNIQUE NULLS NOT DISTINCT (case_id, weekday, starts_on, ends_on);
ALTER TABLE ONLY public.cases_measurestay
    ADD CONSTRAINT stay_one_at_a_time EXCLUDE USING gist (case_id WITH =, daterange(starts_on, ends_on, '[]'::text) WITH &&);
ALTER TABLE ONLY public.cases_suspension
    ADD CONSTRAINT suspension_one_at_a_time EXCLUDE USING gist (case_id WITH =, daterange(starts_on, ends_on, '[]'::text) WITH &&);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_emailchange_asked_by_id_ec6567d8 ON public.accounts_emailchange USING btree (asked_by_id);
CREATE INDEX accounts_emailchange_provider_id_501c1b43 ON public.accounts_emailchange USING btree (provider_id);
CREATE INDEX accounts_emailchange_secret_hash_4ef17afd_like ON public.accounts_emailchange USING btree (secret_hash varchar_pattern_ops);
CREATE INDEX accounts_emailchange_user_id_7a5ccb00 ON public.accounts_emailchange USING btree (user_id);
CREATE INDEX accounts_factorreset_asked_by_id_cbee6414 ON public.accounts_factorreset USING btree (asked_by_id);
CREATE INDEX accounts_factorreset_confirmed_by_id_1e71b294 ON public.accounts_factorreset USING btree (confirmed_by_id);
CREATE INDEX accounts_factorreset_provider_id_e4af59f9 ON public.accounts_factorreset USING btree (provider_id);
CREATE INDEX accounts_factorreset_user_id_e684bddb ON public.accounts_factorreset USING btree (user_id);
CREATE INDEX accounts_funderaccess_funding_body_id_cfc19166 ON public.accounts_funderaccess USING btree (funding_body_id);
CREATE INDEX accounts_funderaccess_provider_id_bab36fce ON public.accounts_funderaccess USING btree (provider_id);
CREATE INDEX accounts_funderaccess_user_id_e2601c16 ON public.accounts_funderaccess USING btree (user_id);
CREATE INDEX accounts_fundingbody_provider_id_cc620d11 ON public.accounts_fundingbody USING btree (provider_id);
CREATE INDEX accounts_invitation_invited_by_id_94a21efc ON public.accounts_invitation USING btree (invited_by_id);
CREATE INDEX accounts_invitation_provider_id_47f61fc4 ON public.accounts_invitation USING btree (provider_id);
CREATE INDEX accounts_invitation_secret_hash_f8e85b08_like ON public.accounts_invitation USING btree (secret_hash varchar_pattern_ops);
CREATE INDEX accounts_invitation_user_id_83f45191 ON public.accounts_invitation USING btree (user_id);
CREATE INDEX accounts_lo_provide_732025_idx ON public.accounts_logentry USING btree (provider_id, id DESC);
CREATE INDEX accounts_logentry_actor_id_274b9d08 ON public.accounts_logentry USING btree (actor_id);
CREATE INDEX accounts_logentry_provider_id_c7e974ea ON public.accounts_logentry USING btree (provider_id);
CREATE INDEX accounts_membership_provider_id_eacb258a ON public.accounts_membership USING btree (provider_id);
CREATE INDEX accounts_membership_site_id_b83419fb ON public.accounts_membership USING btree (site_id);
CREATE INDEX accounts_membership_team_id_c9c6c909 ON public.accounts_membership USING btree (team_id);
CREATE INDEX accounts_membership_user_id_487fb39e ON public.accounts_membership USING btree (user_id);
CREATE INDEX accounts_provider_name_72bbef81_like ON public.accounts_provider USING btree (name varchar_pattern_ops);
CREATE INDEX accounts_rolegrant_asked_by_id_1f8e44bd ON public.accounts_rolegrant USING btree (asked_by_id);
CREATE INDEX accounts_rolegrant_decided_by_id_d52f974b ON public.accounts_rolegrant USING btree (decided_by_id);
CREATE INDEX accounts_rolegrant_provider_id_e236407e ON public.accounts_rolegrant USING btree (provider_id);
CREATE INDEX accounts_rolegrant_reviewed_by_id_26fef6fd ON public.accounts_rolegrant USING btree (reviewed_by_id);
CREATE INDEX accounts_rolegrant_site_id_0d776052 ON public.accounts_rolegrant USING btree (site_id);
CREATE INDEX accounts_rolegrant_team_id_3dc17d1b ON public.accounts_rolegrant USING btree (team_id);
CREATE INDEX accounts_rolegrant_user_id_0601f056 ON public.accounts_rolegrant USING btree (user_id);
CREATE INDEX accounts_site_provider_id_47c69447 ON public.accounts_site USING btree (provider_id);
CREATE INDEX accounts_staffprofile_provider_id_9444ac2f ON public.accounts_staffprofile USING btree (provider_id);
CREATE INDEX accounts_staffprofile_user_id_1ed1af60 ON public.accounts_staffprofile USING btree (user_id);
CREATE INDEX accounts_team_provider_id_860c7f05 ON public.accounts_team USING btree (provider_id);
CREATE INDEX accounts_team_site_id_4a7ce6fa ON public.accounts_team USING btree (site_id);
CREATE INDEX accounts_user_email_b2644a56_like ON public.accounts_user USING btree (email varchar_pattern_ops);
CREATE INDEX accounts_user_last_provider_id_d67bdac8 ON public.accounts_user USING btree (last_provider_id);
CREATE INDEX asa_cache_expires ON public.asa_cache USING btree (expires);
CREATE INDEX assignment_by_member ON public.cases_contactassignment USING btree (member_id, starts_on, ends_on);
CREATE INDEX attendance_by_case ON public.cases_attendance USING btree (case_id, session_id);
CREATE UNIQUE INDEX attendance_once ON public.cases_attendance USING btree (session_id, case_id);
CREATE UNIQUE INDEX audit_grant_case_once ON public.cases_auditgrantcase USING btree (grant_id, case_id);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE UNIQUE INDEX billing_sheet_once ON public.cases_billingsheet USING btree (measure_id, month, number);
CREATE INDEX carry_over_by_case ON public.cases_carryover USING btree (case_id) WHERE (case_id IS NOT NULL);
CREATE INDEX carry_over_by_measure ON public.cases_carryover USING btree (measure_id, account);
CREATE INDEX case_by_state ON public.cases_case USING btree (provider_id, state);
CREATE INDEX case_by_team ON public.cases_case USING btree (team_id);
CREATE INDEX cases_admission_completed_by_id_e420aa58 ON public.cases_admission USING btree (completed_by_id);
CREATE INDEX cases_admission_measure_id_7d0a18c4 ON public.cases_admission USING btree (measure_id);
CREATE INDEX cases_admission_provider_id_21d41779 ON public.cases_admission USING btree (provider_id);
CREATE INDEX cases_admission_started_by_id_d10283d5 ON public.cases_admission USING btree (started_by_id);
CREATE INDEX cases_aftercare_provider_id_ec4fe965 ON public.cases_aftercare USING btree (provider_id);
CREATE INDEX cases_attendance_case_id_04cc43a2 ON public.cases_attendance USING btree (case_id);
CREATE INDEX cases_attendance_provider_id_5cac56e7 ON public.cases_attendance USING btree (provider_id);
CREATE INDEX cases_attendance_session_id_3dba531d ON public.cases_attendance USING btree (session_id);
CREATE INDEX cases_attendanceproof_provider_id_8406e1de ON public.cases_attendanceproof USING btree (provider_id);
CREATE INDEX cases_attendanceproof_taken_by_id_ae757eff ON public.cases_attendanceproof USING btree (taken_by_id);
CREATE INDEX cases_attendancesheet_provider_id_601b5546 ON public.cases_attendancesheet USING btree (provider_id);
CREATE INDEX cases_attendancesheet_uploaded_by_id_6ff393eb ON public.cases_attendancesheet USING btree (uploaded_by_id);
CREATE INDEX cases_auditgrant_provider_id_cb4bb7cc ON public.cases_auditgrant USING btree (provider_id);
CREATE INDEX cases_auditgrant_user_id_9ca08a81 ON public.cases_auditgrant USING btree (user_id);
CREATE INDEX cases_auditgrantcase_case_id_1839db35 ON public.cases_auditgrantcase USING btree (case_id);
CREATE INDEX cases_auditgrantcase_grant_id_be5b2102 ON public.cases_auditgrantcase USING btree (grant_id);
CREATE INDEX cases_auditgrantcase_provider_id_892c8f5f ON public.cases_auditgrantcase USING btree (provider_id);
CREATE INDEX cases_billingsheet_created_by_id_55477c6d ON public.cases_billingsheet USING btree (created_by_id);
CREATE INDEX cases_billingsheet_measure_id_b8f1e46f ON public.cases_billingsheet USING btree (measure_id);
CREATE INDEX cases_billingsheet_provider_id_d002adc5 ON public.cases_billingsheet USING btree (provider_id);
CREATE INDEX cases_billingterms_provider_id_2afff8fe ON public.cases_billingterms USING btree (provider_id);
CREATE INDEX cases_carryover_case_id_ba070c4b ON public.cases_carryover USING btree (case_id);
CREATE INDEX cases_carryover_corrects_id_7a914a3b ON public.cases_carryover USING btree (corrects_id);
CREATE INDEX cases_carryover_created_by_id_53a0c4f0 ON public.cases_carryover USING btree (created_by_id);
CREATE INDEX cases_carryover_measure_id_b762cfba ON public.cases_carryover USING btree (measure_id);
CREATE INDEX cases_carryover_provider_id_444305f5 ON public.cases_carryover USING btree (provider_id);
CREATE INDEX cases_case_provider_id_0dba6a13 ON public.cases_case USING btree (provider_id);
CREATE INDEX cases_case_team_id_60679476 ON public.cases_case USING btree (team_id);
CREATE INDEX cases_case_trainee_id_9a0a81b8 ON public.cases_case USING btree (trainee_id);
CREATE INDEX cases_caseevent_by_id_fa00fac4 ON public.cases_caseevent USING btree (by_id);
CREATE INDEX cases_caseevent_case_id_6c6031ac ON public.cases_caseevent USING btree (case_id);
CREATE INDEX cases_caseevent_provider_id_870a73bf ON public.cases_caseevent USING btree (provider_id);
CREATE INDEX cases_caseexit_case_id_163c9cb9 ON public.cases_caseexit USING btree (case_id);
CREATE INDEX cases_caseexit_corrects_id_7b61ab82 ON public.cases_caseexit USING btree (corrects_id);
CREATE INDEX cases_caseexit_decided_by_id_fa85ceea ON public.cases_caseexit USING btree (decided_by_id);
CREATE INDEX cases_caseexit_entered_by_id_09053e1e ON public.cases_caseexit USING btree (entered_by_id);
CREATE INDEX cases_caseexit_outcome_id_ec961d30 ON public.cases_caseexit USING btree (outcome_id);
CREATE INDEX cases_caseexit_provider_id_4fe76df4 ON public.cases_caseexit USING btree (provider_id);
CREATE INDEX cases_caseexit_reason_id_8cd0fb2c ON public.cases_caseexit USING btree (reason_id);
CREATE INDEX cases_caseexit_whereabouts_id_4b8f9946 ON public.cases_caseexit USING btree (whereabouts_id);
CREATE INDEX cases_casestaff_case_id_8a3c5336 ON public.cases_casestaff USING btree (case_id);
CREATE INDEX cases_casestaff_member_id_92c61de9 ON public.cases_casestaff USING btree (member_id);
CREATE INDEX cases_casestaff_provider_id_73e8db8f ON public.cases_casestaff USING btree (provider_id);
CREATE INDEX cases_checkin_provider_id_1f3b201e ON public.cases_checkin USING btree (provider_id);
CREATE INDEX cases_companylink_contact_id_2dc45e0b ON public.cases_companylink USING btree (contact_id);
CREATE INDEX cases_companylink_contract_id_3706d076 ON public.cases_companylink USING btree (contract_id);
CREATE INDEX cases_companylink_provider_id_5b592f55 ON public.cases_companylink USING btree (provider_id);
CREATE INDEX cases_companylink_secret_hash_cc4a4bfd_like ON public.cases_companylink USING btree (secret_hash varchar_pattern_ops);
CREATE INDEX cases_companylink_sent_by_id_e5efbedf ON public.cases_companylink USING btree (sent_by_id);
CREATE INDEX cases_companystatus_contract_id_11b28d87 ON public.cases_companystatus USING btree (contract_id);
CREATE INDEX cases_companystatus_provider_id_77f259cf ON public.cases_companystatus USING btree (provider_id);
CREATE INDEX cases_companystatus_set_by_id_381e1312 ON public.cases_companystatus USING btree (set_by_id);
CREATE INDEX cases_conflictnote_amends_id_8193aad7 ON public.cases_conflictnote USING btree (amends_id);
CREATE INDEX cases_conflictnote_author_id_ac8cca90 ON public.cases_conflictnote USING btree (author_id);
CREATE INDEX cases_conflictnote_case_id_8d06d7e2 ON public.cases_conflictnote USING btree (case_id);
CREATE INDEX cases_conflictnote_provider_id_dea3b10b ON public.cases_conflictnote USING btree (provider_id);
CREATE INDEX cases_consent_case_id_ac946417 ON public.cases_consent USING btree (case_id);
CREATE INDEX cases_consent_provider_id_a4a3e846 ON public.cases_consent USING btree (provider_id);
CREATE INDEX cases_consent_recorded_by_id_ebc0e772 ON public.cases_consent USING btree (recorded_by_id);
CREATE INDEX cases_contactassignment_case_id_9cd29821 ON public.cases_contactassignment USING btree (case_id);
CREATE INDEX cases_contactassignment_member_id_a0873a4f ON public.cases_contactassignment USING btree (member_id);
CREATE INDEX cases_contactassignment_provider_id_d8a77822 ON public.cases_contactassignment USING btree (provider_id);
CREATE INDEX cases_contactdeputy_assignment_id_f3908507 ON public.cases_contactdeputy USING btree (assignment_id);
CREATE INDEX cases_contactdeputy_member_id_a3efd303 ON public.cases_contactdeputy USING btree (member_id);
CREATE INDEX cases_contactdeputy_provider_id_9881c73a ON public.cases_contactdeputy USING btree (provider_id);
CREATE INDEX cases_contingent_created_by_id_2af6e387 ON public.cases_contingent USING btree (created_by_id);
CREATE INDEX cases_contingent_funding_body_id_71010d85 ON public.cases_contingent USING btree (funding_body_id);
CREATE INDEX cases_contingent_provider_id_ae2495e7 ON public.cases_contingent USING btree (provider_id);
CREATE INDEX cases_contingent_year_id_ebfb81ba ON public.cases_contingent USING btree (year_id);
CREATE INDEX cases_counsellingnote_amends_id_6cea034b ON public.cases_counsellingnote USING btree (amends_id);
CREATE INDEX cases_counsellingnote_author_id_c311364d ON public.cases_counsellingnote USING btree (author_id);
CREATE INDEX cases_counsellingnote_case_id_67457c30 ON public.cases_counsellingnote USING btree (case_id);
CREATE INDEX cases_counsellingnote_provider_id_7a317a80 ON public.cases_counsellingnote USING btree (provider_id);
CREATE INDEX cases_daycode_provider_id_3b6213b5 ON public.cases_daycode USING btree (provider_id);
CREATE INDEX cases_daystatus_case_id_ec326610 ON public.cases_daystatus USING btree (case_id);
CREATE INDEX cases_daystatus_code_id_87757c81 ON public.cases_daystatus USING btree (code_id);
CREATE INDEX cases_daystatus_provider_id_896ba99b ON public.cases_daystatus USING btree (provider_id);
CREATE INDEX cases_daystatus_updated_by_id_e424d65c ON public.cases_daystatus USING btree (updated_by_id);
CREATE INDEX cases_draft_provider_id_ad665024 ON public.cases_draft USING btree (provider_id);
CREATE INDEX cases_draft_user_id_61805eab ON public.cases_draft USING btree (user_id);
CREATE INDEX cases_emawmessage_answers_id_08e359a2 ON public.cases_emawmessage USING btree (answers_id);
CREATE INDEX cases_emawmessage_case_id_ac09093e ON public.cases_emawmessage USING btree (case_id);
CREATE INDEX cases_emawmessage_created_by_id_83643afd ON public.cases_emawmessage USING btree (created_by_id);
CREATE INDEX cases_emawmessage_measure_id_24b518d5 ON public.cases_emawmessage USING btree (measure_id);
CREATE INDEX cases_emawmessage_provider_id_30ab4431 ON public.cases_emawmessage USING btree (provider_id);
CREATE INDEX cases_exam_contract_id_ecb7856e ON public.cases_exam USING btree (contract_id);
CREATE INDEX cases_exam_provider_id_1906c9e6 ON public.cases_exam USING btree (provider_id);
CREATE INDEX cases_formissue_created_by_id_b29c0a7d ON public.cases_formissue USING btree (created_by_id);
CREATE INDEX cases_formissue_measure_id_56eb0650 ON public.cases_formissue USING btree (measure_id);
CREATE INDEX cases_formissue_provider_id_dfaf68a4 ON public.cases_formissue USING btree (provider_id);
CREATE INDEX cases_formsettings_provider_id_81882975 ON public.cases_formsettings USING btree (provider_id);
CREATE INDEX cases_fundingshare_funding_body_id_9eb8bf9a ON public.cases_fundingshare USING btree (funding_body_id);
CREATE INDEX cases_fundingshare_measure_id_6db63280 ON public.cases_fundingshare USING btree (measure_id);
CREATE INDEX cases_fundingshare_provider_id_0f0efc03 ON public.cases_fundingshare USING btree (provider_id);
CREATE INDEX cases_groupmember_case_id_6ecbf1ca ON public.cases_groupmember USING btree (case_id);
CREATE INDEX cases_groupmember_group_id_8317ed97 ON public.cases_groupmember USING btree (group_id);
CREATE INDEX cases_groupmember_provider_id_7788e180 ON public.cases_groupmember USING btree (provider_id);
CREATE INDEX cases_healthnote_amends_id_b2e54cfb ON public.cases_healthnote USING btree (amends_id);
CREATE INDEX cases_healthnote_author_id_10b569dc ON public.cases_healthnote USING btree (author_id);
CREATE INDEX cases_healthnote_case_id_2faee3cb ON public.cases_healthnote USING btree (case_id);
CREATE INDEX cases_healthnote_provider_id_66b5a7e6 ON public.cases_healthnote USING btree (provider_id);
CREATE INDEX cases_hourgrant_case_id_61234ab4 ON public.cases_hourgrant USING btree (case_id);
CREATE INDEX cases_hourgrant_measure_id_3252e533 ON public.cases_hourgrant USING btree (measure_id);
CREATE INDEX cases_hourgrant_provider_id_5a33d313 ON public.cases_hourgrant USING btree (provider_id);
CREATE INDEX cases_hourgrantstep_created_by_id_cd8ddcac ON public.cases_hourgrantstep USING btree (created_by_id);
CREATE INDEX cases_hourgrantstep_grant_id_b3f96a24 ON public.cases_hourgrantstep USING btree (grant_id);
CREATE INDEX cases_hourgrantstep_provider_id_dd27a275 ON public.cases_hourgrantstep USING btree (provider_id);
CREATE INDEX cases_importrun_provider_id_3afe92e4 ON public.cases_importrun USING btree (provider_id);
CREATE INDEX cases_importrun_uploaded_by_id_80431e89 ON public.cases_importrun USING btree (uploaded_by_id);
CREATE INDEX cases_interfaceversion_created_by_id_99d94a43 ON public.cases_interfaceversion USING btree (created_by_id);
CREATE INDEX cases_interfaceversion_provider_id_9b94804b ON public.cases_interfaceversion USING btree (provider_id);
CREATE INDEX cases_ledgerentry_case_id_cf7bed85 ON public.cases_ledgerentry USING btree (case_id);
CREATE INDEX cases_ledgerentry_created_by_id_e2f42b59 ON public.cases_ledgerentry USING btree (created_by_id);
CREATE INDEX cases_ledgerentry_measure_id_47b4a7a7 ON public.cases_ledgerentry USING btree (measure_id);
CREATE INDEX cases_ledgerentry_provider_id_06a48017 ON public.cases_ledgerentry USING btree (provider_id);
CREATE INDEX cases_ledgerentry_rule_id_5575a8df ON public.cases_ledgerentry USING btree (rule_id);
CREATE INDEX cases_ledgerentry_session_id_b0d6b925 ON public.cases_ledgerentry USING btree (session_id);
CREATE INDEX cases_lessongroup_provider_id_e3fd2c66 ON public.cases_lessongroup USING btree (provider_id);
CREATE INDEX cases_lessongroup_staff_id_a99d34cc ON public.cases_lessongroup USING btree (staff_id);
CREATE INDEX cases_lessongroup_team_id_94d9f301 ON public.cases_lessongroup USING btree (team_id);
CREATE INDEX cases_lifecode_provider_id_f4146384 ON public.cases_lifecode USING btree (provider_id);
CREATE INDEX cases_liferule_created_by_id_e52ded79 ON public.cases_liferule USING btree (created_by_id);
CREATE INDEX cases_liferule_provider_id_6af8488c ON public.cases_liferule USING btree (provider_id);
CREATE INDEX cases_lot_provider_id_aa5e8b82 ON public.cases_lot USING btree (provider_id);
CREATE INDEX cases_measure_funding_body_id_2189af67 ON public.cases_measure USING btree (funding_body_id);
CREATE INDEX cases_measure_lot_id_8de5725b ON public.cases_measure USING btree (lot_id);
CREATE INDEX cases_measure_provider_id_78f0dd17 ON public.cases_measure USING btree (provider_id);
CREATE INDEX cases_measure_site_id_b2b38e40 ON public.cases_measure USING btree (site_id);
CREATE INDEX cases_measureproof_provider_id_6c549033 ON public.cases_measureproof USING btree (provider_id);
CREATE INDEX cases_measurerules_created_by_id_7522e9f2 ON public.cases_measurerules USING btree (created_by_id);
CREATE INDEX cases_measurerules_measure_id_f87cb4cc ON public.cases_measurerules USING btree (measure_id);
CREATE INDEX cases_measurerules_provider_id_48333dcb ON public.cases_measurerules USING btree (provider_id);
CREATE INDEX cases_measurerules_rule_set_id_e7ce5e26 ON public.cases_measurerules USING btree (rule_set_id);
CREATE INDEX cases_measurestay_case_id_258fa719 ON public.cases_measurestay USING btree (case_id);
CREATE INDEX cases_measurestay_measure_id_1b9c67b4 ON public.cases_measurestay USING btree (measure_id);
CREATE INDEX cases_measurestay_provider_id_63a35a2c ON public.cases_measurestay USING btree (provider_id);
CREATE INDEX cases_measureyear_measure_id_50932148 ON public.cases_measureyear USING btree (measure_id);
CREATE INDEX cases_measureyear_provider_id_10660690 ON public.cases_measureyear USING btree (provider_id);
CREATE INDEX cases_monthclose_closed_by_id_04fc593b ON public.cases_monthclose USING btree (closed_by_id);
CREATE INDEX cases_monthclose_measure_id_0795655e ON public.cases_monthclose USING btree (measure_id);
CREATE INDEX cases_monthclose_provider_id_45f1bf2b ON public.cases_monthclose USING btree (provider_id);
CREATE INDEX cases_monthcorrection_decided_by_id_5b1db5d8 ON public.cases_monthcorrection USING btree (decided_by_id);
CREATE INDEX cases_monthcorrection_provider_id_cb734c5e ON public.cases_monthcorrection USING btree (provider_id);
CREATE INDEX cases_monthcorrection_requested_by_id_4aab313a ON public.cases_monthcorrection USING btree (requested_by_id);
CREATE INDEX cases_monthcorrection_session_id_4c8e8d7e ON public.cases_monthcorrection USING btree (session_id);
CREATE INDEX cases_monthtotal_case_id_537e5958 ON public.cases_monthtotal USING btree (case_id);
CREATE INDEX cases_monthtotal_measure_id_f1c33d6b ON public.cases_monthtotal USING btree (measure_id);
CREATE INDEX cases_monthtotal_provider_id_030e44ba ON public.cases_monthtotal USING btree (provider_id);
CREATE INDEX cases_overlapsettlement_by_id_78bf7f6a ON public.cases_overlapsettlement USING btree (by_id);
CREATE INDEX cases_overlapsettlement_one_id_44464d5e ON public.cases_overlapsettlement USING btree (one_id);
CREATE INDEX cases_overlapsettlement_other_id_8df82c61 ON public.cases_overlapsettlement USING btree (other_id);
CREATE INDEX cases_overlapsettlement_provider_id_d6569379 ON public.cases_overlapsettlement USING btree (provider_id);
CREATE INDEX cases_participantlist_measure_id_8c0a8a83 ON public.cases_participantlist USING btree (measure_id);
CREATE INDEX cases_participantlist_provider_id_e4ce1498 ON public.cases_participantlist USING btree (provider_id);
CREATE INDEX cases_participantlist_received_by_id_b33955d2 ON public.cases_participantlist USING btree (received_by_id);
CREATE INDEX cases_prephase_provider_id_4cd13540 ON public.cases_prephase USING btree (provider_id);
CREATE INDEX cases_proforma_attendance_id_7de8b41c ON public.cases_proforma USING btree (attendance_id);
CREATE INDEX cases_proforma_back_confirmed_by_id_83b97abc ON public.cases_proforma USING btree (back_confirmed_by_id);
CREATE INDEX cases_proforma_back_requested_by_id_054857f2 ON public.cases_proforma USING btree (back_requested_by_id);
CREATE INDEX cases_proforma_confirmed_by_id_3a348aa6 ON public.cases_proforma USING btree (confirmed_by_id);
CREATE INDEX cases_proforma_provider_id_0c7ba29d ON public.cases_proforma USING btree (provider_id);
CREATE INDEX cases_proforma_requested_by_id_42804ab6 ON public.cases_proforma USING btree (requested_by_id);
CREATE INDEX cases_rate_lot_id_15d7b5e7 ON public.cases_rate USING btree (lot_id);
CREATE INDEX cases_rate_provider_id_27c70f89 ON public.cases_rate USING btree (provider_id);
CREATE INDEX cases_rule_provider_id_6542f858 ON public.cases_rule USING btree (provider_id);
CREATE INDEX cases_rule_rule_set_id_847227fc ON public.cases_rule USING btree (rule_set_id);
CREATE INDEX cases_ruleset_based_on_id_8130cc21 ON public.cases_ruleset USING btree (based_on_id);
CREATE INDEX cases_ruleset_created_by_id_d17660ff ON public.cases_ruleset USING btree (created_by_id);
CREATE INDEX cases_ruleset_provider_id_8eed4253 ON public.cases_ruleset USING btree (provider_id);
CREATE INDEX cases_schoolholiday_provider_id_4d331662 ON public.cases_schoolholiday USING btree (provider_id);
CREATE INDEX cases_schooltime_case_id_0780f5c1 ON public.cases_schooltime USING btree (case_id);
CREATE INDEX cases_schooltime_provider_id_680f49e6 ON public.cases_schooltime USING btree (provider_id);
CREATE INDEX cases_session_cancelled_by_id_395e9a02 ON public.cases_session USING btree (cancelled_by_id);
CREATE INDEX cases_session_company_id_a0bf8994 ON public.cases_session USING btree (company_id);
CREATE INDEX cases_session_documented_by_id_736ea08a ON public.cases_session USING btree (documented_by_id);
CREATE INDEX cases_session_element_id_cfac7cef ON public.cases_session USING btree (element_id);
CREATE INDEX cases_session_provider_id_82eb3b48 ON public.cases_session USING btree (provider_id);
CREATE INDEX cases_session_series_id_c04d4ffb ON public.cases_session USING btree (series_id);
CREATE INDEX cases_sessionoffer_member_id_235240bf ON public.cases_sessionoffer USING btree (member_id);
CREATE INDEX cases_sessionoffer_provider_id_6063d23e ON public.cases_sessionoffer USING btree (provider_id);
CREATE INDEX cases_sessionoffer_session_id_0c235044 ON public.cases_sessionoffer USING btree (session_id);
CREATE INDEX cases_sessionseries_case_id_6ccaca3c ON public.cases_sessionseries USING btree (case_id);
CREATE INDEX cases_sessionseries_element_id_0f584682 ON public.cases_sessionseries USING btree (element_id);
CREATE INDEX cases_sessionseries_group_id_9afd9224 ON public.cases_sessionseries USING btree (group_id);
CREATE INDEX cases_sessionseries_provider_id_5442ac7a ON public.cases_sessionseries USING btree (provider_id);
CREATE INDEX cases_sessionseries_staff_id_dea011f2 ON public.cases_sessionseries USING btree (staff_id);
CREATE INDEX cases_sessionstaff_member_id_b4c6e48b ON public.cases_sessionstaff USING btree (member_id);
CREATE INDEX cases_sessionstaff_provider_id_aef7b867 ON public.cases_sessionstaff USING btree (provider_id);
CREATE INDEX cases_sessionstaff_session_id_933554f8 ON public.cases_sessionstaff USING btree (session_id);
CREATE INDEX cases_sheetsession_provider_id_855bb3ef ON public.cases_sheetsession USING btree (provider_id);
CREATE INDEX cases_sheetsession_session_id_14cce4bc ON public.cases_sheetsession USING btree (session_id);
CREATE INDEX cases_sheetsession_sheet_id_6f0f1e65 ON public.cases_sheetsession USING btree (sheet_id);
CREATE INDEX cases_staffabsence_cover_id_cdc87e5e ON public.cases_staffabsence USING btree (cover_id);
CREATE INDEX cases_staffabsence_member_id_7ef1e685 ON public.cases_staffabsence USING btree (member_id);
CREATE INDEX cases_staffabsence_provider_id_65ee8626 ON public.cases_staffabsence USING btree (provider_id);
CREATE INDEX cases_supportchange_case_id_04dab3d9 ON public.cases_supportchange USING btree (case_id);
CREATE INDEX cases_supportchange_created_by_id_c73bcd41 ON public.cases_supportchange USING btree (created_by_id);
CREATE INDEX cases_supportchange_provider_id_839f9326 ON public.cases_supportchange USING btree (provider_id);
CREATE INDEX cases_supportelement_case_id_671605d0 ON public.cases_supportelement USING btree (case_id);
CREATE INDEX cases_supportelement_provider_id_08133488 ON public.cases_supportelement USING btree (provider_id);
CREATE INDEX cases_supportelement_staff_id_50789968 ON public.cases_supportelement USING btree (staff_id);
CREATE INDEX cases_suspension_case_id_e5ee2e7f ON public.cases_suspension USING btree (case_id);
CREATE INDEX cases_suspension_entered_by_id_6009ab6a ON public.cases_suspension USING btree (entered_by_id);
CREATE INDEX cases_suspension_provider_id_a864981a ON public.cases_suspension USING btree (provider_id);
CREATE INDEX cases_trainee_provider_id_9f924802 ON public.cases_trainee USING btree (provider_id);
CREATE INDEX cases_trainingcontract_case_id_ebf3cfbc ON public.cases_trainingcontract USING btree (case_id);
CREATE INDEX cases_trainingcontract_company_id_643d16d5 ON public.cases_trainingcontract USING btree (company_id);
CREATE INDEX cases_trainingcontract_occupation_id_3c5da7a8 ON public.cases_trainingcontract USING btree (occupation_id);
CREATE INDEX cases_trainingcontract_provider_id_b2753b21 ON public.cases_trainingcontract USING btree (provider_id);
CREATE INDEX cases_trainingcontract_trainer_id_9d1157c2 ON public.cases_trainingcontract USING btree (trainer_id);
CREATE INDEX companies_company_provider_id_5b879f07 ON public.companies_company USING btree (provider_id);
CREATE INDEX companies_companycontact_company_id_d9fa6b73 ON public.companies_companycontact USING btree (company_id);
CREATE INDEX companies_companycontact_provider_id_36bcc071 ON public.companies_companycontact USING btree (provider_id);
CREATE INDEX companies_occupation_code_7dee7c61_like ON public.companies_occupation USING btree (code varchar_pattern_ops);
CREATE INDEX companies_occupationname_occupation_id_7fd323d7 ON public.companies_occupationname USING btree (occupation_id);
CREATE INDEX company_by_name ON public.companies_company USING btree (provider_id, lower((name)::text));
CREATE UNIQUE INDEX consent_one_valid ON public.cases_consent USING btree (case_id, purpose) WHERE (withdrawn_on IS NULL);
CREATE INDEX contract_by_case ON public.cases_trainingcontract USING btree (case_id, starts_on DESC);
CREATE INDEX contract_by_company ON public.cases_trainingcontract USING btree (company_id);
CREATE UNIQUE INDEX day_code_once ON public.cases_daycode USING btree (provider_id, letters, starts_on);
CREATE INDEX day_status_by_day ON public.cases_daystatus USING btree (provider_id, "on") INCLUDE (case_id, code_id);
CREATE UNIQUE INDEX day_status_once ON public.cases_daystatus USING btree (case_id, "on");
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE UNIQUE INDEX draft_once ON public.cases_draft USING btree (user_id, form_key);
CREATE UNIQUE INDEX exit_once ON public.cases_caseexit USING btree (case_id) WHERE ((state)::text = ANY ((ARRAY['planned'::character varying, 'valid'::character varying])::text[]));
CREATE UNIQUE INDEX exit_one_correction ON public.cases_caseexit USING btree (case_id) WHERE ((state)::text = 'requested'::text);
CREATE UNIQUE INDEX form_issue_once ON public.cases_formissue USING btree (measure_id, month, number);
CREATE UNIQUE INDEX funder_access_once ON public.accounts_funderaccess USING btree (provider_id, user_id, funding_body_id);
CREATE UNIQUE INDEX funding_body_name_once ON public.accounts_fundingbody USING btree (provider_id, name);
CREATE UNIQUE INDEX funding_share_once ON public.cases_fundingshare USING btree (measure_id, funding_body_id);
CREATE INDEX grant_by_case ON public.cases_hourgrant USING btree (case_id, state);
CREATE UNIQUE INDEX grant_step_once ON public.cases_hourgrantstep USING btree (grant_id, number);
CREATE UNIQUE INDEX invitation_open_once ON public.accounts_invitation USING btree (provider_id, email) WHERE ((replaced_at IS NULL) AND (used_at IS NULL) AND (NOT ((email)::text = ''::text)));
CREATE INDEX job_by_subject ON public.jobs_job USING btree (kind, subject_id);
CREATE INDEX job_open ON public.jobs_job USING btree (due_at) WHERE ((state)::text = ANY ((ARRAY['due'::character varying, 'running'::character varying])::text[]));
CREATE INDEX jobs_job_ordered_by_id_6054f500 ON public.jobs_job USING btree (ordered_by_id);
CREATE INDEX jobs_job_period_key_012e66ad_like ON public.jobs_job USING btree (period_key varchar_pattern_ops);
CREATE INDEX jobs_job_provider_id_f3009540 ON public.jobs_job USING btree (provider_id);
CREATE INDEX ledger_by_case ON public.cases_ledgerentry USING btree (case_id, service_on) INCLUDE (minutes, kind, measure_id) WHERE (case_id IS NOT NULL);
CREATE INDEX ledger_by_measure ON public.cases_ledgerentry USING btree (measure_id, booking_month, account);
CREATE INDEX ledger_by_session ON public.cases_ledgerentry USING btree (session_id);
CREATE UNIQUE INDEX life_code_label_once ON public.cases_lifecode USING btree (provider_id, kind, label) WHERE (ends_on IS NULL);
CREATE UNIQUE INDEX life_code_once ON public.cases_lifecode USING btree (provider_id, kind, code);
CREATE INDEX log_without_provider ON public.accounts_logentry USING btree (id DESC) WHERE (provider_id IS NULL);
CREATE UNIQUE INDEX lot_name_once ON public.cases_lot USING btree (provider_id, name);
CREATE INDEX mail_mail_provider_id_15401d07 ON public.mail_mail USING btree (provider_id);
CREATE UNIQUE INDEX measure_number_once ON public.cases_measure USING btree (provider_id, number);
CREATE UNIQUE INDEX measure_year_once ON public.cases_measureyear USING btree (measure_id, number);
CREATE UNIQUE INDEX membership_role_once ON public.accounts_membership USING btree (provider_id, user_id, role);
CREATE INDEX message_by_case ON public.cases_emawmessage USING btree (case_id, created_at DESC);
CREATE INDEX message_due ON public.cases_emawmessage USING btree (provider_id, due_on) WHERE ((state)::text = 'due'::text);
CREATE UNIQUE INDEX message_per_occasion_once ON public.cases_emawmessage USING btree (measure_id, occasion_key) WHERE (NOT ((occasion_key)::text = ''::text));
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE UNIQUE INDEX month_close_once ON public.cases_monthclose USING btree (measure_id, month);
CREATE INDEX month_total_by_case ON public.cases_monthtotal USING btree (case_id, service_month) WHERE (case_id IS NOT NULL);
CREATE INDEX occupation_name_trigrams ON public.companies_occupationname USING gin (search_key public.gin_trgm_ops);
CREATE UNIQUE INDEX overlap_settled_once ON public.cases_overlapsettlement USING btree (provider_id, one_id, other_id);
CREATE UNIQUE INDEX postcode_place_once ON public.companies_postcode USING btree (postcode, upper((place)::text), land);
CREATE UNIQUE INDEX pro_forma_once ON public.cases_proforma USING btree (attendance_id) WHERE (back_confirmed_by_id IS NULL);
CREATE UNIQUE INDEX release_policy_once ON public.reports_releasepolicy USING btree (provider_id, type);
CREATE INDEX report_by_case ON public.reports_report USING btree (case_id, period) WHERE (case_id IS NOT NULL);
CREATE INDEX report_by_period ON public.reports_report USING btree (provider_id, period DESC);
CREATE INDEX report_file_by_sha256 ON public.reports_reportfile USING btree (sha256);
CREATE UNIQUE INDEX report_file_once ON public.reports_reportfile USING btree (report_id, audience);
CREATE INDEX reports_releasepolicy_provider_id_88ab8e6d ON public.reports_releasepolicy USING btree (provider_id);
CREATE INDEX reports_report_case_id_c5f2c961 ON public.reports_report USING btree (case_id);
CREATE INDEX reports_report_company_id_0b118321 ON public.reports_report USING btree (company_id);
CREATE INDEX reports_report_created_by_id_e9adac24 ON public.reports_report USING btree (created_by_id);
CREATE INDEX reports_report_funding_body_id_cf0668ee ON public.reports_report USING btree (funding_body_id);
CREATE INDEX reports_report_job_id_186aedad ON public.reports_report USING btree (job_id);
CREATE INDEX reports_report_lot_id_aea4c62f ON public.reports_report USING btree (lot_id);
CREATE INDEX reports_report_measure_id_7f284547 ON public.reports_report USING btree (measure_id);
CREATE INDEX reports_report_narrative_by_id_f880b41f ON public.reports_report USING btree (texts_by_id);
CREATE INDEX reports_report_provider_id_86701194 ON public.reports_report USING btree (provider_id);
CREATE INDEX reports_report_released_by_id_fc589f06 ON public.reports_report USING btree (released_by_id);
CREATE INDEX reports_report_run_id_88dfdc80 ON public.reports_report USING btree (run_id);
CREATE INDEX reports_report_submitted_by_id_b8914adc ON public.reports_report USING btree (submitted_by_id);
CREATE INDEX reports_report_withdrawn_by_id_658f4865 ON public.reports_report USING btree (withdrawn_by_id);
CREATE INDEX reports_reportfile_provider_id_e27f3f47 ON public.reports_reportfile USING btree (provider_id);
CREATE INDEX reports_reportfile_report_id_109d2654 ON public.reports_reportfile USING btree (report_id);
CREATE INDEX reports_reportrun_created_by_id_da3a9d27 ON public.reports_reportrun USING btree (created_by_id);
CREATE INDEX reports_reportrun_lot_id_a8bd4568 ON public.reports_reportrun USING btree (lot_id);
CREATE INDEX reports_reportrun_measure_id_d44c6ee9 ON public.reports_reportrun USING btree (measure_id);
CREATE INDEX reports_reportrun_provider_id_d8a48fa8 ON public.reports_reportrun USING btree (provider_id);
CREATE INDEX reports_reportschedule_funding_body_id_9355d54f ON public.reports_reportschedule USING btree (funding_body_id);
CREATE INDEX reports_reportschedule_lot_id_bc05a64b ON public.reports_reportschedule USING btree (lot_id);
CREATE INDEX reports_reportschedule_measure_id_26eaa7b9 ON public.reports_reportschedule USING btree (measure_id);
CREATE INDEX reports_reportschedule_provider_id_d6f22a4f ON public.reports_reportschedule USING btree (provider_id);
CREATE UNIQUE INDEX role_grant_waiting_once ON public.accounts_rolegrant USING btree (provider_id, user_id, role) WHERE ((state)::text = 'waiting'::text);
CREATE UNIQUE INDEX rule_once ON public.cases_rule USING btree (rule_set_id, key);
CREATE UNIQUE INDEX rule_set_version_once ON public.cases_ruleset USING btree (provider_id, name, number);
CREATE INDEX session_by_time ON public.cases_session USING btree (provider_id, starts_at) INCLUDE (kind, ends_at, documented_at, cancelled_at);
CREATE UNIQUE INDEX session_offer_once ON public.cases_sessionoffer USING btree (session_id, member_id);
CREATE UNIQUE INDEX session_staff_once ON public.cases_sessionstaff USING btree (session_id, member_id);
CREATE UNIQUE INDEX sheet_session_once ON public.cases_sheetsession USING btree (sheet_id, session_id);
CREATE UNIQUE INDEX site_name_once ON public.accounts_site USING btree (provider_id, name);
CREATE UNIQUE INDEX staff_profile_once ON public.accounts_staffprofile USING btree (provider_id, user_id);
CREATE INDEX stay_by_measure ON public.cases_measurestay USING btree (measure_id, starts_on, ends_on);
CREATE UNIQUE INDEX team_name_once ON public.accounts_team USING btree (provider_id, name);
CREATE INDEX trainee_by_name ON public.cases_trainee USING btree (provider_id, last_name, first_name);
CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON public.usersessions_usersession USING btree (session_key varchar_pattern_ops);
CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON public.usersessions_usersession USING btree (user_id);
CREATE TRIGGER attendance_fits BEFORE INSERT OR UPDATE ON public.cases_attendance FOR EACH ROW EXECUTE FUNCTION public.cases_attendance_fits();
CREATE TRIGGER chain BEFORE INSERT ON public.accounts_logentry FOR EACH ROW EXECUTE FUNCTION public.accounts_logentry_chain();
CREATE TRIGGER file_stays BEFORE INSERT OR DELETE OR UPDATE ON public.reports_reportfile FOR EACH ROW EXECUTE FUNCTION public.reports_file_stays();
CREATE TRIGGER fits BEFORE INSERT ON public.cases_carryover FOR EACH ROW EXECUTE FUNCTION public.cases_carry_over_fits();
CREATE TRIGGER fits BEFORE INSERT OR UPDATE OF contract_id, kind, attempt, "on" ON public.cases_exam FOR EACH ROW EXECUTE FUNCTION public.cases_exam_fits();
CREATE TRIGGER granted BEFORE INSERT OR UPDATE OF provider_id, user_id, role, starts_on, ends_on, team_id ON public.accounts_membership FOR EACH ROW EXECUTE FUNCTION public.cases_membership_granted();
CREATE TRIGGER guardian BEFORE UPDATE OF completed_at ON public.cases_admission FOR EACH ROW WHEN (((old.completed_at IS NULL) AND (new.completed_at IS NOT NULL))) EXECUTE FUNCTION public.cases_admission_guardian();
CREATE TRIGGER holds BEFORE INSERT OR UPDATE ON public.accounts_rolegrant FOR EACH ROW EXECUTE FUNCTION public.cases_role_grant_holds();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.accounts_logentry FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_billingsheet FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_carryover FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_caseevent FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE UPDATE ON public.cases_companystatus FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_contingent FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_formissue FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_hourgrantstep FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_ledgerentry FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_liferule FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_monthclose FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_overlapsettlement FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_participantlist FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_rule FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_ruleset FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.cases_supportchange FOR EACH ROW EXECUTE FUNCTION public.asa_insert_only();
CREATE CONSTRAINT TRIGGER is_carried AFTER DELETE OR UPDATE ON public.cases_measurestay DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.cases_stay_is_carried();
CREATE TRIGGER is_used BEFORE DELETE ON public.cases_measurestay FOR EACH ROW EXECUTE FUNCTION public.cases_stay_is_used();
CREATE TRIGGER keeps_exams BEFORE UPDATE OF starts_on ON public.cases_trainingcontract FOR EACH ROW EXECUTE FUNCTION public.cases_contract_keeps_exams();
CREATE TRIGGER month_open AFTER INSERT OR DELETE OR UPDATE ON public.cases_attendance FOR EACH ROW EXECUTE FUNCTION public.cases_attendance_month_open();
CREATE TRIGGER month_open AFTER INSERT OR DELETE OR UPDATE ON public.cases_daystatus FOR EACH ROW EXECUTE FUNCTION public.cases_status_month_open();
CREATE TRIGGER month_open AFTER INSERT ON public.cases_ledgerentry FOR EACH ROW EXECUTE FUNCTION public.cases_ledger_month_open();
CREATE TRIGGER month_open AFTER INSERT OR DELETE OR UPDATE ON public.cases_measurerules FOR EACH ROW EXECUTE FUNCTION public.cases_rules_month_open();
CREATE TRIGGER month_open AFTER UPDATE ON public.cases_measurestay FOR EACH ROW EXECUTE FUNCTION public.cases_stay_month_open();
CREATE TRIGGER month_open AFTER UPDATE ON public.cases_session FOR EACH ROW EXECUTE FUNCTION public.cases_session_month_open();
CREATE TRIGGER month_open AFTER INSERT OR DELETE OR UPDATE ON public.cases_sessionstaff FOR EACH ROW EXECUTE FUNCTION public.cases_session_part_month_open();
CREATE TRIGGER not_carried AFTER INSERT ON public.cases_ledgerentry FOR EACH ROW WHEN (((new.reverses_id IS NULL) AND (new.minutes > 0))) EXECUTE FUNCTION public.cases_ledger_not_carried();
CREATE TRIGGER released_stays BEFORE DELETE OR UPDATE ON public.reports_report FOR EACH ROW EXECUTE FUNCTION public.reports_report_released_stays();
CREATE TRIGGER rolls_up AFTER INSERT ON public.cases_ledgerentry FOR EACH ROW EXECUTE FUNCTION public.cases_ledger_rolls_up();
CREATE CONSTRAINT TRIGGER session_keeps_minutes AFTER UPDATE OF starts_at, ends_at ON public.cases_session DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.cases_session_keeps_minutes();
CREATE CONSTRAINT TRIGGER shares_add_up AFTER INSERT OR DELETE OR UPDATE ON public.cases_fundingshare DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.cases_fundingshare_sum();
CREATE TRIGGER stays BEFORE DELETE OR UPDATE ON public.cases_caseexit FOR EACH ROW EXECUTE FUNCTION public.cases_exit_stays();
CREATE TRIGGER stays BEFORE DELETE OR UPDATE ON public.cases_emawmessage FOR EACH ROW EXECUTE FUNCTION public.cases_message_stays();
CREATE TRIGGER takes_version BEFORE INSERT OR UPDATE ON public.cases_emawmessage FOR EACH ROW EXECUTE FUNCTION public.cases_message_takes_version();
CREATE CONSTRAINT TRIGGER years_follow AFTER INSERT OR DELETE OR UPDATE ON public.cases_measureyear DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.cases_years_follow();
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_emailchange
    ADD CONSTRAINT accounts_emailchange_asked_by_id_ec6567d8_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_emailchange
    ADD CONSTRAINT accounts_emailchange_provider_id_501c1b43_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_emailchange
    ADD CONSTRAINT accounts_emailchange_user_id_7a5ccb00_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_factorreset
    ADD CONSTRAINT accounts_factorreset_asked_by_id_cbee6414_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_factorreset
    ADD CONSTRAINT accounts_factorreset_confirmed_by_id_1e71b294_fk_accounts_ FOREIGN KEY (confirmed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_factorreset
    ADD CONSTRAINT accounts_factorreset_provider_id_e4af59f9_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_factorreset
    ADD CONSTRAINT accounts_factorreset_user_id_e684bddb_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_funderaccess
    ADD CONSTRAINT accounts_funderacces_funding_body_id_cfc19166_fk_accounts_ FOREIGN KEY (funding_body_id) REFERENCES public.accounts_fundingbody(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_funderaccess
    ADD CONSTRAINT accounts_funderacces_provider_id_bab36fce_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_funderaccess
    ADD CONSTRAINT accounts_funderaccess_user_id_e2601c16_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_fundingbody
    ADD CONSTRAINT accounts_fundingbody_provider_id_cc620d11_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_invited_by_id_94a21efc_fk_accounts_user_id FOREIGN KEY (invited_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_provider_id_47f61fc4_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_user_id_83f45191_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_logentry
    ADD CONSTRAINT accounts_logentry_actor_id_274b9d08_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_logentry
    ADD CONSTRAINT accounts_logentry_provider_id_c7e974ea_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_provider_id_eacb258a_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_site_id_b83419fb_fk_accounts_site_id FOREIGN KEY (site_id) REFERENCES public.accounts_site(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_team_id_c9c6c909_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_user_id_487fb39e_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_asked_by_id_1f8e44bd_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_decided_by_id_d52f974b_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_provider_id_e236407e_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_reviewed_by_id_26fef6fd_fk_accounts_user_id FOREIGN KEY (reviewed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_site_id_0d776052_fk_accounts_site_id FOREIGN KEY (site_id) REFERENCES public.accounts_site(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_team_id_3dc17d1b_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_user_id_0601f056_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_site
    ADD CONSTRAINT accounts_site_provider_id_47c69447_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_staffprofile
    ADD CONSTRAINT accounts_staffprofil_provider_id_9444ac2f_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_staffprofile
    ADD CONSTRAINT accounts_staffprofile_user_id_1ed1af60_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_team
    ADD CONSTRAINT accounts_team_provider_id_860c7f05_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_team
    ADD CONSTRAINT accounts_team_site_id_4a7ce6fa_fk_accounts_site_id FOREIGN KEY (site_id) REFERENCES public.accounts_site(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_last_provider_id_d67bdac8_fk_accounts_provider_id FOREIGN KEY (last_provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_admission
    ADD CONSTRAINT cases_admission_case_id_3b654b75_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_admission
    ADD CONSTRAINT cases_admission_completed_by_id_e420aa58_fk_accounts_user_id FOREIGN KEY (completed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_admission
    ADD CONSTRAINT cases_admission_measure_id_7d0a18c4_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_admission
    ADD CONSTRAINT cases_admission_provider_id_21d41779_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_admission
    ADD CONSTRAINT cases_admission_started_by_id_d10283d5_fk_accounts_user_id FOREIGN KEY (started_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_aftercare
    ADD CONSTRAINT cases_aftercare_case_id_87f4a77f_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_aftercare
    ADD CONSTRAINT cases_aftercare_provider_id_ec4fe965_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_attendance
    ADD CONSTRAINT cases_attendance_case_id_04cc43a2_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_attendance
    ADD CONSTRAINT cases_attendance_provider_id_5cac56e7_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_attendance
    ADD CONSTRAINT cases_attendance_session_id_3dba531d_fk_cases_session_id FOREIGN KEY (session_id) REFERENCES public.cases_session(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_attendanceproof
    ADD CONSTRAINT cases_attendanceproo_attendance_id_fa7434a1_fk_cases_att FOREIGN KEY (attendance_id) REFERENCES public.cases_attendance(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_attendanceproof
    ADD CONSTRAINT cases_attendanceproo_provider_id_8406e1de_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_attendanceproof
    ADD CONSTRAINT cases_attendanceproof_taken_by_id_ae757eff_fk_accounts_user_id FOREIGN KEY (taken_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_attendancesheet
    ADD CONSTRAINT cases_attendanceshee_provider_id_601b5546_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_attendancesheet
    ADD CONSTRAINT cases_attendanceshee_uploaded_by_id_6ff393eb_fk_accounts_ FOREIGN KEY (uploaded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_auditgrant
    ADD CONSTRAINT cases_auditgrant_provider_id_cb4bb7cc_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_auditgrant
    ADD CONSTRAINT cases_auditgrant_user_id_9ca08a81_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_auditgrantcase
    ADD CONSTRAINT cases_auditgrantcase_case_id_1839db35_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_auditgrantcase
    ADD CONSTRAINT cases_auditgrantcase_grant_id_be5b2102_fk_cases_auditgrant_id FOREIGN KEY (grant_id) REFERENCES public.cases_auditgrant(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_auditgrantcase
    ADD CONSTRAINT cases_auditgrantcase_provider_id_892c8f5f_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_billingsheet
    ADD CONSTRAINT cases_billingsheet_created_by_id_55477c6d_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_billingsheet
    ADD CONSTRAINT cases_billingsheet_measure_id_b8f1e46f_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_billingsheet
    ADD CONSTRAINT cases_billingsheet_provider_id_d002adc5_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_billingterms
    ADD CONSTRAINT cases_billingterms_lot_id_c28c58a3_fk_cases_lot_id FOREIGN KEY (lot_id) REFERENCES public.cases_lot(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_billingterms
    ADD CONSTRAINT cases_billingterms_provider_id_2afff8fe_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_carryover
    ADD CONSTRAINT cases_carryover_case_id_ba070c4b_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_carryover
    ADD CONSTRAINT cases_carryover_corrects_id_7a914a3b_fk_cases_carryover_id FOREIGN KEY (corrects_id) REFERENCES public.cases_carryover(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_carryover
    ADD CONSTRAINT cases_carryover_created_by_id_53a0c4f0_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_carryover
    ADD CONSTRAINT cases_carryover_measure_id_b762cfba_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_carryover
    ADD CONSTRAINT cases_carryover_provider_id_444305f5_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_carryover
    ADD CONSTRAINT cases_carryover_reverses_id_46be3e9b_fk_cases_carryover_id FOREIGN KEY (reverses_id) REFERENCES public.cases_carryover(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_provider_id_0dba6a13_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_team_id_60679476_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_trainee_id_9a0a81b8_fk_cases_trainee_id FOREIGN KEY (trainee_id) REFERENCES public.cases_trainee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_caseevent
    ADD CONSTRAINT cases_caseevent_by_id_fa00fac4_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_caseevent
    ADD CONSTRAINT cases_caseevent_case_id_6c6031ac_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_caseevent
    ADD CONSTRAINT cases_caseevent_provider_id_870a73bf_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_caseexit
    ADD CONSTRAINT cases_caseexit_case_id_163c9cb9_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_caseexit
    ADD CONSTRAINT cases_caseexit_corrects_id_7b61ab82_fk_cases_caseexit_id FOREIGN KEY (corrects_id) REFERENCES public.cases_caseexit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_caseexit
    ADD CONSTRAINT cases_caseexit_decided_by_id_fa85ceea_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_caseexit
    ADD CONSTRAINT cases_caseexit_entered_by_id_09053e1e_fk_accounts_user_id FOREIGN KEY (entered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_caseexit
    ADD CONSTRAINT cases_caseexit_outcome_id_ec961d30_fk_cases_lifecode_id FOREIGN KEY (outcome_id) REFERENCES public.cases_lifecode(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_caseexit
    ADD CONSTRAINT cases_caseexit_provider_id_4fe76df4_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_caseexit
    ADD CONSTRAINT cases_caseexit_reason_id_8cd0fb2c_fk_cases_lifecode_id FOREIGN KEY (reason_id) REFERENCES public.cases_lifecode(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_caseexit
    ADD CONSTRAINT cases_caseexit_whereabouts_id_4b8f9946_fk_cases_lifecode_id FOREIGN KEY (whereabouts_id) REFERENCES public.cases_lifecode(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_casestaff
    ADD CONSTRAINT cases_casestaff_case_id_8a3c5336_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_casestaff
    ADD CONSTRAINT cases_casestaff_member_id_92c61de9_fk_accounts_membership_id FOREIGN KEY (member_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_casestaff
    ADD CONSTRAINT cases_casestaff_provider_id_73e8db8f_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_checkin
    ADD CONSTRAINT cases_checkin_attendance_id_58ed2259_fk_cases_attendance_id FOREIGN KEY (attendance_id) REFERENCES public.cases_attendance(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_checkin
    ADD CONSTRAINT cases_checkin_provider_id_1f3b201e_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_companylink
    ADD CONSTRAINT cases_companylink_contact_id_2dc45e0b_fk_companies FOREIGN KEY (contact_id) REFERENCES public.companies_companycontact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_companylink
    ADD CONSTRAINT cases_companylink_contract_id_3706d076_fk_cases_tra FOREIGN KEY (contract_id) REFERENCES public.cases_trainingcontract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_companylink
    ADD CONSTRAINT cases_companylink_provider_id_5b592f55_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_companylink
    ADD CONSTRAINT cases_companylink_sent_by_id_e5efbedf_fk_accounts_user_id FOREIGN KEY (sent_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_companystatus
    ADD CONSTRAINT cases_companystatus_contract_id_11b28d87_fk_cases_tra FOREIGN KEY (contract_id) REFERENCES public.cases_trainingcontract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_companystatus
    ADD CONSTRAINT cases_companystatus_provider_id_77f259cf_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_companystatus
    ADD CONSTRAINT cases_companystatus_set_by_id_381e1312_fk_accounts_user_id FOREIGN KEY (set_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_conflictnote
    ADD CONSTRAINT cases_conflictnote_amends_id_8193aad7_fk_cases_conflictnote_id FOREIGN KEY (amends_id) REFERENCES public.cases_conflictnote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_conflictnote
    ADD CONSTRAINT cases_conflictnote_author_id_ac8cca90_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_conflictnote
    ADD CONSTRAINT cases_conflictnote_case_id_8d06d7e2_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_conflictnote
    ADD CONSTRAINT cases_conflictnote_provider_id_dea3b10b_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_consent
    ADD CONSTRAINT cases_consent_case_id_ac946417_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_consent
    ADD CONSTRAINT cases_consent_provider_id_a4a3e846_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_consent
    ADD CONSTRAINT cases_consent_recorded_by_id_ebc0e772_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_contactassignment
    ADD CONSTRAINT cases_contactassignm_member_id_a0873a4f_fk_accounts_ FOREIGN KEY (member_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_contactassignment
    ADD CONSTRAINT cases_contactassignm_provider_id_d8a77822_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_contactassignment
    ADD CONSTRAINT cases_contactassignment_case_id_9cd29821_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_contactdeputy
    ADD CONSTRAINT cases_contactdeputy_assignment_id_f3908507_fk_cases_con FOREIGN KEY (assignment_id) REFERENCES public.cases_contactassignment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_contactdeputy
    ADD CONSTRAINT cases_contactdeputy_member_id_a3efd303_fk_accounts_ FOREIGN KEY (member_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_contactdeputy
    ADD CONSTRAINT cases_contactdeputy_provider_id_9881c73a_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_contingent
    ADD CONSTRAINT cases_contingent_created_by_id_2af6e387_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_contingent
    ADD CONSTRAINT cases_contingent_funding_body_id_71010d85_fk_accounts_ FOREIGN KEY (funding_body_id) REFERENCES public.accounts_fundingbody(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_contingent
    ADD CONSTRAINT cases_contingent_provider_id_ae2495e7_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_contingent
    ADD CONSTRAINT cases_contingent_year_id_ebfb81ba_fk_cases_measureyear_id FOREIGN KEY (year_id) REFERENCES public.cases_measureyear(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_counsellingnote
    ADD CONSTRAINT cases_counsellingnot_amends_id_6cea034b_fk_cases_cou FOREIGN KEY (amends_id) REFERENCES public.cases_counsellingnote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_counsellingnote
    ADD CONSTRAINT cases_counsellingnot_provider_id_7a317a80_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_counsellingnote
    ADD CONSTRAINT cases_counsellingnote_author_id_c311364d_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_counsellingnote
    ADD CONSTRAINT cases_counsellingnote_case_id_67457c30_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_daycode
    ADD CONSTRAINT cases_daycode_provider_id_3b6213b5_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_daystatus
    ADD CONSTRAINT cases_daystatus_case_id_ec326610_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_daystatus
    ADD CONSTRAINT cases_daystatus_code_id_87757c81_fk_cases_daycode_id FOREIGN KEY (code_id) REFERENCES public.cases_daycode(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_daystatus
    ADD CONSTRAINT cases_daystatus_provider_id_896ba99b_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_daystatus
    ADD CONSTRAINT cases_daystatus_updated_by_id_e424d65c_fk_accounts_user_id FOREIGN KEY (updated_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_draft
    ADD CONSTRAINT cases_draft_provider_id_ad665024_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_draft
    ADD CONSTRAINT cases_draft_user_id_61805eab_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_emawmessage
    ADD CONSTRAINT cases_emawmessage_answers_id_08e359a2_fk_cases_emawmessage_id FOREIGN KEY (answers_id) REFERENCES public.cases_emawmessage(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_emawmessage
    ADD CONSTRAINT cases_emawmessage_case_id_ac09093e_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_emawmessage
    ADD CONSTRAINT cases_emawmessage_corrects_id_19421423_fk_cases_emawmessage_id FOREIGN KEY (corrects_id) REFERENCES public.cases_emawmessage(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_emawmessage
    ADD CONSTRAINT cases_emawmessage_created_by_id_83643afd_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_emawmessage
    ADD CONSTRAINT cases_emawmessage_measure_id_24b518d5_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_emawmessage
    ADD CONSTRAINT cases_emawmessage_provider_id_30ab4431_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_exam
    ADD CONSTRAINT cases_exam_contract_id_ecb7856e_fk_cases_trainingcontract_id FOREIGN KEY (contract_id) REFERENCES public.cases_trainingcontract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_exam
    ADD CONSTRAINT cases_exam_provider_id_1906c9e6_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_formissue
    ADD CONSTRAINT cases_formissue_created_by_id_b29c0a7d_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_formissue
    ADD CONSTRAINT cases_formissue_measure_id_56eb0650_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_formissue
    ADD CONSTRAINT cases_formissue_provider_id_dfaf68a4_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_formsettings
    ADD CONSTRAINT cases_formsettings_measure_id_91c2d83d_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_formsettings
    ADD CONSTRAINT cases_formsettings_provider_id_81882975_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_fundingshare
    ADD CONSTRAINT cases_fundingshare_funding_body_id_9eb8bf9a_fk_accounts_ FOREIGN KEY (funding_body_id) REFERENCES public.accounts_fundingbody(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_fundingshare
    ADD CONSTRAINT cases_fundingshare_measure_id_6db63280_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_fundingshare
    ADD CONSTRAINT cases_fundingshare_provider_id_0f0efc03_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_groupmember
    ADD CONSTRAINT cases_groupmember_case_id_6ecbf1ca_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_groupmember
    ADD CONSTRAINT cases_groupmember_group_id_8317ed97_fk_cases_lessongroup_id FOREIGN KEY (group_id) REFERENCES public.cases_lessongroup(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_groupmember
    ADD CONSTRAINT cases_groupmember_provider_id_7788e180_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_healthnote
    ADD CONSTRAINT cases_healthnote_amends_id_b2e54cfb_fk_cases_healthnote_id FOREIGN KEY (amends_id) REFERENCES public.cases_healthnote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_healthnote
    ADD CONSTRAINT cases_healthnote_author_id_10b569dc_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_healthnote
    ADD CONSTRAINT cases_healthnote_case_id_2faee3cb_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_healthnote
    ADD CONSTRAINT cases_healthnote_provider_id_66b5a7e6_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_hourgrant
    ADD CONSTRAINT cases_hourgrant_agreed_step_id_97576ed3_fk_cases_hou FOREIGN KEY (agreed_step_id) REFERENCES public.cases_hourgrantstep(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_hourgrant
    ADD CONSTRAINT cases_hourgrant_case_id_61234ab4_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_hourgrant
    ADD CONSTRAINT cases_hourgrant_measure_id_3252e533_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_hourgrant
    ADD CONSTRAINT cases_hourgrant_provider_id_5a33d313_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_hourgrantstep
    ADD CONSTRAINT cases_hourgrantstep_created_by_id_cd8ddcac_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_hourgrantstep
    ADD CONSTRAINT cases_hourgrantstep_grant_id_b3f96a24_fk_cases_hourgrant_id FOREIGN KEY (grant_id) REFERENCES public.cases_hourgrant(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_hourgrantstep
    ADD CONSTRAINT cases_hourgrantstep_provider_id_dd27a275_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_importrun
    ADD CONSTRAINT cases_importrun_provider_id_3afe92e4_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_importrun
    ADD CONSTRAINT cases_importrun_uploaded_by_id_80431e89_fk_accounts_user_id FOREIGN KEY (uploaded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_interfaceversion
    ADD CONSTRAINT cases_interfaceversi_created_by_id_99d94a43_fk_accounts_ FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_interfaceversion
    ADD CONSTRAINT cases_interfaceversi_provider_id_9b94804b_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_ledgerentry
    ADD CONSTRAINT cases_ledgerentry_case_id_cf7bed85_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_ledgerentry
    ADD CONSTRAINT cases_ledgerentry_created_by_id_e2f42b59_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_ledgerentry
    ADD CONSTRAINT cases_ledgerentry_measure_id_47b4a7a7_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_ledgerentry
    ADD CONSTRAINT cases_ledgerentry_provider_id_06a48017_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_ledgerentry
    ADD CONSTRAINT cases_ledgerentry_reverses_id_078d1f87_fk_cases_ledgerentry_id FOREIGN KEY (reverses_id) REFERENCES public.cases_ledgerentry(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_ledgerentry
    ADD CONSTRAINT cases_ledgerentry_rule_id_5575a8df_fk_cases_rule_id FOREIGN KEY (rule_id) REFERENCES public.cases_rule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_ledgerentry
    ADD CONSTRAINT cases_ledgerentry_session_id_b0d6b925_fk_cases_session_id FOREIGN KEY (session_id) REFERENCES public.cases_session(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_lessongroup
    ADD CONSTRAINT cases_lessongroup_provider_id_e3fd2c66_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_lessongroup
    ADD CONSTRAINT cases_lessongroup_staff_id_a99d34cc_fk_accounts_membership_id FOREIGN KEY (staff_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_lessongroup
    ADD CONSTRAINT cases_lessongroup_team_id_94d9f301_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_lifecode
    ADD CONSTRAINT cases_lifecode_provider_id_f4146384_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_liferule
    ADD CONSTRAINT cases_liferule_created_by_id_e52ded79_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_liferule
    ADD CONSTRAINT cases_liferule_provider_id_6af8488c_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_lot
    ADD CONSTRAINT cases_lot_provider_id_aa5e8b82_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measure
    ADD CONSTRAINT cases_measure_funding_body_id_2189af67_fk_accounts_ FOREIGN KEY (funding_body_id) REFERENCES public.accounts_fundingbody(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measure
    ADD CONSTRAINT cases_measure_lot_id_8de5725b_fk_cases_lot_id FOREIGN KEY (lot_id) REFERENCES public.cases_lot(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measure
    ADD CONSTRAINT cases_measure_provider_id_78f0dd17_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measure
    ADD CONSTRAINT cases_measure_site_id_b2b38e40_fk_accounts_site_id FOREIGN KEY (site_id) REFERENCES public.accounts_site(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measureproof
    ADD CONSTRAINT cases_measureproof_measure_id_7aa9553e_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measureproof
    ADD CONSTRAINT cases_measureproof_provider_id_6c549033_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measurerules
    ADD CONSTRAINT cases_measurerules_created_by_id_7522e9f2_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measurerules
    ADD CONSTRAINT cases_measurerules_measure_id_f87cb4cc_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measurerules
    ADD CONSTRAINT cases_measurerules_provider_id_48333dcb_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measurerules
    ADD CONSTRAINT cases_measurerules_rule_set_id_e7ce5e26_fk_cases_ruleset_id FOREIGN KEY (rule_set_id) REFERENCES public.cases_ruleset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measurestay
    ADD CONSTRAINT cases_measurestay_case_id_258fa719_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measurestay
    ADD CONSTRAINT cases_measurestay_measure_id_1b9c67b4_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measurestay
    ADD CONSTRAINT cases_measurestay_provider_id_63a35a2c_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measureyear
    ADD CONSTRAINT cases_measureyear_measure_id_50932148_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_measureyear
    ADD CONSTRAINT cases_measureyear_provider_id_10660690_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_monthclose
    ADD CONSTRAINT cases_monthclose_closed_by_id_04fc593b_fk_accounts_user_id FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_monthclose
    ADD CONSTRAINT cases_monthclose_measure_id_0795655e_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_monthclose
    ADD CONSTRAINT cases_monthclose_provider_id_45f1bf2b_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_monthcorrection
    ADD CONSTRAINT cases_monthcorrectio_decided_by_id_5b1db5d8_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_monthcorrection
    ADD CONSTRAINT cases_monthcorrectio_provider_id_cb734c5e_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_monthcorrection
    ADD CONSTRAINT cases_monthcorrectio_requested_by_id_4aab313a_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_monthcorrection
    ADD CONSTRAINT cases_monthcorrection_session_id_4c8e8d7e_fk_cases_session_id FOREIGN KEY (session_id) REFERENCES public.cases_session(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_monthtotal
    ADD CONSTRAINT cases_monthtotal_case_id_537e5958_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_monthtotal
    ADD CONSTRAINT cases_monthtotal_measure_id_f1c33d6b_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_monthtotal
    ADD CONSTRAINT cases_monthtotal_provider_id_030e44ba_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_overlapsettlement
    ADD CONSTRAINT cases_overlapsettlem_other_id_8df82c61_fk_cases_att FOREIGN KEY (other_id) REFERENCES public.cases_attendance(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_overlapsettlement
    ADD CONSTRAINT cases_overlapsettlem_provider_id_d6569379_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_overlapsettlement
    ADD CONSTRAINT cases_overlapsettlement_by_id_78bf7f6a_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_overlapsettlement
    ADD CONSTRAINT cases_overlapsettlement_one_id_44464d5e_fk_cases_attendance_id FOREIGN KEY (one_id) REFERENCES public.cases_attendance(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_participantlist
    ADD CONSTRAINT cases_participantlis_provider_id_e4ce1498_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_participantlist
    ADD CONSTRAINT cases_participantlis_received_by_id_b33955d2_fk_accounts_ FOREIGN KEY (received_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_participantlist
    ADD CONSTRAINT cases_participantlist_measure_id_8c0a8a83_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_prephase
    ADD CONSTRAINT cases_prephase_case_id_8cde1146_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_prephase
    ADD CONSTRAINT cases_prephase_provider_id_4cd13540_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_proforma
    ADD CONSTRAINT cases_proforma_attendance_id_7de8b41c_fk_cases_attendance_id FOREIGN KEY (attendance_id) REFERENCES public.cases_attendance(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_proforma
    ADD CONSTRAINT cases_proforma_back_confirmed_by_id_83b97abc_fk_accounts_ FOREIGN KEY (back_confirmed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_proforma
    ADD CONSTRAINT cases_proforma_back_requested_by_id_054857f2_fk_accounts_ FOREIGN KEY (back_requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_proforma
    ADD CONSTRAINT cases_proforma_confirmed_by_id_3a348aa6_fk_accounts_user_id FOREIGN KEY (confirmed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_proforma
    ADD CONSTRAINT cases_proforma_provider_id_0c7ba29d_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_proforma
    ADD CONSTRAINT cases_proforma_requested_by_id_42804ab6_fk_accounts_user_id FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_rate
    ADD CONSTRAINT cases_rate_lot_id_15d7b5e7_fk_cases_lot_id FOREIGN KEY (lot_id) REFERENCES public.cases_lot(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_rate
    ADD CONSTRAINT cases_rate_provider_id_27c70f89_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_rule
    ADD CONSTRAINT cases_rule_provider_id_6542f858_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_rule
    ADD CONSTRAINT cases_rule_rule_set_id_847227fc_fk_cases_ruleset_id FOREIGN KEY (rule_set_id) REFERENCES public.cases_ruleset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_ruleset
    ADD CONSTRAINT cases_ruleset_based_on_id_8130cc21_fk_cases_ruleset_id FOREIGN KEY (based_on_id) REFERENCES public.cases_ruleset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_ruleset
    ADD CONSTRAINT cases_ruleset_created_by_id_d17660ff_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_ruleset
    ADD CONSTRAINT cases_ruleset_provider_id_8eed4253_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_schoolholiday
    ADD CONSTRAINT cases_schoolholiday_provider_id_4d331662_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_schooltime
    ADD CONSTRAINT cases_schooltime_case_id_0780f5c1_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_schooltime
    ADD CONSTRAINT cases_schooltime_provider_id_680f49e6_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_session
    ADD CONSTRAINT cases_session_cancelled_by_id_395e9a02_fk_accounts_user_id FOREIGN KEY (cancelled_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_session
    ADD CONSTRAINT cases_session_company_id_a0bf8994_fk_companies_company_id FOREIGN KEY (company_id) REFERENCES public.companies_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_session
    ADD CONSTRAINT cases_session_documented_by_id_736ea08a_fk_accounts_user_id FOREIGN KEY (documented_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_session
    ADD CONSTRAINT cases_session_element_id_cfac7cef_fk_cases_supportelement_id FOREIGN KEY (element_id) REFERENCES public.cases_supportelement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_session
    ADD CONSTRAINT cases_session_provider_id_82eb3b48_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_session
    ADD CONSTRAINT cases_session_series_id_c04d4ffb_fk_cases_sessionseries_id FOREIGN KEY (series_id) REFERENCES public.cases_sessionseries(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sessionoffer
    ADD CONSTRAINT cases_sessionoffer_member_id_235240bf_fk_accounts_membership_id FOREIGN KEY (member_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sessionoffer
    ADD CONSTRAINT cases_sessionoffer_provider_id_6063d23e_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sessionoffer
    ADD CONSTRAINT cases_sessionoffer_session_id_0c235044_fk_cases_session_id FOREIGN KEY (session_id) REFERENCES public.cases_session(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sessionseries
    ADD CONSTRAINT cases_sessionseries_case_id_6ccaca3c_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sessionseries
    ADD CONSTRAINT cases_sessionseries_element_id_0f584682_fk_cases_sup FOREIGN KEY (element_id) REFERENCES public.cases_supportelement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sessionseries
    ADD CONSTRAINT cases_sessionseries_group_id_9afd9224_fk_cases_lessongroup_id FOREIGN KEY (group_id) REFERENCES public.cases_lessongroup(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sessionseries
    ADD CONSTRAINT cases_sessionseries_provider_id_5442ac7a_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sessionseries
    ADD CONSTRAINT cases_sessionseries_staff_id_dea011f2_fk_accounts_membership_id FOREIGN KEY (staff_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sessionstaff
    ADD CONSTRAINT cases_sessionstaff_member_id_b4c6e48b_fk_accounts_membership_id FOREIGN KEY (member_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sessionstaff
    ADD CONSTRAINT cases_sessionstaff_provider_id_aef7b867_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sessionstaff
    ADD CONSTRAINT cases_sessionstaff_session_id_933554f8_fk_cases_session_id FOREIGN KEY (session_id) REFERENCES public.cases_session(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sheetsession
    ADD CONSTRAINT cases_sheetsession_provider_id_855bb3ef_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sheetsession
    ADD CONSTRAINT cases_sheetsession_session_id_14cce4bc_fk_cases_session_id FOREIGN KEY (session_id) REFERENCES public.cases_session(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_sheetsession
    ADD CONSTRAINT cases_sheetsession_sheet_id_6f0f1e65_fk_cases_att FOREIGN KEY (sheet_id) REFERENCES public.cases_attendancesheet(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_staffabsence
    ADD CONSTRAINT cases_staffabsence_cover_id_cdc87e5e_fk_accounts_membership_id FOREIGN KEY (cover_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_staffabsence
    ADD CONSTRAINT cases_staffabsence_member_id_7ef1e685_fk_accounts_membership_id FOREIGN KEY (member_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_staffabsence
    ADD CONSTRAINT cases_staffabsence_provider_id_65ee8626_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_supportchange
    ADD CONSTRAINT cases_supportchange_case_id_04dab3d9_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_supportchange
    ADD CONSTRAINT cases_supportchange_created_by_id_c73bcd41_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_supportchange
    ADD CONSTRAINT cases_supportchange_provider_id_839f9326_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_supportelement
    ADD CONSTRAINT cases_supportelement_case_id_671605d0_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_supportelement
    ADD CONSTRAINT cases_supportelement_provider_id_08133488_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_supportelement
    ADD CONSTRAINT cases_supportelement_staff_id_50789968_fk_accounts_ FOREIGN KEY (staff_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_suspension
    ADD CONSTRAINT cases_suspension_case_id_e5ee2e7f_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_suspension
    ADD CONSTRAINT cases_suspension_entered_by_id_6009ab6a_fk_accounts_user_id FOREIGN KEY (entered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_suspension
    ADD CONSTRAINT cases_suspension_provider_id_a864981a_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_trainee
    ADD CONSTRAINT cases_trainee_provider_id_9f924802_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_trainee
    ADD CONSTRAINT cases_trainee_user_id_a7a14aa8_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_trainingcontract
    ADD CONSTRAINT cases_trainingcontra_company_id_643d16d5_fk_companies FOREIGN KEY (company_id) REFERENCES public.companies_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_trainingcontract
    ADD CONSTRAINT cases_trainingcontra_occupation_id_3c5da7a8_fk_companies FOREIGN KEY (occupation_id) REFERENCES public.companies_occupation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_trainingcontract
    ADD CONSTRAINT cases_trainingcontra_provider_id_b2753b21_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_trainingcontract
    ADD CONSTRAINT cases_trainingcontra_trainer_id_9d1157c2_fk_companies FOREIGN KEY (trainer_id) REFERENCES public.companies_companycontact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cases_trainingcontract
    ADD CONSTRAINT cases_trainingcontract_case_id_ebf3cfbc_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.companies_company
    ADD CONSTRAINT companies_company_provider_id_5b879f07_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.companies_companycontact
    ADD CONSTRAINT companies_companycon_company_id_d9fa6b73_fk_companies FOREIGN KEY (company_id) REFERENCES public.companies_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.companies_companycontact
    ADD CONSTRAINT companies_companycon_provider_id_36bcc071_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.companies_occupationname
    ADD CONSTRAINT companies_occupation_occupation_id_7fd323d7_fk_companies FOREIGN KEY (occupation_id) REFERENCES public.companies_occupation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_ordered_by_id_6054f500_fk_accounts_user_id FOREIGN KEY (ordered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_provider_id_f3009540_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mail_mail
    ADD CONSTRAINT mail_mail_provider_id_15401d07_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_releasepolicy
    ADD CONSTRAINT reports_releasepolic_provider_id_88ab8e6d_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_case_id_c5f2c961_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_company_id_0b118321_fk_companies_company_id FOREIGN KEY (company_id) REFERENCES public.companies_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_created_by_id_e9adac24_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_funding_body_id_cf0668ee_fk_accounts_ FOREIGN KEY (funding_body_id) REFERENCES public.accounts_fundingbody(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_job_id_186aedad_fk_jobs_job_id FOREIGN KEY (job_id) REFERENCES public.jobs_job(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_lot_id_aea4c62f_fk_cases_lot_id FOREIGN KEY (lot_id) REFERENCES public.cases_lot(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_measure_id_7f284547_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_provider_id_86701194_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_released_by_id_fc589f06_fk_accounts_user_id FOREIGN KEY (released_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_run_id_88dfdc80_fk_reports_reportrun_id FOREIGN KEY (run_id) REFERENCES public.reports_reportrun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_submitted_by_id_b8914adc_fk_accounts_user_id FOREIGN KEY (submitted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_texts_by_id_10a2bd75_fk_accounts_user_id FOREIGN KEY (texts_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_report
    ADD CONSTRAINT reports_report_withdrawn_by_id_658f4865_fk_accounts_user_id FOREIGN KEY (withdrawn_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_reportfile
    ADD CONSTRAINT reports_reportfile_provider_id_e27f3f47_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_reportfile
    ADD CONSTRAINT reports_reportfile_report_id_109d2654_fk_reports_report_id FOREIGN KEY (report_id) REFERENCES public.reports_report(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_reportrun
    ADD CONSTRAINT reports_reportrun_created_by_id_da3a9d27_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_reportrun
    ADD CONSTRAINT reports_reportrun_lot_id_a8bd4568_fk_cases_lot_id FOREIGN KEY (lot_id) REFERENCES public.cases_lot(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_reportrun
    ADD CONSTRAINT reports_reportrun_measure_id_d44c6ee9_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_reportrun
    ADD CONSTRAINT reports_reportrun_provider_id_d8a48fa8_fk_accounts_provider_id FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_reportschedule
    ADD CONSTRAINT reports_reportschedu_funding_body_id_9355d54f_fk_accounts_ FOREIGN KEY (funding_body_id) REFERENCES public.accounts_fundingbody(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_reportschedule
    ADD CONSTRAINT reports_reportschedu_provider_id_d6f22a4f_fk_accounts_ FOREIGN KEY (provider_id) REFERENCES public.accounts_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_reportschedule
    ADD CONSTRAINT reports_reportschedule_lot_id_bc05a64b_fk_cases_lot_id FOREIGN KEY (lot_id) REFERENCES public.cases_lot(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.reports_reportschedule
    ADD CONSTRAINT reports_reportschedule_measure_id_26eaa7b9_fk_cases_measure_id FOREIGN KEY (measure_id) REFERENCES public.cases_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.accounts_emailchange ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_factorreset ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_funderaccess ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_fundingbody ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_logentry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_rolegrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_site ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_staffprofile ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts_team ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_admission ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_aftercare ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_attendance ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_attendanceproof ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_attendancesheet ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_auditgrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_auditgrantcase ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_billingsheet ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_billingterms ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_carryover ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_caseevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_caseexit ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_casestaff ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_checkin ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_companylink ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_companystatus ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_conflictnote ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_contactassignment ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_contactdeputy ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_contingent ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_counsellingnote ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_daycode ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_daystatus ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_emawmessage ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_exam ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_formissue ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_formsettings ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_fundingshare ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_groupmember ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_healthnote ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_hourgrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_hourgrantstep ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_importrun ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_interfaceversion ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_ledgerentry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_lessongroup ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_lifecode ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_liferule ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_lot ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_measure ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_measureproof ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_measurerules ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_measurestay ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_measureyear ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_monthclose ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_monthcorrection ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_monthtotal ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_overlapsettlement ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_participantlist ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_prephase ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_proforma ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_rate ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_ruleset ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_schoolholiday ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_schooltime ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_sessionoffer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_sessionseries ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_sessionstaff ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_sheetsession ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_staffabsence ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_supportchange ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_supportelement ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_suspension ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_trainee ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cases_trainingcontract ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.companies_company ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.companies_companycontact ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.mail_mail ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.reports_releasepolicy ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.reports_report ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.reports_reportfile ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.reports_reportrun ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.reports_reportschedule ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON public.accounts_emailchange FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.accounts_factorreset FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.accounts_funderaccess FOR SELECT USING (((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint) OR (user_id = (NULLIF(current_setting('asa.user'::text, true), ''::text))::bigint)));
CREATE POLICY tenant_read ON public.accounts_fundingbody FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.accounts_invitation FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.accounts_logentry FOR SELECT USING (((provider_id IS NULL) OR (provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)));
CREATE POLICY tenant_read ON public.accounts_membership FOR SELECT USING (((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint) OR (user_id = (NULLIF(current_setting('asa.user'::text, true), ''::text))::bigint)));
CREATE POLICY tenant_read ON public.accounts_rolegrant FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.accounts_site FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.accounts_staffprofile FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.accounts_team FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_admission FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_aftercare FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_attendance FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_attendanceproof FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_attendancesheet FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_auditgrant FOR SELECT USING (((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint) OR (user_id = (NULLIF(current_setting('asa.user'::text, true), ''::text))::bigint)));
CREATE POLICY tenant_read ON public.cases_auditgrantcase FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_billingsheet FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_billingterms FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_carryover FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_case FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_caseevent FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_caseexit FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_casestaff FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_checkin FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_companylink FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_companystatus FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_conflictnote FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_consent FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_contactassignment FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_contactdeputy FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_contingent FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_counsellingnote FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_daycode FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_daystatus FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_draft FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_emawmessage FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_exam FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_formissue FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_formsettings FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_fundingshare FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_groupmember FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_healthnote FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_hourgrant FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_hourgrantstep FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_importrun FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_interfaceversion FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_ledgerentry FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_lessongroup FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_lifecode FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_liferule FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_lot FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_measure FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_measureproof FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_measurerules FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_measurestay FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_measureyear FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_monthclose FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_monthcorrection FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_monthtotal FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_overlapsettlement FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_participantlist FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_prephase FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_proforma FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_rate FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_rule FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_ruleset FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_schoolholiday FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_schooltime FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_session FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_sessionoffer FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_sessionseries FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_sessionstaff FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_sheetsession FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_staffabsence FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_supportchange FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_supportelement FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_suspension FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.cases_trainee FOR SELECT USING (((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint) OR (user_id = (NULLIF(current_setting('asa.user'::text, true), ''::text))::bigint)));
CREATE POLICY tenant_read ON public.cases_trainingcontract FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.companies_company FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.companies_companycontact FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.mail_mail FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.reports_releasepolicy FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.reports_report FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.reports_reportfile FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.reports_reportrun FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_read ON public.reports_reportschedule FOR SELECT USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.accounts_emailchange USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.accounts_factorreset USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.accounts_funderaccess USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.accounts_fundingbody USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.accounts_invitation USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.accounts_logentry FOR INSERT WITH CHECK (((provider_id IS NULL) OR (provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)));
CREATE POLICY tenant_write ON public.accounts_membership USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.accounts_rolegrant USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.accounts_site USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.accounts_staffprofile USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.accounts_team USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_admission USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_aftercare USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_attendance USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_attendanceproof USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_attendancesheet USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_auditgrant USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_auditgrantcase USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_billingsheet USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_billingterms USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_carryover USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_case USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_caseevent USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_caseexit USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_casestaff USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_checkin USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_companylink USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_companystatus USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_conflictnote USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_consent USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_contactassignment USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_contactdeputy USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_contingent USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_counsellingnote USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_daycode USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_daystatus USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_draft USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_emawmessage USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_exam USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_formissue USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_formsettings USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_fundingshare USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_groupmember USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_healthnote USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_hourgrant USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_hourgrantstep USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_importrun USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_interfaceversion USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_ledgerentry USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_lessongroup USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_lifecode USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_liferule USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_lot USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_measure USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_measureproof USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_measurerules USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_measurestay USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_measureyear USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_monthclose USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_monthcorrection USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_monthtotal USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_overlapsettlement USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_participantlist USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_prephase USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_proforma USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_rate USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_rule USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_ruleset USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_schoolholiday USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_schooltime USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_session USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_sessionoffer USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_sessionseries USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_sessionstaff USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_sheetsession USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_staffabsence USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_supportchange USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_supportelement USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_suspension USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_trainee USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.cases_trainingcontract USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.companies_company USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.companies_companycontact USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.mail_mail USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.reports_releasepolicy USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.reports_report USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.reports_reportfile USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.reports_reportrun USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
CREATE POLICY tenant_write ON public.reports_reportschedule USING ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint)) WITH CHECK ((provider_id = (NULLIF(current_setting('asa.provider'::text, true), ''::text))::bigint));
GRANT USAGE ON SCHEMA public TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.account_emailaddress TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.account_emailaddress_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.account_emailconfirmation TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.account_emailconfirmation_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_emailchange TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_emailchange_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_factorreset TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_factorreset_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_funderaccess TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_funderaccess_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_fundingbody TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_fundingbody_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_invitation TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_invitation_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_logentry TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_logentry_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_membership TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_membership_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_provider TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_provider_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_rolegrant TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_rolegrant_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_site TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_site_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_staffprofile TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_staffprofile_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_team TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_team_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounts_user TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.accounts_user_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.asa_cache TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.auth_group TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.auth_group_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.auth_group_permissions TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.auth_group_permissions_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.auth_permission TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.auth_permission_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_admission TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_admission_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_aftercare TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_aftercare_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_attendance TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_attendance_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_attendanceproof TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_attendanceproof_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_attendancesheet TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_attendancesheet_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_auditgrant TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_auditgrant_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_auditgrantcase TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_auditgrantcase_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_billingsheet TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_billingsheet_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_billingterms TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_billingterms_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_carryover TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_carryover_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_case TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_case_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_caseevent TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_caseevent_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_caseexit TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_caseexit_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_casestaff TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_casestaff_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_checkin TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_checkin_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_companylink TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_companylink_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_companystatus TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_companystatus_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_conflictnote TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_conflictnote_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_consent TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_consent_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_contactassignment TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_contactassignment_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_contactdeputy TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_contactdeputy_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_contingent TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_contingent_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_counsellingnote TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_counsellingnote_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_daycode TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_daycode_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_daystatus TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_daystatus_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_draft TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_draft_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_emawmessage TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_emawmessage_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_exam TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_exam_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_formissue TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_formissue_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_formsettings TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_formsettings_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_fundingshare TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_fundingshare_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_groupmember TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_groupmember_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_healthnote TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_healthnote_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_hourgrant TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_hourgrant_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_hourgrantstep TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_hourgrantstep_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_importrun TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_importrun_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_interfaceversion TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_interfaceversion_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_ledgerentry TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_ledgerentry_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_lessongroup TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_lessongroup_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_lifecode TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_lifecode_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_liferule TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_liferule_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_lot TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_lot_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_measure TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_measure_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_measureproof TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_measureproof_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_measurerules TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_measurerules_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_measurestay TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_measurestay_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_measureyear TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_measureyear_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_monthclose TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_monthclose_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_monthcorrection TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_monthcorrection_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_monthtotal TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_monthtotal_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_overlapsettlement TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_overlapsettlement_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_participantlist TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_participantlist_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_prephase TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_prephase_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_proforma TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_proforma_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_rate TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_rate_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_rule TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_rule_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_ruleset TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_ruleset_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_schoolholiday TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_schoolholiday_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_schooltime TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_schooltime_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_session TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_session_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_sessionoffer TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_sessionoffer_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_sessionseries TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_sessionseries_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_sessionstaff TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_sessionstaff_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_sheetsession TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_sheetsession_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_staffabsence TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_staffabsence_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_supportchange TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_supportchange_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_supportelement TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_supportelement_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_suspension TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_suspension_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_trainee TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_trainee_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cases_trainingcontract TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.cases_trainingcontract_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.companies_company TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.companies_company_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.companies_companycontact TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.companies_companycontact_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.companies_occupation TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.companies_occupation_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.companies_occupationname TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.companies_occupationname_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.companies_postcode TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.companies_postcode_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.django_content_type TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.django_content_type_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.django_migrations TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.django_migrations_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.django_session TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.jobs_job TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.jobs_job_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mail_mail TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.mail_mail_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mfa_authenticator TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.mfa_authenticator_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reports_releasepolicy TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.reports_releasepolicy_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reports_report TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.reports_report_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reports_reportfile TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.reports_reportfile_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reports_reportrun TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.reports_reportrun_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reports_reportschedule TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.reports_reportschedule_id_seq TO asa_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.usersessions_usersession TO asa_app;
GRANT SELECT,USAGE ON SEQUENCE public.usersessions_usersession_id_seq TO asa_app;
ALTER DEFAULT PRIVILEGES FOR ROLE asa_owner IN SCHEMA public GRANT SELECT,USAGE ON SEQUENCES TO asa_app;
ALTER DEFAULT PRIVILEGES FOR ROLE asa_owner IN SCHEMA public GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES TO asa_app;
