"""Journey 3 of ux.md: one of the group did not come. Two taps more than journey 1, three at most."""

import pytest

from asa.accounts import wall
from asa.mail.models import Mail
from cases.people.models import Trainee
from cases.sessions.enums import Outcome
from cases.sessions.models import Attendance
from tests.browser.conftest import Activations
from tests.browser.test_journey_1_log_a_lesson import lesson  # noqa: F401  (fixture)

TARGET = 3 + 2
LIMIT = 3 + 3


def _log_without_deniz(hand):
    row = "[data-person-row^='Deniz']"
    hand.tap("main a:has-text('Erfassen')")
    hand.tap(f"{row} [data-state-text]")
    hand.tap(f"{row} label:has-text('kam nicht')")
    hand.tap("label.asa-chip:visible:has-text('Fachrechnen')")
    hand.tap("button:has-text('Speichern')")
    hand.page.get_by_role("link", name="Nachricht senden").wait_for()


@pytest.mark.parametrize("script", [True, False])
def test_who_did_not_come_is_marked_and_a_message_is_offered(open_page, lesson, script):  # noqa: F811
    staff, session = lesson
    hand = Activations(open_page("/", staff.user, script=script))

    _log_without_deniz(hand)

    assert hand.count == TARGET <= LIMIT
    with wall.within(staff.provider_id):
        outcomes = dict(Attendance.objects.filter(session=session).values_list("case__trainee__first_name", "outcome"))
    assert outcomes["Deniz"] == Outcome.NO_SHOW
    assert sorted(outcomes.values()) == [Outcome.NO_SHOW, *[Outcome.PRESENT] * 4]


def test_the_message_goes_out_with_one_more_tap(open_page, lesson, axe_findings):  # noqa: F811
    staff, _ = lesson
    with wall.within(staff.provider_id):
        Trainee.objects.filter(first_name="Deniz").update(email="deniz@post.example", phone="+491711234567")
    hand = Activations(open_page("/", staff.user))
    _log_without_deniz(hand)
    assert axe_findings(hand.page) == []

    hand.tap("a:has-text('Nachricht senden')")
    hand.page.get_by_label("Nachricht").wait_for()
    assert axe_findings(hand.page) == []
    hand.tap("button:has-text('Nachricht senden')")

    hand.page.get_by_text("Die Nachricht ist unterwegs.").wait_for()
    with wall.within(staff.provider_id):
        mail = Mail.objects.get()
    assert mail.to == "deniz@post.example"
    assert "Deniz" not in mail.subject
