"""Dates, numbers and contact data as `ux.md` writes them."""

import datetime

import pytest
import time_machine
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

DAY = datetime.date(2026, 11, 22)
MOMENT = datetime.datetime(2026, 11, 22, 13, 30, tzinfo=datetime.UTC)


def shown(expression, value):
    text = Template("{% load asa %}{{ value|" + expression + " }}").render(Context({"value": value}))
    return text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("full_date", DAY, "22.11.2026"),
        ("short_date", DAY, "So., 22. Nov."),
        ("row_date", DAY, "So. 22.11."),
        ("long_date", DAY, "Sonntag, 22. November"),
        ("month_name", DAY, "November 2026"),
        ("calendar_week", DAY, "KW 47"),
        ("full_date", MOMENT, "22.11.2026"),
        ("clock", MOMENT, "14:30"),
        ("clock_words", datetime.time(9, 0), "09:00 Uhr"),
        ("full_date", None, ""),
        ("clock", None, ""),
        ("iso", DAY, "2026-11-22"),
        ("number", 1234.5, "1.234,5"),
        ("number:1", 2, "2,0"),
        ("euro", "12.5", "12,50 €"),
        ("units", 45, "1,0 UE"),
        ("hours", 45, "0,75 Std."),
        ("hours", 90, "1,5 Std."),
        ("hours", 20, "0,33 Std."),
        ("units_and_hours", 45, "1,0 UE (0,75 Std.)"),
        ("hours_clock", 75, "1:15 Std."),
        ("hours_clock", -20, "-0:20 Std."),
        ("units_and_hours", None, ""),
        ("phone", "0171 1234567", "+49 171 1234567"),
        ("phone_link", "0171 1234567", "tel:+491711234567"),
        ("phone", "auf Anfrage", "auf Anfrage"),
        ("phone_link", "auf Anfrage", ""),
        ("iban", "DE12345678", "DE12 3456 78"),
        ("initials", "Sabine von Berger", "SB"),
        ("initials", "", ""),
    ],
)
def test_formats(expression, value, text):
    assert shown(expression, value) == text


@time_machine.travel(datetime.datetime(2026, 11, 22, 23, 30, tzinfo=datetime.UTC), tick=False)
def test_near_days_have_words_in_local_time():
    assert shown("near_date", datetime.date(2026, 11, 23)) == "heute"
    assert shown("near_date", datetime.date(2026, 11, 22)) == "gestern"
    assert shown("near_date", datetime.date(2026, 11, 25)) == "Mi., 25. Nov."
    assert shown("near_date", datetime.date(2027, 1, 4)) == "Mo., 4. Jan. 2027"


@pytest.mark.parametrize(
    ("tag", "query"),
    [
        ("{% query page=2 %}", "?q=%C3%96&amp;f=a&amp;f=b&amp;page=2"),
        ("{% query q=None %}", "?f=a&amp;f=b"),
        ("{% query_without 'f' 'a' %}", "?q=%C3%96&amp;f=b"),
        ("{% query_without 'f' %}", "?q=%C3%96"),
        ("{% query_with 'f' 'c' %}", "?q=%C3%96&amp;f=a&amp;f=b&amp;f=c"),
    ],
)
def test_links_keep_the_filters_and_restart_the_list(tag, query):
    request = RequestFactory().get("/", {"q": "Ö", "f": ["a", "b"], "page": "7"})
    assert Template("{% load asa %}" + tag).render(Context({"request": request})) == query


@pytest.mark.parametrize(("page", "numbers"), [(1, [1, 2, 0, 8]), (4, [1, 0, 3, 4, 5, 0, 8]), (8, [1, 0, 7, 8])])
def test_pagination_shows_first_last_and_neighbours(page, numbers):
    from asa.design.templatetags.asa import window

    assert window(Paginator(range(200), 25).page(page)) == numbers


def test_badges_escape_their_words():
    badge = Template("{% load asa %}{% badge kind words %}").render(Context({"kind": "info", "words": "<b>"}))
    assert "&lt;b&gt;" in badge
