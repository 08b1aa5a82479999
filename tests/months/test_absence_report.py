"""Absence days and reasons per calendar month: figures, PDF/UA, spreadsheet, and what is still provisional."""

from datetime import date
from io import BytesIO

import openpyxl
import page
import pytest

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from cases.months.statuses.absence_report import absence_book, absence_pdf, report_of
from cases.months.statuses.read_model import absences_of, open_provisional
from cases.people.models import MeasureStay
from tests.months.status_situations import NOVEMBER, Month

pytestmark = pytest.mark.django_db


def worked() -> Month:
    """Two people: the first sick over a weekend, then provisionally; the second away once."""
    month = Month()
    for day in (5, 6, 9):
        month.mark(month.cases[0], NOVEMBER.replace(day=day), "K")
    month.mark(month.cases[0], NOVEMBER.replace(day=12), "KO")
    month.mark(month.cases[1], NOVEMBER.replace(day=3), "UE")
    month.mark(month.cases[1], NOVEMBER.replace(day=4), "P")
    return month


def test_days_in_a_row_are_one_absence_over_a_weekend():
    month = worked()
    with wall.within(month.provider.pk):
        people = {person.case.pk: person for person in absences_of(month.measure, NOVEMBER)}
    first = people[month.cases[0].pk]
    assert [(a.first.day, a.last.day, a.days, a.letters) for a in first.absences] == [(5, 9, 3, "K"), (12, 12, 1, "KO")]
    assert people[month.cases[1].pk].days == 1


def test_days_of_an_earlier_measure_are_not_reported_here():
    month = worked()
    with wall.within(month.provider.pk):
        MeasureStay.objects.filter(case=month.cases[0]).update(starts_on=date(2026, 11, 9))
        people = {person.case.pk: person.days for person in absences_of(month.measure, NOVEMBER)}
    assert people[month.cases[0].pk] == 2


def test_provisional_entries_are_listed_with_a_link_to_their_row():
    month = worked()
    with wall.within(month.provider.pk):
        rows = open_provisional(month.measure, NOVEMBER)
    assert [(row.case.pk, row.words) for row in rows] == [(month.cases[0].pk, "vorläufig am 12.11.")]
    assert rows[0].url == f"{month.url}?person={month.cases[0].public_id}"


def test_the_pdf_is_accessible():
    month = worked()
    with wall.within(month.provider.pk):
        content = absence_pdf(report_of(month.measure, NOVEMBER, with_number=True))
    assert page.is_pdf_compliant_bytes(content, profile=page.ValidationProfile.PDF_UA_1)


def test_the_empty_month_is_accessible_too():
    month = Month(people=0)
    with wall.within(month.provider.pk):
        content = absence_pdf(report_of(month.measure, NOVEMBER))
    assert page.is_pdf_compliant_bytes(content, profile=page.ValidationProfile.PDF_UA_1)


def test_the_spreadsheet_has_typed_cells_and_defused_names():
    month = worked()
    with wall.within(month.provider.pk):
        month.cases[1].trainee.last_name = "=1+1"
        month.cases[1].trainee.save()
        content = absence_book(report_of(month.measure, NOVEMBER))
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2))
    hostile = next(row for row in rows if row[0].value == "=1+1")
    assert hostile[0].data_type == "s"
    assert hostile[2].is_date
    assert rows[-1][0].value == "Summe"
    assert rows[-1][4].value == 5


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMIN, 200), (Role.BILLING, 200), (Role.TEAM_LEAD, 403), (Role.TEACHER, 403)]
)
@pytest.mark.parametrize("tail", ["", "xlsx/"])
def test_who_may_take_the_report(sign_in, role, status, tail):
    month = worked()
    url = f"/anwesenheit/fehltage/{month.measure.public_id}/2026-11/{tail}"
    assert sign_in(month.member(role).user).get(url).status_code == status


def test_a_file_is_an_export_in_the_log_and_foreign_measures_are_not_found(sign_in):
    month, other = worked(), Month(people=1)
    client = sign_in(month.member(Role.BILLING).user)
    client.get(f"/anwesenheit/fehltage/{month.measure.public_id}/2026-11/xlsx/")
    assert client.get(f"/anwesenheit/fehltage/{other.measure.public_id}/2026-11/xlsx/").status_code == 404
    with wall.within(month.provider.pk):
        assert LogEntry.objects.filter(kind=LogKind.EXPORT, details__what="absence_report").count() == 1


def test_customer_numbers_only_for_those_who_may_read_them(sign_in):
    month = worked()
    with wall.within(month.provider.pk):
        month.cases[0].trainee.customer_number = "123A456789"
        month.cases[0].trainee.save()
    url = f"/anwesenheit/fehltage/{month.measure.public_id}/2026-11/"
    assert "123A456789" in sign_in(month.member(Role.BILLING).user).get(url).content.decode()
    assert "123A456789" not in sign_in(month.member(Role.ADMIN).user).get(url).content.decode()
