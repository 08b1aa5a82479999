"""Measures without eM@w get letters with the same content, as text and as PDF/UA-1."""

from datetime import date

import page
import pytest
from django.urls import reverse

from asa.accounts import wall
from cases.months.emaw.enums import MessageState, MessageType
from cases.months.emaw.services import enter_message
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory()


def letter_of(member, *, uses_emaw, text=""):
    measure = MeasureFactory(provider=member.provider, uses_emaw=uses_emaw)
    case = CaseFactory(provider=member.provider, contact_person=member, measure=measure)
    with wall.within(member.provider_id):
        return enter_message(
            measure=measure,
            case=case,
            message_type=MessageType.ENTRY,
            state=MessageState.DUE,
            about_on=date(2025, 9, 1),
            text=text,
        )


def test_the_letter_is_an_accessible_pdf(sign_in, member):
    message = letter_of(member, uses_emaw=False)

    response = sign_in(member.user).get(reverse("emaw_letter", args=[message.public_id]))

    assert response["Content-Type"] == "application/pdf"
    assert "attachment" in response["Content-Disposition"]
    assert page.is_pdf_compliant_bytes(response.content, profile=page.ValidationProfile.PDF_UA_1)


@pytest.mark.parametrize(
    "text", ["<script>x</script>\nGrund: <img src=http://x.example/a>", "\u202eumgekehrt 😀\n" * 40]
)
def test_hostile_text_makes_an_accessible_letter(sign_in, member, text):
    message = letter_of(member, uses_emaw=False, text=text)

    response = sign_in(member.user).get(reverse("emaw_letter", args=[message.public_id]))

    assert page.is_pdf_compliant_bytes(response.content, profile=page.ValidationProfile.PDF_UA_1)


def test_the_page_offers_the_letter_and_its_text(sign_in, member):
    message = letter_of(member, uses_emaw=False)

    shown = sign_in(member.user).get(reverse("emaw_detail", args=[message.public_id])).content.decode()

    assert "Schreiben als PDF" in shown
    assert "Eintritt am: 01.09.2025" in shown


def test_with_emaw_there_is_no_letter(sign_in, member):
    message = letter_of(member, uses_emaw=True)

    assert sign_in(member.user).get(reverse("emaw_letter", args=[message.public_id])).status_code == 404
