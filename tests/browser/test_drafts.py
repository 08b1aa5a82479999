"""Drafts in a real browser: the end of a session while somebody types, two tabs, two devices, confidential lines."""

import pytest
from django.contrib.sessions.models import Session as StoredSession
from django.db import connection
from playwright.sync_api import expect

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.typed import drafts
from cases.notes.models import CounsellingNote
from cases.sessions.models import Attendance
from tests.accounts.signing_in import add_app
from tests.browser.test_journey_1_log_a_lesson import lesson  # noqa: F401  (fixture)
from tests.browser.test_typed_comes_back import sign_in
from tests.factories import CaseFactory, MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)

HINT = "Bitte neu anmelden, Ihr Text bleibt hier stehen."


@pytest.fixture
def member():
    return MembershipFactory(role=Role.CONTACT_PERSON)


@pytest.fixture
def address(member):
    case = CaseFactory(provider=member.provider, contact_person=member)
    return f"/teilnehmende/{case.public_id}/notizen/n/neu/"


def text_of(page):
    return page.locator("textarea[name=text]")


def state(page, words):
    expect(page.locator("[data-draft-state]").first).to_contain_text(words, timeout=5000)


def stored(member, address):
    """Return the texts of the person's drafts of a page, the latest first."""
    with wall.within(member.provider_id):
        return [dict(d.fields)["text"] for d in drafts.of_page(user=member.user, page=address)]


def test_a_confidential_note_is_kept_within_two_seconds_and_sealed(open_page, member, address):
    page = open_page(address, member.user)
    text_of(page).fill("Streit zu Hause")
    state(page, "Entwurf gespeichert")

    assert stored(member, address) == ["Streit zu Hause"]
    with wall.within(member.provider_id), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(d)::text, '') FROM accounts_draft d")
        assert "Streit" not in cursor.fetchone()[0]
    page.goto(address)
    expect(text_of(page)).to_have_value("Streit zu Hause")
    page.locator("button:has-text('Notiz speichern')").click()
    page.get_by_text("Die Notiz ist gespeichert.").wait_for()
    page.goto(address)
    expect(text_of(page)).to_have_value("")


def test_what_was_typed_in_the_last_moment_is_kept_on_leaving(open_page, member, address):
    page = open_page(address, member.user)
    text_of(page).fill("Im letzten Augenblick")
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Heute")
    page.wait_for_timeout(500)  # the last save is on its way

    assert stored(member, address) == ["Im letzten Augenblick"]
    page.goto(address)
    expect(text_of(page)).to_have_value("Im letzten Augenblick")


def test_doing_what_the_hint_says_goes_on_where_one_was(open_page, member, address):
    secret = add_app(member.user)
    page = open_page(address, member.user, width="wide")
    text_of(page).fill("Vor dem Ende")
    state(page, "Entwurf gespeichert")
    StoredSession.objects.all().delete()
    text_of(page).fill("Vor dem Ende. Nach dem Ende")
    expect(page.get_by_text(HINT)).to_be_visible()
    state(page, "Entwurf nicht gespeichert")

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="In neuem Fenster anmelden").click()
    sign_in(opened.value, member, secret)
    expect(opened.value.locator("h1")).to_have_text("Heute")
    opened.value.close()
    page.bring_to_front()
    text_of(page).fill("Vor dem Ende. Nach dem Ende. Nach dem Hinweis")

    state(page, "Entwurf gespeichert")
    expect(page.get_by_text(HINT)).to_be_hidden()
    assert stored(member, address) == ["Vor dem Ende. Nach dem Ende. Nach dem Hinweis"]
    page.locator("button:has-text('Notiz speichern')").click()
    page.get_by_text("Die Notiz ist gespeichert.").wait_for()
    with wall.within(member.provider_id):
        assert CounsellingNote.objects.get().sealed_text.endswith("Nach dem Hinweis")


def test_somebody_else_signed_in_is_said_and_keeps_nothing(open_page, member, address):
    colleague = MembershipFactory(role=Role.CONTACT_PERSON, provider=member.provider)
    page = open_page(address, member.user, width="wide")
    StoredSession.objects.all().delete()
    other = page.context.new_page()
    other.goto("/konto/login/")
    sign_in(other, colleague, add_app(colleague.user))
    expect(other.locator("h1")).to_have_text("Heute")
    text_of(page).fill("Nur für mich")

    expect(page.get_by_text("Hier ist jetzt jemand anders angemeldet.")).to_be_visible()
    state(page, "Entwurf nicht gespeichert")
    with wall.within(member.provider_id):
        assert drafts.of_page(user=colleague.user, page=address) == []


def test_two_tabs_of_one_form_keep_two_drafts(open_page, member, address):
    first = open_page(address, member.user, width="wide")
    text_of(first).fill("Aus dem ersten Fenster")
    state(first, "Entwurf gespeichert")
    second = first.context.new_page()
    second.goto(address)
    expect(text_of(second)).to_have_value("Aus dem ersten Fenster")
    text_of(second).fill("Aus dem zweiten Fenster")
    state(second, "Entwurf gespeichert")
    text_of(first).fill("Aus dem ersten Fenster, weiter")
    state(first, "Als eigener Entwurf gespeichert")

    assert sorted(stored(member, address)) == ["Aus dem ersten Fenster, weiter", "Aus dem zweiten Fenster"]


def test_the_second_device_is_told_and_shows_both(open_page, member, address, axe_findings):
    desk = open_page(address, member.user, width="wide")
    text_of(desk).fill("Am Schreibtisch begonnen")
    state(desk, "Entwurf gespeichert")
    phone = open_page(address, member.user)

    expect(phone.get_by_text("Auf einem anderen Gerät liegt ein Entwurf von")).to_be_visible()
    expect(text_of(phone)).to_have_value("")
    assert axe_findings(phone) == []
    text_of(phone).fill("Am Telefon geschrieben")
    state(phone, "Entwurf gespeichert")
    phone.reload()
    expect(text_of(phone)).to_have_value("Am Telefon geschrieben")
    phone.locator("summary", has_text="Ansehen").click()
    expect(phone.locator("[data-drafts] .asa-lines")).to_have_text("Am Schreibtisch begonnen")
    phone.get_by_role("button", name="Mit diesem Entwurf weiterschreiben").click()

    expect(text_of(phone)).to_have_value("Am Schreibtisch begonnen")
    assert sorted(stored(member, address)) == ["Am Schreibtisch begonnen", "Am Telefon geschrieben"]


@pytest.mark.parametrize("is_kept", [True, False])
def test_only_a_text_that_could_not_be_kept_asks_before_it_is_left(open_page, member, address, is_kept):
    page = open_page(address, member.user)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    if not is_kept:
        StoredSession.objects.all().delete()
    text_of(page).click()
    page.keyboard.type("Vertraulich")
    state(page, "Entwurf gespeichert" if is_kept else "Entwurf nicht gespeichert")
    page.goto("/hilfe/")

    assert asked == ([] if is_kept else ["beforeunload"])


def test_a_form_with_mistakes_goes_on_with_its_draft(open_page, member, address):
    page = open_page(f"/teilnehmende/{address.split('/')[2]}/notizen/h/neu/", member.user)
    text_of(page).fill("Ohne Zweck")
    state(page, "Entwurf gespeichert")
    key = page.locator("[name=draft_key]").input_value()
    page.locator("button:has-text('Notiz speichern')").click()
    page.get_by_text("Nennen Sie den Zweck dieser Angabe.").first.wait_for()

    assert page.locator("[name=draft_key]").input_value() == key
    page.fill("[name=purpose]", "Nachteilsausgleich")
    page.fill("[name=legal_basis]", "Einwilligung")
    state(page, "Entwurf gespeichert")
    page.locator("button:has-text('Notiz speichern')").click()
    page.get_by_text("Die Notiz ist gespeichert.").wait_for()
    with wall.within(member.provider_id):
        assert not drafts.of_page(user=member.user, page=page.url)
        assert not drafts.Draft.objects.open().exists()


def test_the_row_of_a_restored_draft_says_what_it_saves(open_page, lesson):  # noqa: F811
    staff, session = lesson
    page = open_page(f"/termine/{session.public_id}/erfassen/", staff.user)
    row = page.locator("[data-person-row]").first
    row.locator("[data-person]").uncheck()
    expect(row.locator("[data-state-text]")).to_have_text("kam nicht")
    page.locator("label.asa-chip:visible", has_text="Fachrechnen").click()
    state(page, "Entwurf gespeichert")
    page.wait_for_timeout(800)  # the line that counts is there
    counted = page.locator("#counts").inner_text()
    assert counted
    page.reload()

    expect(row.locator("[data-state-text]")).to_have_text("kam nicht")
    expect(row.locator("[data-person]")).not_to_be_checked()
    expect(page.locator("#counts")).to_have_text(counted)
    assert row.get_attribute("data-absent") is not None
    page.locator("button:has-text('Speichern')").first.click()
    page.get_by_text("Der Termin ist gespeichert.").wait_for()
    with wall.within(staff.provider_id):
        outcomes = set(Attendance.objects.filter(session=session).values_list("outcome", flat=True))
    assert "no_show" in outcomes


def test_a_row_that_the_browser_restored_in_part_says_what_it_saves(open_page, lesson):  # noqa: F811
    """Firefox restores the outcome on a reload and not the words of the row: `pageshow` mends them."""
    staff, session = lesson
    page = open_page(f"/termine/{session.public_id}/erfassen/", staff.user)
    row = page.locator("[data-person-row]").first
    row.locator("input[value=no_show]").evaluate("radio => { radio.checked = true; }")
    expect(row.locator("[data-state-text]")).to_have_text("anwesend")

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")

    expect(row.locator("[data-state-text]")).to_have_text("kam nicht")
    expect(row.locator("[data-person]")).not_to_be_checked()
