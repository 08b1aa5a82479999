"""A correction keeps both versions with what they charge, and goes into the first month after it that is open."""

from django.db import migrations, models

# The month of service, or after its close the first one after it that is open, also where it lies before today.
OPEN_MONTH = """
    DROP FUNCTION cases_booking_month(bigint, date, date);
    CREATE FUNCTION cases_booking_month(measure bigint, service date) RETURNS date STABLE LANGUAGE sql AS $$
        SELECT m::date FROM generate_series(
            date_trunc('month', service::timestamp),
            date_trunc('month', service::timestamp) + interval '20 years', interval '1 month') m
        WHERE NOT cases_month_is_closed(measure, m::date) ORDER BY m LIMIT 1
    $$;
"""
OPEN_MONTH_BACK = """
    DROP FUNCTION cases_booking_month(bigint, date);
    CREATE FUNCTION cases_booking_month(measure bigint, service date, today date) RETURNS date STABLE LANGUAGE sql AS $$
        SELECT CASE WHEN NOT cases_month_is_closed(measure, service) THEN date_trunc('month', service::timestamp)::date
        ELSE (SELECT m::date FROM generate_series(
                  date_trunc('month', greatest(service, today)::timestamp),
                  date_trunc('month', greatest(service, today)::timestamp) + interval '10 years', interval '1 month') m
              WHERE NOT cases_month_is_closed(measure, m::date) ORDER BY m LIMIT 1) END
    $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_rules_of_trial_and_exams")]

    operations = [
        migrations.AddField(
            "monthcorrection", "before", models.JSONField("vorherige Fassung", blank=True, default=None, null=True)
        ),
        migrations.AddField("monthcorrection", "effects", models.JSONField("Wirkung", blank=True, default=list)),
        migrations.RunSQL(OPEN_MONTH, OPEN_MONTH_BACK),
    ]
