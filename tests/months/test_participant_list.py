"""The funding body's list: read whole or not at all, never re-sorted, compared by number, then name and birth date."""

import io
import uuid
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from cases.months.contingent_form.lists import BrokenList, ListRow, compare, read_file, read_text
from cases.months.contingent_form.models import ParticipantList
from tests.months.situations import Office


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-05 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, november):
    office = Office()
    behind(office.provider)
    for case, number, first, last, born in (
        (office.cases[0], "123A456789", "Ayşe", "Öztürk", date(2006, 3, 7)),
        (office.cases[1], "", "Zoë", "Müller", date(2005, 2, 28)),
    ):
        trainee = case.trainee
        trainee.customer_number, trainee.first_name, trainee.last_name, trainee.birth_date = number, first, last, born
        trainee.save()
    return office


def address(office):
    return reverse("form_list", args=["2026-10", office.measure.public_id])


def post(client, office, text="", key=None, **more):
    return client.post(address(office), {"request_key": key or uuid.uuid4(), "text": text, **more})


LIST = "123A456789;Oeztuerk, Ayse;07.03.2006\n999X000001;Neumann, Kim;1.12.05\n"


@pytest.mark.parametrize("sign", ["\t", ";"])
def test_a_list_is_read_in_its_order_and_spelling(sign):
    rows = read_text(LIST.replace(";", sign))
    assert [(row.number, row.name, row.birth_text) for row in rows] == [
        ("123A456789", "Oeztuerk, Ayse", "07.03.2006"), ("999X000001", "Neumann, Kim", "1.12.05"),
    ]  # fmt: skip
    assert [row.birth_date for row in rows] == [date(2006, 3, 7), date(2005, 12, 1)]


def test_commas_part_too():
    rows = read_text("123A456789,Öztürk,Ayşe,7.3.2006")
    assert (rows[0].name, rows[0].birth_date) == ("Öztürk, Ayşe", date(2006, 3, 7))


@pytest.mark.parametrize(("text", "day"), [
    ("7.3.2006", date(2006, 3, 7)), ("07.03.06", date(2006, 3, 7)), ("7. März 2006", date(2006, 3, 7)),
    ("2006-03-07", date(2006, 3, 7)), ("07032006", date(2006, 3, 7)), ("7.3.85", date(1985, 3, 7)),
    ("29.02.2004", date(2004, 2, 29)), ("1 Dez. 2005", date(2005, 12, 1)),
])  # fmt: skip
def test_birth_dates_as_people_write_them(text, day):
    assert read_text(f"123A456789;Muster, Kim;{text}")[0].birth_date == day


def test_a_head_says_what_stands_where():
    rows = read_text("Nachname;Vorname;Geburtsdatum;Kundennummer\nMuster;Kim;7.3.2006;123A456789")
    assert rows == [ListRow("123A456789", "Muster, Kim", "7.3.2006", date(2006, 3, 7))]


def test_every_broken_line_is_named():
    text = "123A456789;Muster, Kim;7.3.2006\n1;2;3\n124A456789;Muster, Jo;31.02.2006\n125A456789;Muster, Al;07.03.\n"
    with pytest.raises(BrokenList) as caught:
        read_text(text + "123A456789;Muster, Kim;7.3.2006\nnur ein Name\n126A456789;Muster, Ed;7.3.1890")
    assert [line for line, _ in caught.value.faults] == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("text", ["", "\n\n", ";;;", "x" * 300_000])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(ValidationError):
        read_text(text)


def test_files(tmp_path):
    book = Workbook()
    for line in (["Kundennummer", "Name", "Geburtsdatum"], ["123A456789", "Muster, Kim", date(2006, 3, 7)]):
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    rows = read_file(io.BytesIO(content.getvalue()), name="liste.xlsx", size=len(content.getvalue()))
    assert rows[0].birth_date == date(2006, 3, 7)
    for data, name in ((b"PK\x03\x04kaputt", "a.xlsx"), (b"\x00\x01", "a.csv"), (b"", "a.csv")):
        with pytest.raises(ValidationError):
            read_file(io.BytesIO(data), name=name, size=len(data))
    with pytest.raises(ValidationError, match="2 MB"):
        read_file(io.BytesIO(b""), name="a.csv", size=3_000_000)


def test_both_sides_are_compared(office):
    rows = read_text("999X000001;Neumann, Kim;1.12.05\n;Mueller, Zoe;28.02.2005\n123A456789;Anders, Wer;07.03.2006")
    found = compare(rows, office.cases)
    assert [line.case for line in found.lines] == [None, office.cases[1], office.cases[0]]
    assert found.lines[2].hint == "Name anders geschrieben"
    assert found.missing_there == ()
    assert len(found.missing_here) == 1


def test_the_same_name_with_another_birth_date_is_somebody_else(office):
    found = compare(read_text(";Müller, Zoë;01.01.2005"), office.cases)
    assert found.lines[0].case is None
    assert set(found.missing_there) == set(office.cases)


def test_a_line_takes_one_case_only(office):
    rows = read_text("123A456789;Öztürk, Ayşe;07.03.2006\n123A 456789;Öztürk, Ayşe;7.3.2006")
    assert [bool(line.case) for line in compare(rows, office.cases).lines] == [True, False]


def test_the_page_takes_shows_and_keeps_lists(sign_in, office):
    client = sign_in(office.billing.user)
    key = uuid.uuid4()
    for _ in range(2):
        assert post(client, office, LIST, key).status_code == 302
    taken = ParticipantList.objects.get()
    assert [row["name"] for row in taken.rows] == ["Oeztuerk, Ayse", "Neumann, Kim"]
    text = client.get(address(office)).content.decode()
    assert "fehlt bei uns" in text
    assert "nicht auf der Liste" in text
    assert text.index("Oeztuerk, Ayse") < text.index("Neumann, Kim")
    post(client, office, "123A456789;Öztürk, Ayşe;07.03.2006\n;Müller, Zoë;28.02.2005")
    assert "dieselben Personen" in client.get(address(office)).content.decode()
    old = client.get(f"{address(office)}?liste={taken.public_id}").content.decode()
    assert "Neumann, Kim" in old
    assert client.get(f"{address(office)}?liste={uuid.uuid4()}").status_code == 404


def test_a_broken_list_takes_nothing_and_keeps_the_text(sign_in, office):
    response = post(sign_in(office.billing.user), office, LIST + "<script>alert(1)</script>;x;y")
    assert response.status_code == 422
    text = response.content.decode()
    assert "Zeile 3" in text
    assert "Oeztuerk, Ayse" in text
    assert "<script>alert(1)" not in text
    assert not ParticipantList.objects.exists()


def test_a_file_is_taken(sign_in, office):
    file = SimpleUploadedFile("liste.csv", LIST.encode("cp1252"))
    assert post(sign_in(office.billing.user), office, file=file).status_code == 302
    assert len(ParticipantList.objects.get().rows) == 2


def test_nothing_and_both_are_refused(sign_in, office):
    client = sign_in(office.billing.user)
    assert post(client, office).status_code == 422
    assert post(client, office, LIST, file=SimpleUploadedFile("a.csv", LIST.encode())).status_code == 422
