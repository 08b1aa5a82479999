"""What the quarter's report says in words, from its snapshot alone."""

import json
import re
from dataclasses import asdict

import pytest
from django.template.loader import render_to_string

from cases.people.enums import Gender
from reports.engine.blocks import Chart, change
from reports.engine.charts import Bar, bar_chart
from reports.engine.documents import report_context, report_page
from reports.engine.periods import Period
from reports.engine.snapshots import canonical_json
from reports.types.quarter.definitions import HIDDEN, SUCCESS
from reports.types.quarter.figures import quarter_figures
from reports.types.quarter.presentation import OLD, document
from tests.reports.situations import Worked

HEAD = {
    "type": "quarter",
    "provider": "Bildungswerk",
    "measure": "AsA flex",
    "measure_number": "427/1184/1/25",
    "lot": "Los 1",
    "funding_body": "Agentur für Arbeit",
}


@pytest.fixture
def worked(behind):
    worked = Worked()
    behind(worked.provider)
    return worked


def _document(measure, period="2026-Q3", minimum=3, narrative=""):
    figures = asdict(quarter_figures(measure, Period.parse(period), minimum=minimum))
    snapshot = json.loads(canonical_json({"head": HEAD, "figures": figures}))
    return document(snapshot, {"narrative": narrative}, "funder")


def _table(made, caption):
    return next(table for table in made.tables() if table.caption == caption)


def _rows(table):
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}


def test_the_first_page_has_five_figures_with_the_quarter_before(worked):
    keys = _rows(_table(_document(worked.measure), "Fünf Kennzahlen"))
    assert list(keys) == [
        "Teilnehmende",
        "Angerechnete Stunden",
        "Teilnahmequote",
        "Vereinbarte Stunden genutzt",
        "Betriebe mit Kontakt",
    ]
    assert keys["Teilnehmende"][:3] == ["6", "6", "± 0"]
    assert keys["Angerechnete Stunden"][:2] == ["2,8", "0,8"]


def test_three_charts_say_their_message(worked):
    made = _document(worked.measure)
    assert [chart.message for chart in made.charts()] == [
        "In vier Quartalen so viele Eintritte wie Austritte: 0 zu 0",
        "2,8 Stunden sind angerechnet",
        "100,0 % der angesetzten Teilnahmen fanden statt",
    ]
    headlines = {section.headline for section in made.sections}
    assert {chart.message for chart in made.charts()} <= headlines


def test_every_figure_is_defined(worked):
    terms = {term for term, _ in _document(worked.measure).definitions}
    assert {name for name, _ in SUCCESS.values()} <= terms
    assert "Kleine Gruppen" in terms
    assert "nicht abgerechnet" not in str(_document(worked.measure)).lower()


def test_the_rate_of_broken_contracts_is_not_called_by_the_official_name(worked):
    assert "nicht die Vertragslösungsquote" in SUCCESS["broken"][1]


def test_hidden_numbers_have_one_word_and_no_way_to_their_entries(worked):
    made = _document(worked.measure, minimum=7)
    cells = [cell for table in made.tables() for row in table.rows for cell in row if cell.text == HIDDEN]
    assert cells
    assert not any(cell.entries for cell in cells)


def test_an_empty_quarter_says_so(worked):
    made = _document(worked.measure, "2024-Q4")
    assert [section.headline for section in made.sections] == ["", "Fünf Kennzahlen"]
    assert made.sections[0].blocks[0].text.startswith("Im Quartal gab es hier keine Teilnehmenden und keine Termine")
    assert "keine Teilnehmenden" in made.sections[0].blocks[0].text


def test_the_introduction_stays_as_written(worked):
    made = _document(worked.measure, narrative="Ruhiges Quartal.")
    assert made.sections[0].blocks[0].text == "Ruhiges Quartal."


def test_a_long_introduction_leaves_the_first_page_to_the_figures(worked):
    made = _document(worked.measure, narrative="Ruhiges Quartal. " * 60)
    assert [section.headline for section in made.sections][:2] == ["Fünf Kennzahlen", "Einleitung"]


def test_hours_agreed_and_missed_stand_beside_the_quarter_and_the_year_before(worked):
    made = _document(worked.measure)
    periods = ("3. Quartal 2026", "2. Quartal 2026", "3. Quartal 2025")
    assert _table(made, "Angerechnete Stunden nach Modul, Gruppen einmal").head[1:] == periods
    assert _table(made, "Ausgefallene Stunden nach Modul").head[1:] == periods
    assert _table(made, "Angesetzte Teilnahmen").head[1:] == periods[:2]
    assert "1 UE = 0,75 Std." in _table(made, "Angerechnete Stunden nach Modul, Gruppen einmal").note


def test_small_groups_stand_together_in_one_row(worked):
    for number, case in enumerate(worked.cases):
        case.trainee.gender = Gender.FEMALE if number < 2 else Gender.MALE
        case.trainee.save()
    rows = _rows(_table(_document(worked.measure), "Teilnehmende nach Geschlecht"))
    assert rows == {"alle zusammen, einzeln geschützt": ["6"]}


def test_a_snapshot_of_an_older_release_opens_and_points_to_its_pdf(worked):
    old = {
        "head": HEAD,
        "figures": {"period": "2026-Q1", "minimum_cell": 5, "stock": {"at_start": 6}, "modules": []},
    }
    made = document(old, {"narrative": "Text von damals."}, "funder")
    assert [block.text for block in made.sections[0].blocks] == ["Text von damals.", OLD]
    assert made.heading == "1. Quartal 2026"


def test_no_identifier_stands_twice_on_a_page_of_charts():
    pair = [Bar("Eintritte", 3, "3", before=2, before_text="2 im Quartal davor")]
    alone = [Bar("Eintritte", 3, "3")]
    drawn = "".join([bar_chart("Drei kamen", pair), bar_chart("Zwei gingen", pair), bar_chart("Drei sind da", alone)])
    identifiers = re.findall(r'\bid="([^"]+)"', drawn)
    assert len(set(identifiers)) == len(identifiers) == 2
    assert set(re.findall(r"url\(#([^)]+)\)", drawn)) == set(identifiers)


def test_a_chart_is_drawn_a_second_time_for_phones_with_larger_words():
    pair = [Bar("Eintritte", 300, "3", before=200, before_text="1.006,7 Std. vereinbart")]
    chart = Chart("Drei kamen", tuple(pair))
    for svg, width, size in ((chart.svg, 640, 12), (chart.narrow_svg, 320, 14)):
        assert f'viewBox="0 0 {width} ' in svg
        words = [int(at) + len(text) * size * 0.55 for at, text in re.findall(r'<text x="(\d+)"[^>]*>([^<]+)<', svg)]
        assert max(words) <= width
    identifiers = re.findall(r'\bid="([^"]+)"', chart.svg + chart.narrow_svg)
    assert len(set(identifiers)) == len(identifiers) == 2


def test_the_page_has_both_charts_and_the_pdf_the_wide_one(draft):
    context = report_context(draft)
    assert render_to_string("reports/body.html", context).count("asa-chart--narrow") == 3
    assert "asa-chart--narrow" not in report_page(draft)[0]


def test_a_change_is_that_of_the_printed_numbers():
    assert change(524 / 584 * 100, 490 / 544 * 100, " Punkte", 1) == "− 0,4 Punkte"  # 89,7 and 90,1
    assert change(27, 25) == "+ 2"
    assert change(89.74, 89.71, " Punkte", 1) == "± 0,0 Punkte"
    assert change(27, None) == ""
    assert change(4.25, 0, digits=1) == "+ 4,3"  # as the page prints 4,3 and 0,0: halves go up everywhere
