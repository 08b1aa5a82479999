"""A request key counts for one entry of one person: the same post again finds it, anything else is asked about."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from cases.notes.models import CounsellingNote
from cases.people.models import Admission
from cases.sessions.models import Session
from cases.support.models import SupportElement
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory

pytestmark = pytest.mark.django_db

TYPED = "Fachrechnen & <b>Übung</b>"


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def cases(member):
    return CaseFactory.create_batch(2, provider=member.provider, contact_person=member, team=member.team)


def note(client, case, key):
    values = {"request_key": key, "text": TYPED, "level": "case_team"}
    return client.post(reverse("note_create", args=[case.public_id, "n"]), values)


def element(client, case, key):
    values = {"module": "tuition", "minutes": "90", "rhythm": "weekly", "place": "provider"}
    values |= {"request_key": key, "starts_on": f"{timezone.localdate():%d.%m.%Y}", "content": TYPED}
    return client.post(reverse("support_elements", args=[case.public_id]), values)


def session(client, case, key):
    begins = timezone.localtime() - timedelta(days=1)
    values = {"request_key": key, "kind": "tuition", "day": "other", "date": f"{begins:%d.%m.%Y}", "start": "10:00"}
    values |= {"length": "45", "place": "provider", "topic": TYPED, "result": ""}
    values |= {f"p-{case.public_id}-{name}": v for name, v in (("here", "on"), ("outcome", "present"))}
    return client.post(reverse("session_new", args=[key]), values | {f"p-{case.public_id}-mode": "on_site"})


KINDS = [(note, CounsellingNote), (element, SupportElement)]


def count(model, member):
    with wall.within(member.provider_id):
        return model.objects.count()


def fields_of(page):
    """Return what the page would post again."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


@pytest.mark.parametrize(("post", "model"), [*KINDS, (session, Session)])
def test_the_same_post_again_is_the_first_result(sign_in, member, cases, post, model):
    client, key = sign_in(member.user), uuid4()

    assert [post(client, cases[0], key).status_code for _ in range(2)] == [302, 302]
    assert count(model, member) == 1


@pytest.mark.parametrize(("post", "model"), KINDS)
def test_a_key_of_another_case_saves_nothing_and_gives_the_text_back(sign_in, member, cases, post, model):
    client, key = sign_in(member.user), uuid4()
    post(client, cases[0], key)

    answer = post(client, cases[1], key)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Noch nicht gespeichert" in text
    assert "<b>Übung</b>" not in text
    assert count(model, member) == 1
    again = fields_of(text)
    assert TYPED in again.values()
    assert again["request_key"] != str(key)
    assert client.post(answer.wsgi_request.get_full_path(), again).status_code == 302
    assert count(model, member) == 2


@pytest.mark.parametrize(("post", "model"), KINDS)
def test_a_key_of_another_person_is_no_second_post(sign_in, member, cases, post, model):
    other = MembershipFactory(provider=member.provider, team=member.team)
    mine = CaseFactory(provider=member.provider, contact_person=other, team=member.team)
    key = uuid4()
    post(sign_in(member.user), cases[0], key)

    assert post(sign_in(other.user), mine, key).status_code == 409
    assert count(model, member) == 1


@pytest.mark.parametrize(("post", "model"), KINDS)
def test_a_key_of_another_provider_tells_nothing(sign_in, member, cases, post, model):
    foreign = MembershipFactory()
    theirs = CaseFactory(provider=foreign.provider, contact_person=foreign, team=foreign.team)
    key = uuid4()
    post(sign_in(foreign.user), theirs, key)

    assert post(sign_in(member.user), cases[0], key).status_code == 409
    assert count(model, member) == 0


def admit(client, measure, key, last_name="Zander"):
    values = {"request_key": key, "first_name": "Ida", "last_name": last_name, "measure": measure.pk}
    values |= {"birth_date_0": "1", "birth_date_1": "2", "birth_date_2": "2005", "eligibility": "basic"}
    values |= {"entry_on": f"{timezone.localdate():%d.%m.%Y}", "same_as": "other"}
    return client.post(reverse("admission_create"), values)


def test_an_admission_for_somebody_else_is_not_swallowed(sign_in, member):
    client, measure, key = sign_in(member.user), MeasureFactory(provider=member.provider), uuid4()

    assert [admit(client, measure, key).status_code for _ in range(2)] == [302, 302]
    assert admit(client, measure, key, last_name="Ärger").status_code == 409
    assert count(Admission, member) == 1


def test_an_admission_of_another_person_is_not_handed_over(sign_in, member):
    measure, key = MeasureFactory(provider=member.provider), uuid4()
    other = MembershipFactory(provider=member.provider, team=member.team)
    admit(sign_in(member.user), measure, key)

    assert admit(sign_in(other.user), measure, key).status_code == 409
    assert count(Admission, member) == 1
