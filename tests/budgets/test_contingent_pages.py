"""Maßnahmejahre und Kontingente: pages for administration and billing, nobody else."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from asa.accounts.enums import Role
from cases.people.enums import MeasureModel
from cases.support.budgets.contingents import add_contingent, create_years
from cases.support.budgets.enums import HourPart
from cases.support.budgets.models import Contingent, MeasureYear
from tests.factories import MeasureFactory, MembershipFactory

HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture
def measure(behind):
    one = MeasureFactory()  # 01.08.2024 to 31.07.2028
    behind(one.provider)
    return one


@pytest.fixture
def client_of(sign_in, measure):
    return lambda role: sign_in(MembershipFactory(provider=measure.provider, role=role).user)


@pytest.fixture
def billing(client_of):
    return client_of(Role.BILLING)


def first_year(measure, minutes=6000):
    year = create_years(measure=measure, starts_on=date(2024, 8, 1), count=1, by=None)[0]
    if minutes:
        add_contingent(year=year, funding_body=measure.funding_body, minutes={HourPart.TOTAL: minutes}, by=None)
    return year


def post_years(client, measure, **values):
    values = {"request_key": uuid4(), "starts_on": "01.08.2024", "count": "4"} | values
    return client.post(reverse("years_create", args=[measure.public_id]), values)


def post_contingent(client, year, **values):
    values = {
        "request_key": uuid4(),
        "version": "0",
        "funding_body": year.measure.funding_body_id,
        "total": "1.500",
    } | values
    return client.post(reverse("contingent_add", args=[year.public_id]), values)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMIN, 200),
        (Role.BILLING, 200),
        (Role.TEAM_LEAD, 403),
        (Role.CONTACT_PERSON, 403),
        (Role.TEACHER, 403),
        (Role.DATA_PROTECTION, 403),
    ],
)
def test_who_may(client_of, measure, role, status):
    year = first_year(measure)
    client = client_of(role)
    addresses = [
        reverse("contingent_list"),
        reverse("measure_years", args=[measure.public_id]),
        reverse("years_create", args=[measure.public_id]),
        reverse("year_create", args=[measure.public_id]),
        reverse("contingent_add", args=[year.public_id]),
        reverse("year_remove", args=[year.public_id]),
    ]
    assert {client.get(address).status_code for address in addresses} == {status}


def test_another_provider_finds_nothing(sign_in, measure):
    year = first_year(measure)
    client = sign_in(MembershipFactory(role=Role.BILLING).user)
    assert client.get(reverse("measure_years", args=[measure.public_id])).status_code == 404
    assert post_years(client, measure).status_code == 404
    assert post_contingent(client, year).status_code == 404
    assert client.post(reverse("year_remove", args=[year.public_id])).status_code == 404
    assert measure.name not in client.get(reverse("contingent_list")).content.decode()


def test_all_years_are_made_in_one_form(billing, measure):
    page = billing.get(reverse("years_create", args=[measure.public_id])).content.decode()
    assert 'value="01.08.2024"' in page
    assert 'value="4"' in page

    key = uuid4()
    for _ in range(2):
        assert post_years(billing, measure, request_key=key).status_code == 302
    assert MeasureYear.objects.count() == 4


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"starts_on": "02.08.2025"}, "wäre eine Lücke"),
        ({"starts_on": "31.07.2025"}, "überschneiden"),
        ({"starts_on": "30.02.2025"}, "Geben Sie das Datum so ein"),
        ({"starts_on": "01.08.2025", "count": "9"}, "liegen nicht ganz in der Laufzeit"),
        ({"starts_on": "31.12.9999"}, "Der Beginn liegt nicht in der Laufzeit"),
        ({"starts_on": "01.01.0001"}, "Der Beginn liegt nicht in der Laufzeit"),
        ({"starts_on": "01.08.2025", "count": "viele"}, "Anzahl der Jahre"),
    ],
)
def test_wrong_years_are_refused_in_words(billing, measure, wrong, words):
    first_year(measure)
    response = post_years(billing, measure, **({"count": "1"} | wrong))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert MeasureYear.objects.count() == 1


def test_one_year_with_its_own_end(billing, measure):
    first_year(measure)
    values = {"request_key": uuid4(), "starts_on": "01.08.2025", "ends_on": "31.12.2025"}
    assert billing.post(reverse("year_create", args=[measure.public_id]), values).status_code == 302
    assert MeasureYear.objects.get(number=2).ends_on == date(2025, 12, 31)


def test_a_contingent_is_entered_in_hours_and_once(billing, measure):
    year, key = first_year(measure, 0), uuid4()
    for _ in range(2):
        assert post_contingent(billing, year, request_key=key).status_code == 302
    assert [row.minutes for row in Contingent.objects.all()] == [90000]
    page = billing.get(reverse("measure_years", args=[measure.public_id])).content.decode()
    assert "1.500,0\u00a0Std." in page


def test_a_change_needs_a_reason_and_shows_in_the_history(billing, measure):
    year = first_year(measure)
    refused = post_contingent(billing, year, version="1", total="-20")
    assert "warum sich das Kontingent ändert" in refused.content.decode()

    reason = {"reason": f"Kürzung {HOSTILE}", "letter_on": "07.01.2026"}
    assert post_contingent(billing, year, version="1", total="-20", **reason).status_code == 302
    page = billing.get(reverse("measure_years", args=[measure.public_id])).content.decode()
    assert "80,0\u00a0Std." in page
    assert "-20,0\u00a0Std." in page
    assert "Schreiben vom 07.01.2026" in page
    assert HOSTILE not in page
    assert "&lt;img src=x" in page


def test_a_stale_change_shows_both_and_keeps_what_was_typed(billing, measure):
    year = first_year(measure)
    stale = post_contingent(billing, year, total="-20", reason="Kürzung laut Schreiben")
    page = stale.content.decode()
    assert stale.status_code == 422
    assert "inzwischen geändert" in page
    assert "100,0\u00a0Std." in page
    assert "Kürzung laut Schreiben" in page
    assert 'name="version" value="1"' in page


def test_in_2021_both_kinds_are_entered_in_one_form(sign_in, behind):
    measure = MeasureFactory(model=MeasureModel.ASAFLEX_2021)
    behind(measure.provider)
    year = first_year(measure, 0)
    client = sign_in(MembershipFactory(provider=measure.provider, role=Role.ADMIN).user)
    assert post_contingent(client, year, total="", tuition="1000", stabilisation="200:30").status_code == 302
    assert dict(Contingent.objects.values_list("part", "minutes")) == {"tuition": 60000, "stabilisation": 12030}


def test_a_funding_body_of_another_provider_is_no_choice(billing, measure):
    year = first_year(measure, 0)
    response = post_contingent(billing, year, funding_body=MeasureFactory().funding_body_id)
    assert response.status_code == 422
    assert not Contingent.objects.exists()


def test_a_year_made_by_mistake_is_removed_after_a_question(billing, measure):
    year = first_year(measure, 0)
    address = reverse("year_remove", args=[year.public_id])
    assert "entfernen?" in billing.get(address).content.decode()
    assert MeasureYear.objects.exists()
    billing.post(address)
    assert not MeasureYear.objects.exists()


def test_a_year_with_hours_stays(billing, measure):
    year = first_year(measure)
    page = billing.post(reverse("year_remove", args=[year.public_id]), follow=True).content.decode()
    assert "Es bleibt bestehen." in page
    assert MeasureYear.objects.exists()


@pytest.mark.parametrize("name", ["contingent_list", "measure_years"])
def test_the_pages_need_the_same_queries_for_any_length(billing, measure, name, django_assert_max_num_queries):
    address = reverse(name, args=[] if name == "contingent_list" else [measure.public_id])
    year = first_year(measure)
    billing.get(address)
    # session and wall (6), roles (5), savepoints (4), provider; then measures, years and contingents, carry-overs
    with django_assert_max_num_queries(21):
        billing.get(address)
    for number in range(3):
        first_year(MeasureFactory(provider=measure.provider))
        add_contingent(
            year=year, funding_body=measure.funding_body, minutes={HourPart.TOTAL: 60 + number}, by=None, reason="mehr"
        )
    with django_assert_max_num_queries(21):
        billing.get(address)


def test_administration_and_mehr_lead_there(client_of, measure):
    client = client_of(Role.ADMIN)
    address = reverse("measure_years", args=[measure.public_id])
    assert address in client.get(reverse("record_edit", args=["massnahmen", measure.pk])).content.decode()
    assert reverse("contingent_list") in client.get(reverse("more")).content.decode()


def test_no_further_year_is_offered_where_the_term_is_full(billing, measure):
    url = reverse("measure_years", args=[measure.public_id])
    first_year(measure)
    assert "Weitere Jahre anlegen" in billing.get(url).content.decode()
    measure.ends_on = MeasureYear.objects.get(measure=measure).ends_on
    measure.save(update_fields=["ends_on"])
    assert "anlegen" not in billing.get(url).content.decode()
