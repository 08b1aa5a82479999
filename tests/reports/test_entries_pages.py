"""A figure opens the list of its entries for staff who may see them, on pages and as CSV; never for outsiders."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from asa.accounts.models import LogEntry
from asa.documents.spreadsheets import Column, Format
from cases.people.models import Case
from reports.engine.blocks import count, day, hours, text
from reports.engine.drill_down import Entry, EntryList
from reports.engine.registry import report_type
from tests.factories import FunderAccessFactory, MembershipFactory


def listed(number: int) -> EntryList:
    rows = [Entry((text(f"Termin {n}"), day(None), count(n), hours(90)), f"/termine/{n}/") for n in range(number)]
    return EntryList("Sitzungen im Quartal", ("Termin", "am", "Nummer", "Stunden"), rows, "99", str(number), "Notiz", 3)


@pytest.fixture
def lists(monkeypatch):
    """A type whose figures are lists of our making, by their key."""
    found = {"sessions": listed(120), "none": listed(0)}
    kind = replace(report_type("quarter"), entries=lambda report, key, reader: found.get(key))
    monkeypatch.setattr("reports.engine.models.report_type", lambda code: kind)
    return found


def address(report, key: str, page: int = 1) -> str:
    return f"/berichte/{report.public_id}/zahlen/?zahl={key}&page={page}"


def test_the_list_says_what_was_counted_what_is_there_and_what_is_hidden(draft, worked, sign_in, lists):
    page = sign_in(worked.author.user).get(address(draft, "sessions")).content.decode()
    for words in ("Sitzungen im Quartal", "Im Bericht", "99", "Heute", "120", "Für Sie nicht sichtbar", "Notiz"):
        assert words in page
    assert '<a href="/termine/7/">Termin 7</a>' in page
    assert '<th scope="col" class="kern-table__header kern-table__cell--numeric">Stunden</th>' in page


def test_a_long_list_has_pages(draft, worked, sign_in, lists):
    client = sign_in(worked.author.user)
    assert "Termin 49<" in client.get(address(draft, "sessions")).content.decode()
    third = client.get(address(draft, "sessions", 3)).content.decode()
    assert "Termin 119<" in third
    assert "Termin 49<" not in third
    assert client.get(address(draft, "sessions", 999)).status_code == 200


def test_an_empty_list_says_that_all_of_it_is_hidden(draft, worked, sign_in, lists):
    page = sign_in(worked.author.user).get(address(draft, "none")).content.decode()
    assert "gehören zu Teilnahmen, die Sie nicht sehen" in page


@pytest.mark.parametrize("key", ["", "unknown", "\x00", "x" * 5000, "<script>", "' OR 1=1"])
def test_an_unknown_figure_is_not_there(draft, worked, sign_in, lists, key):
    client = sign_in(worked.author.user)
    for page in ("zahlen/", "zahlen.csv"):
        assert client.get(f"/berichte/{draft.public_id}/{page}", {"zahl": key}).status_code == 404


def test_no_figure_of_a_real_type_answers_to_an_unknown_key(draft, worked, sign_in):
    assert sign_in(worked.author.user).get(address(draft, "nichts:davon")).status_code == 404


def test_funders_and_other_providers_never_open_a_figure(released, worked, sign_in, lists):
    funder = FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user
    for user in (funder, MembershipFactory().user):
        for page in ("zahlen/", "zahlen.csv"):
            client = sign_in(user)
            assert client.get(f"/berichte/{released.public_id}/{page}", {"zahl": "sessions"}).status_code == 404
    page = sign_in(funder).get(f"/berichte/{released.public_id}/").content.decode()
    assert "zahlen/?zahl=" not in page


def test_the_page_costs_the_same_queries_for_any_length(draft, worked, sign_in, lists, django_assert_max_num_queries):
    client = sign_in(worked.author.user)
    client.get(address(draft, "sessions"))
    with django_assert_max_num_queries(40) as few:
        client.get(address(draft, "none"))
    lists["sessions"] = listed(5000)
    with django_assert_max_num_queries(len(few)):
        client.get(address(draft, "sessions"))


def test_the_csv_carries_the_whole_list_and_is_logged(draft, worked, sign_in, lists):
    hostile = Entry((text("=1+1"), day(None), count(-3), hours(90)))
    lists["sessions"] = replace(lists["sessions"], entries=[hostile, *lists["sessions"].entries])
    response = sign_in(worked.author.user).get(f"/berichte/{draft.public_id}/zahlen.csv", {"zahl": "sessions"})
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Termin", "am", "Nummer", "Stunden"]
    assert rows[1] == ["'=1+1", "", "-3", "1,5"]
    assert len(rows) == 122
    assert response["Content-Disposition"] == 'attachment; filename="quartalsbericht-2026-Q3-sessions.csv"'
    assert LogEntry.objects.latest("pk").details["file"] == "csv"


def test_the_database_writes_a_long_list_itself(draft, worked, sign_in, lists):
    case = worked.cases[0]
    case.trainee.last_name = '=HYPERLINK(1);"x"'
    case.trainee.save()
    stored = Case.objects.filter(pk=case.pk).values_list("trainee__last_name", "started_on", "pk")
    columns = (Column("Name"), Column("Beginn", format=Format.DATE), Column("Nummer", format=Format.WHOLE))
    lists["sessions"] = replace(lists["sessions"], stored=stored, columns=columns)
    response = sign_in(worked.author.user).get(f"/berichte/{draft.public_id}/zahlen.csv", {"zahl": "sessions"})
    rows = list(csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig")), delimiter=";"))
    begun = f"{case.started_on:%d.%m.%Y}" if case.started_on else ""
    assert rows == [["Name", "Beginn", "Nummer"], ['\'=HYPERLINK(1);"x"', begun, str(case.pk)]]
