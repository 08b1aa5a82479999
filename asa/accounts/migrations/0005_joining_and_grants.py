import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from asa.accounts.wall import tenant_wall


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_move_telephones'),
    ]

    operations = [
        migrations.CreateModel(
            name='EmailChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='neue E-Mail')),
                ('secret_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(verbose_name='gültig bis')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='bestätigt am')),
            ],
            options={
                'verbose_name': 'Änderung der E-Mail-Adresse',
                'verbose_name_plural': 'Änderungen der E-Mail-Adresse',
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('role', models.CharField(choices=[('admin', 'Verwaltung des Trägers'), ('team_lead', 'Teamleitung'), ('contact_person', 'Ausbildungsbegleitung'), ('social_worker', 'Sozialpädagogik'), ('teacher', 'Lehrkraft'), ('billing', 'Abrechnung'), ('data_protection', 'Datenschutz'), ('auditor', 'Prüfdienst'), ('company_trainer', 'Ausbilder/in im Betrieb'), ('trainee', 'Teilnehmende/r'), ('funder', 'Fördergeber'), ('operator', 'Betrieb der Plattform')], max_length=20, verbose_name='Rolle')),
                ('kind', models.CharField(choices=[('employed', 'angestellt'), ('freelance', 'Honorarkraft')], default='employed', max_length=12, verbose_name='Art')),
                ('starts_on', models.DateField(verbose_name='ab')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='bis')),
                ('qualification', models.CharField(blank=True, max_length=160, verbose_name='Qualifikation')),
                ('conduct_seen_on', models.DateField(blank=True, null=True, verbose_name='Führungszeugnis gesehen am')),
                ('secrecy_signed_on', models.DateField(blank=True, null=True, verbose_name='Erklärung zum Sozialdatenschutz vom')),
                ('reason', models.CharField(max_length=300, verbose_name='Begründung')),
                ('state', models.CharField(choices=[('waiting', 'wartet auf Bestätigung'), ('confirmed', 'bestätigt'), ('refused', 'abgelehnt'), ('withdrawn', 'zurückgezogen'), ('alone', 'ohne zweite Person, vor der ersten Teilnahme')], default='waiting', max_length=10, verbose_name='Stand')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='erbeten am')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='geprüft am')),
            ],
            options={
                'verbose_name': 'Vergabe einer Rolle',
                'verbose_name_plural': 'Vergaben von Rollen',
                'ordering': ('asked_at', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='invitation',
            name='email',
            field=models.EmailField(blank=True, db_default='', max_length=254, verbose_name='E-Mail'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='replaced_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='ersetzt am'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='gesendet am'),
        ),
        migrations.AddField(
            model_name='membership',
            name='joined_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='angenommen am'),
        ),
        migrations.AddField(
            model_name='membership',
            name='secrecy_signed_on',
            field=models.DateField(blank=True, null=True, verbose_name='Erklärung zum Sozialdatenschutz vom'),
        ),
        migrations.AddField(
            model_name='user',
            name='is_invited',
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name='eingeladen'),
        ),
        migrations.AddField(
            model_name='user',
            name='last_provider',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.provider'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(models.F('provider'), models.F('email'), condition=models.Q(('replaced_at', None), ('used_at', None), models.Q(('email', ''), _negated=True)), name='invitation_open_once', violation_error_message='Für diese Adresse ist schon eine Einladung offen.'),
        ),
        migrations.AddField(
            model_name='emailchange',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='emailchange',
            name='provider',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.provider', verbose_name='Träger'),
        ),
        migrations.AddField(
            model_name='emailchange',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='email_changes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='provider',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.provider', verbose_name='Träger'),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='reviewed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='site',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.site', verbose_name='Standort'),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.team', verbose_name='Team'),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_grants', to=settings.AUTH_USER_MODEL, verbose_name='Person'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(models.Q(('decided_by', models.F('asked_by')), _negated=True), models.Q(('decided_by', models.F('user')), _negated=True)), _connector='OR'), name='role_grant_second_person', violation_error_message='Die zweite Person muss eine andere sein.'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('state__in', ['confirmed', 'refused'])), models.Q(('decided_by', None), ('state__in', ['waiting', 'withdrawn', 'alone'])), _connector='OR'), name='role_grant_decided_by_somebody', violation_error_message='Diese Rolle braucht die Bestätigung einer zweiten Person.'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'alone'), models.Q(('user', models.F('asked_by')), _negated=True), _connector='OR'), name='role_grant_not_to_oneself', violation_error_message='Niemand vergibt Rechte an sich selbst.'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='role_grant_ends_after_start', violation_error_message='Das Ende darf nicht vor dem Beginn liegen.'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(models.F('provider'), models.F('user'), models.F('role'), condition=models.Q(('state', 'waiting')), name='role_grant_waiting_once', violation_error_message='Diese Rolle wartet schon auf eine Bestätigung.'),
        ),
        tenant_wall("accounts_rolegrant"),
        tenant_wall("accounts_emailchange"),
    ]
