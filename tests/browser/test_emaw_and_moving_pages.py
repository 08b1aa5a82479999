"""The journal and the pages of moving on are clean for axe, work by touch, and copy text with and without scripts."""

import os
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.months.emaw.enums import MessageState, MessageType
from cases.months.emaw.events import on_event
from cases.months.emaw.models import EmawMessage
from cases.months.emaw.services import enter_message, mark_sent
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()


@pytest.fixture
def scene():
    """An administrator, two measures, three people with messages of every state."""
    admin = MembershipFactory(role=Role.ADMIN)
    provider = admin.provider
    measure = MeasureFactory(provider=provider)
    letters = MeasureFactory(provider=provider, uses_emaw=False)
    cases = [
        CaseFactory(
            provider=provider,
            measure=measure if number else letters,
            started_on=TODAY - timedelta(days=20 + number),
            trainee__customer_number="427A123456" if number else "",
        )
        for number in range(3)
    ]
    with wall.within(provider.pk):
        on_event(provider_id=provider.pk)
        enter_message(
            measure=measure, case=cases[1], message_type=MessageType.GRANT_PROPOSAL, state=MessageState.RECEIVED,
            sent_on=TODAY,
        )  # fmt: skip
        enter_message(
            measure=measure, message_type=MessageType.HOURS_REQUEST, state=MessageState.RECEIVED, sent_on=TODAY,
            about_on=date(2026, 10, 1),
        )  # fmt: skip
        mark_sent(message=EmawMessage.objects.get(case=cases[2]), on=TODAY, by=None)
    return admin, measure, cases


def picture(page, name):
    folder = os.environ.get("ASA_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def message_of(case):
    with wall.within(case.provider_id):
        return EmawMessage.objects.filter(case=case).order_by("pk").first()


def test_pages_are_accessible(open_page, axe_findings, scene):
    admin, measure, cases = scene
    with wall.within(admin.provider_id):
        delivery = EmawMessage.objects.get(type=MessageType.HOURS_DELIVERY)
    paths = {
        "journal": reverse("emaw_journal"),
        "alle": f"{reverse('emaw_journal')}?show=all&measure={measure.public_id}",
        "person": reverse("emaw_case", args=[cases[1].public_id]),
        "faellig": reverse("emaw_detail", args=[message_of(cases[1]).public_id]),
        "schreiben": reverse("emaw_detail", args=[message_of(cases[0]).public_id]),
        "gesendet": reverse("emaw_detail", args=[message_of(cases[2]).public_id]),
        "lieferung": reverse("emaw_detail", args=[delivery.public_id]),
        "korrektur": reverse("emaw_correct", args=[message_of(cases[2]).public_id]),
        "neu": f"{reverse('emaw_create')}?case={cases[1].public_id}",
        "katalog": reverse("emaw_catalogue"),
        "massnahmen": reverse("move_list"),
        "uebernahme": reverse("measure_move", args=[measure.public_id]),
    }
    for number, (name, path) in enumerate(paths.items()):
        for width in ("phone", "wide"):
            page = open_page(path, admin.user, width=width, dark=number % 2 == 1)
            picture(page, f"{name}-{width}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            if width == "phone":
                assert axe_findings(page) == [], path


def test_the_text_is_copied_with_a_button_and_stays_selectable_without_scripts(open_page, scene):
    admin, _measure, cases = scene
    path = reverse("emaw_detail", args=[message_of(cases[1]).public_id])

    page = open_page(path, admin.user)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Text kopieren").click()
    page.locator("#live", has_text="Text kopiert.").wait_for(state="attached")
    assert "Kundennummer: 427A123456" in page.evaluate("navigator.clipboard.readText()")

    plain = open_page(path, admin.user, script=False)
    assert not plain.get_by_role("button", name="Text kopieren").is_visible()
    assert "Kundennummer: 427A123456" in plain.locator("#copy-text").input_value()


def test_a_measure_moves_on_in_three_steps(open_page, axe_findings, scene):
    admin, measure, _cases = scene
    target = MeasureFactory(provider=admin.provider, funding_body=measure.funding_body)
    page = open_page(reverse("measure_move", args=[measure.public_id]), admin.user)

    page.get_by_text("Optionsjahr mit neuer Nummer").click()
    page.get_by_label("Neue Maßnahme").select_option(str(target.public_id))
    page.get_by_role("button", name="Alle auswählen").click()
    page.get_by_role("button", name="Prüfen").click()
    page.get_by_role("heading", name="2 Personen werden übernommen").wait_for()
    picture(page, "pruefen-phone")
    assert axe_findings(page) == []
    page.get_by_role("button", name="2 Personen übernehmen").click()

    page.get_by_text("2 Personen sind ab").wait_for()
    with wall.within(admin.provider_id):
        assert target.stays.count() == 2
