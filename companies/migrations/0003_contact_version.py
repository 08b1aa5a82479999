from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("companies", "0002_walls")]

    operations = [
        migrations.AddField(
            model_name="companycontact",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        )
    ]
