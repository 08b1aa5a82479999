import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from asa.accounts.wall import tenant_wall


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_provider_names_may_repeat'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(verbose_name='Formular')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='Fassung')),
                ('page', models.CharField(max_length=500, verbose_name='Seite')),
                ('device', models.CharField(blank=True, max_length=64, verbose_name='Gerät')),
                ('sealed', models.TextField(editable=False, verbose_name='Text')),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gesichert')),
                ('provider', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.provider', verbose_name='Träger')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='von')),
            ],
            options={
                'verbose_name': 'Entwurf',
                'verbose_name_plural': 'Entwürfe',
                'indexes': [models.Index(fields=['user', 'page'], name='accounts_dr_user_id_bfc83f_idx'), models.Index(fields=['provider', 'saved_at'], name='accounts_dr_provide_2bff17_idx')],
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='one_draft_of_a_form')],
            },
        ),
        tenant_wall("accounts_draft"),
    ]
