"""Drafts of any form: sealed, their author's only, one per opened form; two windows or devices keep both."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.typed import drafts
from asa.accounts.typed.carrying import owner_mark
from asa.accounts.typed.models import Draft
from asa.jobs.background import order_nightly_clearing
from asa.jobs.models import Job
from asa.jobs.running import run
from tests.accounts.drafting import keep_draft
from tests.accounts.signing_in import add_app
from tests.accounts.windows import Window
from tests.factories import CaseFactory, MembershipFactory

pytestmark = pytest.mark.django_db

TEXT = "Streit zu Hause, kommt deshalb später."


@pytest.fixture
def member():
    return MembershipFactory(role=Role.CONTACT_PERSON)


@pytest.fixture
def address(member, behind):
    behind(member.provider)
    case = CaseFactory(provider=member.provider, contact_person=member)
    return reverse("note_create", args=[case.public_id, "n"])


@pytest.fixture
def desk(sign_in, member):
    return sign_in(member.user)


@pytest.fixture
def phone(desk, member):
    """The same person at another device."""
    phone = Client()
    phone.force_login(member.user)
    session = phone.session
    for name, value in desk.session.items():
        session[name] = value
    session.save()
    return phone


def note(text=TEXT):
    return {"text": text, "level": "author", "request_key": str(uuid4())}


def typed_on(client, address):
    """Return what stands in the note's form."""
    window = Window(client).open(address)
    return dict(window.values(window.form(having="text")))["text"]


def test_a_confidential_text_is_sealed_in_the_database(desk, member, address):
    keep_draft(desk, member.user, address, note())

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM accounts_draft d")
        row = cursor.fetchone()[0]
    assert "Streit" not in row
    assert "text" not in str(Draft.objects.get().sealed)
    assert typed_on(desk, address) == TEXT


def test_a_sealed_text_opens_in_its_own_row_only(desk, member, address):
    keep_draft(desk, member.user, address, note())
    sealed = Draft.objects.get().sealed
    other = MembershipFactory(provider=member.provider)
    moved = Draft.objects.create(user=other.user, provider=member.provider, key=uuid4(), page=address, sealed=sealed)

    assert drafts.of_page(user=other.user, page=address) == []
    assert moved.sealed == sealed


def test_only_its_author_sees_it(desk, member, address, sign_in):
    keep_draft(desk, member.user, address, note())
    colleague = MembershipFactory(role=Role.CONTACT_PERSON, provider=member.provider)

    assert not Draft.objects.visible_to(colleague.user).exists()
    assert TEXT not in sign_in(colleague.user).get(address).content.decode()


def test_the_wall_hides_it_from_other_providers(desk, member, address):
    keep_draft(desk, member.user, address, note())

    wall.enter(MembershipFactory().provider_id)

    assert not Draft.objects.exists()


def test_it_is_replaced_by_what_comes_later(desk, member, address):
    key = uuid4()
    assert keep_draft(desk, member.user, address, note("eins"), key=key).json()["version"] == 1
    assert keep_draft(desk, member.user, address, note("zwei"), key=key, version=1).json()["version"] == 2

    assert typed_on(desk, address) == "zwei"


@pytest.mark.parametrize("version", [0, 1])
def test_two_windows_of_one_draft_never_write_over_each_other(desk, member, address, version):
    key = uuid4()
    keep_draft(desk, member.user, address, note("eins"), key=key)
    keep_draft(desk, member.user, address, note("zwei"), key=key, version=1)

    answer = keep_draft(desk, member.user, address, note("aus dem alten Fenster"), key=key, version=version)

    assert answer.status_code == 409
    assert typed_on(desk, address) == "zwei"


def test_two_windows_keep_both_and_show_both(desk, member, address):
    keep_draft(desk, member.user, address, note("Text des einen Fensters"))
    keep_draft(desk, member.user, address, note("Text des anderen Fensters"))

    text = desk.get(address).content.decode()

    assert "In einem anderen Fenster liegt ein Entwurf von" in text
    assert "Text des einen Fensters" in text
    assert typed_on(desk, address) == "Text des anderen Fensters"


def test_the_second_device_is_told_and_chooses(desk, phone, member, address):
    with time_machine.travel("2026-11-20 13:05:00+00:00", tick=False):
        phone.cookies.pop(drafts.DEVICE_COOKIE, None)
        key = uuid4()
        keep_draft(desk, member.user, address, note("Am Schreibtisch begonnen"), key=key)
        window = Window(phone).open(address)
        assert "Auf einem anderen Gerät liegt ein Entwurf von 14:05" in window.text
        assert "Am Schreibtisch begonnen" in window.text
        assert typed_on(phone, address) == ""

        keep_draft(phone, member.user, address, note("Am Telefon geschrieben"))
        assert typed_on(phone, address) == "Am Telefon geschrieben"
        assert typed_on(desk, address) == "Am Schreibtisch begonnen"

    window.open(address)
    window.send(window.form(action=reverse("draft_adopt", args=[key])))
    assert typed_on(phone, address) == "Am Schreibtisch begonnen"
    assert "Am Telefon geschrieben" in window.text


def test_it_can_be_thrown_away_and_a_late_save_changes_nothing(desk, member, address):
    key = uuid4()
    keep_draft(desk, member.user, address, note(), key=key)

    answer = desk.post(reverse("draft_discard", args=[key]), {"back": address})

    assert answer.url == address
    assert typed_on(desk, address) == ""
    assert keep_draft(desk, member.user, address, note(), key=key, version=1).status_code == 410


@pytest.mark.parametrize("route", ["draft_discard", "draft_adopt"])
def test_throwing_away_and_choosing_lead_nowhere_else(desk, address, route):
    answer = desk.post(reverse(route, args=[uuid4()]), {"back": "https://boese.example/"})

    assert answer.url == "/"


def test_others_cannot_touch_it(desk, member, address, sign_in):
    key = uuid4()
    keep_draft(desk, member.user, address, note(), key=key)
    colleague = MembershipFactory(role=Role.CONTACT_PERSON, provider=member.provider)
    desk_of_colleague = sign_in(colleague.user)
    desk_of_colleague.post(reverse("draft_discard", args=[key]))
    desk_of_colleague.post(reverse("draft_adopt", args=[key]))

    assert [draft.row.key for draft in drafts.of_page(user=member.user, page=address)] == [key]


def test_a_page_made_for_somebody_else_keeps_nothing(desk, member, address):
    other = MembershipFactory(provider=member.provider)

    assert keep_draft(desk, other.user, address, note()).status_code == 403
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("page_of_draft", "text"), [("/x/", "ä" * (drafts.LARGEST + 1)), ("/" + "x" * drafts.LONGEST_PAGE, "kurz")]
)
def test_too_much_is_refused(desk, member, address, page_of_draft, text):
    assert keep_draft(desk, member.user, page_of_draft, note(text)).status_code == 413


def test_passwords_are_not_kept(desk, member, address):
    keep_draft(desk, member.user, address, note() | {"password1": "geheim", "oldpassword": "geheim"})

    assert "geheim" not in str(drafts.of_page(user=member.user, page=address)[0].fields)


def test_needs_post_and_sign_in(client, desk, member):
    address = reverse("draft_save", args=[uuid4()])
    assert desk.get(address).status_code == 405
    assert Client().post(address, {"page_of": owner_mark(member.user)}).status_code == 302


def test_after_their_days_drafts_are_neither_shown_nor_stored(desk, member, address, settings):
    keep_draft(desk, member.user, address, note())
    ended = uuid4()
    drafts.end(user=member.user, provider_id=member.provider_id, key=ended)
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=settings.DRAFT_DAYS, seconds=1))
    keep_draft(desk, member.user, address, note("neu"))
    assert typed_on(desk, address) == "neu"

    with time_machine.travel("2026-12-02 03:30:00+00:00"):
        order_nightly_clearing()
        order_nightly_clearing()
        assert run(Job.objects.get(kind="drafts.clear", provider=member.provider_id).pk)

    wall.enter(member.provider_id)
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("lacks", ["token", "factor"])
def test_it_stays_when_its_form_was_not_taken(desk, member, address, lacks):
    """The sign-in in another window made the token old, or the session lacks its second factor."""
    desk.handler.enforce_csrf_checks = True
    window, key = Window(desk).open(address), uuid4()
    form = window.form(having="text")
    fields = {"text": TEXT, "draft_key": str(key)}
    token = dict(window.values(form))["csrfmiddlewaretoken"]
    drafts.keep(
        user=member.user,
        provider_id=member.provider_id,
        key=key,
        version=0,
        page=address,
        address=address,
        fields=[["text", TEXT]],
        device="",
    )
    if lacks == "token":
        fields["csrfmiddlewaretoken"] = token[::-1]
    else:
        session = desk.session
        session["account_authentication_methods"] = []
        session.save()
    add_app(member.user)
    window.send(form, fields)

    wall.enter(member.provider_id)
    assert [draft.row.key for draft in drafts.of_page(user=member.user, page=address)] == [key]


def test_a_page_with_a_long_text_asks_once_for_any_number_of_drafts(desk, member, address):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(address)
        return sum('FROM "accounts_draft"' in query["sql"] for query in captured)

    keep_draft(desk, member.user, address, note())
    assert queries() == 1
    for number in range(3):
        keep_draft(desk, member.user, address, note(str(number)))
    assert queries() == 1


def test_a_page_without_a_long_text_asks_for_none(desk, address):
    with CaptureQueriesContext(connection) as captured:
        desk.get("/")
    assert not any("accounts_draft" in query["sql"] for query in captured)
