"""Hours are typed as people write them and kept as whole minutes."""

import pytest
from django.core.exceptions import ValidationError

from asa.design.fields import HoursField, format_hours, parse_hours


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("12,5", 750), ("12.5", 750), ("12:30", 750), (" 12,5 Std. ", 750), ("1,5 h", 90), ("1 Stunde", 60),
        ("10 UE", 450), ("0,75", 45), ("0", 0), ("1.200", 72000), ("12,33", 740), ("0,01", 1),
    ],
)  # fmt: skip
def test_what_people_type_is_understood(typed, minutes):
    assert HoursField().clean(typed) == minutes


@pytest.mark.parametrize("typed", ["viel", "12:60", "1e3", "12,5,5", "--1", "Std.", "∞", "9" * 40, "9" * 5000])
def test_what_is_no_number_of_hours_is_refused(typed):
    with pytest.raises(ValidationError):
        HoursField().clean(typed)


def test_minus_is_understood_where_it_makes_sense():
    assert HoursField(allow_negative=True).clean("\N{MINUS SIGN}12,5") == -750
    with pytest.raises(ValidationError, match="null oder mehr"):
        HoursField().clean("-1")


def test_too_many_hours_are_a_typing_error():
    assert HoursField(max_hours=744).clean("744") == 44640
    with pytest.raises(ValidationError, match=r"mehr als 1\.000 Stunden"):
        HoursField(max_hours=1000).clean("1000:01")


@pytest.mark.parametrize("minutes", [0, 1, 45, 740, 750, -20, -750, 72000, 7201])
def test_what_is_shown_is_read_as_the_same(minutes):
    assert parse_hours(format_hours(minutes)) == minutes


def test_an_empty_field_is_no_zero():
    assert HoursField(required=False).clean("") is None
    with pytest.raises(ValidationError, match="zum Beispiel 12,5"):
        HoursField().clean("")
