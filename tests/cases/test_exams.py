"""Exams on the person's page: planned, moved, results and what follows; what is refused, who may."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.people.contract_ends import end_contract
from cases.people.enums import CaseEventKind, ContractEnd, ContractKind, ExamKind, ExamResult
from cases.people.exams import plan_exam, record_result
from cases.people.models import Exam
from tests.factories import CaseFactory, MembershipFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
FAILED, PASSED = ExamResult.FAILED, ExamResult.PASSED


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def contract(member, behind):
    case = CaseFactory(provider=member.provider, team=member.team, contact_person=member)
    contract = TrainingContractFactory(case=case)  # from the 1st of September 2025
    behind(member.provider)
    return contract


def plan(contract, kind=ExamKind.FINAL, on=date(2026, 6, 10), **more):
    return plan_exam(contract=contract, kind=kind, on=on, by=None, **more)


def taken(contract, kind, on, result):
    exam = plan(contract, kind, on)
    assert record_result(exam=exam, result=result, result_on=on, by=None)
    exam.refresh_from_db()
    return exam


def url(name, case, *more):
    return reverse(name, args=[case.public_id, *more])


def words(refused):
    return " ".join(refused.value.messages)


# ---- rules ----


def test_three_attempts_and_no_fourth(contract):
    for month in (6, 7, 8):
        taken(contract, ExamKind.FINAL, date(2026, month, 10), FAILED)

    assert list(Exam.objects.values_list("attempt", flat=True)) == [1, 2, 3]
    with pytest.raises(ValidationError) as refused:
        plan(contract, on=date(2026, 9, 10))
    assert "vierter Versuch" in words(refused)
    with pytest.raises(IntegrityError, match="exam_three_attempts"), transaction.atomic():
        Exam.objects.create(provider_id=contract.provider_id, contract=contract, kind="final", attempt=4, on=TODAY)


def test_the_events_stand_on_the_days_they_are_about(contract):
    exam = plan(contract, on=date(2026, 6, 10))
    record_result(exam=exam, result=PASSED, result_on=date(2026, 6, 24), by=None)
    days = contract.case.events.filter(kind=CaseEventKind.EXAM).values_list("on", flat=True)
    assert list(days) == [date(2026, 6, 24), date(2026, 6, 10)]


def test_attempts_go_on_in_the_next_company(contract):
    taken(contract, ExamKind.FINAL, date(2026, 6, 10), FAILED)
    end_contract(contract=contract, on=date(2026, 7, 1), reason=ContractEnd.AGREEMENT, by=None)
    second = TrainingContractFactory(
        case=contract.case, occupation=contract.occupation, starts_on=date(2026, 8, 1), trial_ends_on=None
    )

    assert plan(second, on=date(2026, 11, 10)).attempt == 2
    with pytest.raises(ValidationError, match=r"endete am 01\.07\.2026"):
        plan(contract, on=date(2026, 11, 12), kind=ExamKind.INTERMEDIATE)


@pytest.mark.parametrize(("first", "second"), [(ExamKind.INTERMEDIATE, ExamKind.PART_1), (ExamKind.PART_2, "final")])
def test_intermediate_and_final_exam_or_two_parts(contract, first, second):
    plan(contract, first)

    with pytest.raises(ValidationError) as refused:
        plan(contract, ExamKind(second), on=date(2026, 7, 1))
    assert "§ 48 Abs. 2" in words(refused)
    with pytest.raises(IntegrityError, match="Entweder"), transaction.atomic():
        Exam.objects.create(provider_id=contract.provider_id, contract=contract, kind=second, on=date(2026, 7, 1))


def test_part_one_is_taken_again_only_with_part_two(contract):
    taken(contract, ExamKind.PART_1, date(2026, 3, 1), FAILED)
    with pytest.raises(ValidationError) as refused:
        plan(contract, ExamKind.PART_1, on=date(2026, 5, 1))
    assert "nicht allein" in words(refused)

    taken(contract, ExamKind.PART_2, date(2026, 6, 1), FAILED)

    assert plan(contract, ExamKind.PART_1, on=date(2026, 9, 1)).attempt == 2


@pytest.mark.parametrize(
    ("kind", "on", "message"),
    [
        (ExamKind.FINAL, date(2025, 8, 31), "beginnt am 01.09.2025"),
        (ExamKind.FINAL, date(2099, 1, 1), "Prüfen Sie das Jahr"),
    ],
)
def test_days_outside_the_training_are_refused(contract, kind, on, message):
    with pytest.raises(ValidationError) as refused:
        plan(contract, kind, on)
    assert message in words(refused)


def test_the_database_keeps_exams_inside_their_contract(contract):
    with pytest.raises(IntegrityError, match="vor dem Beginn"), transaction.atomic():
        Exam.objects.create(provider_id=contract.provider_id, contract=contract, kind="final", on=date(2025, 8, 1))
    plan(contract)
    contract.starts_on = date(2026, 7, 1)
    with pytest.raises(IntegrityError, match="vor diesem Beginn"), transaction.atomic():
        contract.save(update_fields=["starts_on"])


def test_no_exam_for_an_einstiegsqualifizierung_and_none_after_passing(contract):
    eq = TrainingContractFactory(case=contract.case, kind=ContractKind.EQ)
    with pytest.raises(ValidationError, match="betrieblichen Ausbildung"):
        plan(eq)
    taken(contract, ExamKind.FINAL, date(2026, 6, 10), PASSED)
    with pytest.raises(ValidationError, match="schon bestanden"):
        plan(contract, on=date(2026, 8, 1))


def test_a_result_is_never_before_its_exam_or_of_the_future_and_a_corrected_one_stays_readable(contract):
    exam = plan(contract)
    for day, message in ((date(2026, 6, 9), "nicht vorher"), (TODAY + timedelta(days=1), "in der Zukunft")):
        with pytest.raises(ValidationError, match=message):
            record_result(exam=exam, result=PASSED, result_on=day, by=None)
    record_result(exam=exam, result=PASSED, result_on=date(2026, 6, 20), by=None)

    record_result(exam=exam, result=FAILED, result_on=date(2026, 6, 21), by=None)

    texts = [event.sentence for event in contract.case.events.filter(kind=CaseEventKind.EXAM)]
    assert any("nicht bestanden (bisher bestanden), bekannt am 21.06.2026" in text for text in texts)


def test_the_exam_that_ended_the_contract_is_not_failed_afterwards(contract):
    exam = taken(contract, ExamKind.FINAL, date(2026, 6, 10), PASSED)
    end_contract(contract=contract, on=date(2026, 6, 10), reason=ContractEnd.EXAM, by=None)

    with pytest.raises(ValidationError, match="zuerst das Vertragsende"):
        record_result(exam=exam, result=FAILED, result_on=date(2026, 6, 10), by=None)


# ---- pages ----


def test_from_plan_to_the_end_of_the_contract(sign_in, member, contract):
    client, case = sign_in(member.user), contract.case
    assert url("exam_list", case) in client.get(url("case_detail", case)).content.decode()
    values = {"request_key": uuid.uuid4(), "contract": contract.pk, "kind": "final", "on": "10.06.2026"}

    answers = [client.post(url("exam_create", case), values | {"is_early": "on"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    with wall.within(member.provider_id):
        exam = Exam.objects.get()
    page = client.get(url("exam_list", case)).content.decode()
    assert "vorzeitig zugelassen" in page
    assert "Ergebnis fehlt" in page
    assert "Ergebnis fehlt" in client.get("/").content.decode()

    result = {"version": exam.version, "result": "passed", "result_on": "24.06.2026"}
    answer = client.post(url("exam_result", case, exam.pk), result)

    assert answer.url == f"{reverse('contract_end', args=[contract.public_id])}?exam={exam.pk}"
    form = client.get(answer.url).context["form"]
    assert (form["ended_on"].value(), form["reason"].value()) == (date(2026, 6, 24), ContractEnd.EXAM)
    client.post(answer.url, {"version": contract.version, "ended_on": "24.06.2026", "reason": "exam"})
    with wall.within(member.provider_id):
        contract.refresh_from_db()
        case.refresh_from_db()
    assert (contract.ended_on, contract.end_reason, case.state) == (date(2026, 6, 24), "exam", "accompanying")
    assert "Abschlussprüfung bestanden, bekannt am 24.06.2026" in client.get(url("case_detail", case)).content.decode()


def test_a_failed_exam_offers_the_next_attempt_and_the_extension(sign_in, member, contract):
    exam = plan(contract)
    client, case = sign_in(member.user), contract.case
    result = {"version": exam.version, "result": "failed", "result_on": "24.06.2026"}

    page = client.post(url("exam_result", case, exam.pk), result, follow=True).content.decode()

    assert f"{url('exam_create', case)}?kind=final" in page
    assert reverse("contract_edit", args=[contract.public_id]) in page
    assert client.get(f"{url('exam_create', case)}?kind=final").context["form"]["kind"].value() == "final"


def test_an_exam_is_moved_or_struck_out(sign_in, member, contract):
    exam = plan(contract, on=TODAY + timedelta(days=40))
    client, page = sign_in(member.user), url("exam_edit", contract.case, exam.pk)
    later = f"{TODAY + timedelta(days=50):%d.%m.%Y}"

    assert client.post(page, {"version": 1, "on": later}).status_code == 302
    stale = client.post(page, {"version": 1, "on": "01.02.2026"})
    assert stale.status_code == 422
    assert f"Dort steht: {later}" in stale.content.decode()
    assert "01.02.2026" in stale.content.decode()
    assert client.get(url("exam_result", contract.case, exam.pk)).status_code == 302  # not held yet

    assert client.post(page, {"version": 2, "on": later, "strike": "1"}).status_code == 302
    with wall.within(member.provider_id):
        assert not Exam.objects.exists()


def test_wrong_input_is_said_at_the_field_and_kept(sign_in, member, contract):
    values = {"request_key": uuid.uuid4(), "contract": contract.pk, "kind": "intermediate", "on": "01.08.2025"}

    answer = sign_in(member.user).post(url("exam_create", contract.case), values)
    early = sign_in(member.user).post(url("exam_create", contract.case), values | {"is_early": "on"})

    assert answer.status_code == 422
    assert "beginnt am 01.09.2025" in str(answer.context["form"].errors["on"])
    assert "01.08.2025" in answer.content.decode()
    assert "nur zur Abschlussprüfung" in str(early.context["form"].errors["is_early"])


def test_a_case_without_training_says_what_is_missing(sign_in, member):
    case = CaseFactory(provider=member.provider, team=member.team, contact_person=member)

    page = sign_in(member.user).get(url("exam_list", case)).content.decode()

    assert "Tragen Sie zuerst den Ausbildungsvertrag ein." in page
    assert url("exam_create", case) not in page


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [(Role.TEAM_LEAD, 200, 403), (Role.ADMIN, 403, 403), (Role.BILLING, 403, 403)],
)
def test_who_reads_and_who_writes(sign_in, contract, role, reads, writes):
    other = MembershipFactory(provider=contract.provider, team=contract.case.team, role=role)
    client = sign_in(other.user)

    assert client.get(url("exam_list", contract.case)).status_code == reads
    assert client.post(url("exam_create", contract.case), {}).status_code == writes


def test_strangers_find_nothing(sign_in, member, contract):
    exam = plan(contract)
    for stranger in (MembershipFactory(provider=member.provider), MembershipFactory()):
        client = sign_in(stranger.user)
        assert client.get(url("exam_list", contract.case)).status_code == 404
        assert client.post(url("exam_result", contract.case, exam.pk), {}).status_code == 404
    other = CaseFactory(provider=member.provider, team=member.team, contact_person=member)
    assert sign_in(member.user).get(url("exam_edit", other, exam.pk)).status_code == 404
