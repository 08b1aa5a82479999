"""The planned end of a participation comes from its page."""

from datetime import date

import pytest
from django.urls import reverse

from asa.accounts.enums import Role
from tests.factories import CaseFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(behind):
    member = MembershipFactory()
    behind(member.provider)
    return CaseFactory(provider=member.provider, team=member.team, contact_person=member)


def post(client, case, day, **more):
    data = {"planned_end_on": day, "request_key": case.public_id, **more}
    return client.post(reverse("case_step", args=[case.public_id, "geplantes-ende"]), data)


def test_it_is_checked_saved_once_and_told(sign_in, behind, case):
    client = sign_in(case.assignments.get().member.user)
    page = post(client, case, "30.06.2030").content.decode()
    assert "endet nicht von selbst" in page
    assert "endet schon am" in page
    for _ in range(2):
        assert post(client, case, "30.06.2030", do="1").status_code == 302
    behind(case.provider)
    case.refresh_from_db()
    assert case.planned_end_on == date(2030, 6, 30)
    assert case.events.filter(details__text="Geplantes Ende: 30.06.2030").count() == 1
    post(client, case, "", do="1")
    behind(case.provider)
    case.refresh_from_db()
    assert case.planned_end_on is None


def test_a_day_before_the_entry_is_refused_and_kept(sign_in, behind, case):
    page = post(sign_in(case.assignments.get().member.user), case, "01.06.2025")
    assert page.status_code == 422
    assert "begann am" in page.content.decode()
    assert "01.06.2025" in page.content.decode()


def test_a_teacher_may_not(sign_in, case):
    teacher = MembershipFactory(provider=case.provider, team=case.team, role=Role.TEACHER)
    assert post(sign_in(teacher.user), case, "30.06.2030", do="1").status_code in (403, 404)
