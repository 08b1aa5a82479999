from django.db import migrations

# The owner moves the rows of every provider at once: the wall binds it too, so it steps aside for this statement.
MOVE = """
    ALTER TABLE reports_report NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE reports_reportfile NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE reports_reportschedule NO FORCE ROW LEVEL SECURITY;
    UPDATE reports_report SET texts = jsonb_build_object('narrative', narrative) WHERE narrative <> '';
    INSERT INTO reports_reportfile (provider_id, report_id, audience, pdf, sha256, size, companion, companion_sha256)
        SELECT provider_id, id, 'funder', pdf, pdf_sha256, 0, '', '' FROM reports_report WHERE pdf <> '';
    UPDATE reports_reportschedule SET public_id = gen_random_uuid();
    SET CONSTRAINTS ALL IMMEDIATE;  -- no table is altered while a check of its rows still waits
    ALTER TABLE reports_report FORCE ROW LEVEL SECURITY;
    ALTER TABLE reports_reportfile FORCE ROW LEVEL SECURITY;
    ALTER TABLE reports_reportschedule FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_types")]

    operations = [migrations.RunSQL(MOVE, migrations.RunSQL.noop)]
