"""An empty provider walks on its pages to the first quarter in the funder's hands: the test itself writes no row.

`createprovider`, then: the founder accepts the invitation and alone sets up site, team, funding body, lot, a measure of
either model, further own roles and the staff (freelance teacher and social worker among them); everybody accepts the
invitation; twelve people come by a list with company, contract, entry, measure, phase, case team and hours; hours are
agreed and carried over; a group of both measures is planned and its freelance teacher accepts; four weeks of sessions
have every outcome; a contract is broken off and another begun, an exam passed, a case ended; the months are closed, one
is corrected; bill, contingent form, progress report and quarter are made, a second person releases, and the funder
takes PDF and table. Each form is filled once in the browser and then sent again as the page would. Every figure was
counted by hand: the counting stands as comments beside it.
"""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.accounts.signing_in import link_in
from tests.browser.from_nothing import founding, hours, lessons, lives, months, planning, reports, takeover
from tests.browser.from_nothing.hand import Hand

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def founder(open_page, transactional_db):
    out = StringIO()
    call_command(
        "createprovider", name="Bildungswerk Nord", admin_email="gruendung@traeger.example",
        first_name="Nora", last_name="Lindner", stdout=out,
    )  # fmt: skip
    hand = Hand(open_page("/konto/login/", width="wide"))
    hand.accept(link_in(out.getvalue()))
    return hand


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    storage = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def test_an_empty_provider_walks_to_the_funders_first_quarter(open_page, founder):
    founding.set_up_the_organisation(founder)
    founding.bring_the_staff(founder)
    hands = founding.let_them_in(open_page)

    takeover.take_twelve_people_over(founder)
    takeover.finish_their_admissions(founder)
    people = takeover.people_of(hands["Berger"])

    hours.agree_on_hours(hands["Berger"], people)
    hours.carry_hours_over(hands["Klein"], people)
    hours.name_the_teacher(hands["Berger"], people)
    hours.compare_rests(hands["Berger"], people)

    planning.enter_the_years_contingent(hands["Klein"])
    planning.plan_a_group(founder, people)
    planning.accept_the_offers(hands["Winter"])

    lessons.first_in_the_browser(hands["Sommer"], people)
    lessons.write_down_the_group(hands["Winter"], people)
    lessons.write_down_talks(hands["Sommer"], people)
    lessons.write_down_company_visits(hands["Berger"], people)
    lessons.compare_what_it_counts(hands["Klein"])

    lives.break_and_begin_anew(hands["Berger"], people)
    lives.pass_the_final_exam(hands["Berger"], people)
    lives.leave_with_success(hands["Berger"], people)

    measures = months.measures_of(hands["Klein"])
    months.close_two_months(hands["Klein"], measures)
    months.compare_closed_months(hands["Klein"], measures)
    months.correct_a_closed_month(hands["Sommer"], hands["Klein"], people)
    months.close_the_last_month(hands["Klein"], measures)
    months.bill(hands["Klein"], measures)
    months.issue_the_contingent_form(hands["Klein"], measures)

    reports.write_the_progress_report(hands["Berger"], founder, people)
    quarters = reports.order_the_quarters(hands["Berger"], founder)
    funder = reports.let_the_funder_in(open_page, founder)
    reports.take_as_the_funder(funder, quarters)
