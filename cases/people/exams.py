"""Exams of a training: planned, moved, struck out, and their results (§§ 37, 43, 45, 48 BBiG).

Attempts count for the occupation within a case, also over a change of company. Every function locks the case and leaves
an event with its log entry. All raise ValidationError with German sentences at the fields `kind`, `on`, `result`,
`result_on` where they belong to one.
"""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.models import User
from asa.accounts.once import KeyReused
from cases.people.enums import (
    BREAKS,
    FINAL_EXAMS,
    PARTS,
    CaseEventKind,
    ContractEnd,
    ContractKind,
    ExamKind,
    ExamResult,
)
from cases.people.models import Exam, TrainingContract
from cases.people.models.contracts import ExamQuerySet
from cases.people.services import lock_case
from cases.people.telling import tell_change

ATTEMPTS = 3

#: After a failed exam the training goes on to the next one, at most a year (§ 21 Abs. 3 BBiG).
RESAT_WITHIN = timedelta(days=366)

FOURTH = (
    "Ein vierter Versuch ist nicht möglich: Eine Abschlussprüfung wird höchstens zweimal wiederholt (§ 37 Abs. 1 BBiG)."
)
EITHER_OR = (
    "Entweder gibt es eine Zwischenprüfung und eine Abschlussprüfung oder Teil 1 und Teil 2 (§ 48 Abs. 2 BBiG). "
    "Streichen Sie zuerst die andere Prüfung."
)


@transaction.atomic
def plan_exam(
    *,
    contract: TrainingContract,
    kind: ExamKind,
    on: date,
    by: User | None,
    is_early: bool = False,
    request_key: UUID | None = None,
) -> Exam:
    """Enter an exam of a contract, planned or past, with the attempt that comes next; once per request key.

    Raises KeyReused for the key of another exam.
    """
    lock_case(contract.case)
    first = Exam.objects.filter(request_key=request_key).first() if request_key else None
    if first is not None:
        if (first.contract_id, first.kind, first.on) != (contract.pk, kind, on):
            raise KeyReused
        return first
    _check_day(contract, on)
    exam = Exam(
        provider_id=contract.provider_id,
        contract=contract,
        kind=kind,
        on=on,
        is_early=is_early,
        attempt=next_attempt(contract, kind),
        request_key=request_key or uuid4(),
    )
    exam.full_clean(exclude=["contract"])
    exam.save()
    is_ahead = on > timezone.localdate()
    _add_event(exam, "geplant für den" if is_ahead else "eingetragen für den", by=by, on=None if is_ahead else on)
    return exam


def next_attempt(contract: TrainingContract, kind: ExamKind) -> int:
    """Return the number of the attempt that comes next; raise where there is none."""
    if contract.kind != ContractKind.REGULAR:
        raise ValidationError({"contract": "Prüfungen gehören zu einer betrieblichen Ausbildung."})
    exams = list(_exams_of(contract))
    if any((exam.kind in PARTS) != (kind in PARTS) for exam in exams):
        raise ValidationError({"kind": EITHER_OR})
    same = [exam for exam in exams if exam.kind == kind]
    if kind == ExamKind.INTERMEDIATE and same:
        raise ValidationError({"kind": "Die Zwischenprüfung steht schon da. Ändern Sie dort das Datum."})
    if any(exam.result == "" for exam in same):
        raise ValidationError({"kind": "Zu dieser Prüfung fehlt noch ein Ergebnis. Tragen Sie es zuerst ein."})
    if kind in FINAL_EXAMS and any(exam.result == ExamResult.PASSED for exam in same):
        raise ValidationError({"kind": "Diese Prüfung ist schon bestanden."})
    if len(same) >= ATTEMPTS:
        raise ValidationError({"kind": FOURTH})
    failed = [exam for exam in exams if exam.kind == ExamKind.PART_2 and exam.result == ExamResult.FAILED]
    if kind == ExamKind.PART_1 and same and len(failed) < len(same):
        raise ValidationError(
            {"kind": "Teil 1 wird nicht allein wiederholt, nur mit dem nicht bestandenen Teil 2 (§ 37 Abs. 1 BBiG)."}
        )
    return len(same) + 1


def _exams_of(contract: TrainingContract) -> ExamQuerySet:
    """Return the exams of this training: of all contracts of the case in the same occupation."""
    return Exam.objects.filter(contract__case=contract.case_id, contract__occupation=contract.occupation_id)


def _check_day(contract: TrainingContract, on: date) -> None:
    if on < contract.starts_on:
        raise ValidationError(
            {"on": f"Der Vertrag beginnt am {contract.starts_on:%d.%m.%Y}. Die Prüfung liegt nicht davor."}
        )
    if contract.ended_on and contract.end_reason in BREAKS and on > contract.ended_on:
        raise ValidationError(
            {"on": f"Der Vertrag endete am {contract.ended_on:%d.%m.%Y}. Wählen Sie den neuen Vertrag."}
        )
    if on > contract.ends_on + RESAT_WITHIN:
        raise ValidationError(
            {"on": f"Der Vertrag läuft bis {contract.ends_on:%d.%m.%Y}. Prüfen Sie das Jahr der Prüfung."}
        )


@transaction.atomic
def change_exam(*, exam: Exam, version: int, on: date, is_early: bool, by: User | None) -> bool:
    """Move an exam, or say whether it was admitted early, if nobody changed it since `version`; return if written."""
    exam = _locked(exam)
    if exam.version != version:
        return False
    if (exam.on, exam.is_early) == (on, is_early):
        return True
    _check_day(exam.contract, on)
    if exam.result_on is not None and exam.result_on < on:
        raise ValidationError(
            {"on": f"Das Ergebnis wurde am {exam.result_on:%d.%m.%Y} bekannt. Die Prüfung liegt nicht danach."}
        )
    before, exam.on, exam.is_early = exam.on, on, is_early
    _save(exam, ["on", "is_early"])
    _add_event(exam, f"bisher {before:%d.%m.%Y}, jetzt" if before != on else "vorzeitige Zulassung geändert,", by=by)
    return True


@transaction.atomic
def strike_exam(*, exam: Exam, version: int, by: User | None) -> bool:
    """Take out an exam that does not take place, if nobody changed it since `version`; return whether it was done."""
    exam = _locked(exam)
    if exam.version != version:
        return False
    if exam.result:
        raise ValidationError("Zu dieser Prüfung gibt es ein Ergebnis. Sie bleibt stehen.", code="has_result")
    _add_event(exam, "gestrichen, war geplant für den", by=by)
    exam.delete()
    return True


@transaction.atomic
def record_result(
    *, exam: Exam, result: ExamResult, result_on: date, by: User | None, version: int | None = None
) -> bool:
    """Write the result of an exam with the day of its announcement; return whether it was written (else stale).

    A result that stands there is corrected by the same way, and the event keeps what it was. Without `version` the
    present row is taken.
    """
    exam = _locked(exam)
    if version is not None and exam.version != version:
        return False
    if (exam.result, exam.result_on) == (result, result_on):
        return True
    _check_result(exam, result, result_on)
    before = f" (bisher {exam.get_result_display()})" if exam.result else ""
    exam.result, exam.result_on = result, result_on
    _save(exam, ["result", "result_on"])
    words = f"{exam.get_result_display()}{before}, bekannt am {result_on:%d.%m.%Y}, Prüfung am"
    _add_event(exam, words, by=by, on=result_on)
    return True


def _check_result(exam: Exam, result: str, result_on: date) -> None:
    if result_on < exam.on:
        raise ValidationError(
            {"result_on": f"Die Prüfung ist am {exam.on:%d.%m.%Y}. Das Ergebnis gibt es nicht vorher."}
        )
    if result_on > timezone.localdate():
        raise ValidationError(
            {"result_on": "Dieser Tag liegt in der Zukunft. Tragen Sie das Ergebnis ein, wenn es da ist."}
        )
    later = _exams_of(exam.contract).filter(kind=exam.kind, attempt__gt=exam.attempt)
    if result == ExamResult.PASSED and exam.kind in FINAL_EXAMS and later.exists():
        raise ValidationError({"result": "Es gibt schon einen weiteren Versuch. Streichen Sie ihn zuerst."})
    ended = exam.contract.end_reason == ContractEnd.EXAM
    if exam.is_passed_final and result != ExamResult.PASSED and ended:
        raise ValidationError(
            {"result": "Mit dieser Prüfung wurde der Vertrag beendet. Berichtigen Sie zuerst das Vertragsende."}
        )


def _locked(exam: Exam) -> Exam:
    lock_case(exam.contract.case)
    return Exam.objects.select_related("contract__case").get(pk=exam.pk)


def _save(exam: Exam, fields: list[str]) -> None:
    exam.version += 1
    exam.full_clean(exclude=["contract"])
    exam.save(update_fields=[*fields, "version"])


def _add_event(exam: Exam, words: str, *, by: User | None, on: date | None = None) -> None:
    """Write what happened on a day (None: today, for what was decided or changed)."""
    case = exam.contract.case
    text = f"{exam.title} {words} {exam.on:%d.%m.%Y}"
    case.add_event(CaseEventKind.EXAM, by=by, on=on or timezone.localdate(), text=text)
    tell_change(provider_id=case.provider_id, case=case, by=by)
