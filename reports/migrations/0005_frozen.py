import django.db.models.lookups
import uuid
from django.db import migrations, models


# A released report refuses every change but two: being superseded by the next version, and being withdrawn.
RELEASED_STAYS = """
    CREATE FUNCTION reports_report_released_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
    CREATE TRIGGER released_stays BEFORE UPDATE OR DELETE ON reports_report
        FOR EACH ROW EXECUTE FUNCTION reports_report_released_stays();

    CREATE FUNCTION reports_file_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
    CREATE TRIGGER file_stays BEFORE INSERT OR UPDATE OR DELETE ON reports_reportfile
        FOR EACH ROW EXECUTE FUNCTION reports_file_stays();
"""

GONE = """
    DROP TRIGGER file_stays ON reports_reportfile; DROP FUNCTION reports_file_stays();
    DROP TRIGGER released_stays ON reports_report; DROP FUNCTION reports_report_released_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_move_texts_and_files")]

    operations = [
        migrations.RemoveField(
            model_name='report',
            name='narrative',
        ),
        migrations.RemoveField(
            model_name='report',
            name='pdf',
        ),
        migrations.RemoveField(
            model_name='report',
            name='pdf_sha256',
        ),
        migrations.AddConstraint(
            model_name='reportschedule',
            constraint=models.UniqueConstraint(fields=('provider', 'type', 'measure', 'lot', 'funding_body'), name='schedule_once', nulls_distinct=False, violation_error_message='Dafür gibt es schon einen Berichtsplan.'),
        ),
        migrations.AddConstraint(
            model_name='reportschedule',
            constraint=models.CheckConstraint(condition=models.Q(('months__range', (1, 12)), ('trial_days__lte', 90)), name='schedule_months', violation_error_message='Möglich sind 1 bis 12 Monate und höchstens 90 Tage vor Ende der Probezeit.'),
        ),
        migrations.AddConstraint(
            model_name='reportschedule',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(models.Func('measure', 'lot', 'funding_body', function='num_nonnulls', output_field=models.IntegerField()), 1), name='schedule_one_subject'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('provider', 'type', 'measure', 'lot', 'funding_body', 'case', 'company', 'case_ids', 'period', 'number'), name='report_version_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(models.Func('measure', 'lot', 'funding_body', 'case', 'company', function='num_nonnulls', output_field=models.IntegerField()), 1), name='report_one_subject', violation_error_message='Ein Bericht hat genau einen Gegenstand.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('period__regex', '^20\\d{2}(-Q[1-4]|-\\d{2}-\\d{2}(_20\\d{2}-\\d{2}-\\d{2})?)?$')), name='report_period_code', violation_error_message='Der Zeitraum hat die Form 2026-Q3, 2026, 2026-09-30 oder zwei Tage.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('released_by', None), models.Q(models.Q(('created_by', None), models.Q(('released_by', models.F('created_by')), _negated=True), _connector='OR'), models.Q(('texts_by', None), models.Q(('released_by', models.F('texts_by')), _negated=True), _connector='OR')), _connector='OR'), name='report_second_person', violation_error_message='Freigeben muss eine zweite Person.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['released', 'superseded', 'withdrawn']), _negated=True), models.Q(('released_at__isnull', False), ('released_by__isnull', False), ('snapshot__isnull', False), models.Q(('snapshot_sha256', ''), _negated=True)), _connector='OR'), name='report_released_complete', violation_error_message='Ein freigegebener Bericht hat Zahlen, Prüfsumme und wer ihn freigab.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='report_withdrawn_with_reason', violation_error_message='Wer einen Bericht zurückzieht, nennt den Grund.'),
        ),
        migrations.AddConstraint(
            model_name='releasepolicy',
            constraint=models.UniqueConstraint(models.F('provider'), models.F('type'), name='release_policy_once'),
        ),
        migrations.AddConstraint(
            model_name='reportfile',
            constraint=models.UniqueConstraint(models.F('report'), models.F('audience'), name='report_file_once'),
        ),
        migrations.AlterField(
            model_name='reportschedule',
            name='public_id',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.RunSQL(RELEASED_STAYS, GONE),
    ]
