"""While planning a group: its limit and how a lesson is shared stand there, too many people are said once."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.jobs.models import Job
from asa.jobs.running import run
from asa.mail.models import Mail
from cases.sessions.group_rules import group_rules
from cases.sessions.rules.books import built_in_set
from cases.sessions.rules.services import assign_rule_set, copy_rule_set
from cases.sessions.series.group_limits import OVER_JOB
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory
from tests.planning.situations import group_of, planned

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-22T10:00:00+01:00", tick=False)


@pytest.fixture
def contact(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


def people(contact, measure, number):
    return [
        CaseFactory(provider=contact.provider, team=contact.team, contact_person=contact, measure=measure)
        for _ in range(number)
    ]


def measure(contact, number="427/7/1/25", **values):
    return MeasureFactory(provider=contact.provider, number=number, **values)


def in_full(one):
    own = copy_rule_set(
        source=built_in_set(one.provider_id, one.model), name="Süd", reason="Schreiben des REZ",
        changes={"sharing": "in_full"}, by=None,
    )  # fmt: skip
    assign_rule_set(measure=one, rule_set=own, starts_on=date(2026, 11, 1), reason="Schreiben", by=None)


def test_the_strictest_limit_and_every_payer_by_number(contact):
    old = measure(contact, "427/12/1/25", model="asaflex_2021")
    new = measure(contact, "427/7/1/25")
    cases = people(contact, old, 2) + people(contact, new, 1)
    rules = group_rules([case.pk for case in cases], TODAY)
    assert (rules.people, rules.limit, rules.is_over) == (3, 6, False)
    assert "größte Gruppe" in rules.limit_words
    assert "Quelle: ABES" in rules.limit_words
    assert [(p.measure.number, p.share_words) for p in rules.payers] == [
        ("427/7/1/25", "nach Köpfen (1 Person)"),
        ("427/12/1/25", "nach Köpfen (2 Personen)"),
    ]


def test_one_in_full_is_said_with_the_note(contact, sign_in):
    one, other = measure(contact), measure(contact, "427/8/1/25")
    in_full(other)
    group = group_of(contact, *people(contact, one, 1), *people(contact, other, 1))
    series = planned(group, contact, starts_on=date(2026, 11, 23))
    client = sign_in(contact.user)
    for url in (
        reverse("group_detail", args=[group.public_id]),
        reverse("series_create", args=["gruppe", group.public_id]),
        reverse("series_detail", args=[series.public_id]),
    ):
        page = client.get(url).content.decode()
        assert "Höchstens 6 Personen" in page
        assert "muss mit dem Einkaufszentrum vereinbart sein" in page
        assert "Zusammen ist das mehr als die Stunde" in page


def test_the_seventh_is_warned_of_and_told_to_the_administration_once(contact, sign_in):
    admin = MembershipFactory(provider=contact.provider, role=Role.ADMIN, team=None)
    one = measure(contact)
    group = group_of(contact, *people(contact, one, 6))
    client = sign_in(contact.user)
    for _ in range(2):
        (case,) = people(contact, one, 1)
        values = {"m-case": case.pk, "m-starts_on": "22.11.2026"}
        answer = client.post(reverse("group_member_add", args=[group.public_id]), values)
        assert answer.status_code == 302
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert any("höchstens 6 sind vorgesehen" in words for words in said)
    (job,) = Job.objects.filter(kind=OVER_JOB)
    assert run(job.pk)
    with wall.within(contact.provider_id):
        (letter,) = Mail.objects.all()
    assert letter.to == admin.user.email
    assert group.name in letter.text
    page = client.get(reverse("group_detail", args=[group.public_id])).content.decode()
    assert "Die Gruppe hat 8 Personen, höchstens 6 sind vorgesehen." in page


def test_a_group_within_its_limit_says_nothing(contact, sign_in):
    one = measure(contact)
    group = group_of(contact, *people(contact, one, 2))
    page = sign_in(contact.user).get(reverse("group_detail", args=[group.public_id])).content.decode()
    assert "sind vorgesehen" not in page
    assert "einmal, gleich wie viele kommen" in page


def test_the_number_of_queries_does_not_grow_with_the_people(contact, django_assert_num_queries):
    one = measure(contact)
    built_in_set(one.provider_id, one.model)
    for number in (1, 5):
        keys = [case.pk for case in people(contact, one, number)]
        with django_assert_num_queries(4):
            group_rules(keys, TODAY)
