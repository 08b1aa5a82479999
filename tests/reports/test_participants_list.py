"""The participants' list of a measure on a day: who was there, as the person who orders it may see them."""

from datetime import date

import pytest

from asa.accounts.enums import Role
from asa.jobs.running import run
from cases.people.models import MeasureStay
from reports.engine.documents import report_document, report_pdf
from reports.engine.models import Report
from reports.engine.services import request_report
from reports.types.participants.figures import participants_figures
from tests.factories import CaseFactory, FunderAccessFactory, MembershipFactory, TeamFactory
from tests.reports.test_report_pdf import broken_rules

ON = date(2026, 9, 30)


def ordered(worked, by) -> Report:
    report = request_report(type="participants", subject=worked.measure, period=ON.isoformat(), by=by)
    assert run(report.job_id)
    report.refresh_from_db()
    return report


def test_it_lists_who_was_there_on_the_day(worked):
    gone = worked.cases[0]
    MeasureStay.objects.filter(case=gone).update(ends_on=date(2026, 9, 29))
    figures = participants_figures(worked.measure, ON, reader=None)
    names = [person.name for person in figures.participants]
    assert names == sorted(names)
    assert len(names) == 5
    assert f"{gone.trainee.last_name}, {gone.trainee.first_name}" not in names
    assert {person.company for person in figures.participants} == {worked.company.name}


def test_accents_do_not_count_in_the_order_of_names(worked):
    for case, name in zip(worked.cases, ("Zander", "Özkan", "Peters", "Olm", "Ärger", "Abel"), strict=True):
        case.trainee.last_name = name
        case.trainee.save()
    figures = participants_figures(worked.measure, ON, reader=None)
    names = [person.name.partition(",")[0] for person in figures.participants]
    assert names == ["Abel", "Ärger", "Olm", "Özkan", "Peters", "Zander"]


def test_people_of_another_team_are_only_counted(worked, behind):
    CaseFactory(provider=worked.provider, team=TeamFactory(provider=worked.provider), measure=worked.measure)
    behind(worked.provider)
    figures = participants_figures(worked.measure, ON, reader=worked.second.user)
    assert (len(figures.participants), figures.hidden) == (6, 1)


def test_customer_numbers_need_their_own_right(worked, behind):
    for case in worked.cases:
        case.trainee.customer_number = "123A456789"
        case.trainee.save()
    admin = MembershipFactory(provider=worked.provider, role=Role.ADMIN)
    behind(worked.provider)
    numbers = {
        member.role: {
            p.customer_number for p in participants_figures(worked.measure, ON, reader=member.user).participants
        }
        for member in (worked.second, admin)
    }
    assert numbers == {Role.TEAM_LEAD: {"123A456789"}, Role.ADMIN: {""}}


def test_the_queries_do_not_grow_with_the_people(worked, behind, django_assert_num_queries):
    # stays with people, contracts, contact persons, agreements, events
    with django_assert_num_queries(5) as first:
        participants_figures(worked.measure, ON, reader=None)
    for _ in range(5):
        CaseFactory(provider=worked.provider, measure=worked.measure)
    behind(worked.provider)
    with django_assert_num_queries(len(first)):
        participants_figures(worked.measure, ON, reader=None)


def test_the_file_is_accessible_and_a_funder_never_sees_it(worked, sign_in):
    report = ordered(worked, worked.author.user)
    assert broken_rules(report_pdf(report)) == []
    funder = FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user
    assert sign_in(funder).get(f"/berichte/{report.public_id}/").status_code == 404
    assert sign_in(worked.author.user).get(f"/berichte/{report.public_id}/").status_code == 200


def test_another_contact_person_does_not_see_the_list_of_a_colleague(worked, sign_in):
    report = ordered(worked, worked.author.user)
    colleague = MembershipFactory(provider=worked.provider)
    assert sign_in(colleague.user).get(f"/berichte/{report.public_id}/").status_code == 404


def test_a_day_ahead_is_refused(worked):
    with pytest.raises(Exception, match="erst am"):
        request_report(type="participants", subject=worked.measure, period="2031-01-01", by=None)


def test_an_empty_day_says_so(worked):
    MeasureStay.objects.update(starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31))
    report = ordered(worked, worked.author.user)
    assert report_document(report).sections[0].headline == "An diesem Tag war niemand in der Maßnahme"
    assert broken_rules(report_pdf(report)) == []
