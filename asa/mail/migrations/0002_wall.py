from django.db import migrations

from asa.accounts.wall import tenant_wall


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial")]

    operations = [tenant_wall("mail_mail")]
