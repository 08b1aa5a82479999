"""The key of a session's form stands in its address: back, reload and a restored tab lead to one session."""

import uuid

import pytest
import time_machine
from django.urls import reverse

from asa.accounts import wall
from cases.sessions.models import Session
from tests.accounts.drafting import keep_draft
from tests.factories import CaseFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def frozen():
    """Friday, 20 November 2026, 14:32 in Berlin."""
    with time_machine.travel("2026-11-20 13:32:00+00:00", tick=False):
        yield


@pytest.fixture
def staff(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def case(staff):
    return CaseFactory(provider=staff.provider, contact_person=staff)


def typed(case, **changes):
    fields = {"request_key": str(uuid.uuid4()), "version": "", "kind": "social", "day": "today", "start": "14:00"}
    fields |= {"length": "30", "place": "provider", "topic": "Gespräch", "result": "Vereinbart"}
    fields |= {f"p-{case.public_id}-here": "on", f"p-{case.public_id}-mode": "on_site"}
    return fields | changes


def address(key=None):
    return reverse("session_new", args=[key or uuid.uuid4()])


def opened(client):
    return client.get(reverse("session_create")).url


def test_opening_leads_to_an_address_of_its_own(sign_in, staff):
    client = sign_in(staff.user)

    assert opened(client) != opened(client)


def test_the_page_of_a_person_stays_in_the_address(sign_in, staff, case):
    url = sign_in(staff.user).get(reverse("session_create"), {"case": str(case.public_id)}).url

    assert url.endswith(f"?case={case.public_id}")


def test_reload_keeps_the_key(sign_in, staff):
    client, url = sign_in(staff.user), address()

    first, second = (client.get(url).context["form"]["request_key"].value() for _ in range(2))

    assert first == second


def test_saving_going_back_and_saving_again_is_one_session(sign_in, staff, case):
    client, url = sign_in(staff.user), address()

    answers = [client.post(url, typed(case)) for _ in range(2)]

    assert [answer.url for answer in answers] == ["/", "/"]
    assert Session.objects.count() == 1


def test_a_used_key_shows_what_was_saved(sign_in, staff, case):
    client, url = sign_in(staff.user), address()
    client.post(url, typed(case))

    answer = client.get(url, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("session_detail", args=[Session.objects.get().public_id])
    assert "Dieser Termin ist schon gespeichert." in answer.content.decode()


def test_other_words_under_a_used_key_stand_beside_the_saved_ones(sign_in, staff, case):
    client, url = sign_in(staff.user), address()
    client.post(url, typed(case))

    answer = client.post(url, typed(case, result="Anders vereinbart"))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Vereinbart" in text
    assert "Anders vereinbart" in text
    assert Session.objects.get().result == "Vereinbart"


def test_the_next_press_changes_the_saved_session(sign_in, staff, case):
    client, url = sign_in(staff.user), address()
    client.post(url, typed(case))
    compared = client.post(url, typed(case, result="Anders vereinbart"))

    client.post(url, typed(case, result="Anders vereinbart", version=str(compared.context["form"]["version"].value())))

    assert Session.objects.get().result == "Anders vereinbart"


def test_or_it_becomes_another_session(sign_in, staff, case):
    client, url = sign_in(staff.user), address()
    client.post(url, typed(case))
    other = CaseFactory(provider=staff.provider, contact_person=staff)
    compared = client.post(url, typed(other, start="13:30"))
    assert "Als weiteren Termin speichern" in compared.content.decode()

    client.post(compared.context["another_url"], typed(other, start="13:30"))

    assert sorted(Session.objects.values_list("attendances__case", flat=True)) == sorted([case.pk, other.pk])


def test_a_key_of_a_colleague_shows_nothing_and_keeps_the_text(sign_in, staff, case):
    colleague = MembershipFactory(provider=staff.provider, team=staff.team)
    theirs = CaseFactory(provider=staff.provider, contact_person=colleague)
    url = address()
    sign_in(staff.user).post(url, typed(case))
    client = sign_in(colleague.user)

    assert client.get(url).status_code == 404
    answer = client.post(url, typed(theirs, result="Mein Text"))

    assert answer.status_code == 409
    assert "Mein Text" in answer.content.decode()
    assert Session.objects.count() == 1
    client.post(answer.context["form_url"], typed(theirs, result="Mein Text"))
    assert Session.objects.count() == 2


def test_a_key_of_another_provider_tells_nothing(sign_in, staff, case):
    foreign = MembershipFactory()
    theirs = CaseFactory(provider=foreign.provider, contact_person=foreign)
    url = address()
    sign_in(foreign.user).post(url, typed(theirs))
    client = sign_in(staff.user)

    assert client.get(url).status_code == 200
    assert client.post(url, typed(case)).status_code == 409
    with wall.within(staff.provider_id):
        assert not Session.objects.exists()


def test_what_was_typed_and_not_saved_opens_again_under_its_key(sign_in, staff, case):
    client, key = sign_in(staff.user), uuid.uuid4()
    keep_draft(client, staff.user, address(key), typed(case, result="Halb getippt"))

    answer = client.get(reverse("session_create"), follow=True)

    assert answer.redirect_chain[-1][0] == address(key)
    assert "Halb getippt" in answer.content.decode()
    assert str(key) not in client.get(reverse("session_create"), {"neu": "1"}).url


def test_a_draft_of_one_person_is_not_opened_for_another(sign_in, staff, case):
    client, key = sign_in(staff.user), uuid.uuid4()
    page = f"{address(key)}?case={case.public_id}"
    keep_draft(client, staff.user, page, typed(case, result="Halb getippt"))

    assert str(key) not in opened(client)
    assert str(key) in client.get(reverse("session_create"), {"case": str(case.public_id)}).url


def test_a_late_draft_of_a_saved_form_is_forgotten(sign_in, staff, case):
    client, key, form = sign_in(staff.user), uuid.uuid4(), uuid.uuid4()
    client.post(address(key), typed(case) | {"draft_key": str(form)})

    assert keep_draft(client, staff.user, address(key), typed(case), key=form).status_code == 410
    assert str(key) not in opened(client)
