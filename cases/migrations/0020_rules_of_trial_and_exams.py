from datetime import timedelta

from django.db import migrations, models
from django.db.models import F, Q

from cases.people.ranges import MonthsLater

# What spans two rows: an exam lies in its contract, either intermediate and final exam or the two parts, each attempt once.
EXAM_FITS = """
    CREATE FUNCTION cases_exam_fits() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE held record;
    BEGIN
        SELECT starts_on, case_id, occupation_id INTO held FROM cases_trainingcontract WHERE id = NEW.contract_id;
        IF NEW."on" < held.starts_on THEN
            RAISE EXCEPTION 'Die Prüfung liegt vor dem Beginn des Vertrags.'
                USING ERRCODE = '23514', CONSTRAINT = 'exam_after_start';
        END IF;
        IF EXISTS (SELECT 1 FROM cases_exam e JOIN cases_trainingcontract c ON c.id = e.contract_id
                   WHERE c.case_id = held.case_id AND c.occupation_id = held.occupation_id AND e.id <> NEW.id
                   AND (e.kind IN ('part_1', 'part_2')) <> (NEW.kind IN ('part_1', 'part_2'))) THEN
            RAISE EXCEPTION 'Entweder Zwischen- und Abschlussprüfung oder Teil 1 und Teil 2 (§ 48 Abs. 2 BBiG).'
                USING ERRCODE = '23514', CONSTRAINT = 'exam_either_or';
        END IF;
        IF EXISTS (SELECT 1 FROM cases_exam e JOIN cases_trainingcontract c ON c.id = e.contract_id
                   WHERE c.case_id = held.case_id AND c.occupation_id = held.occupation_id AND e.id <> NEW.id
                   AND e.kind = NEW.kind AND e.attempt = NEW.attempt) THEN
            RAISE EXCEPTION 'Diesen Versuch der Prüfung gibt es schon.'
                USING ERRCODE = '23514', CONSTRAINT = 'exam_attempt_once';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER fits BEFORE INSERT OR UPDATE OF contract_id, kind, attempt, "on" ON cases_exam
        FOR EACH ROW EXECUTE FUNCTION cases_exam_fits();

    CREATE FUNCTION cases_contract_keeps_exams() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM cases_exam e WHERE e.contract_id = NEW.id AND e."on" < NEW.starts_on) THEN
            RAISE EXCEPTION 'Zu diesem Vertrag gehört eine Prüfung vor diesem Beginn.'
                USING ERRCODE = '23514', CONSTRAINT = 'exam_after_start';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER keeps_exams BEFORE UPDATE OF starts_on ON cases_trainingcontract
        FOR EACH ROW EXECUTE FUNCTION cases_contract_keeps_exams();
"""
FITS_NO_MORE = """
    DROP TRIGGER fits ON cases_exam; DROP FUNCTION cases_exam_fits();
    DROP TRIGGER keeps_exams ON cases_trainingcontract; DROP FUNCTION cases_contract_keeps_exams();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_contract_ends_and_exams")]

    operations = [
        migrations.AddConstraint(
            "trainingcontract",
            models.CheckConstraint(
                name="contract_trial_length",
                condition=Q(trial_ends_on=None)
                | ~Q(kind="regular")
                | Q(trial_ends_on__gte=MonthsLater("starts_on", 1) - timedelta(days=1))
                & (
                    Q(trial_ends_on__lt=MonthsLater("starts_on", 4))
                    | Q(occupation_name__startswith="Pflegefach", trial_ends_on__lt=MonthsLater("starts_on", 6))
                ),
                violation_error_message="Die Probezeit dauert mindestens einen und höchstens vier Monate (§ 20 BBiG).",
            ),
        ),
        migrations.AddConstraint(
            "trainingcontract",
            models.CheckConstraint(
                name="contract_break_reason",
                condition=Q(break_reason="") | ~Q(ended_on=None) & ~Q(end_reason__in=["", "exam", "expired"]),
                violation_error_message="Einen Grund der Lösung hat nur ein vorzeitig beendeter Vertrag.",
            ),
        ),
        migrations.AddConstraint(
            "exam",
            models.CheckConstraint(
                name="exam_three_attempts",
                condition=Q(attempt__range=(1, 3)) & (~Q(kind="intermediate") | Q(attempt=1)),
                violation_error_message="Eine Abschlussprüfung kann zweimal wiederholt werden (§ 37 Abs. 1 BBiG).",
            ),
        ),
        migrations.AddConstraint(
            "exam",
            models.CheckConstraint(
                name="exam_result_with_day",
                condition=Q(result="", result_on=None) | ~Q(result="") & Q(result_on__gte=F("on")),
                violation_error_message="Das Ergebnis hat einen Tag, und er liegt nicht vor der Prüfung.",
            ),
        ),
        migrations.AddConstraint(
            "exam",
            models.CheckConstraint(
                name="exam_early_is_final",
                condition=Q(is_early=False) | ~Q(kind="intermediate"),
                violation_error_message="Vorzeitig zugelassen wird nur zur Abschlussprüfung.",
            ),
        ),
        migrations.RunSQL(EXAM_FITS, FITS_NO_MORE),
    ]
