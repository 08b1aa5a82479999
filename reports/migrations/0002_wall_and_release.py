from django.db import migrations

from asa.accounts.wall import tenant_wall

# A released report refuses every change but one: being marked as superseded by the next version.
RELEASED_STAYS = """
    CREATE FUNCTION reports_report_released_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state IN ('released', 'superseded') THEN
            IF TG_OP = 'UPDATE' AND OLD.state = 'released' AND NEW.state = 'superseded'
               AND (to_jsonb(NEW) - 'state') = (to_jsonb(OLD) - 'state') THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'Ein freigegebener Bericht ändert sich nie. Eine Berichtigung ist die nächste Version.'
                USING ERRCODE = '23514', CONSTRAINT = 'report_released_stays';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$;
    CREATE TRIGGER released_stays BEFORE UPDATE OR DELETE ON reports_report
        FOR EACH ROW EXECUTE FUNCTION reports_report_released_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("accounts", "0002_walls")]

    operations = [
        tenant_wall("reports_report"),
        tenant_wall("reports_reportschedule"),
        migrations.RunSQL(
            RELEASED_STAYS,
            "DROP TRIGGER released_stays ON reports_report; DROP FUNCTION reports_report_released_stays()",
        ),
    ]
