"""The case team in the browser: five people take at most three taps more than one, pages are accessible and narrow."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.people.models import CaseStaff
from tests.factories import CaseFactory, CaseStaffFactory, MembershipFactory, TrainingContractFactory, UserFactory
from tests.planning.situations import group_of

pytestmark = pytest.mark.django_db(transaction=True)


def look(page, axe_findings, name: str) -> None:
    """Take a picture where one is asked for, and check what holds for every page."""
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert axe_findings(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest.fixture
def team():
    """A team lead with five people, a social worker and a teacher."""
    lead = MembershipFactory(role=Role.TEAM_LEAD)
    contact = MembershipFactory(provider=lead.provider, team=lead.team)
    cases = [CaseFactory(provider=lead.provider, team=lead.team, contact_person=contact) for _ in range(5)]
    user = UserFactory(first_name="Mara", last_name="Sommer")
    social = MembershipFactory(provider=lead.provider, team=lead.team, role=Role.SOCIAL_WORKER, user=user)
    teacher = MembershipFactory(provider=lead.provider, role=Role.TEACHER)
    return lead, cases, social, teacher


@pytest.mark.parametrize("width", ["phone", "wide"])
def test_pages_are_accessible(open_page, axe_findings, team, width):
    lead, cases, social, teacher = team
    case = cases[0]
    TrainingContractFactory(case=case)
    today = timezone.localdate()
    CaseStaffFactory(case=case, member=social, starts_on=today - timedelta(days=30))
    row = CaseStaffFactory(case=case, member=teacher, starts_on=today, ends_on=today + timedelta(days=90))
    group = group_of(teacher, *cases[:3])
    urls = {
        "person": reverse("case_detail", args=[case.public_id]),
        "edit": reverse("case_team_edit", args=[case.public_id]),
        "end": reverse("case_team_end", args=[case.public_id, row.pk]),
        "many": f"{reverse('case_team_many')}?without=social_worker",
        "group": reverse("group_detail", args=[group.public_id]),
    }
    for name, url in urls.items():
        look(open_page(url, lead.user, width=width), axe_findings, f"team-{name}-{width}")
    pupil = open_page(urls["person"], teacher.user, width=width)
    look(pupil, axe_findings, f"team-pupil-{width}")


def test_a_team_for_five_takes_five_taps(open_page, team):
    lead, cases, social, _ = team
    page = open_page(reverse("case_list"), lead.user)
    page.get_by_role("link", name="Fallteam festlegen").click()
    page.get_by_role("link", name="ohne Sozialpädagogik").click()
    page.get_by_label("Sozialpädagogik", exact=True).select_option(str(social.pk))  # two taps
    page.get_by_role("button", name="Fallteam speichern").click()
    page.get_by_text("Das Fallteam ist für 5 Personen festgelegt.").wait_for()
    with wall.within(lead.provider_id):
        assert CaseStaff.objects.filter(member=social, case__in=cases).count() == 5
