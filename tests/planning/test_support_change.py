"""Unterstützung ändern: the new mix counts from a day on, the old one stays as history."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from asa.accounts.enums import Role
from cases.sessions.support_change.services import change_support, mix_on
from cases.support.models import SupportElement
from cases.support.planning.models import SupportChange
from tests.factories import CaseFactory, MembershipFactory, SupportElementFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-18T10:00:00+01:00", tick=False)


@pytest.fixture
def case(behind):
    case = CaseFactory()
    behind(case.provider)
    SupportElementFactory(case=case, provider=case.provider)  # 90 minutes of tuition
    return case


@pytest.fixture
def contact(case, sign_in):
    return sign_in(case.assignments.get().member.user)


@pytest.fixture
def url(case):
    return reverse("support_change", args=[case.public_id])


def values_of(case, **values):
    mix = mix_on(case, MONDAY)
    return {
        "request_key": uuid4(),
        "version": mix.stamp,
        "starts_on": "23.11.2026",
        "reason": "exam",
        **{f"minutes_{module}": minutes for module, minutes in mix.minutes.items()},
    } | values


def test_now_and_new_and_next_monday(contact, url):
    page = contact.get(url).content.decode()
    assert "2026-11-23" in page
    assert 'value="90"' in page


def test_more_from_a_day_on(contact, url, case):
    answer = contact.post(url, values_of(case, minutes_tuition="135", minutes_social="45"))
    assert answer.status_code == 302
    old, new = SupportElement.objects.filter(module="tuition").order_by("starts_on")
    assert (old.minutes_per_week, old.ends_on) == (90, date(2026, 11, 22))
    assert (new.minutes_per_week, new.starts_on, new.content) == (135, MONDAY, "Fachrechnen")
    change = SupportChange.objects.get()
    assert change.before == {"tuition": 90, "social": 0, "companion": 0}
    assert change.after == {"tuition": 135, "social": 45, "companion": 0}
    assert "90 → 135 Minuten" in contact.get(url).content.decode()


def test_zero_ends_a_module(contact, url, case):
    contact.post(url, values_of(case, minutes_tuition="0"))
    assert SupportElement.objects.get().ends_on == date(2026, 11, 22)
    assert mix_on(case, MONDAY).total == 0


def test_of_two_elements_the_larger_goes_on_with_the_difference(case):
    SupportElementFactory(case=case, provider=case.provider, minutes_per_week=45, content="Deutsch")
    change_support(case=case, starts_on=MONDAY, minutes={"tuition": 180}, reason="exam", by=None)
    assert mix_on(case, MONDAY).minutes["tuition"] == 180
    assert SupportElement.objects.get(content="Deutsch").ends_on is None


@pytest.mark.parametrize("minutes", [0, 5, 45, 90, 134, 2400])
def test_the_mix_is_what_was_asked_for(case, minutes):
    SupportElementFactory(case=case, provider=case.provider, minutes_per_week=45, content="Deutsch")
    before = mix_on(case, date(2026, 11, 22)).minutes
    change_support(case=case, starts_on=MONDAY, minutes={"tuition": minutes}, reason="exam", by=None)
    assert mix_on(case, MONDAY).minutes["tuition"] == minutes
    assert mix_on(case, date(2026, 11, 22)).minutes == before


def test_twice_is_one_change(contact, url, case):
    values = values_of(case, minutes_tuition="135")
    assert contact.post(url, values).status_code == 302
    assert contact.post(url, values).status_code == 302
    assert SupportChange.objects.count() == 1


def test_a_stale_form_shows_both(contact, url, case):
    values = values_of(case, minutes_tuition="135")
    change_support(case=case, starts_on=MONDAY, minutes={"tuition": 180}, reason="other", by=None)
    answer = contact.post(url, values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "inzwischen geändert" in page
    assert 'value="135"' in page
    assert ">180<" in page


@pytest.mark.parametrize("typed", ["", "-5", "3", "99999", "viel", "<b>", "9" * 400])
def test_odd_minutes_are_explained(contact, url, case, typed):
    answer = contact.post(url, values_of(case, minutes_tuition=typed))
    assert answer.status_code == 422
    assert not SupportChange.objects.exists()


def test_nothing_to_change_is_said(case):
    with pytest.raises(ValidationError, match="ändert sich nichts"):
        change_support(case=case, starts_on=MONDAY, minutes={"tuition": 90}, reason="exam", by=None)


@pytest.mark.parametrize(("role", "status"), [(Role.TEAM_LEAD, 403), (Role.BILLING, 403), (Role.SOCIAL_WORKER, 404)])
def test_who_may_not(case, url, sign_in, role, status):
    member = MembershipFactory(provider=case.provider, role=role, team=case.team)
    assert sign_in(member.user).get(url).status_code == status


def test_another_provider_sees_nothing(url, sign_in):
    assert sign_in(MembershipFactory().user).get(url).status_code == 404


def test_a_lesson_of_every_second_week_is_typed_as_it_is(contact, url, case):
    shown = contact.post(url, values_of(case, minutes_tuition="75", fortnightly_tuition="on", check="1"))
    assert "Zusammen 38 Minuten je Woche" in shown.content.decode()
    answer = contact.post(url, values_of(case, minutes_tuition="75", fortnightly_tuition="on"))
    assert answer.status_code == 302
    new = SupportElement.objects.get(module="tuition", starts_on=MONDAY)
    assert (new.minutes_per_week, new.rhythm) == (38, "fortnightly")
    page = contact.get(url).content.decode()
    assert "jetzt alle zwei Wochen" in page
    assert "38 (alle zwei Wochen)" in page


def test_only_how_often_may_change(contact, url, case):
    assert contact.post(url, values_of(case, minutes_tuition="180", fortnightly_tuition="on")).status_code == 302
    assert mix_on(case, MONDAY).minutes["tuition"] == 90
    assert mix_on(case, MONDAY).is_fortnightly("tuition")


def test_too_little_in_two_weeks_is_said_at_the_field_and_kept(contact, url, case):
    answer = contact.post(url, values_of(case, minutes_tuition="7", fortnightly_tuition="on"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "mindestens 9 Minuten" in page
    assert 'value="7"' in page
