from django.db import migrations

# The owner stands behind the wall too; it is opened for this one statement, in the migration's transaction.
REMOVE = r"""
    ALTER TABLE mail_mail NO FORCE ROW LEVEL SECURITY;
    UPDATE mail_mail
    SET text = regexp_replace(text, link.pattern, '[Link entfernt]', 'gi'),
        html = regexp_replace(html, link.pattern, '[Link entfernt]', 'gi')
    FROM (SELECT 'https?://[^ \t\r\n/<>"]+/[^ \t\r\n<>"]*[^ \t\r\n<>".,;:!?)]' AS pattern) AS link
    WHERE state = 'sent' AND (text ~* link.pattern OR html ~* link.pattern);
    ALTER TABLE mail_mail FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Takes the links out of the mails that were sent before; no code was ever written into the outbox."""

    dependencies = [("mail", "0002_wall")]

    operations = [migrations.RunSQL(REMOVE, migrations.RunSQL.noop)]
