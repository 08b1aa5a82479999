"""Pages of carry-overs: the first post shows the rest, the second books; who may; everything typed is kept."""

import uuid
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from asa.accounts.enums import Role
from cases.sessions.ledger.carry_over.models import CarryOver
from cases.sessions.ledger.carry_over.services import Used, carry_over_case
from cases.support.budgets.contingents import add_contingent, create_years
from cases.support.budgets.enums import HourPart
from cases.support.budgets.services import Message, Terms, agree, propose
from tests.factories import MembershipFactory
from tests.months.situations import Office


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-05 12:00+01:00", tick=True):
        yield


@pytest.fixture
def office(behind, november):
    office = Office()
    behind(office.provider)
    message = Message(date(2026, 8, 1))
    terms = Terms(date(2026, 8, 1), date(2026, 12, 31), total_minutes=6000)
    thread = propose(case=office.cases[0], measure=office.measure, terms=terms, message=message, by=None)
    agree(grant=thread, message=message, by=None)
    year = create_years(measure=office.measure, starts_on=date(2026, 8, 1), count=1, by=None)[0]
    add_contingent(
        year=year, funding_body=office.measure.funding_body, minutes={HourPart.TOTAL: 60000}, by=office.admin.user
    )
    return office


def person_url(office):
    return reverse("carry_over_person", args=[office.cases[0].public_id])


def measure_url(office):
    return reverse("carry_over_of_measure", args=[office.measure.public_id])


def values(**more):
    typed = {"starts_on": "01.08.2026", "ends_on": "30.09.2026", "total": "40", "source": "Altsoftware"}
    return {"request_key": str(uuid.uuid4()), **typed, **more}


def confirm(client, url, posted):
    """Post once, then again with what the preview page carries."""
    first = client.post(url, posted)
    assert first.status_code == 200
    return first.content.decode(), client.post(url, posted | {"previewed": first.context["form"]["previewed"].value()})


def test_a_person_gets_it_after_a_look_at_the_rest(sign_in, office):
    client = sign_in(office.billing.user)
    page, done = confirm(client, person_url(office), values())
    assert "60,0\xa0Std." in page
    assert done.status_code == 302
    assert CarryOver.objects.get().minutes == 2400
    hours = client.get(done.url).content.decode()
    assert "Übertrag aus Altsoftware, Stand 30.09.2026" in hours
    assert "Berichtigen" in hours
    assert (
        "Übertrag aus Altsoftware"
        in client.get(reverse("case_bookings", args=[office.cases[0].public_id])).content.decode()
    )


def test_the_first_post_books_nothing_and_a_changed_second_is_shown_again(sign_in, office):
    client, posted = sign_in(office.billing.user), values()
    first = client.post(person_url(office), posted)
    changed = posted | {"total": "41", "previewed": first.context["form"]["previewed"].value()}
    assert client.post(person_url(office), changed).status_code == 200
    assert not CarryOver.objects.exists()


def test_the_form_offers_the_time_before_the_own_sessions(sign_in, office):
    office.document("present")
    form = sign_in(office.billing.user).get(person_url(office)).context["form"]
    assert (form["starts_on"].value(), form["ends_on"].value()) == (date(2026, 8, 1), date(2026, 10, 4))


def test_more_than_agreed_is_refused_at_the_field_and_keeps_what_was_typed(sign_in, office):
    response = sign_in(office.billing.user).post(person_url(office), values(total="101", source="Liste vom 30.09."))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Möglich sind höchstens 100 Stunden." in page
    assert "Liste vom 30.09." in page


def test_a_measure_gets_it_on_its_contingents(sign_in, office):
    client = sign_in(office.admin.user)
    page, done = confirm(client, measure_url(office), values(total="700"))
    assert "300,0\xa0Std." in page
    assert "Übertrag aus Altsoftware" in client.get(done.url).content.decode()


def test_a_correction_shows_both_rows(sign_in, office):
    used = Used({HourPart.TOTAL: 2400}, date(2026, 8, 1), date(2026, 9, 30), "Altsoftware")
    (row,) = carry_over_case(case=office.cases[0], measure=office.measure, used=used, by=office.billing.user)
    client = sign_in(office.billing.user)
    url = reverse("carry_over_correct", args=[row.public_id])
    posted = {"request_key": str(uuid.uuid4()), "minutes": "30", "reason": "Zahlendreher"}
    page, done = confirm(client, url, posted)
    assert "70,0\xa0Std." in page
    hours = client.get(done.url).content.decode()
    assert "Storno: Übertrag aus Altsoftware" in hours
    assert "Zahlendreher" in hours
    assert client.get(url).status_code == 302


@pytest.mark.parametrize(
    ("role", "person", "measure"),
    [(Role.BILLING, 200, 200), (Role.ADMIN, 403, 200), (Role.TEAM_LEAD, 403, 403), (Role.CONTACT_PERSON, 403, 403)],
)
def test_who_may(sign_in, office, role, person, measure):
    members = {Role.BILLING: office.billing, Role.ADMIN: office.admin, Role.CONTACT_PERSON: office.teacher}
    member = members.get(role) or MembershipFactory(provider=office.provider, role=role, team=office.cases[0].team)
    client = sign_in(member.user)
    assert (client.get(person_url(office)).status_code, client.get(measure_url(office)).status_code) == (
        person,
        measure,
    )


def test_another_provider_finds_nothing(sign_in, office):
    client = sign_in(MembershipFactory(role=Role.BILLING, team=None).user)
    assert client.get(person_url(office)).status_code == 404
    assert client.get(measure_url(office)).status_code == 404
