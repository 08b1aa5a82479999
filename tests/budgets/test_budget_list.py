"""Who has little left and who leaves hours unused stands in one list, as page and as spreadsheet."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from asa.jobs.models import Job
from asa.jobs.running import run
from asa.mail.models import Mail
from cases.sessions.budgets.notices import OVER_JOB
from cases.sessions.entries import Entry, Part
from cases.sessions.enums import SessionKind
from cases.sessions.services import document_session
from cases.support.budgets.models import Contingent, MeasureYear
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, SessionFactory, SupportElementFactory, at
from tests.ledger.test_balances import agree


@pytest.fixture
def worker(behind):
    worker = MembershipFactory()
    behind(worker.provider)
    return worker


def case_of(worker, last_name, minutes=None, weekly=0):
    measure = MeasureFactory(provider=worker.provider)
    case = CaseFactory(
        provider=worker.provider, contact_person=worker, measure=measure, trainee__last_name=last_name, team=worker.team
    )
    today = timezone.localdate()
    if minutes is not None:
        agree(case, measure, start=today - timedelta(days=90), end=today + timedelta(days=90), total_minutes=minutes)
    if weekly:
        SupportElementFactory(case=case, starts_on=date(2025, 9, 1), minutes_per_week=weekly)
    return case


@pytest.fixture
def three(worker):
    return case_of(worker, "Knapp", 180, 90), case_of(worker, "Übrig", 6000), case_of(worker, "Ohne")


@pytest.mark.parametrize(
    ("stand", "shown"),
    [("", "Knapp Übrig Ohne"), ("knapp", "Knapp"), ("ungenutzt", "Übrig"), ("ohne", "Ohne"), ("x", "Knapp Übrig Ohne")],
)
def test_filters_show_whom_they_name(sign_in, worker, three, stand, shown):
    page = sign_in(worker.user).get(f"/budgets/?stand={stand}").content.decode()
    assert {name for name in ("Knapp", "Übrig", "Ohne") if f" {name}</a>" in page} == set(shown.split())


def test_the_spreadsheet_holds_what_is_shown_and_is_logged(sign_in, worker, three):
    answer = sign_in(worker.user).get("/budgets/excel/?stand=knapp")
    sheet = load_workbook(BytesIO(answer.content))["Budgets"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Knapp"]
    assert sheet["F2"].value == 3
    assert LogEntry.objects.filter(kind=LogKind.EXPORT, route="budget_export").exists()


def test_the_list_of_trainees_filters_by_tight_budget(sign_in, worker, three):
    page = sign_in(worker.user).get("/teilnehmende/?tight=1").content.decode()
    assert "Knapp" in page
    assert "Übrig" not in page


def test_only_own_people_and_only_readers_of_hours(sign_in, worker, three):
    stranger = MembershipFactory(provider=worker.provider)
    assert "Knapp</a>" not in sign_in(stranger.user).get("/budgets/").content.decode()
    assert "Knapp</a>" not in sign_in(MembershipFactory().user).get("/budgets/").content.decode()
    protection = MembershipFactory(provider=worker.provider, role=Role.DATA_PROTECTION)
    client = sign_in(protection.user)
    assert client.get("/budgets/").status_code == 403
    assert client.get("/budgets/excel/").status_code == 403


def test_an_empty_list_says_so(sign_in, worker):
    assert "Noch läuft keine Teilnahme." in sign_in(worker.user).get("/budgets/").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_people(sign_in, worker, three, django_assert_max_num_queries):
    client = sign_in(worker.user)
    client.get("/budgets/")
    for number in range(6):
        case_of(worker, f"Weiter{number}", 600)
    with django_assert_max_num_queries(30):
        client.get("/budgets/")


def _lesson(worker, case, minutes, *, hours_ago=5):
    start = timezone.now() - timedelta(hours=hours_ago)
    document_session(
        entry=Entry(SessionKind.TUITION, start, start + timedelta(minutes=minutes), [Part(case)], [worker], topic="x"),
        by=worker.user,
    )


def test_over_budget_is_saved_and_administration_is_told_once_without_names(worker):
    billing = MembershipFactory(provider=worker.provider, role=Role.BILLING)
    case = case_of(worker, "Geheim", 45)
    for hours_ago in (9, 5):
        _lesson(worker, case, 90, hours_ago=hours_ago)
    (job,) = Job.objects.filter(kind=OVER_JOB)
    run(job.pk)
    (mail,) = Mail.objects.all()
    assert mail.to == billing.user.email
    assert "Geheim" not in mail.text + mail.subject
    assert "/budgets/?stand=knapp" in mail.text


def test_within_the_budget_nobody_is_told(worker):
    MembershipFactory(provider=worker.provider, role=Role.BILLING)
    case = case_of(worker, "Ruhig", 600)
    SessionFactory(provider=worker.provider, cases=[case], starts=at("2026-10-05"), held=True)
    _lesson(worker, case, 45)
    assert not Job.objects.filter(kind=OVER_JOB).exists()


def test_who_reads_all_hours_sees_the_measures_first(sign_in, worker, three):
    measure = MeasureFactory(provider=worker.provider, name="AsA flex Süd")
    today = timezone.localdate()
    year = MeasureYear.objects.create(
        provider=worker.provider, measure=measure, number=1, starts_on=today, ends_on=today + timedelta(days=364)
    )
    Contingent.objects.create(
        provider=worker.provider, year=year, funding_body=measure.funding_body, part="total", minutes=6000
    )
    billing = MembershipFactory(provider=worker.provider, role=Role.BILLING)
    assert "AsA flex Süd" in sign_in(billing.user).get("/budgets/").content.decode()
    assert "AsA flex Süd" not in sign_in(worker.user).get("/budgets/").content.decode()


def test_the_vorphase_needs_no_agreed_hours(sign_in, worker):
    case = CaseFactory(
        provider=worker.provider, contact_person=worker, team=worker.team, state="pre_phase", trainee__last_name="Vor"
    )
    client = sign_in(worker.user)

    assert " Vor</a>" not in client.get("/budgets/?stand=ohne").content.decode()
    page = client.get(reverse("case_detail", args=[case.public_id])).content.decode()
    assert "sie zählt nach Plätzen" in page
    assert "ohne Vereinbarung" not in page
