"""What someone is typing is kept on the server, for this person only, and gone once it is saved."""

import re
import uuid

import pytest
import time_machine
from django.urls import reverse

from asa.accounts.typed.models import Draft
from tests.accounts.drafting import keep_draft
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


@pytest.fixture
def keep(sign_in, staff, session):
    """Return a function that keeps what is typed into the form of the session."""
    client = sign_in(staff.user)

    def _keep(key=None, version=0, **changes):
        return keep_draft(client, staff.user, _log(session), _typed(session, **changes), key=key, version=version)

    return _keep


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


def test_draft_is_kept_and_comes_back(client, keep, session):
    answer = keep()
    page = client.get(_log(session)).content.decode()

    assert answer.json() == {"saved_at": "14:32", "version": 1}
    assert "Entwurf von 14:32 wiederhergestellt" in page
    assert "Halb getippt" in page
    assert re.search(r'value="Deutsch"[^>]* checked', page)


def test_unticked_person_comes_back_unticked(client, keep, session):
    keep()

    assert not re.search(r"data-person[^>]* checked", client.get(_log(session)).content.decode())


def test_draft_is_gone_once_saved(client, keep, session):
    case, key = session.attendances.get().case, uuid.uuid4()
    keep(key)

    person = {f"p-{case.public_id}-here": "on", f"p-{case.public_id}-outcome": "present"}
    client.post(_log(session), _typed(session) | person | {"draft_key": str(key)})

    assert Draft.objects.get().sealed == ""
    assert "wiederhergestellt" not in client.get(_log(session)).content.decode()


def test_draft_stays_while_the_form_has_mistakes(client, keep, session):
    key = uuid.uuid4()
    keep(key)

    client.post(_log(session), _typed(session, start="") | {"draft_key": str(key)})

    assert "Halb getippt" in client.get(_log(session)).content.decode()


def test_colleagues_do_not_see_my_draft(sign_in, keep, staff, session):
    colleague = MembershipFactory(provider=staff.provider)
    keep()

    assert "Halb getippt" not in sign_in(colleague.user).get(_log(session)).content.decode()


def test_confidential_lines_are_kept_sealed(client, keep, session):
    case = session.attendances.get().case

    keep(**{f"p-{case.public_id}-private": "Sorge um das Zuhause"})

    assert "Sorge" not in str(Draft.objects.values().get())
    assert "Sorge um das Zuhause" in client.get(_log(session)).content.decode()


def test_draft_older_than_anothers_save_leads_to_the_comparison(client, keep, session):
    case = session.attendances.get().case
    person = {f"p-{case.public_id}-here": "on", f"p-{case.public_id}-outcome": "present"}
    keep(result="Mein Entwurf")
    client.post(_log(session), _typed(session, result="Von anderen") | person)

    page = client.get(_log(session)).content.decode()

    assert "Mein Entwurf" in page
    assert re.search(r'name="version" value="1"', page)
    assert client.post(_log(session), _typed(session, result="Mein Entwurf") | person).status_code == 409
