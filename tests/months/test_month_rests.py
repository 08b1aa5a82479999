"""Hours agreed by the month (model of 2021): the month's rest of each part on month, budgets, person and form."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cases.months.closing.gaps import gaps
from cases.months.contingent_form.services import current_overviews
from cases.people.enums import MeasureModel
from cases.sessions.enums import Outcome, SessionKind
from tests.ledger.test_balances import agree
from tests.months.situations import OCTOBER, Office


@pytest.fixture
def office(behind):
    with time_machine.travel("2026-10-20 12:00+02:00", tick=False):
        office = Office()
        behind(office.provider)
        office.measure.model = MeasureModel.ASAFLEX_2021
        office.measure.save()
        agree(office.cases[0], office.measure, tuition_minutes=90, stabilisation_minutes=120)
        office.document(Outcome.PRESENT, minutes=135)
        office.document(Outcome.PRESENT, minutes=50, kind=SessionKind.SOCIAL, day="2026-10-06")
        yield office


def test_the_month_names_the_rest_of_each_part(office, sign_in):
    client = sign_in(office.billing.user)
    page = client.get(reverse("month_measure", args=["2026-10", office.measure.public_id])).content.decode()
    assert "Unterricht (SuF): -1,0\xa0UE (-0,75\xa0Std.)<br>Stabilisierung (SbB): 1:10\xa0Std." in page
    found = gaps([office.measure], OCTOBER)[office.measure.pk]
    words = "Unterricht (SuF): im Monat 1,0\xa0UE (0,75\xa0Std.) mehr als vereinbart"
    assert words in [gap.detail for gap in found]


def test_budgets_and_person_say_that_the_month_is_over(office, sign_in):
    client = sign_in(office.billing.user)
    page = client.get(reverse("budget_list")).content.decode()
    assert "Monat überschritten" in page
    assert "Oktober 2026, Stabilisierung (SbB): Rest <strong>1:10\xa0Std.</strong> von 2:00\xa0Std." in page
    page = sign_in(office.teacher.user).get(reverse("case_detail", args=[office.cases[0].public_id])).content.decode()
    assert "Unterricht (SuF): im Monat 1,0\xa0UE (0,75\xa0Std.) mehr als vereinbart." in page


def test_the_form_has_the_rests_as_columns(office):
    person = next(
        one
        for one in current_overviews([office.measure], date(2026, 10, 1))[office.measure.pk].people
        if one.case == str(office.cases[0].public_id)
    )
    assert (person.rest_tuition, person.rest_stabilisation) == (-45, 70)
