"""A group belongs to a team; for groups of before it is that of who holds them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_walls"), ("cases", "0022_measures_in_number_order")]

    operations = [
        migrations.AddField(
            model_name="lessongroup",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="groups",
                to="accounts.team",
                verbose_name="Team",
            ),
        ),
    ]
