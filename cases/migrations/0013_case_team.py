"""The case team (Fallteam) is named by forms: a request key for each row, an event kind of its own.

Rows that are there get their key from the column's default while it is added: row security hides them from an UPDATE.
"""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models

from cases.people.enums import CaseEventKind


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_pro_forma_back")]

    operations = [
        migrations.AlterModelOptions(
            name="casestaff",
            options={
                "ordering": ("-starts_on", "pk"),
                "verbose_name": "Mitarbeit am Fall",
                "verbose_name_plural": "Mitarbeit am Fall",
            },
        ),
        migrations.AddField(
            model_name="casestaff",
            name="request_key",
            field=models.UUIDField(db_default=RandomUUID(), editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name="casestaff",
            name="request_key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        # The kinds are read from the code: the list changes nothing in the database and grows with every feature.
        migrations.AlterField(
            model_name="caseevent",
            name="kind",
            field=models.CharField(choices=CaseEventKind.choices, max_length=16, verbose_name="Art"),
        ),
    ]
