import uuid

import django.db.models.deletion
import phonenumber_field.modelfields
from django.conf import settings
from django.db import migrations, models

from asa.accounts.wall import tenant_wall

# The columns leave the models now and the table one release later: the release before this one still writes them,
# and this one no longer does.
LEAVE = """
    ALTER TABLE accounts_user ALTER COLUMN phone SET DEFAULT '';
    ALTER TABLE accounts_user ALTER COLUMN reachable SET DEFAULT '';
"""
STAY = """
    ALTER TABLE accounts_user ALTER COLUMN phone DROP DEFAULT;
    ALTER TABLE accounts_user ALTER COLUMN reachable DROP DEFAULT;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_walls")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(LEAVE, STAY)],
            state_operations=[
                migrations.RemoveField(model_name="user", name="phone"),
                migrations.RemoveField(model_name="user", name="reachable"),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="appearance",
            field=models.CharField(choices=[("device", "wie das Gerät"), ("light", "hell"), ("dark", "dunkel")], db_default="device", default="device", max_length=6, verbose_name="Darstellung"),
        ),
        migrations.AddField(
            model_name="user",
            name="mail_language",
            field=models.CharField(choices=[("de", "Deutsch"), ("en", "English")], db_default="de", default="de", max_length=2, verbose_name="Sprache der E-Mails"),
        ),
        migrations.CreateModel(
            name="StaffProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("phone", phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name="Telefon")),
                ("reachable", models.CharField(blank=True, max_length=80, verbose_name="Erreichbar")),
                ("picture", models.FileField(blank=True, upload_to="people/", verbose_name="Bild")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("provider", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to="accounts.provider", verbose_name="Träger")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="profiles", to=settings.AUTH_USER_MODEL, verbose_name="Person")),
            ],
            options={
                "verbose_name": "Profil",
                "verbose_name_plural": "Profile",
                "constraints": [models.UniqueConstraint(models.F("provider"), models.F("user"), name="staff_profile_once")],
            },
        ),
        tenant_wall("accounts_staffprofile"),
    ]
