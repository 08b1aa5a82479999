import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from asa.accounts.wall import tenant_wall

# A due row carries no version yet; when it is sent, or a row is written as sent or received, the provider's entry for
# that day is kept with it. Letters have no interface.
VERSION = """
    CREATE FUNCTION cases_message_takes_version() RETURNS trigger LANGUAGE plpgsql AS $$
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
    CREATE TRIGGER takes_version BEFORE INSERT OR UPDATE ON cases_emawmessage
        FOR EACH ROW EXECUTE FUNCTION cases_message_takes_version();
"""
VERSION_BACK = """
    DROP TRIGGER takes_version ON cases_emawmessage; DROP FUNCTION cases_message_takes_version()
"""

STAYS = """
    CREATE OR REPLACE FUNCTION cases_message_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state = 'due' THEN RETURN coalesce(NEW, OLD); END IF;
        IF TG_OP = 'DELETE' OR (NEW.type, NEW.direction, NEW.text, NEW.about_on, NEW.sent_on, NEW.measure_id, NEW.case_id,
            NEW.by_letter, NEW.answers_id, NEW.corrects_id{new}) IS DISTINCT FROM (OLD.type, OLD.direction, OLD.text,
            OLD.about_on, OLD.sent_on, OLD.measure_id, OLD.case_id, OLD.by_letter, OLD.answers_id, OLD.corrects_id{old})
            OR NEW.state = 'due' THEN
            RAISE EXCEPTION 'Eine gesendete oder eingegangene Nachricht wird nie geändert. Schreiben Sie eine Korrektur.'
                USING ERRCODE = '23514', CONSTRAINT = 'message_stays';
        END IF;
        RETURN NEW;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_walls"),
        ("cases", "0008_guards_use_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="emawmessage",
            name="interface_version",
            field=models.CharField(blank=True, editable=False, max_length=20, verbose_name="Schnittstellenversion"),
        ),
        migrations.CreateModel(
            name="InterfaceVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, verbose_name="Schnittstellenversion")),
                ("starts_on", models.DateField(verbose_name="gilt ab")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.provider",
                        verbose_name="Träger",
                    ),
                ),
            ],
            options={
                "verbose_name": "Schnittstellenversion",
                "verbose_name_plural": "Schnittstellenversionen",
                "ordering": ("-starts_on",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "starts_on"),
                        name="interface_version_per_day",
                        violation_error_message="Für diesen Tag ist schon eine Version eingetragen.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolHoliday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("request_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "land",
                    models.CharField(
                        choices=[
                            ("BW", "Baden-Württemberg"),
                            ("BY", "Bayern"),
                            ("BE", "Berlin"),
                            ("BB", "Brandenburg"),
                            ("HB", "Bremen"),
                            ("HH", "Hamburg"),
                            ("HE", "Hessen"),
                            ("MV", "Mecklenburg-Vorpommern"),
                            ("NI", "Niedersachsen"),
                            ("NW", "Nordrhein-Westfalen"),
                            ("RP", "Rheinland-Pfalz"),
                            ("SL", "Saarland"),
                            ("SN", "Sachsen"),
                            ("ST", "Sachsen-Anhalt"),
                            ("SH", "Schleswig-Holstein"),
                            ("TH", "Thüringen"),
                        ],
                        max_length=2,
                        verbose_name="Land",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="von")),
                ("ends_on", models.DateField(verbose_name="bis")),
                ("name", models.CharField(max_length=80, verbose_name="Bezeichnung")),
                ("is_school", models.BooleanField(default=False, verbose_name="keine Ferien")),
                (
                    "provider",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.provider",
                        verbose_name="Träger",
                    ),
                ),
            ],
            options={
                "verbose_name": "Schulferien",
                "verbose_name_plural": "Schulferien",
                "ordering": ("land", "starts_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="school_holiday_ends_after_start",
                        violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
                    ),
                    models.UniqueConstraint(
                        fields=("provider", "land", "starts_on", "ends_on"),
                        name="school_holiday_once",
                        violation_error_message="Diese Ferien stehen schon da.",
                    ),
                ],
            },
        ),
        tenant_wall("cases_interfaceversion"),
        tenant_wall("cases_schoolholiday"),
        migrations.RunSQL(VERSION, VERSION_BACK),
        migrations.RunSQL(
            STAYS.format(new=", NEW.interface_version", old=", OLD.interface_version"), STAYS.format(new="", old="")
        ),
    ]
