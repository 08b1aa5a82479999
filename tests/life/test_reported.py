"""Somebody is reported, contacted, assigned or declines, before any admission is finished."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.people.models import Case
from tests.cases.test_admission import member, person  # noqa: F401 the fixture is used by name
from tests.factories import MeasureFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def reported(sign_in, behind, member):  # noqa: F811
    client = sign_in(member.user)
    typed = person(MeasureFactory(provider=member.provider), only_reported="on")
    assert client.post(reverse("admission_create"), typed).status_code == 302
    behind(member.provider)
    return client, Case.objects.get()


def step(client, case, slug, day=TODAY, **more):
    data = {"on": f"{day:%d.%m.%Y}", "request_key": case.public_id, "do": "1", **more}
    return client.post(reverse("case_step", args=[case.public_id, slug]), data)


def state(case, behind):
    behind(case.provider)
    case.refresh_from_db()
    return case.state


def test_from_the_report_over_the_contact_to_the_assignment(reported, behind):
    client, case = reported
    assert case.state == "reported"
    assert "Zuweisung" in client.get(reverse("admission_open_list")).content.decode()
    for slug, after in (("kontakt", "contact"), ("zuweisung", "assigned")):
        assert step(client, case, slug).status_code == 302
        assert state(case, behind) == after


def test_a_refusal_leaves_the_list_of_open_admissions(reported, behind):
    client, case = reported
    step(client, case, "absage", reason="hat eine Stelle")
    assert state(case, behind) == "declined"
    assert "Keine Aufnahme ist offen." in client.get(reverse("admission_open_list")).content.decode()


def test_a_contact_lies_neither_ahead_nor_before_the_report(reported, behind):
    client, case = reported
    assert step(client, case, "kontakt", TODAY + timedelta(days=3)).status_code == 422
    assert step(client, case, "kontakt", TODAY - timedelta(days=3)).status_code == 422
    assert state(case, behind) == "reported"


def test_it_is_not_finished_without_the_assignment(reported, behind):
    client, case = reported
    client.post(reverse("admission_check", args=[case.public_id]), {"anyway": "1"})
    assert state(case, behind) == "reported"
