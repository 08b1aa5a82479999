"""Code, signature and scanned list in the browser: drawing works, pages are accessible, nothing scrolls sideways."""

import os

import pytest
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.sessions.proofs.codes import code_url
from cases.sessions.proofs.enums import ProofKind
from cases.sessions.proofs.models import AttendanceProof
from tests.proofs.situations import Lesson

pytestmark = pytest.mark.django_db(transaction=True)


def look(page, axe_findings, name: str) -> None:
    """Take a picture where one is asked for, and check what holds for every page."""
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert axe_findings(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest.mark.parametrize(("width", "dark"), [("phone", True), ("wide", False)])
def test_pages_of_a_lesson_are_accessible(open_page, axe_findings, width, dark):
    lesson = Lesson(ProofKind.DRAWN, people=3)
    case = lesson.cases[0].public_id
    for number, tail in enumerate(["anmelden/", "nachweise/", f"nachweise/{case}/", "liste/"]):
        page = open_page(lesson.url(tail), lesson.teacher.user, width=width, dark=dark)
        look(page, axe_findings, f"lesson-{number}-{width}")


@pytest.mark.parametrize("dark", [True, False])
def test_the_public_page_is_accessible_and_one_tap_is_enough(open_page, axe_findings, dark):
    lesson = Lesson(people=4)
    url = "/" + code_url(lesson.session, timezone.now()).split("/", 3)[3]
    page = open_page(url, dark=dark)
    look(page, axe_findings, f"public-{dark}")
    page.get_by_role("button").first.click()
    page.wait_for_selector("text=Danke. Sie sind angemeldet.")
    look(page, axe_findings, f"public-done-{dark}")


def test_a_drawn_signature_arrives_and_is_shown(open_page, axe_findings):
    lesson = Lesson(ProofKind.DRAWN)
    page = open_page(lesson.proof_url(), lesson.teacher.user)
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 30):
        page.mouse.move(box["x"] + 20 + step * 8, box["y"] + 20 + (step % 5) * 10)
    page.mouse.up()
    page.get_by_text("Ich war in diesem Termin anwesend.").click()
    page.get_by_role("button", name="Bestätigen").click()
    page.wait_for_selector("text=hat die Anwesenheit bestätigt")
    look(page, axe_findings, "signed-phone")
    with wall.within(lesson.provider.pk):
        assert AttendanceProof.objects.get().kind == ProofKind.DRAWN


def test_without_scripts_a_name_is_typed(open_page):
    lesson = Lesson(ProofKind.DRAWN)
    page = open_page(lesson.proof_url(), lesson.teacher.user, script=False)
    assert page.locator("canvas").count() == 1
    assert not page.locator("canvas").is_visible()
    page.locator("#id_typed_name").fill("Amira Haddad")
    page.get_by_text("Ich war in diesem Termin anwesend.").click()
    page.get_by_role("button", name="Bestätigen").click()
    assert "hat die Anwesenheit bestätigt" in page.content()


def test_the_setting_is_accessible(open_page, axe_findings):
    lesson = Lesson()
    user = lesson.member(Role.ADMIN).user
    for number, path in enumerate(["/massnahmen/nachweise/", f"/massnahmen/{lesson.measure.public_id}/nachweis/"]):
        look(open_page(path, user), axe_findings, f"setting-{number}")
