"""What pages say about exams and broken contracts stands in quarter, progress report and audit folder."""

from datetime import date

from cases.people.contract_ends import end_contract, take_back_contract_end
from cases.people.enums import ContractEnd, ExamKind, ExamResult
from cases.people.exams import plan_exam, record_result
from cases.people.models import TrainingContract
from reports.engine.periods import Period
from reports.types.audit_folder.figures import audit_figures
from reports.types.audit_folder.presentation import _contract
from reports.types.progress.figures import progress_figures
from tests.reports.test_quarter_figures import _figures

SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))


def broken(case, on=date(2026, 8, 15)):
    contract = TrainingContract.objects.get(case=case)
    end_contract(contract=contract, on=on, reason=ContractEnd.AGREEMENT, by=None, notice_on=date(2026, 8, 1))
    contract.refresh_from_db()
    return contract


def test_a_break_that_was_taken_back_is_never_counted(worked):
    contracts = [broken(case) for case in worked.cases[:3]]
    assert _figures(worked).broken.total == 3

    for contract in contracts:
        take_back_contract_end(contract=contract, version=contract.version, why="Irrtum", by=None)

    assert _figures(worked).broken.total == 0


def test_the_audit_folder_holds_exams_and_the_notice(worked):
    case = worked.cases[0]
    contract = TrainingContract.objects.get(case=case)
    exam = plan_exam(contract=contract, kind=ExamKind.FINAL, on=date(2026, 7, 10), by=None, is_early=True)
    record_result(exam=exam, result=ExamResult.FAILED, result_on=date(2026, 7, 24), by=None)
    plan_exam(contract=contract, kind=ExamKind.FINAL, on=date(2026, 12, 1), by=None)
    broken(case)

    [folder] = audit_figures([case.pk], SUMMER, reader=None).cases

    cells = [row.cells for row in folder.exams]
    assert cells == [(date(2026, 7, 10), "Abschlussprüfung", "ja", "nicht bestanden", date(2026, 7, 24))]
    assert folder.contracts[0].cells[-2:] == ("Aufhebungsvertrag", date(2026, 8, 1))
    old = ["Autohaus", "Maler/in", "", "", "2026-01-01", None, None, ""]
    assert [len(_contract(row).rows) for row in (old, [*old, "2026-08-01"])] == [8, 9]


def test_the_progress_report_tells_exams_as_they_stood_at_its_end(worked):
    case = worked.cases[0]
    contract = TrainingContract.objects.get(case=case)
    exam = plan_exam(contract=contract, kind=ExamKind.INTERMEDIATE, on=date(2026, 9, 20), by=None)
    record_result(exam=exam, result=ExamResult.PASSED, result_on=date(2026, 10, 5), by=None)
    plan_exam(contract=contract, kind=ExamKind.FINAL, on=date(2027, 6, 1), by=None)

    in_summer, in_autumn = (
        [(one.title, one.result) for one in progress_figures(case, period).exams]
        for period in (SUMMER, Period(date(2026, 10, 1), date(2026, 12, 31)))
    )

    assert in_summer == [("Zwischenprüfung", ""), ("Abschlussprüfung", "")]
    assert in_autumn == [("Zwischenprüfung", "bestanden"), ("Abschlussprüfung", "")]
