"""An exit or a rest cancels sessions: trainee and company get one mail each, and the check page says so before."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.mail.models import Mail
from cases.desk.life.services import end_case, suspend
from tests.factories import (
    CaseFactory,
    ConsentFactory,
    MembershipFactory,
    SessionFactory,
    TraineeFactory,
    TrainingContractFactory,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def member(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def case(member):
    trainee = TraineeFactory(provider=member.provider, last_name="Yilmaz", email="yilmaz@example.org")
    return CaseFactory(provider=member.provider, team=member.team, contact_person=member, trainee=trainee)


@pytest.fixture
def contract(case):
    contract = TrainingContractFactory(case=case)
    contract.trainer.email = "meister@example.org"
    contract.trainer.save()
    return contract


def planned(case, member, days, **more):
    starts = timezone.localtime().replace(hour=14, minute=0, second=0, microsecond=0) + days * DAY
    return SessionFactory(provider=case.provider, starts=starts, staff=[member], cases=[case], **more)


def mails():
    return {mail.to: mail for mail in Mail.objects.all()}


def leave(case, member, today, **more):
    return end_case(case=case, on=today, reason="moved", by=member.user, **more)


def test_an_exit_tells_the_trainee_once_of_all_sessions(case, member, today):
    planned(case, member, 2)
    planned(case, member, 9)
    leave(case, member, today)
    assert Mail.objects.count() == 1
    mail = mails()["yilmaz@example.org"]
    assert mail.text.count("\n- ") == 2
    assert "Umzug" not in mail.text
    assert "moved" not in mail.text
    assert mail.reply_to == member.user.email


def test_the_company_is_told_of_what_it_expects_without_a_name(case, member, contract, today):
    planned(case, member, 2)
    planned(case, member, 3, place="company", company=contract.company, kind="companion")
    leave(case, member, today)
    mail = mails()["meister@example.org"]
    assert mail.text.count("\n- ") == 1
    assert "Yilmaz" not in mail.text + mail.subject


def test_a_company_is_not_told_after_the_consent_was_withdrawn(case, member, contract, today):
    ConsentFactory(case=case, purpose="company_status", given_on=today - 30 * DAY, withdrawn_on=today - DAY)
    planned(case, member, 3, place="company", company=contract.company, kind="companion")
    leave(case, member, today)
    assert set(mails()) == {"yilmaz@example.org"}


def test_a_rest_tells_as_well_and_saving_twice_writes_once(case, member, today):
    planned(case, member, 2)
    suspend(case=case, on=today, reason="Krankheit", by=member.user, cancels_sessions=True)
    assert Mail.objects.count() == 1
    assert "Krankheit" not in mails()["yilmaz@example.org"].text


def test_a_rest_that_cancels_nothing_tells_nobody(case, member, today):
    planned(case, member, 2)
    suspend(case=case, on=today, reason="Krankheit", by=member.user)
    assert not Mail.objects.exists()


def test_the_check_page_says_who_is_told_and_writes_nothing(sign_in, case, member, contract, today):
    planned(case, member, 3, place="company", company=contract.company, kind="companion")
    values = {"on": f"{today:%d.%m.%Y}", "reason": "moved", "request_key": "6d1b2ef0-58d5-4b4e-93c1-0a3c1f4a0001"}
    page = sign_in(member.user).post(reverse("case_step", args=[case.public_id, "austritt"]), values)
    text = page.content.decode()
    assert "Wer davon erfährt" in text
    assert f"{case.trainee.full_name} (Teilnehmende/r) bekommt eine E-Mail über 1 Termin." in text
    assert f"{contract.trainer.full_name} (Betrieb) bekommt eine E-Mail über 1 Termin." in text
    assert not Mail.objects.exists()


def test_without_an_address_the_page_asks_to_say_it(sign_in, case, member, today):
    case.trainee.email = ""
    case.trainee.save()
    planned(case, member, 3)
    values = {"on": f"{today:%d.%m.%Y}", "reason": "moved", "request_key": "6d1b2ef0-58d5-4b4e-93c1-0a3c1f4a0002"}
    page = sign_in(member.user).post(reverse("case_step", args=[case.public_id, "austritt"]), values)
    assert "hat keine E-Mail-Adresse: Bitte sagen Sie selbst Bescheid" in page.content.decode()
