"""The pages round a company's link look right and are accessible on a phone and at a desk."""

import os

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from cases.notes.services import withdraw_consent
from cases.portal.codes import code_of
from cases.portal.links import create_link, end_link
from cases.portal.models import CompanyLink, CompanyStatus
from tests.factories import CaseFactory, ConsentFactory, MembershipFactory, TrainingContractFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def contract():
    member = MembershipFactory(user=UserFactory(first_name="Sabine", last_name="Berger"))
    contract = TrainingContractFactory(case=CaseFactory(provider=member.provider, contact_person=member))
    ConsentFactory(case=contract.case)
    with wall.within(member.provider_id):
        contract.trainer.email, contract.trainer.phone = "info@autohaus-winter.example", "+496990001234"
        contract.trainer.save()
        CompanyStatus.objects.create(
            provider=member.provider, contract=contract, sign="good", sentence="Es läuft gut.", set_by=member.user
        )
        for _ in range(2):
            create_link(contract, contract.trainer, member.user)
        end_link(CompanyLink.objects.first(), by=member.user)
    return contract


def look(page, axe_findings, name):
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/links-{name}.png", full_page=True)
    assert axe_findings(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_staff_see_every_link_and_the_code(open_page, axe_findings, contract, width):
    with wall.within(contract.provider_id):
        user = contract.case.assignments.get().member.user
    page = open_page(reverse("company_link_list", args=[contract.case.public_id]), user, width=width)
    look(page, axe_findings, f"list-{width}")
    page.get_by_role("link", name="Beenden").first.click()
    look(page, axe_findings, f"end-{width}")
    page.get_by_role("button", name="Link beenden").click()
    page.get_by_text("ist beendet.").wait_for()


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_after_a_withdrawal_staff_read_what_goes_on(open_page, axe_findings, contract, width):
    with wall.within(contract.provider_id):
        user = contract.case.assignments.get().member.user
        withdraw_consent(consent=contract.case.consents.get(), on=timezone.localdate(), by=user)
    page = open_page(reverse("company_status_edit", args=[contract.case.public_id]), user, width=width)
    look(page, axe_findings, f"card-{width}")


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_the_company_enters_the_code(open_page, axe_findings, contract, width):
    with wall.within(contract.provider_id):
        link, url = create_link(contract, contract.trainer, None)
    page = open_page("/" + url.split("/", 3)[3], width=width)
    look(page, axe_findings, f"code-{width}")
    page.get_by_label("Code").fill("12")
    page.get_by_role("button", name="Weiter").click()
    look(page, axe_findings, f"wrong-{width}")
    page.get_by_label("Code").fill(code_of(link))
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("heading", name="so steht es bei").wait_for()
