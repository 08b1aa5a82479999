from django.db import migrations, models


# The phase that counts on a day, for queries and for `cases.people.phases`: the newest change of state up to that day
# that is neither a rest nor the end; before the first change the state it came from; without any the present state.
PHASE = """
    CREATE FUNCTION cases_phase_on(one bigint, day date) RETURNS text STABLE LANGUAGE sql AS $$
        SELECT coalesce(
            (SELECT e.details->>'after' FROM cases_caseevent e
             WHERE e.case_id = one AND e.kind = 'state' AND e."on" <= day
               AND e.details->>'after' NOT IN ('suspended', 'ended') ORDER BY e."on" DESC, e.id DESC LIMIT 1),
            (SELECT e.details->>'before' FROM cases_caseevent e
             WHERE e.case_id = one AND e.kind = 'state' AND e.details->>'before' <> 'suspended'
             ORDER BY e."on", e.id LIMIT 1),
            (SELECT coalesce(nullif(c.state_before_pause, ''), c.state) FROM cases_case c WHERE c.id = one))
    $$
"""

# Every set gets the rule with its source, and loses those of times around a session, which nothing was booked by.
# The owner writes for every provider at once and into insert-only rows: wall and trigger step aside.
RULES = """
    ALTER TABLE cases_rule NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE cases_ruleset NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE cases_ledgerentry NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE cases_rule DISABLE TRIGGER insert_only;
    INSERT INTO cases_rule (provider_id, rule_set_id, key, value, source, confidence)
        SELECT provider_id, id, 'counts.pre_phase', 'none',
            'Leistungsbeschreibung 2020, Teil B: Losblatt nennt Plätze der Vorphase und Gesamtstunden der '
            'begleitenden Phase', 'C'
        FROM cases_ruleset ON CONFLICT DO NOTHING;
    DELETE FROM cases_rule r WHERE r.key LIKE 'time.%'
        AND NOT EXISTS (SELECT 1 FROM cases_ledgerentry e WHERE e.rule_id = r.id);
    SET CONSTRAINTS ALL IMMEDIATE;  -- no table is altered while a check of its rows still waits
    ALTER TABLE cases_rule ENABLE TRIGGER insert_only;
    ALTER TABLE cases_rule FORCE ROW LEVEL SECURITY;
    ALTER TABLE cases_ruleset FORCE ROW LEVEL SECURITY;
    ALTER TABLE cases_ledgerentry FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_walls"),
        ("cases", "0014_carry_over_and_takeover"),
    ]

    operations = [
        migrations.RunSQL(PHASE, "DROP FUNCTION cases_phase_on(bigint, date)"),
        migrations.RemoveField(
            model_name="ledgerentry",
            name="time_kind",
        ),
        migrations.AddField(
            model_name="measure",
            name="pre_phase_places",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Plätze der Vorphase"),
        ),
        migrations.AlterField(
            model_name="rule",
            name="key",
            field=models.CharField(
                choices=[
                    ("unit_minutes", "Länge einer Unterrichtseinheit in Minuten"),
                    ("step_minutes", "kleinster Schritt bei genauen Minuten"),
                    ("rounding.tuition", "Rundung Stütz- und Förderunterricht"),
                    ("rounding.social", "Rundung sozialpädagogische Begleitung"),
                    ("rounding.companion", "Rundung Ausbildungsbegleitung"),
                    ("rounding.contact", "Rundung Kontakt Betrieb/Schule"),
                    ("counts.contact", "Kontakt Betrieb/Schule ohne Modul"),
                    ("counts.pre_phase", "Termine in der Vorphase"),
                    ("group_limit", "größte Gruppe"),
                    ("sharing", "Mehrere Maßnahmen in einem Termin"),
                    ("double_staffing", "Doppelbetreuung im Maßnahmekontingent"),
                    ("lock_day", "Abschluss bis zum Tag des Folgemonats"),
                    ("effect.present.single", "anwesend, Einzeltermin"),
                    ("effect.present.group", "anwesend, Gruppe"),
                    ("effect.late.single", "verspätet, Einzeltermin"),
                    ("effect.late.group", "verspätet, Gruppe"),
                    ("effect.cancelled_before.single", "abgesagt bis Vortag, Einzeltermin"),
                    ("effect.cancelled_before.group", "abgesagt bis Vortag, Gruppe"),
                    ("effect.cancelled_same_day.single", "abgesagt am selben Tag, Einzeltermin"),
                    ("effect.cancelled_same_day.group", "abgesagt am selben Tag, Gruppe"),
                    ("effect.no_show.single", "kam nicht, Einzeltermin"),
                    ("effect.no_show.group", "kam nicht, Gruppe"),
                    ("effect.cancelled_by_provider.single", "ausgefallen (Träger), Einzeltermin"),
                    ("effect.cancelled_by_provider.group", "ausgefallen (Träger), Gruppe"),
                    ("effect.pro_forma.single", "pro forma, Einzeltermin"),
                    ("effect.pro_forma.group", "pro forma, Gruppe"),
                ],
                max_length=40,
                verbose_name="Regel",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pre_phase_places", None),
                    models.Q(("has_pre_phase", True), ("pre_phase_places__range", (1, 999))),
                    _connector="OR",
                ),
                name="measure_places_of_pre_phase",
                violation_error_message="Plätze hat nur eine Maßnahme mit Vorphase, und zwar 1 bis 999.",
            ),
        ),
        migrations.DeleteModel(
            name="SideTime",
        ),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
