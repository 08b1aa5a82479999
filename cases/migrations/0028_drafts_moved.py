from django.db import migrations

from asa.accounts.wall import tenant_wall

# Drafts of every form are kept sealed in accounts_draft; what stood here was the text of some minutes.
WALL = tenant_wall("cases_draft")

FORGET = """
    DELETE FROM auth_permission WHERE content_type_id IN
        (SELECT id FROM django_content_type WHERE app_label = 'cases' AND model = 'draft');
    DELETE FROM django_content_type WHERE app_label = 'cases' AND model = 'draft';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_drafts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cases", "0027_overslept"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunSQL(sql=migrations.RunSQL.noop, reverse_sql=WALL.sql),
        migrations.DeleteModel(name="Draft"),
        migrations.RunSQL(sql=FORGET, reverse_sql=migrations.RunSQL.noop),
    ]
