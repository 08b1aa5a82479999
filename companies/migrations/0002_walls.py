from django.db import migrations

from asa.accounts.wall import tenant_wall


class Migration(migrations.Migration):
    dependencies = [("companies", "0001_initial")]

    operations = [tenant_wall("companies_company"), tenant_wall("companies_companycontact")]
