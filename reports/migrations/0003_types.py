import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.lookups
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from asa.accounts.wall import tenant_wall


class Migration(migrations.Migration):
    """Reports of every type and subject, with a file per audience; 0004 moves the data, 0005 ends the old columns."""

    dependencies = [
        ('accounts', '0002_walls'),
        ('cases', '0008_guards_use_indexes'),
        ('companies', '0003_contact_version'),
        ('jobs', '0001_initial'),
        ('reports', '0002_wall_and_release'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            'DROP TRIGGER released_stays ON reports_report; DROP FUNCTION reports_report_released_stays()',
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name='ReleasePolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(max_length=24, verbose_name='Art')),
                ('rule', models.CharField(choices=[('second_person', 'eine zweite Person'), ('other_site', 'eine zweite Person eines anderen Standorts')], default='second_person', max_length=14, verbose_name='Freigabe durch')),
            ],
            options={
                'verbose_name': 'Freigaberegel',
                'verbose_name_plural': 'Freigaberegeln',
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('funder', 'Agentur, Jobcenter und andere Kostenträger'), ('company', 'Betrieb'), ('trainee', 'Teilnehmende'), ('provider', 'Träger'), ('audit', 'Prüfdienst')], max_length=10, verbose_name='für')),
                ('pdf', models.FileField(upload_to='reports/', verbose_name='PDF')),
                ('sha256', models.CharField(max_length=64, verbose_name='Prüfsumme des PDF')),
                ('size', models.PositiveIntegerField(verbose_name='Bytes')),
                ('companion', models.FileField(blank=True, upload_to='reports/', verbose_name='ZIP')),
                ('companion_sha256', models.CharField(blank=True, max_length=64, verbose_name='Prüfsumme des ZIP')),
            ],
            options={
                'verbose_name': 'Berichtsdatei',
                'verbose_name_plural': 'Berichtsdateien',
            },
        ),
        migrations.CreateModel(
            name='ReportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('type', models.CharField(max_length=24, verbose_name='Art')),
                ('period', models.CharField(max_length=21, verbose_name='Zeitraum')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'Sammellauf',
                'verbose_name_plural': 'Sammelläufe',
                'ordering': ('-created_at',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='report',
            name='report_version_once',
        ),
        migrations.RemoveConstraint(
            model_name='report',
            name='report_period_quarter',
        ),
        migrations.RemoveConstraint(
            model_name='report',
            name='report_second_person',
        ),
        migrations.RemoveConstraint(
            model_name='report',
            name='report_released_complete',
        ),
        migrations.RenameField(
            model_name='report',
            old_name='narrative_by',
            new_name='texts_by',
        ),
        migrations.AddField(
            model_name='report',
            name='case',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='cases.case', verbose_name='Teilnahme'),
        ),
        migrations.AddField(
            model_name='report',
            name='case_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='Teilnahmen'),
        ),
        migrations.AddField(
            model_name='report',
            name='company',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='companies.company', verbose_name='Betrieb'),
        ),
        migrations.AddField(
            model_name='report',
            name='funding_body',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.fundingbody', verbose_name='Kostenträger'),
        ),
        migrations.AddField(
            model_name='report',
            name='lot',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='cases.lot', verbose_name='Los'),
        ),
        migrations.AddField(
            model_name='report',
            name='submitted_at',
            field=models.DateTimeField(null=True, verbose_name='zur Freigabe gegeben am'),
        ),
        migrations.AddField(
            model_name='report',
            name='submitted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='report',
            name='texts',
            field=models.JSONField(blank=True, default=dict, verbose_name='Texte'),
        ),
        migrations.AddField(
            model_name='report',
            name='withdrawal_reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='Grund der Rücknahme'),
        ),
        migrations.AddField(
            model_name='report',
            name='withdrawn_at',
            field=models.DateTimeField(null=True, verbose_name='zurückgezogen am'),
        ),
        migrations.AddField(
            model_name='report',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reportschedule',
            name='funding_body',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='accounts.fundingbody', verbose_name='Kostenträger'),
        ),
        migrations.AddField(
            model_name='reportschedule',
            name='lot',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='cases.lot', verbose_name='Los'),
        ),
        migrations.AddField(
            model_name='reportschedule',
            name='months',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='alle … Monate'),
        ),
        migrations.AddField(
            model_name='reportschedule',
            name='public_id',
            field=models.UUIDField(null=True, editable=False),
        ),
        migrations.AddField(
            model_name='reportschedule',
            name='rhythm',
            field=models.CharField(choices=[('quarterly', 'nach jedem Quartal'), ('yearly', 'nach jedem Kalenderjahr'), ('per_case', 'je Teilnahme alle paar Monate')], default='quarterly', max_length=10, verbose_name='Rhythmus'),
        ),
        migrations.AddField(
            model_name='reportschedule',
            name='trial_days',
            field=models.PositiveSmallIntegerField(default=28, verbose_name='Tage vor Ende der Probezeit'),
        ),
        migrations.AddField(
            model_name='reportschedule',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name='report',
            name='measure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='cases.measure', verbose_name='Maßnahme'),
        ),
        migrations.AlterField(
            model_name='report',
            name='period',
            field=models.CharField(max_length=21, verbose_name='Zeitraum'),
        ),
        migrations.AlterField(
            model_name='report',
            name='state',
            field=models.CharField(choices=[('ordered', 'wird erstellt'), ('draft', 'Entwurf'), ('submitted', 'zur Freigabe gegeben'), ('released', 'freigegeben'), ('superseded', 'ersetzt'), ('withdrawn', 'zurückgezogen'), ('failed', 'nicht erstellt')], default='ordered', max_length=12, verbose_name='Zustand'),
        ),
        migrations.AlterField(
            model_name='report',
            name='type',
            field=models.CharField(default='quarter', max_length=24, verbose_name='Art'),
        ),
        migrations.AlterField(
            model_name='reportschedule',
            name='measure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='cases.measure', verbose_name='Maßnahme'),
        ),
        migrations.AlterField(
            model_name='reportschedule',
            name='type',
            field=models.CharField(default='quarter', max_length=24, verbose_name='Art'),
        ),
        migrations.AddField(
            model_name='releasepolicy',
            name='provider',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.provider', verbose_name='Träger'),
        ),
        migrations.AddField(
            model_name='reportfile',
            name='provider',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.provider', verbose_name='Träger'),
        ),
        migrations.AddField(
            model_name='reportfile',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='reports.report', verbose_name='Bericht'),
        ),
        migrations.AddField(
            model_name='reportrun',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reportrun',
            name='measure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='cases.measure', verbose_name='Maßnahme'),
        ),
        migrations.AddField(
            model_name='reportrun',
            name='provider',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.provider', verbose_name='Träger'),
        ),
        migrations.AddField(
            model_name='report',
            name='run',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='reports.reportrun'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('case__isnull', False)), fields=['case', 'period'], name='report_by_case'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['provider', '-period'], name='report_by_period'),
        ),
        migrations.AddIndex(
            model_name='reportfile',
            index=models.Index(fields=['sha256'], name='report_file_by_sha256'),
        ),
        tenant_wall('reports_reportfile'),
        tenant_wall('reports_reportrun'),
        tenant_wall('reports_releasepolicy'),
    ]
