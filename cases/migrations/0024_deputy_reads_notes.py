from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_group_of_a_team")]

    operations = [
        migrations.AddField(
            "contactdeputy",
            "reads_notes",
            models.BooleanField("liest vertrauliche Notizen der Ansprechperson", default=True),
        ),
    ]
