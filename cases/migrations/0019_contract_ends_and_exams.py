from django.db import migrations, models

from cases.people.enums import ContractEnd

# The owner changes the rows of every provider at once: the wall binds it too, so it steps aside for these statements.
# A trial period outside one to four months is void where it is longer and too short where it is shorter (§ 20 BBiG):
# it becomes the nearest one that is allowed, and the event of the case keeps what stood there.
FILL = """
    ALTER TABLE cases_exam NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE cases_trainingcontract NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE cases_caseevent NO FORCE ROW LEVEL SECURITY;

    UPDATE cases_exam SET result_on = "on" WHERE result <> '';
    UPDATE cases_exam e SET attempt = least(n.attempt, 3) FROM (
        SELECT x.id, row_number() OVER (PARTITION BY c.case_id, x.kind ORDER BY x."on", x.id) AS attempt
        FROM cases_exam x JOIN cases_trainingcontract c ON c.id = x.contract_id WHERE x.kind <> 'intermediate'
    ) n WHERE n.id = e.id AND n.attempt > 1;

    CREATE TEMPORARY TABLE trial_moves ON COMMIT DROP AS
        SELECT id, provider_id, case_id, trial_ends_on AS before,
               least(greatest(trial_ends_on, (starts_on + interval '1 month')::date - 1),
                     (starts_on + CASE WHEN occupation_name LIKE 'Pflegefach%'
                                       THEN interval '6 months' ELSE interval '4 months' END)::date - 1) AS after
        FROM cases_trainingcontract WHERE kind = 'regular' AND trial_ends_on IS NOT NULL;
    UPDATE cases_trainingcontract c
       SET trial_ends_on = CASE WHEN m.after < c.ends_on THEN m.after END, version = c.version + 1
      FROM trial_moves m WHERE m.id = c.id AND m.after <> m.before;
    INSERT INTO cases_caseevent (provider_id, case_id, kind, "on", at, details)
        SELECT provider_id, case_id, 'contract', before, now(), jsonb_build_object('text',
               'Ende der Probezeit berichtigt: bisher ' || to_char(before, 'DD.MM.YYYY') || ', jetzt '
               || to_char(after, 'DD.MM.YYYY') || ' (ein bis vier Monate, § 20 BBiG)')
        FROM trial_moves WHERE after <> before;

    SET CONSTRAINTS ALL IMMEDIATE;  -- no table is altered while a check of its rows still waits
    ALTER TABLE cases_exam FORCE ROW LEVEL SECURITY;
    ALTER TABLE cases_trainingcontract FORCE ROW LEVEL SECURITY;
    ALTER TABLE cases_caseevent FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_life_of_old_cases")]

    operations = [
        migrations.AddField("exam", "attempt", models.PositiveSmallIntegerField("Versuch", default=1)),
        migrations.AddField(
            "exam", "is_early", models.BooleanField("vorzeitige Zulassung (§ 45 Abs. 1 BBiG)", default=False)
        ),
        migrations.AddField("exam", "result_on", models.DateField("Ergebnis bekannt am", blank=True, null=True)),
        migrations.AddField("exam", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField(
            "trainingcontract", "break_reason", models.CharField("Grund der Lösung", blank=True, max_length=16)
        ),
        migrations.AlterField(
            "trainingcontract",
            "end_reason",
            models.CharField("Ende durch", blank=True, choices=ContractEnd.choices, max_length=16),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
