"""The form "Übersicht Gesamtstundenkontingent": figures counted by hand, versions, columns, files, who may."""

import io
import uuid
from datetime import date

import page
import pikepdf
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from asa.accounts.enums import Role
from asa.accounts.models import LogEntry
from cases.months.closing.corrections import approve, request_correction
from cases.months.closing.services import close_month
from cases.months.closing.snapshot import FundingPart
from cases.months.contingent_form.figures import shared
from cases.months.contingent_form.models import FormIssue, FormSettings
from cases.months.contingent_form.services import current_overviews, issue_form, overview_of, save_settings
from cases.people.enums import MeasureModel
from cases.people.models import FundingShare
from cases.sessions.entries import Entry
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.services import document_session
from cases.support.budgets.enums import GrantStepKind, HourPart, Side
from cases.support.budgets.models import Contingent, HourGrant, HourGrantStep, MeasureYear
from tests.factories import CaseFactory, FundingBodyFactory, MeasureFactory, MembershipFactory, ProviderFactory
from tests.months.situations import OCTOBER, Office


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-05 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, november):
    office = Office()
    behind(office.provider)
    return office


def year(office, number=1, first=date(2026, 1, 1), last=date(2026, 12, 31)):
    return MeasureYear.objects.create(
        provider=office.provider, measure=office.measure, number=number, starts_on=first, ends_on=last
    )


def contingent(office, of, part, minutes, body=None):
    body = body or office.measure.funding_body
    return Contingent.objects.create(provider=office.provider, year=of, funding_body=body, part=part, minutes=minutes)


def old_model(office):
    office.measure.model = MeasureModel.ASAFLEX_2021
    office.measure.save()


def grant(office, case, **minutes):
    thread = HourGrant.objects.create(provider=office.provider, case=case, measure=office.measure)
    step = HourGrantStep.objects.create(
        provider=office.provider, grant=thread, number=1, kind=GrantStepKind.AGREEMENT, side=Side.PROVIDER,
        on=date(2026, 8, 1), starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 31), **minutes,
    )  # fmt: skip
    thread.agreed_step, thread.state = step, "agreed"
    thread.save()


def hold(office, *outcomes, employer=False, **more):
    entry = office.entry(*(outcomes or (Outcome.PRESENT,)), **more)
    entry = Entry(**{**entry.__dict__, "employer_present": employer})
    return document_session(entry=entry, by=office.teacher.user)


def form(office, month=OCTOBER):
    return current_overviews([office.measure], month)[office.measure.pk]


def rows(overview, group=0):
    return {row.key: (row.contingent, row.month, row.so_far, row.remaining) for row in overview.groups[group].rows}


def close(office, month=OCTOBER):
    return close_month(measure=office.measure, month=month, by=office.admin.user)


def issue(office, **more):
    return issue_form(measure=office.measure, month=OCTOBER, by=office.billing.user, **more)


def address(name, office, *more):
    return reverse(name, args=["2026-10", office.measure.public_id, *more])


def book(response):
    return load_workbook(io.BytesIO(response.content))


# ---- figures ----


def test_the_model_of_2024_has_one_total_with_its_parts(office):
    contingent(office, year(office), HourPart.TOTAL, 6000)
    hold(office, day="2026-09-10", minutes=90)
    hold(office, day="2026-10-05", minutes=45)
    hold(office, day="2026-10-06", minutes=60, kind=SessionKind.COMPANION, employer=True)
    hold(office, day="2026-10-07", minutes=60, kind=SessionKind.SOCIAL)
    found = rows(form(office))
    social = found["social"][1]
    companion = found["companion"][1]
    assert found["tuition"] == (None, 45, 135, None)
    assert (social, companion) == (60, 60)
    assert found["companion_company"][1] == 60
    assert found["social_company"][1] == 0
    assert found["total"] == (6000, 165, 255, 5745)


def test_the_model_of_2021_parts_tuition_and_stabilisation(office):
    old_model(office)
    of = year(office)
    contingent(office, of, HourPart.TUITION, 3000)
    contingent(office, of, HourPart.STABILISATION, 1200)
    contingent(office, of, HourPart.STABILISATION, -200)
    hold(office, day="2026-10-05", minutes=90)
    hold(office, day="2026-10-06", minutes=60, kind=SessionKind.COMPANION, employer=True)
    hold(office, day="2026-10-07", minutes=60, kind=SessionKind.SOCIAL, employer=True)
    hold(office, day="2026-10-08", minutes=60, kind=SessionKind.SOCIAL)
    found = rows(form(office))
    assert found["tuition"] == (3000, 90, 90, 2910)
    assert found["stabilisation"][0] == 1000
    assert found["stabilisation"][1] == found["stabilisation"][2] == 1000 - found["stabilisation"][3] == 180
    assert found["companion_company"][1] == 60
    assert found["social_company"][1] == 60


def test_two_funding_bodies_share_by_their_part_and_the_sums_hold(office):
    other = FundingBodyFactory(provider=office.provider)
    for body, points in ((office.measure.funding_body, 6667), (other, 3333)):
        FundingShare.objects.create(
            provider=office.provider, measure=office.measure, funding_body=body, basis_points=points
        )
    year(office)
    hold(office, day="2026-09-10", minutes=45)
    hold(office, day="2026-10-05", minutes=45)
    overview = form(office)
    assert len(overview.groups) == 2
    totals = [rows(overview, index)["total"] for index in (0, 1)]
    assert sum(total[1] for total in totals) == 45
    assert sum(total[2] for total in totals) == 90
    assert sorted(total[2] for total in totals) == [30, 60]


@pytest.mark.parametrize(("minutes", "points", "expected"), [
    (100, (5000, 5000), [50, 50]), (45, (3333, 6667), [15, 30]), (1, (5000, 5000), [1, 0]), (-1, (5000, 5000), [-1, 0]),
    (10, (3333, 3333, 3334), [3, 3, 4]),
])  # fmt: skip
def test_minutes_are_shared_whole(minutes, points, expected):
    parts = [FundingPart(index, "", point) for index, point in enumerate(points)]
    assert shared(minutes, parts) == expected


def test_a_month_with_two_measure_years_shows_both(office):
    year(office, 1, date(2025, 10, 16), date(2026, 10, 15))
    year(office, 2, date(2026, 10, 16), date(2027, 10, 15))
    hold(office, day="2026-10-05", minutes=45)
    hold(office, day="2026-10-20", minutes=90)
    overview = form(office)
    assert [(group.year, group.rows[0].month) for group in overview.groups] == [(1, 45), (2, 90)]


def test_without_a_measure_year_the_hours_still_stand_there(office):
    hold(office, day="2026-10-05", minutes=45)
    overview = form(office)
    assert [(group.year, group.rows[0].month) for group in overview.groups] == [(None, 45)]


def test_a_leap_day_counts_in_february(office):
    with time_machine.travel("2028-03-05 12:00+01:00", tick=False):
        office.measure.ends_on = date(2028, 12, 31)
        office.measure.save()
        year(office, 1, date(2028, 1, 1), date(2028, 12, 31))
        hold(office, day="2028-02-29", minutes=45)
        assert form(office, date(2028, 2, 1)).groups[0].rows[0].month == 45
        assert form(office, date(2028, 3, 1)).groups[0].rows[0].month == 0
        assert form(office, date(2028, 3, 1)).groups[0].rows[0].so_far == 45


def test_people_have_agreed_used_and_remaining(office):
    year(office)
    first, second = office.cases
    grant(office, first, total_minutes=600)
    hold(office, Outcome.PRESENT, Outcome.PRESENT, day="2026-09-10", minutes=90)
    hold(office, Outcome.PRESENT, Outcome.PRESENT, day="2026-10-05", minutes=45)
    people = {person.case: person for person in form(office).people}
    one, two = people[str(first.public_id)], people[str(second.public_id)]
    assert (one.agreed, one.month, one.used, one.remaining) == (600, 45, 135, 465)
    assert (two.agreed, two.month, two.remaining) == (None, 45, None)


def test_in_2021_people_have_hours_a_month_and_kind(office):
    old_model(office)
    year(office)
    grant(office, office.cases[0], tuition_minutes=360, stabilisation_minutes=120)
    hold(office, day="2026-10-05", minutes=90)
    person = next(p for p in form(office).people if p.case == str(office.cases[0].public_id))
    assert (person.agreed_tuition, person.agreed_stabilisation, person.agreed) == (360, 120, 4 * 480)
    assert (person.month_tuition, person.month_stabilisation) == (90, 0)


# ---- versions ----


def test_an_open_month_has_no_version(office):
    with pytest.raises(ValidationError, match="noch nicht abgeschlossen"):
        issue(office)
    assert form(office).is_provisional


def test_versions_follow_each_other_and_the_first_stays(office):
    year(office)
    hold(office, day="2026-10-05", minutes=45)
    close(office)
    first = issue(office)
    kept = overview_of(first)
    with pytest.raises(ValidationError):
        issue(office)
    second = issue(office, reason="Rückfrage der Agentur")
    assert (first.number, second.number) == (1, 2)
    contingent(office, MeasureYear.objects.get(), HourPart.TOTAL, 900)
    assert overview_of(FormIssue.objects.get(pk=first.pk)) == kept


def test_a_version_is_printed_the_same_after_a_new_name(sign_in, office):
    hold(office, day="2026-10-05", minutes=45)
    close(office)
    made = issue(office)
    client = sign_in(office.billing.user)
    urls = [reverse("form_issue_file", args=[made.public_id, kind]) for kind in ("pdf", "xlsx")]

    def printed():
        pdf, xlsx = (client.get(url) for url in urls)
        sheets = load_workbook(io.BytesIO(xlsx.content)).worksheets
        return pdf.content, [list(sheet.values) for sheet in sheets], pdf["Content-Disposition"]

    before = printed()
    trainee = office.cases[0].trainee
    old, trainee.last_name, trainee.customer_number = trainee.last_name, "Neuername", "999A999999"
    trainee.save()
    office.measure.name = "Neue Bezeichnung"
    office.measure.save()
    office.provider.name = "Neuer Träger"
    office.provider.save()
    assert printed() == before
    assert old in str(before[1])


def test_a_version_that_was_changed_is_refused(office):
    close(office)
    made = issue(office)
    made.snapshot["trainer_minutes"] = 1
    with pytest.raises(ValueError, match="checksum"):
        overview_of(made)


def test_the_same_request_gives_the_first_version(office):
    close(office)
    key = uuid.uuid4()
    assert issue(office, request_key=key).pk == issue(office, request_key=key).pk
    assert FormIssue.objects.count() == 1


def test_a_newer_version_is_told(office):
    close(office)
    issue(office)
    with pytest.raises(ValidationError, match="Version 1"):
        issue(office, reason="Rückfrage", after=0)


def test_only_the_list_of_names_in_the_snapshot_names_anybody(office):
    for case in office.cases:  # names that are part of no other word
        case.trainee.first_name, case.trainee.last_name = "Qyxvor", "Qyxnach"
        case.trainee.save()
    hold(office, day="2026-10-05")
    close(office)
    snapshot = issue(office).snapshot
    assert len(snapshot.pop("names")) == len(snapshot["people"])
    assert "qyx" not in str(snapshot).lower()


# ---- pages ----


def test_the_pages_in_the_browser(sign_in, office):
    contingent(office, year(office), HourPart.TOTAL, 6000)
    hold(office, day="2026-10-05", minutes=45)
    client = sign_in(office.billing.user)
    assert "vorläufig" in client.get(reverse("form_month", args=["2026-10"])).content.decode()
    text = client.get(address("form_measure", office)).content.decode()
    assert "Vorläufig" in text
    assert office.cases[0].trainee.last_name in text
    close(office)
    key = uuid.uuid4()
    data = {"request_key": key, "after": 0, "trainer_minutes": "1,5"}
    for _ in range(2):
        response = client.post(address("form_measure", office), data, follow=True)
        assert "Version 1 ist erstellt" in response.content.decode()
    made = FormIssue.objects.get()
    assert made.snapshot["trainer_minutes"] == 90
    assert made.snapshot_sha256 in response.content.decode()
    stale = {"request_key": uuid.uuid4(), "after": 0, "trainer_minutes": "", "reason": "Rückfrage"}
    response = client.post(address("form_measure", office), stale)
    assert response.status_code == 422
    assert "Inzwischen gibt es schon Version 1" in response.content.decode()
    missing = {"request_key": uuid.uuid4(), "after": 1, "trainer_minutes": "", "reason": ""}
    assert client.post(address("form_measure", office), missing).status_code == 422
    assert FormIssue.objects.count() == 1


def test_the_spreadsheet_reads_back(sign_in, office):
    contingent(office, year(office), HourPart.TOTAL, 6000)
    office.cases[0].trainee.last_name = "=HYPERLINK(1)"
    office.cases[0].trainee.save()
    grant(office, office.cases[0], total_minutes=600)
    hold(office, day="2026-10-05", minutes=50)
    close(office)
    made = issue(office)
    client = sign_in(office.billing.user)
    found = book(client.get(reverse("form_issue_file", args=[made.public_id, "xlsx"])))
    sheet = found["Kontingent"]
    head = [cell.value for cell in sheet[1]]
    first = dict(zip(head, [cell.value for cell in sheet[2]], strict=True))
    minutes = overview_of(made).groups[0].rows[0].month
    assert first["Kontingent"] == 100
    assert first["belastet im Monat"] == round(minutes / 60, 2)
    people = found["Teilnehmende"]
    names = [cell for cell in people["A"] if cell.value == "=HYPERLINK(1)"]
    assert len(names) == 1
    assert names[0].data_type == "s"
    assert made.snapshot_sha256 in [cell.value for cell in found["Erläuterung"]["B"]]
    assert LogEntry.objects.filter(kind="export", details__event="contingent_form").exists()


def test_the_pdf_is_accessible_and_the_same_again(sign_in, office):
    old_model(office)
    contingent(office, year(office), HourPart.TUITION, 6000)
    office.cases[0].trainee.last_name = "<script>alert(1)</script>"
    office.cases[0].trainee.save()
    hold(office, day="2026-10-05", minutes=45)
    close(office)
    made = issue(office)
    client = sign_in(office.billing.user)
    url = reverse("form_issue_file", args=[made.public_id, "pdf"])
    content = client.get(url).content
    assert page.is_pdf_compliant_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    assert client.get(url).content == content


def test_no_page_of_the_pdf_is_left_nearly_empty(sign_in, office):
    for _ in range(18):
        CaseFactory(provider=office.provider, contact_person=office.teacher, measure=office.measure)
    contingent(office, year(office), HourPart.TOTAL, 6000)
    content = sign_in(office.billing.user).get(address("form_file", office, "pdf")).content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 2  # the contingents with their explanation, and twenty people on one page


def test_the_lot_adds_its_measures_up(sign_in, office, django_assert_max_num_queries):
    contingent(office, year(office), HourPart.TOTAL, 6000)
    hold(office, day="2026-10-05", minutes=45)
    client = sign_in(office.billing.user)
    url = reverse("form_lot", args=["2026-10", office.measure.lot.public_id])
    client.get(url)
    with django_assert_max_num_queries(60) as before:
        assert "Vorläufig" in client.get(url).content.decode()
    for number in range(8):
        more = MeasureFactory(
            provider=office.provider, lot=office.measure.lot, number=f"427/{900 + number}/1/25",
            funding_body=office.measure.funding_body,
        )  # fmt: skip
        of = MeasureYear.objects.create(
            provider=office.provider, measure=more, number=1, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)
        )
        contingent(office, of, HourPart.TOTAL, 600, more.funding_body)
    with django_assert_max_num_queries(len(before)):
        text = client.get(url).content.decode()
    assert "180,0" in text  # 100 hours and eight times 10
    assert page.is_pdf_compliant_bytes(client.get(url + "pdf/").content, profile=page.ValidationProfile.PDF_UA_1)
    assert book(client.get(url + "xlsx/"))["Kontingent"]["F2"].value == 180


# ---- settings ----


def settings_post(**changed):
    return {"version": 0, "trainer_tuition_minutes": "", "place_last_name": "1", "title_last_name": "Name", **changed}


def test_columns_are_chosen_renamed_and_ordered(sign_in, office):
    client = sign_in(office.billing.user)
    url = reverse("form_settings", args=[office.measure.public_id])
    assert client.get(url).status_code == 200
    data = settings_post(
        place_month="1", title_month="Stunden", place_last_name="2", place_own_0="3", title_own_0="Standort",
        text_own_0="Bocholt", own_form="on",
    )  # fmt: skip
    response = client.post(url, data, follow=True)
    assert "Gespeichert" in response.content.decode()
    stored = FormSettings.objects.get()
    assert [column["title"] for column in stored.columns] == ["Stunden", "Name", "Standort"]
    hold(office, day="2026-10-05", minutes=45)
    text = client.get(address("form_measure", office)).content.decode()
    assert "Eigenes Formular" in text
    sheet = book(client.get(address("form_file", office, "xlsx")))["Teilnehmende"]
    assert [cell.value for cell in sheet[1]] == ["Stunden", "Name", "Standort"]
    assert sheet["C2"].value == "Bocholt"
    stale = client.post(url, data)
    assert stale.status_code == 422
    assert "inzwischen geändert" in stale.content.decode()


def test_new_columns_leave_issued_versions_alone(office):
    close(office)
    made = issue(office)
    columns = [{"key": "own", "title": "Leer", "text": ""}]
    save_settings(
        measure=office.measure, own_form=False, columns=columns, trainer_tuition_minutes=0, by=None, version=0
    )
    assert overview_of(FormIssue.objects.get(pk=made.pk)).columns == ()


@pytest.mark.parametrize("changed", [
    {"place_last_name": ""}, {"place_own_0": "1"},
    {"place_month": "2", "title_month": "Name"}, {"place_last_name": "x"},
])  # fmt: skip
def test_impossible_columns_are_refused(sign_in, office, changed):
    client = sign_in(office.billing.user)
    response = client.post(reverse("form_settings", args=[office.measure.public_id]), settings_post(**changed))
    assert response.status_code == 422
    assert not FormSettings.objects.exists()


# ---- who ----


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.TEACHER, Role.DATA_PROTECTION])
def test_nobody_else_sees_the_forms(sign_in, office, role):
    member = MembershipFactory(provider=office.provider, role=role)
    client = sign_in(member.user)
    for url in (reverse("form_month", args=["2026-10"]), address("form_measure", office), address("form_list", office)):
        assert client.get(url).status_code == 403


def test_another_provider_finds_nothing(sign_in, office, behind):
    close(office)
    made = issue(office)
    other = ProviderFactory()
    stranger = MembershipFactory(provider=other, role=Role.BILLING, team=None)
    client = sign_in(stranger.user)
    behind(other)
    urls = [
        address("form_measure", office), address("form_list", office), address("form_file", office, "pdf"),
        reverse("form_issue_file", args=[made.public_id, "xlsx"]),
        reverse("form_settings", args=[office.measure.public_id]),
    ]  # fmt: skip
    assert [client.get(url).status_code for url in urls] == [404] * len(urls)


def test_an_administrator_sees_no_customer_numbers(sign_in, office):
    office.cases[0].trainee.customer_number = "123A456789"
    office.cases[0].trainee.save()
    assert "123A456789" not in sign_in(office.admin.user).get(address("form_measure", office)).content.decode()


# ---- command ----


def test_the_command_writes_the_form(office, tmp_path, capsys):
    hold(office, day="2026-10-05", minutes=45)
    out = tmp_path / "form.xlsx"
    call_command("contingent_form", measure="427/11/1/25", month="2026-10", out=out)
    assert "vorläufig" in capsys.readouterr().out
    assert load_workbook(out)["Kontingent"].max_row > 2


@pytest.mark.parametrize(("measure", "month", "out", "words"), [
    ("427/99/1/25", "2026-10", "a.xlsx", "gibt es nicht"), ("x", "2026-10", "a.xlsx", "keine Maßnahmenummer"),
    ("427/11/1/25", "2026-13", "a.xlsx", "kein Monat"), ("427/11/1/25", "2026-10", "a.pdf", "xlsx"),
    ("427/11/1/25", "2019-10", "a.xlsx", "lief im"), ("427/11/1/25", "2026-10", "no/where/a.xlsx", "nicht schreiben"),
])  # fmt: skip
def test_the_command_says_in_german_what_is_wrong(office, tmp_path, measure, month, out, words):
    with pytest.raises(CommandError, match=words):
        call_command("contingent_form", measure=measure, month=month, out=tmp_path / out)


def test_the_form_states_how_a_shared_lesson_was_split(office):
    form = current_overviews([office.measure], OCTOBER)[office.measure.pk]
    assert form.sharing.startswith("Termine mit Personen mehrerer Maßnahmen: nach Köpfen geteilt")


def test_from_the_second_version_on_it_says_what_was_corrected(office):
    session = office.document(Outcome.PRESENT)  # 90 minutes
    close_month(measure=office.measure, month=OCTOBER, by=office.billing.user)
    first = issue(office)
    correction = request_correction(
        entry=office.entry(Outcome.CANCELLED_BEFORE), reason="geheim", by=office.teacher.user, session=session
    )
    approve(correction=correction, by=office.billing.user, version=session.version)

    second = issue(office, reason="Korrektur", after=1)

    words = ("Berichtigt: Termin am 05.10.2026, − 90 Minuten, gebucht im November 2026.",)
    assert overview_of(first).corrected == ()
    assert overview_of(second).corrected == words
    assert first.snapshot_sha256 != second.snapshot_sha256
