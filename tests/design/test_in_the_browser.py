"""The sample pages in Chromium: accessible, nothing sticks out, and the scripts do what they promise."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import AXE_LEVELS
from tests.design.pages import HOST, rendered, serve
from tests.design.test_form_markup import SessionForm

SAMPLES = {
    "today": lambda: rendered("today"),
    "log": lambda: rendered("log", back_url="/", back_label="Heute"),
    "form": lambda: rendered("form", form=SessionForm()),
    "refused": lambda: rendered("form", form=SessionForm({})),
    "status": lambda: rendered("status"),
}

DRAFT = "/konto/entwuerfe/7d9f1f0a-4f0e-4a3c-9d53-0f3a5d3c1a11/"


@pytest.fixture
def log_page(page: Page) -> Page:
    page.set_viewport_size({"width": 360, "height": 800})
    serve(page, {"/": SAMPLES["log"]()})
    page.goto(f"{HOST}/")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("sample", SAMPLES)
def test_no_findings_and_nothing_sticks_out(page, sample, width, scheme):
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    serve(page, {"/": SAMPLES[sample]()})
    page.goto(f"{HOST}/")

    findings = Axe().run(page, options={"runOnly": AXE_LEVELS}).response["violations"]

    assert [(finding["id"], finding["nodes"][0]["html"]) for finding in findings] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert refused == []


@pytest.mark.parametrize("width", [360, 1280])
def test_targets_are_large_enough(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    serve(page, {"/": SAMPLES["today"]()})
    page.goto(f"{HOST}/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("nav a, .kern-btn, summary, .asa-section__head a, .asa-row__aside a")]
            .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
            .filter(([, box]) => box.width && box.height < 43.9).map(([text]) => text)"""
    )
    assert small == []


def test_the_keyboard_reaches_everything_and_focus_is_never_covered(page):
    page.set_viewport_size({"width": 360, "height": 800})
    serve(page, {"/": SAMPLES["form"]()})
    page.goto(f"{HOST}/")
    covered = []
    for _ in range(30):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)
        covered += page.evaluate(
            """() => { const e = document.activeElement, bar = document.querySelector(".asa-save-bar");
                if (e === document.body || e.closest(".asa-save-bar, .asa-nav")) return [];
                document.documentElement.style.scrollBehavior = "auto";
                const box = e.getBoundingClientRect(), top = bar.getBoundingClientRect().top;
                return box.top >= top && box.bottom > top ? [e.name] : []; }"""
        )
    assert covered == []


def test_errors_get_the_focus(page):
    serve(page, {"/": SAMPLES["refused"]()})
    page.goto(f"{HOST}/")
    expect(page.locator("#error-summary")).to_be_focused()


def test_a_draft_is_saved_and_the_line_says_when(log_page):
    sent = []

    def save(route):
        sent.append(route.request)
        route.fulfill(body=json.dumps({"saved_at": "14:32", "version": 1}), content_type="application/json")

    serve(log_page, {"/": SAMPLES["log"]()}, {DRAFT: save})
    log_page.fill("#words", "Lernplan")
    expect(log_page.locator(".asa-appbar [data-draft-state]")).to_have_text("Entwurf gespeichert 14:32", timeout=5000)
    assert "words=Lernplan" in sent[0].post_data
    assert sent[0].headers["x-csrftoken"] == "t" * 64


@pytest.mark.parametrize(
    ("answer", "hint"),
    [({"status": 500}, 0), ({"status": 302, "headers": {"Location": "/konto/login/"}}, 1), ({"status": 401}, 1)],
)
def test_a_draft_that_was_not_saved_is_not_called_saved(log_page, answer, hint):
    serve(log_page, {"/": SAMPLES["log"]()}, {DRAFT: lambda route: route.fulfill(**answer)})
    log_page.fill("#words", "Lernplan")
    expect(log_page.locator(".asa-appbar [data-draft-state]")).to_have_text("Entwurf nicht gespeichert", timeout=5000)
    expect(log_page.get_by_text("Bitte neu anmelden, Ihr Text bleibt hier stehen.")).to_have_count(hint)
    assert log_page.input_value("#words") == "Lernplan"


def test_a_second_tap_sends_nothing(log_page):
    sent = []

    def never(route):
        sent.append(route.request.post_data)
        route.fulfill(status=204)  # the page stays, as while a slow answer is on its way

    serve(log_page, {"/": SAMPLES["log"]()}, {"/termin/": never})
    button = log_page.get_by_role("button", name=re.compile("und nächster|Wird gespeichert"))
    button.click()
    expect(button).to_have_text("Wird gespeichert …")
    button.click()
    log_page.get_by_role("button", name="Speichern", exact=True).click()
    expect(log_page.locator("#live")).to_have_text("Wird gespeichert …")
    assert len(sent) == 1
    assert "next=1" in sent[0]


def test_type_ahead_works_with_the_keyboard_and_is_announced(log_page):
    results = {
        "results": [{"id": 1, "label": "Amira Haddad", "hint": "Autohaus Winter"}, {"id": 2, "label": "Amir <b>"}]
    }
    answer = {"/vorschlaege/": lambda route: route.fulfill(body=json.dumps(results), content_type="application/json")}
    serve(log_page, {"/": SAMPLES["log"]()}, answer)
    field = log_page.get_by_role("combobox", name="Name")
    field.press_sequentially("Am")
    expect(log_page.get_by_role("option")).to_have_count(2)
    expect(log_page.locator("#live")).to_have_text("2 Vorschläge")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Amira Haddad")
    assert log_page.input_value("#who-id") == "1"
    field.press_sequentially("x")
    assert log_page.input_value("#who-id") == ""


def test_tick_and_outcome_of_a_person_stay_together(log_page):
    row = log_page.locator(".asa-person-row")
    tick = row.get_by_role("checkbox")
    tick.uncheck()
    expect(row.locator("[data-state-text]")).to_have_text("kam nicht")
    expect(row.get_by_text("Zählt nicht.")).to_be_visible()
    row.get_by_text("verspätet").click()
    expect(tick).to_be_checked()
    tick.uncheck()
    tick.check()
    expect(row.locator("[data-state-text]")).to_have_text("anwesend")
    expect(row.locator("details")).not_to_have_attribute("open", "")


def test_slash_goes_to_the_search(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    serve(page, {"/": SAMPLES["today"]()})
    page.goto(f"{HOST}/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_account_menu_closes_with_escape(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    serve(page, {"/": SAMPLES["today"]()})
    page.goto(f"{HOST}/")
    page.get_by_text("S. Berger").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Abmelden")).to_be_hidden()
