""" "Mein Profil" in the browser: clean for axe in light and dark, the chosen appearance from the first byte on."""

import os

import pytest

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.profiles import set_picture
from cases.portal.links import create_link
from tests.accounts.pictures import picture_file
from tests.factories import CaseFactory, MembershipFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def member():
    member = MembershipFactory(phone="", user__first_name="Sabine", user__last_name="Berger")
    TrainingContractFactory(case=CaseFactory(provider=member.provider, contact_person=member))
    return member


def keep(page, name):
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def lightness(page):
    """Return how light the page's ground is, 0 to 1 (KERN's colours are given as oklch)."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return float(colour.removeprefix("oklch(").split()[0])


def test_a_person_without_telephone_enters_it_from_today(open_page, axe_findings, member):
    page = open_page("/", member.user)
    keep(page, "today")
    assert axe_findings(page) == []
    page.get_by_role("link", name="Telefon eintragen").click()
    keep(page, "profile-empty")
    assert axe_findings(page) == []

    page.get_by_role("textbox", name="Telefon").fill("1234567")
    page.get_by_role("textbox", name="Erreichbar").fill("Mo bis Do 9–16 Uhr")
    page.get_by_label("Neues Bild").set_input_files(
        {"name": "ich.gif", "mimeType": "image/gif", "buffer": picture_file("GIF", (90, 90))}
    )
    page.get_by_role("button", name="Profil speichern").click()
    keep(page, "profile-error")
    assert page.title().startswith("Fehler: ")
    assert page.get_by_role("textbox", name="Erreichbar").input_value() == "Mo bis Do 9–16 Uhr"
    assert axe_findings(page) == []

    page.get_by_role("textbox", name="Telefon").fill("0171 1234567")
    page.get_by_label("Neues Bild").set_input_files(
        {"name": "ich.png", "mimeType": "image/png", "buffer": picture_file("PNG", (900, 700))}
    )
    page.get_by_text("dunkel", exact=True).click()
    page.get_by_role("button", name="Profil speichern").click()
    page.get_by_text("Ihr Profil ist gespeichert.").wait_for()
    keep(page, "profile-dark")
    assert axe_findings(page) == []
    assert lightness(page) < 0.4
    assert page.locator("img.asa-avatar").evaluate("image => image.naturalWidth") == 512
    page.emulate_media(media="print", color_scheme="light")
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert ink == "rgb(0, 0, 0)", "whoever works in the dark prints dark ink on white"
    page.emulate_media(media="screen")
    page.goto("/")
    assert page.get_by_text("Ihr Telefon fehlt.").count() == 0


def test_light_stays_light_on_a_dark_device_and_outsiders_have_the_devices(open_page, axe_findings, member):
    with wall.within(member.provider_id):
        set_picture(
            provider_id=member.provider_id, user=member.user, by=member.user, portrait=picture_file("JPEG", (90, 90))
        )
        contract = member.provider.trainingcontract_set.get()
        _, url = create_link(contract, contract.trainer, None)
    type(member.user).objects.filter(pk=member.user_id).update(appearance="light")

    page = open_page("/konto/profil/", member.user, width="wide", dark=True, script=False)
    keep(page, "profile-light")
    assert lightness(page) > 0.9

    page = open_page("/" + url.split("/", 3)[3], dark=True)
    keep(page, "company-dark")
    assert lightness(page) < 0.4
    assert axe_findings(page) == []
    assert page.locator("img.asa-avatar").evaluate("image => image.naturalWidth") > 0


def test_the_administration_sees_and_sets_telephones(open_page, axe_findings, member):
    admin = MembershipFactory(provider=member.provider, role=Role.ADMIN)
    page = open_page(f"/verwaltung/personen/{member.pk}/telefon/", admin.user, width="wide", dark=True)
    keep(page, "member-profile")
    assert axe_findings(page) == []
    page.get_by_role("textbox", name="Telefon").fill("069 90009410")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="+49 69 90009410").first.wait_for()
    keep(page, "members")
    assert axe_findings(page) == []
