from django.db import migrations

# These run once per row. Planned while a table is still empty they would read all of it for every row of a large
# import; the index is right at any size, so the planner is not asked.
GUARDS = [
    "cases_attendance_fits()",
    "cases_session_keeps_minutes()",
    "cases_attendance_month_open()",
    "cases_session_month_open()",
    "cases_session_part_month_open()",
    "cases_status_month_open()",
    "cases_ledger_month_open()",
    "cases_stay_month_open()",
    "cases_refuse_closed_case(bigint, bigint, date)",
    "cases_month_is_closed_now(bigint, date)",
    "cases_is_corrected(bigint)",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_closed_month_both_days")]

    operations = [
        migrations.RunSQL(
            "".join(f"ALTER FUNCTION {guard} SET enable_seqscan = off;" for guard in GUARDS),
            "".join(f"ALTER FUNCTION {guard} RESET enable_seqscan;" for guard in GUARDS),
        ),
    ]
