from django.db import migrations


class Migration(migrations.Migration):
    """Opening a link changes nothing (a mail scanner opens it too), so no row can honestly say when it was opened."""

    dependencies = [("cases", "0004_hours_walls_and_rules")]

    operations = [migrations.RemoveField(model_name="companylink", name="opened_at")]
