"""Every page of the hours that no other browser test opens: no axe findings, and nothing wider than the screen."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from cases.months.closing.services import close_month, month_before
from cases.months.statuses.enums import DayKind
from cases.months.statuses.models import DayCode
from cases.sessions.enums import Outcome
from cases.sessions.rules.models import RuleSet
from cases.support.planning.models import GroupMember, StaffAbsence
from tests.budgets.situations import case_in, proposed, total
from tests.factories import SupportElementFactory
from tests.months.situations import Office
from tests.planning.situations import group_of, planned

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = [("phone", False), ("wide", True)]


@pytest.fixture
def findings(open_page, axe_findings):
    """Return a function that opens pages as somebody and names what is wrong with each, by its path."""

    def _findings(paths, user, width, dark):
        page = open_page(paths[0], user, width=width, dark=dark)
        wrong = {}
        for path in paths:
            answer = page.goto(path)
            found = axe_findings(page) if answer.status == 200 else [f"status {answer.status}"]
            if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
                found = [*found, "wider than the page"]
            if found:
                wrong[path] = found
        return wrong

    return _findings


@pytest.fixture
def month():
    return month_before(timezone.localdate())


@pytest.fixture
def office(transactional_db, month):
    """A closed month with one lesson of two, a group with its series, and somebody who is away."""
    office = Office()
    with wall.within(office.provider.pk):
        office.session = office.document(Outcome.PRESENT, Outcome.NO_SHOW, day=f"{month.replace(day=5)}")
        SupportElementFactory(case=office.cases[0], provider=office.provider)
        close_month(measure=office.measure, month=month, by=office.admin.user)
        office.absence = StaffAbsence.objects.create(
            provider=office.provider, member=office.teacher, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 4)
        )
    office.group = group_of(office.teacher, *office.cases)
    office.series = planned(office.group, office.teacher)
    return office


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_pages_of_billing(findings, office, month, width, dark):
    key, measure = f"{month:%Y-%m}", office.measure.public_id
    with wall.within(office.provider.pk):
        sets = list(RuleSet.objects.values_list("public_id", flat=True))
    paths = [
        reverse("lot_bookings", args=[key, office.measure.lot.public_id]),
        reverse("month_bookings", args=[key, measure]),
        reverse("session_bookings", args=[office.session.public_id]),
        reverse("case_bookings", args=[office.cases[0].public_id]),
        reverse("pro_forma_create", args=[office.session.public_id]),
        reverse("budget_list"),
        reverse("rule_set_list"),
        *[reverse("rule_set_detail", args=[one]) for one in sets],
        reverse("rule_set_copy", args=[sets[0]]),
        reverse("measure_rules", args=[measure]),
        reverse("more"),
    ]
    assert findings(paths, office.billing.user, width, dark) == {}


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_pages_of_planning(findings, office, width, dark):
    with wall.within(office.provider.pk):
        element = office.cases[0].elements.get()
        assert GroupMember.objects.count() == 2
    paths = [
        reverse("group_list"),
        reverse("group_create"),
        reverse("group_detail", args=[office.group.public_id]),
        reverse("group_edit", args=[office.group.public_id]),
        reverse("series_create", args=["gruppe", office.group.public_id]),
        reverse("series_create", args=["person", office.cases[0].public_id]),
        reverse("series_detail", args=[office.series.public_id]),
        reverse("support_elements", args=[office.cases[0].public_id]),
        reverse("support_element_end", args=[element.public_id]),
        reverse("absence_list"),
        reverse("absence_detail", args=[office.absence.public_id]),
        reverse("absence_edit", args=[office.absence.public_id]),
        reverse("unstaffed_list"),
        reverse("case_move", args=[office.cases[0].public_id]),
    ]
    assert findings(paths, office.teacher.user, width, dark) == {}


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_answers_to_a_proposal(findings, width, dark):
    case = case_in()
    with wall.within(case.provider_id):
        contact = case.assignments.get().member.user
        grant = proposed(case, total(120))
    names = ["grant_agree", "grant_counter", "grant_refuse"]
    assert findings([reverse(name, args=[grant.public_id]) for name in names], contact, width, dark) == {}


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_codes_of_the_day(findings, office, width, dark):
    with wall.within(office.provider.pk):
        code = DayCode.objects.create(
            provider=office.provider, letters="P", label="anwesend", kind=DayKind.PRESENT, starts_on=date(2024, 1, 1)
        )
    paths = [reverse("day_code_create"), reverse("day_code_edit", args=[code.public_id]), reverse("day_subjects")]
    assert findings(paths, office.admin.user, width, dark) == {}
