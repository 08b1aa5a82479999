""" "Was bisher geschah" stands in the order of the days things happened on, not in that of typing."""

from datetime import date

import pytest
from django.urls import reverse

from cases.people.enums import CaseEventKind
from tests.factories import CaseFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_what_was_entered_later_stands_on_its_day(behind, sign_in):
    member = MembershipFactory()
    behind(member.provider)
    case = CaseFactory(provider=member.provider, team=member.team, contact_person=member)
    for text, on in (("zuerst getippt", date(2026, 5, 4)), ("danach getippt", date(2026, 3, 2))):
        case.add_event(CaseEventKind.LIFE, by=member.user, on=on, text=text)
    page = sign_in(member.user).get(reverse("case_life", args=[case.public_id])).content.decode()
    assert page.index("zuerst getippt") < page.index("danach getippt")
