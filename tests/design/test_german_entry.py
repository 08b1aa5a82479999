"""What people type into date, time and number fields."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from asa.design.fields import (
    BirthDateField,
    GermanDateField,
    GermanDecimalField,
    GermanTimeField,
    parse_date,
    parse_decimal,
    parse_time,
)

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    "text", ["22.11.2026", "22.11.26", "22.11.", "22.11", "22112026", "221126", "2211", "2026-11-22", " 22. 11. 2026 "]
)
def test_dates_may_be_typed_in_many_ways(text):
    assert parse_date(text, today=TODAY) == TODAY


def test_a_date_without_year_is_the_nearest_one():
    assert parse_date("22.12.", today=datetime.date(2027, 1, 5)) == datetime.date(2026, 12, 22)
    assert parse_date("05.01.", today=datetime.date(2026, 12, 22)) == datetime.date(2027, 1, 5)
    assert parse_date("29.02.", today=TODAY.replace(year=2027)) == datetime.date(2028, 2, 29)


@pytest.mark.parametrize("text", ["", "morgen", "32.11.2026", "29.02.2026", "1.1.1.1", "30.02.", "22/11/202"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  # the texts are for developers
        parse_date(text, today=TODAY)


@given(st.dates())
def test_every_date_survives_being_shown_and_read(day):
    assert parse_date(f"{day.day:02}.{day.month:02}.{day.year:04}", today=TODAY) == day


@pytest.mark.parametrize("text", ["14:30", "14.30", "1430", "14:30 Uhr", "14:30:00", "14,30"])
def test_times_may_be_typed_in_many_ways(text):
    assert parse_time(text) == datetime.time(14, 30)


@pytest.mark.parametrize(("text", "time"), [("9", (9, 0)), ("930", (9, 30)), ("9.05", (9, 5)), ("0:00", (0, 0))])
def test_short_times(text, time):
    assert parse_time(text) == datetime.time(*time)


@pytest.mark.parametrize("text", ["25:00", "14:60", "halb drei", "2460", ""])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  # the texts are for developers
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,5", "1.5"), ("1.5", "1.5"), ("1.234,5", "1234.5"), ("1.234", "1234"), ("-0,25", "-0.25"), (",5", "0.5")],
)
def test_numbers_may_have_comma_or_point(text, value):
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize("text", ["x", "1,2,3", "1e5", "NaN", "--1", "1.2.3"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  # the texts are for developers
        parse_decimal(text)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (GermanDateField(), "x", "Geben Sie das Datum so ein: 22.11.2026."),
        (GermanDateField(), "", "Geben Sie das Datum so ein: 22.11.2026."),
        (GermanTimeField(), "25.00", "Geben Sie die Uhrzeit so ein: 14:30."),
        (GermanDecimalField(), "viel", "Geben Sie eine Zahl ein, zum Beispiel 1,5."),
    ],
)
def test_fields_say_how_to_enter(field, text, sentence):
    with pytest.raises(ValidationError) as refused:
        field.clean(text)
    assert refused.value.messages == [sentence]


class BirthForm(forms.Form):
    born_on = BirthDateField(label="Geburtsdatum")


def test_birth_date_comes_in_three_parts():
    form = BirthForm({"born_on_0": "7", "born_on_1": "3", "born_on_2": "2007"})
    assert form.is_valid()
    assert form.cleaned_data["born_on"] == datetime.date(2007, 3, 7)


@pytest.mark.parametrize(
    "parts", [("", "", ""), ("7", "", "2007"), ("31", "2", "2007"), ("7", "3", "07"), ("x", "3", "1999")]
)
def test_a_birth_date_that_cannot_be_is_one_problem(parts):
    form = BirthForm({f"born_on_{index}": part for index, part in enumerate(parts)})
    assert set(form.errors["born_on"]) == {"Geben Sie Tag, Monat und Jahr ein, zum Beispiel 7 3 2007."}


def test_a_birth_date_in_the_future_is_refused():
    form = BirthForm({"born_on_0": "1", "born_on_1": "1", "born_on_2": "2999"})
    assert form.errors["born_on"] == ["Das Geburtsdatum liegt in der Zukunft. Prüfen Sie das Jahr."]


def test_shown_numbers_have_a_comma_and_typed_text_stays():
    class HoursForm(forms.Form):
        hours = GermanDecimalField()

    assert 'value="1,50"' in str(HoursForm(initial={"hours": Decimal("1.50")})["hours"])
    assert 'value="1.5 h"' in str(HoursForm({"hours": "1.5 h"})["hours"])
