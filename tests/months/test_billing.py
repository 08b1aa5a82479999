"""Rates and billing sheets: amounts counted by hand, rounding, gaps, versions, files, who may."""

import io
import uuid
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import page
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from asa.accounts.enums import Role
from cases.months.billing.figures import BillingLine, amount_of, euros, half_up, printed_amount
from cases.months.billing.forms import parse_cents
from cases.months.billing.models import BillingSheet, BillingTerms, Rate
from cases.months.billing.services import (
    add_rate,
    calculation_of,
    change_rate,
    figures_of_sheet,
    make_sheet,
    save_terms,
)
from cases.months.closing.services import close_month
from cases.people.enums import MeasureModel
from cases.sessions.enums import SessionKind
from cases.support.budgets.enums import HourPart
from cases.support.budgets.models import Contingent, MeasureYear
from tests.factories import MeasureFactory, MembershipFactory, ProviderFactory
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


def rate(office, cents=4850, part=HourPart.TOTAL, first=date(2026, 1, 1), **more):
    return add_rate(
        lot=office.measure.lot, part=part, cents_per_hour=cents, starts_on=first, by=office.billing.user, **more
    )


def close(office, month=OCTOBER):
    return close_month(measure=office.measure, month=month, by=office.admin.user)


def sheet(office, **more):
    return make_sheet(measure=office.measure, month=OCTOBER, by=office.billing.user, **more)


def lines(office):
    found = calculation_of(office.measure, OCTOBER)
    return [(line.part, line.minutes, line.cents_per_hour, line.cents) for line in found.figures.lines]


def contingent(office, minutes, part=HourPart.TOTAL):
    year = MeasureYear.objects.create(
        provider=office.provider,
        measure=office.measure,
        number=1,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    Contingent.objects.create(
        provider=office.provider, year=year, funding_body=office.measure.funding_body, part=part, minutes=minutes
    )


def address(name, office, *more):
    return reverse(name, args=["2026-10", office.measure.public_id, *more])


# ---- rounding ----


@pytest.mark.parametrize(("minutes", "cents", "expected"), [
    (60, 4850, 4850), (45, 4850, 3638), (1, 30, 1), (1, 29, 0), (100, 4850, 8083), (0, 4850, 0), (-45, 4850, -3638),
    (-1, 30, -1), (1, 90, 2),
])  # fmt: skip
def test_half_a_cent_rounds_up(minutes, cents, expected):
    assert amount_of(minutes, cents) == expected


@given(st.integers(0, 1_000_000), st.integers(1, 100_000_00))
def test_an_amount_is_the_nearest_cent(minutes, cents):
    exact = (Decimal(minutes) * cents / 60).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert amount_of(minutes, cents) == exact
    assert abs(60 * amount_of(minutes, cents) - minutes * cents) <= 30
    assert amount_of(-minutes, cents) == -amount_of(minutes, cents)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_halves_go_away_from_zero(numerator, denominator):
    exact = (Decimal(numerator) / denominator).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert half_up(numerator, denominator) == exact


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_printed_hours_times_rate_is_the_amount_or_explained(minutes, cents):
    line = BillingLine("total", "x", "2026-10-01", "2026-10-31", minutes, cents, amount_of(minutes, cents))
    hours = (Decimal(minutes) / 60).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    product = int((hours * cents).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert printed_amount(minutes, cents) == product
    assert bool(line.difference) == (product != line.cents)
    if line.difference:
        assert euros(line.cents) in line.difference
        assert euros(product) in line.difference


@pytest.mark.parametrize(("text", "cents"), [
    ("48,50 €", 4850), ("48.50", 4850), ("€ 48,5", 4850), ("1.234,56 EUR", 123456), ("48", 4800), ("0,01", 1),
])  # fmt: skip
def test_euros_are_read_as_people_write_them(text, cents):
    assert parse_cents(text) == cents


@pytest.mark.parametrize("text", ["48,505", "viel", "", "=1+1", "4 8,5 0 x"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_cents(text)


@given(st.integers(1, 100_000_00))
def test_euros_are_written_as_they_are_read(cents):
    assert parse_cents(euros(cents)) == cents


# ---- what a month costs ----


def test_a_month_by_hand(office):
    rate(office)
    office.document(day="2026-10-05", minutes=90)
    office.document(day="2026-10-06", minutes=60, kind=SessionKind.COMPANION)
    assert lines(office) == [("total", 150, 4850, 12125)]


def test_2021_has_a_line_for_each_part(office):
    office.measure.model = MeasureModel.ASAFLEX_2021
    office.measure.save()
    rate(office, 4000, HourPart.TUITION)
    rate(office, 5000, HourPart.STABILISATION)
    office.document(day="2026-10-05", minutes=45)
    office.document(day="2026-10-06", minutes=60, kind=SessionKind.SOCIAL)
    assert lines(office) == [("tuition", 45, 4000, 3000), ("stabilisation", 60, 5000, 5000)]


def test_a_new_rate_within_the_month_splits_the_line(office):
    rate(office)
    second = rate(office, 5000, first=date(2026, 10, 16))
    assert Rate.objects.exclude(pk=second.pk).get().ends_on == date(2026, 10, 15)
    office.document(day="2026-10-15", minutes=45)
    office.document(day="2026-10-16", minutes=90)
    assert lines(office) == [("total", 45, 4850, 3638), ("total", 90, 5000, 7500)]
    found = calculation_of(office.measure, OCTOBER).figures.lines
    assert [(line.starts_on, line.ends_on) for line in found] == [
        ("2026-10-01", "2026-10-15"), ("2026-10-16", "2026-10-31"),
    ]  # fmt: skip


def test_a_missing_rate_is_a_gap_and_no_sheet(office):
    rate(office, first=date(2026, 10, 10))
    office.document(day="2026-10-05", minutes=45)
    office.document(day="2026-10-12", minutes=45)
    close(office)
    gap = calculation_of(office.measure, OCTOBER).gaps[0]
    assert (gap.first, gap.last, gap.minutes) == (date(2026, 10, 5), date(2026, 10, 5), 45)
    with pytest.raises(ValidationError, match=r"fehlt am 05\.10\.2026 der Stundensatz"):
        sheet(office)
    assert not BillingSheet.objects.exists()


def test_the_guarantee_is_off_by_default(office):
    rate(office)
    contingent(office, 12_000)
    office.document(day="2026-10-05", minutes=90)
    assert lines(office) == [("total", 90, 4850, 7275)]


def test_the_guarantee_fills_up_and_says_so(office):
    rate(office)
    contingent(office, 12_000)  # 1.000 minutes a month, 70 % are 700
    save_terms(lot=office.measure.lot, guaranteed_basis_points=7000, version=0, by=None)
    office.document(day="2026-10-05", minutes=90)
    found = calculation_of(office.measure, OCTOBER).figures
    assert [(line.minutes, line.is_fill, line.cents) for line in found.lines] == [
        (90, False, 7275), (610, True, 49308),
    ]  # fmt: skip
    assert "70,00 % von 200,00 Std." in found.notes[0]
    assert "11,67 Std." in found.notes[0]
    assert found.minutes == 90


def test_the_guarantee_adds_nothing_when_enough_was_done(office):
    rate(office)
    contingent(office, 1_200)
    save_terms(lot=office.measure.lot, guaranteed_basis_points=7000, version=0, by=None)
    office.document(day="2026-10-05", minutes=90)
    found = calculation_of(office.measure, OCTOBER).figures
    assert len(found.lines) == 1
    assert "nichts aufgefüllt" in found.notes[0]


def test_overlapping_rates_are_refused(office):
    rate(office, ends_on=date(2026, 12, 31))
    with pytest.raises(ValidationError, match="schon einen Stundensatz"):
        rate(office, 5000, first=date(2026, 6, 1))


# ---- versions ----


def test_versions_are_frozen(office):
    made = rate(office)
    office.document(day="2026-10-05", minutes=90)
    with pytest.raises(ValidationError, match="noch nicht abgeschlossen"):
        sheet(office)
    close(office)
    first = sheet(office)
    change_rate(
        rate=made, cents_per_hour=6000, starts_on=made.starts_on, ends_on=None, source="Nachtrag", version=1, by=None
    )
    with pytest.raises(ValidationError):
        sheet(office)
    second = sheet(office, reason="Neuer Satz")
    assert figures_of_sheet(BillingSheet.objects.get(pk=first.pk)).cents == 7275
    assert (second.number, figures_of_sheet(second).cents) == (2, 9000)
    first.snapshot["lines"][0]["cents"] = 1
    with pytest.raises(ValueError, match="checksum"):
        figures_of_sheet(first)


def test_the_same_request_gives_the_first(office):
    key = uuid.uuid4()
    assert rate(office, request_key=key).pk == rate(office, request_key=key).pk
    close(office)
    assert sheet(office, request_key=key).pk == sheet(office, request_key=key).pk


def test_stale_changes_are_refused(office):
    made = rate(office)
    values = {"starts_on": made.starts_on, "ends_on": None, "source": "", "version": 1, "by": None}
    change_rate(rate=made, cents_per_hour=5000, **values)
    with pytest.raises(ValidationError, match="inzwischen geändert"):
        change_rate(rate=made, cents_per_hour=5100, **values)
    save_terms(lot=office.measure.lot, guaranteed_basis_points=7000, version=0, by=None)
    with pytest.raises(ValidationError, match="inzwischen geändert"):
        save_terms(lot=office.measure.lot, guaranteed_basis_points=None, version=0, by=None)


# ---- pages ----


def test_billing_in_the_browser(sign_in, office):
    office.measure.name = "<b>Maßnahme</b>"
    office.measure.save()
    office.document(day="2026-10-05", minutes=100)
    close(office)
    client = sign_in(office.billing.user)
    assert "Stundensatz fehlt" in client.get(reverse("billing_month", args=["2026-10"])).content.decode()
    assert "Es fehlt ein Stundensatz" in client.get(address("billing_measure", office)).content.decode()
    lot = office.measure.lot.public_id
    data = {"request_key": uuid.uuid4(), "part": "total", "cents_per_hour": "48,50 €", "starts_on": "01.01.2026"}
    wrong = client.post(reverse("rate_create", args=[lot]), {**data, "cents_per_hour": "viel"})
    assert wrong.status_code == 422
    assert "viel" in wrong.content.decode()
    data["source"] = "=cmd()"
    assert "48,50" in client.post(reverse("rate_create", args=[lot]), data, follow=True).content.decode()
    post = {"request_key": uuid.uuid4(), "after": 0}
    for _ in range(2):
        response = client.post(address("billing_create", office), post, follow=True)
        assert "Version 1 ist erstellt" in response.content.decode()
    made = BillingSheet.objects.get()
    text = response.content.decode()
    assert made.snapshot_sha256 in text
    assert "<b>Maßnahme</b>" not in text
    stale = {"request_key": uuid.uuid4(), "after": 0, "reason": "Rückfrage"}
    response = client.post(address("billing_create", office), stale)
    assert response.status_code == 422
    assert "Inzwischen gibt es schon Version 1" in response.content.decode()
    terms = client.post(reverse("terms_edit", args=[lot]), {"version": 0, "percent": "70"}, follow=True)
    assert "70 %" in terms.content.decode()
    assert BillingTerms.objects.get().guaranteed_basis_points == 7000


def test_the_files(sign_in, office):
    office.measure.name = "=HYPERLINK(1)"
    office.measure.save()
    rate(office)
    office.document(day="2026-10-05", minutes=90)
    close(office)
    made = sheet(office)
    client = sign_in(office.admin.user)
    content = client.get(reverse("billing_sheet_file", args=[made.public_id, "xlsx"])).content
    book = load_workbook(io.BytesIO(content))
    row = [cell.value for cell in book["Abrechnung"][2]]
    assert row[4:8] == [90, 1.5, 48.5, 72.75]
    assert book["Abrechnung"]["H3"].value == 72.75
    assert any("halber Cent wird aufgerundet" in str(cell.value) for cell in book["Erläuterung"]["B"])
    assert all(cell.data_type != "f" for line in book["Erläuterung"] for cell in line)
    url = reverse("billing_sheet_file", args=[made.public_id, "pdf"])
    content = client.get(url).content
    assert page.is_pdf_compliant_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    assert client.get(url).content == content


def test_the_lot_adds_up_and_names_what_is_missing(sign_in, office, django_assert_max_num_queries):
    rate(office)
    office.document(day="2026-10-05", minutes=90)
    close(office)
    sheet(office)
    client = sign_in(office.billing.user)
    urls = [
        reverse("billing_lot", args=["2026-10", office.measure.lot.public_id]),
        reverse("billing_month", args=["2026-10"]),
    ]
    counts = []
    for url in urls:
        client.get(url)
        with django_assert_max_num_queries(60) as before:
            assert "72,75" in client.get(url).content.decode()
        counts.append(len(before))
    for number in range(8):
        MeasureFactory(
            provider=office.provider, lot=office.measure.lot, number=f"427/{900 + number}/1/25",
            funding_body=office.measure.funding_body,
        )  # fmt: skip
    for url, count in zip(urls, counts, strict=True):
        with django_assert_max_num_queries(count):
            text = client.get(url).content.decode()
        assert "427/907/1/25" in text
    content = client.get(urls[0] + "pdf/").content
    assert page.is_pdf_compliant_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    assert load_workbook(io.BytesIO(client.get(urls[0] + "xlsx/").content))["Abrechnung"]["H3"].value == 72.75


# ---- who ----


def test_administration_reads_and_does_not_bill(sign_in, office):
    made = rate(office)
    close(office)
    client = sign_in(office.admin.user)
    lot = office.measure.lot.public_id
    reads = [
        reverse("billing_month", args=["2026-10"]),
        address("billing_measure", office),
        reverse("rate_list", args=[lot]),
    ]
    assert [client.get(url).status_code for url in reads] == [200, 200, 200]
    writes = [
        reverse("rate_create", args=[lot]), reverse("rate_edit", args=[made.public_id]),
        reverse("terms_edit", args=[lot]), address("billing_create", office),
    ]  # fmt: skip
    data = {"request_key": uuid.uuid4(), "after": 0}
    assert [client.post(url, data).status_code for url in writes] == [403] * 4
    assert not BillingSheet.objects.exists()


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.TEACHER, Role.DATA_PROTECTION])
def test_nobody_else_sees_money(sign_in, office, role):
    client = sign_in(MembershipFactory(provider=office.provider, role=role).user)
    lot = office.measure.lot.public_id
    for url in (
        reverse("billing_month", args=["2026-10"]),
        address("billing_measure", office),
        reverse("rate_list", args=[lot]),
    ):
        assert client.get(url).status_code == 403


def test_another_provider_finds_nothing(sign_in, office, behind):
    made = rate(office)
    close(office)
    done = sheet(office)
    other = ProviderFactory()
    stranger = MembershipFactory(provider=other, role=Role.BILLING, team=None)
    client = sign_in(stranger.user)
    behind(other)
    urls = [
        address("billing_measure", office), reverse("billing_sheet_file", args=[done.public_id, "pdf"]),
        reverse("rate_edit", args=[made.public_id]), reverse("rate_list", args=[office.measure.lot.public_id]),
        reverse("billing_lot", args=["2026-10", office.measure.lot.public_id]),
    ]  # fmt: skip
    assert [client.get(url).status_code for url in urls] == [404] * len(urls)
