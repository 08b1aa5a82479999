"""Pages of people and roles, of joining and choosing a provider: clean for axe, nothing wider than the screen."""

import os

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.models import RoleGrant
from asa.administration.members import add_member
from asa.mail.models import Mail
from tests.accounts.signing_in import link_in
from tests.factories import CaseFactory, MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)

OLGA = {"email": "olga@neu.example", "first_name": "Olga", "last_name": "Petrenko-Schwarzenbacher"}


@pytest.fixture
def admin():
    return MembershipFactory(role=Role.ADMIN)


def add(admin, roles, person=None):
    values = {"starts_on": timezone.localdate(), "team": admin.team, "reason": "übernimmt die Gruppe in Offenbach"}
    with wall.within(admin.provider_id):
        return add_member(
            provider=admin.provider, by=admin.user, person=person or OLGA, roles=roles, qualification="M. A.", **values
        )


def shown(page, name, axe_findings):
    """Check one page, and save its picture where a folder is named."""
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert axe_findings(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_people_and_roles(open_page, axe_findings, admin, width):
    alone = open_page(reverse("administration"), admin.user, width=width)
    shown(alone, f"alone-{width}", axe_findings)
    CaseFactory(provider=admin.provider, team=admin.team)
    lead = MembershipFactory(role=Role.TEAM_LEAD, provider=admin.provider, team=admin.team)
    user = add(admin, ["teacher", "billing"]).user
    with wall.within(admin.provider_id):
        assert RoleGrant.objects.filter(user=user).count() == 1
    person = reverse("member_detail", args=[user.public_id])
    pages = {
        "list": reverse("member_list"),
        "create": reverse("member_create"),
        "person": person,
        "edit": f"{person}bearbeiten/",
        "roles": f"{person}rollen/",
        "role": reverse("member_edit", args=[lead.pk]),
        "address": reverse("member_address", args=[lead.user.public_id]),
        "grants-asked": reverse("role_grant_list"),
    }
    for number, (name, path) in enumerate(pages.items()):
        shown(open_page(path, admin.user, width=width, dark=number % 2 == 1), f"{name}-{width}", axe_findings)
    shown(open_page(pages["grants-asked"], lead.user, width=width), f"grants-{width}", axe_findings)


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_joining_and_choosing(open_page, axe_findings, admin, width):
    elsewhere = MembershipFactory(role=Role.BILLING, user__email="olga@neu.example")
    add(admin, ["billing"])
    with wall.within(admin.provider_id):
        path = link_in(Mail.objects.get(to="olga@neu.example").text)
    shown(open_page(path, width=width), f"join-signed-out-{width}", axe_findings)
    page = open_page(path, elsewhere.user, width=width)
    shown(page, f"join-{width}", axe_findings)

    page.get_by_role("button", name="Einladung annehmen").click()
    page.get_by_text(f"Willkommen bei {admin.provider.name}").wait_for()
    page.locator("summary").filter(visible=True).first.click()
    page.get_by_role("link", name="Träger wechseln").filter(visible=True).click()
    shown(page, f"choose-{width}", axe_findings)
    page.get_by_role("button", name="Wechseln").click()
    page.get_by_text(f"Sie arbeiten jetzt bei {elsewhere.provider.name}").wait_for()
