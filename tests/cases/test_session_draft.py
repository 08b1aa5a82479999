"""What someone is typing is kept on the server, for this person only, and gone once it is saved."""

import uuid

import pytest
import time_machine
from django.urls import reverse

from cases.sessions.models import Draft
from tests.factories import CaseFactory, MembershipFactory, SessionFactory

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
def session(staff):
    case = CaseFactory(provider=staff.provider, contact_person=staff)
    return SessionFactory(provider=staff.provider, staff=[staff], cases=[case])


def _draft_url(session):
    return reverse("draft_save", args=[f"session-{session.public_id}"])


def _log(session):
    return reverse("session_log", args=[session.public_id])


def _typed(session, **changes):
    return {
        "request_key": str(uuid.uuid4()),
        "version": str(session.version),
        "kind": "tuition",
        "day": "today",
        "start": "14:00",
        "length": "30",
        "place": "online",
        "topic": "Deutsch",
        "result": "Halb getippt",
    } | changes


def test_draft_is_kept_and_comes_back(sign_in, staff, session):
    client = sign_in(staff.user)

    answer = client.post(_draft_url(session), _typed(session))
    page = client.get(_log(session)).content.decode()

    assert answer.json() == {"saved_at": "14:32"}
    assert "Entwurf von 14:32 wiederhergestellt" in page
    assert "Halb getippt" in page
    assert 'value="Deutsch" checked' in page


def test_unticked_person_comes_back_unticked(sign_in, staff, session):
    client = sign_in(staff.user)
    client.post(_draft_url(session), _typed(session))

    assert "data-person checked" not in client.get(_log(session)).content.decode()


def test_second_save_replaces_the_first(sign_in, staff, session):
    client = sign_in(staff.user)
    client.post(_draft_url(session), _typed(session))
    client.post(_draft_url(session), _typed(session, result="Weiter getippt"))

    assert Draft.objects.get().fields["result"] == "Weiter getippt"


def test_draft_is_gone_once_saved(sign_in, staff, session):
    client = sign_in(staff.user)
    case = session.attendances.get().case
    client.post(_draft_url(session), _typed(session))

    client.post(
        _log(session), _typed(session) | {f"p-{case.public_id}-here": "on", f"p-{case.public_id}-outcome": "present"}
    )

    assert not Draft.objects.exists()


def test_draft_can_be_thrown_away(sign_in, staff, session):
    client = sign_in(staff.user)
    client.post(_draft_url(session), _typed(session))

    answer = client.post(f"{_draft_url(session)}verwerfen/", {"back": _log(session)})

    assert answer.url == _log(session)
    assert not Draft.objects.exists()


def test_throwing_away_leads_nowhere_else(sign_in, staff, session):
    answer = sign_in(staff.user).post(f"{_draft_url(session)}verwerfen/", {"back": "https://evil.example/"})

    assert answer.url == "/"


def test_late_draft_of_a_saved_form_is_not_restored(sign_in, staff, session):
    client, case = sign_in(staff.user), session.attendances.get().case
    form = _typed(session, version="") | {f"p-{case.public_id}-here": "on"}
    key = uuid.uuid4()
    client.post(reverse("session_new", args=[key]), form)
    client.post(reverse("draft_save", args=[f"session-new-{key.hex}"]), form)

    assert "wiederhergestellt" not in client.get("/termine/neu/", follow=True).content.decode()


def test_colleagues_do_not_see_my_draft(sign_in, staff, session):
    colleague = MembershipFactory(provider=staff.provider)
    sign_in(staff.user).post(reverse("draft_save", args=[f"session-new-{uuid.uuid4().hex}"]), _typed(session))

    assert "Halb getippt" not in sign_in(colleague.user).get("/termine/neu/", follow=True).content.decode()


def test_confidential_lines_are_never_kept(sign_in, staff, session):
    case = session.attendances.get().case

    sign_in(staff.user).post(_draft_url(session), _typed(session) | {f"p-{case.public_id}-private": "Sorge"})

    assert "Sorge" not in str(Draft.objects.get().fields)


def test_too_long_a_draft_is_refused(sign_in, staff, session):
    answer = sign_in(staff.user).post(_draft_url(session), _typed(session, result="x" * 100_001))

    assert answer.status_code == 413
    assert not Draft.objects.exists()


def test_draft_needs_post_and_sign_in(client, sign_in, staff, session):
    assert client.post(_draft_url(session), {}).status_code == 302
    assert sign_in(staff.user).get(_draft_url(session)).status_code == 405


def test_draft_older_than_anothers_save_leads_to_the_comparison(sign_in, staff, session):
    client, case = sign_in(staff.user), session.attendances.get().case
    person = {f"p-{case.public_id}-here": "on", f"p-{case.public_id}-outcome": "present"}
    client.post(_draft_url(session), _typed(session, result="Mein Entwurf"))
    draft = Draft.objects.get().fields
    client.post(_log(session), _typed(session, result="Von anderen") | person)
    client.post(_draft_url(session), draft)

    page = client.get(_log(session)).content.decode()

    assert "Mein Entwurf" in page
    assert 'name="version" value="1"' in page
    assert client.post(_log(session), draft | person).status_code == 409
