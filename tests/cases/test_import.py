import io
import uuid
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.people.importing.columns import guess_mapping, read_birth_date, read_date, read_phone, read_postcode
from cases.people.importing.reading import MAX_BYTES, MAX_ROWS, read_sheet
from cases.people.models import Case, ImportRun, Trainee, TrainingContract
from companies.records.models import Company
from tests.factories import CaseFactory, MembershipFactory, TraineeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def admin():
    return MembershipFactory(role=Role.ADMIN)


@pytest.fixture
def desk(sign_in, admin):
    return sign_in(admin.user)


def upload(desk, content, name="liste.csv", **more):
    data = content if isinstance(content, bytes) else content.encode()
    return desk.post(reverse("import_start"), {"file": SimpleUploadedFile(name, data), **more})


def messy(desk, name="teilnehmende_unordentlich.xlsx"):
    return upload(desk, (DATA / name).read_bytes(), name)


def latest():
    return ImportRun.objects.order_by("-pk").first()


def columns(desk, run):
    data = {f"column_{index}": key for key, index in run.mapping.items()}
    return desk.post(reverse("import_mapping", args=[run.public_id]), data)


def preview(desk, run):
    return desk.get(reverse("import_preview", args=[run.public_id])).content.decode()


def apply(desk, run, **more):
    return desk.post(reverse("import_preview", args=[run.public_id]), {"apply": "1", **more})


def taken_over(desk, content, behind, admin, **more):
    upload(desk, content)
    behind(admin.provider)
    run = latest()
    answer = apply(desk, run, **more)
    behind(admin.provider)
    return answer


def test_the_messy_list_comes_in_step_by_step(desk, admin, behind):
    messy(desk)
    behind(admin.provider)
    run = latest()
    assert run.mapping == guess_mapping(run.header)
    assert len(run.mapping) == 16
    assert any("Summenzeile" in note for note in run.notes)
    assert columns(desk, run).status_code == 302
    page = preview(desk, run)
    for sentence in (
        "Den Tag „30.02.2005“ gibt es nicht.",
        "„cagla(at)example.org“ ist keine vollständige E-Mail-Adresse.",
        "Diesen Beruf gibt es nicht.",
        "Vielleicht dieselbe Person",
        "Олена Шевченко",
        "&lt;script&gt;",
    ):
        assert sentence in page
    assert "<script>alert" not in page
    behind(admin.provider)
    assert not Trainee.objects.exists()

    assert apply(desk, run).status_code == 422
    behind(admin.provider)
    assert not Trainee.objects.exists()
    assert apply(desk, run, pair_10="other", leave_out_wrong="on").status_code == 302

    behind(admin.provider)
    people = {person.last_name: person for person in Trainee.objects.all()}
    assert people["Großmann"].birth_date == date(2004, 2, 29)
    assert people["Großmann"].postcode == "01067"
    assert people["Großmann"].phone == "+491719876543"
    assert people["Шевченко"].first_name == "Олена"
    assert people["Nguyễn"].birth_date is None
    assert Trainee.objects.filter(last_name="Haddad").count() == 1
    assert TrainingContract.objects.count() == 3
    assert sorted(Company.objects.values_list("name", flat=True)) == [
        "Autohaus Winter",
        "Bäckerei Groß & Söhne",
        "Salon Şahin",
    ]
    assert latest().rows == []


def test_the_same_file_again_changes_nothing(desk, admin, behind):
    messy(desk)
    behind(admin.provider)
    apply(desk, latest(), pair_10="other", leave_out_wrong="on")
    behind(admin.provider)
    Trainee.objects.filter(last_name="Großmann").update(street="")
    before = _everything()
    messy(desk)
    behind(admin.provider)
    run = latest()
    assert "schon übernommen" in preview(desk, run)
    assert apply(desk, run, leave_out_wrong="on").status_code == 302
    behind(admin.provider)
    assert _everything() == before


def _everything():
    tables = (Trainee, Case, Company, TrainingContract)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_the_csv_in_windows_1252_is_read_alike(desk, admin, behind):
    messy(desk, "teilnehmende_unordentlich.csv")
    behind(admin.provider)
    run = latest()
    assert len(run.mapping) == 16
    assert "Jürgen Großmann" in preview(desk, run)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings(delimiter, encoding):
    lines = [["Nachname", "Vorname", "Ort"], ["Größe", "Jürgen", '"Ort, mit; Zeichen"']]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    data = text.encode(encoding)
    sheet = read_sheet(io.BytesIO(data), name="l.csv", size=len(data))
    assert sheet.rows[1] == ["Größe", "Jürgen", "Ort, mit; Zeichen"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("29.02.2024", date(2024, 2, 29)),
        ("29.2.24", date(2024, 2, 29)),
        ("2024-02-29", date(2024, 2, 29)),
        ("45351", date(2024, 2, 29)),
        ("1/9/2025", date(2025, 9, 1)),
    ],
)
def test_dates(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize("text", ["29.02.2023", "morgen", "32.1.2024", "0", "2024-13-01"])
def test_what_is_no_date_is_said_so(text):
    with pytest.raises(ValidationError):
        read_date(text)


def test_small_readers():
    assert read_birth_date("24.12.85") == date(1985, 12, 24)
    assert (read_postcode("1067"), read_postcode("D-35037")) == ("01067", "35037")
    assert read_phone("1719876543") == "+491719876543"


def _zip(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _workbook(rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"Nachname;Vorname\nA;B", "keine Excel-Datei, auch wenn sie so heißt"),
        ("a.xlsx", _zip({"hallo.txt": "x"}), "Das ist keine Excel-Datei"),
        ("a.xlsx", _zip({"xl/workbook.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "Anweisungen"),
        ("a.xlsx", _zip({"xl/workbook.xml": "<a/>", "xl/big.xml": "0" * 160_000_000}), "viel zu groß"),
        ("a.xlsx", b"PK\x03\x04kaputt", "beschädigt"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1"), "alte oder mit Kennwort geschützte"),
        ("a.csv", b"\x00\x01\x02", "keine Textdatei"),
        ("a.csv", b"\n\n", "steht keine Zeile"),
        ("a.csv", b"Nachname;Vorname\n", "steht keine Zeile"),
        ("a.csv", b"Nachname\n" + b"A\n" * (MAX_ROWS + 5), "mehr als 5.000 Zeilen"),
        ("a.xlsx", _workbook([["Nachname"], *[["A"]] * (MAX_ROWS + 5)]), "mehr als 5.000 Zeilen"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(desk, admin, behind, name, content, reason):
    answer = upload(desk, content, name)
    assert reason in answer.content.decode()
    behind(admin.provider)
    assert not ImportRun.objects.exists()


def test_twenty_megabytes_are_not_even_opened():
    class Untouchable(io.BytesIO):
        def read(self, *args):
            raise AssertionError

    with pytest.raises(ValidationError, match="größer als 20 MB"):
        read_sheet(Untouchable(), name="a.xlsx", size=MAX_BYTES + 1)


def test_a_similar_person_is_decided_never_merged(desk, admin, behind):
    known = TraineeFactory(provider=admin.provider, first_name="Aylin", last_name="Demir", birth_date=date(2006, 1, 1))
    text = "Nachname;Vorname;Geburtsdatum;Ort\nDemirr;Aylin;1.1.06;Köln"
    answer = taken_over(desk, text, behind, admin)
    assert answer.status_code == 422
    assert "Entscheiden Sie" in answer.content.decode()
    assert Trainee.objects.count() == 1
    assert apply(desk, latest(), pair_2="same").status_code == 302
    behind(admin.provider)
    known.refresh_from_db()
    assert (Trainee.objects.count(), known.place, known.last_name) == (1, "Köln", "Demir")


def test_what_people_entered_is_never_overwritten(desk, admin, behind):
    person = TraineeFactory(provider=admin.provider, first_name="Mia", last_name="Wolf", place="Kassel")
    answer = taken_over(desk, "Nachname;Vorname;Geburtsdatum;Ort;PLZ\nWolf;Mia;14.05.2007;Köln;50667", behind, admin)
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.place, person.postcode) == ("Kassel", "50667")


def test_half_an_import_does_not_happen(desk, admin, behind, monkeypatch):
    def fail(**_):
        raise ValidationError("Geht nicht.")

    monkeypatch.setattr("cases.people.importing.services.start_contract", fail)
    text = (
        "Nachname;Vorname;Geburtsdatum;Betrieb;Beruf;Beginn;Ende\nA;B;1.1.06;;;;\n"
        "C;D;1.1.06;Firma;Bäcker/in;1.8.25;31.7.28"
    )
    answer = taken_over(desk, text, behind, admin)
    assert "Zeile 3: Geht nicht." in answer.content.decode()
    assert (Trainee.objects.count(), Company.objects.count()) == (0, 0)


def test_applying_twice_takes_over_once(desk, admin, behind):
    taken_over(desk, "Nachname;Vorname\nWolf;Mia", behind, admin)
    assert apply(desk, latest()).status_code == 200
    behind(admin.provider)
    assert Trainee.objects.count() == 1


def test_posting_the_file_twice_keeps_one_run(desk, admin, behind):
    key = str(uuid.uuid4())
    urls = {upload(desk, "Nachname;Vorname\nWolf;Mia", request_key=key).url for _ in range(2)}
    behind(admin.provider)
    assert (len(urls), ImportRun.objects.count()) == (1, 1)


def test_a_list_of_companies_alone(desk, admin, behind):
    taken_over(desk, "Betrieb;Branche;Ort Betrieb\nHotel Adler;Gastronomie;Fulda", behind, admin)
    assert list(Company.objects.values_list("name", "trade", "place")) == [("Hotel Adler", "Gastronomie", "Fulda")]
    assert not Trainee.objects.exists()


def test_a_column_is_mapped_once_and_the_choice_stays(desk, admin, behind):
    upload(desk, "x;y\nWolf;Mia")
    behind(admin.provider)
    run = latest()
    url = reverse("import_mapping", args=[run.public_id])
    text = desk.post(url, {"column_0": "last_name", "column_1": "last_name"}).content.decode()
    assert "ist schon eine andere Spalte" in text
    assert desk.post(url, {"column_0": "last_name", "column_1": "first_name"}).status_code == 302
    assert "Mia Wolf" in preview(desk, run)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.ADMIN, 200), (Role.TEAM_LEAD, 200), (Role.CONTACT_PERSON, 403), (Role.TEACHER, 403), (Role.BILLING, 403)],
)
def test_who_may_import(sign_in, role, status):
    assert sign_in(MembershipFactory(role=role).user).get(reverse("import_start")).status_code == status


def test_nobody_else_sees_the_rows(sign_in, desk, admin, behind):
    upload(desk, "Nachname;Vorname\nWolf;Mia")
    behind(admin.provider)
    run = latest()
    others = (MembershipFactory(provider=admin.provider, role=Role.ADMIN), MembershipFactory(role=Role.ADMIN))
    for other in others:
        assert sign_in(other.user).get(reverse("import_preview", args=[run.public_id])).status_code == 404
    wall.enter(others[1].provider_id)
    assert not ImportRun.objects.exists()


def test_a_team_lead_does_not_reach_into_another_team(sign_in, behind):
    lead = MembershipFactory(role=Role.TEAM_LEAD)
    hidden = TraineeFactory(provider=lead.provider, first_name="Mia", last_name="Wolf", place="Geheimstadt")
    CaseFactory(provider=lead.provider, trainee=hidden)
    desk = sign_in(lead.user)
    upload(desk, "Nachname;Vorname;Geburtsdatum\nWolf;Mia;14.05.2007\nNeu;Person;1.1.06")
    behind(lead.provider)
    run = latest()
    page = preview(desk, run)
    assert "führt ein anderes Team" in page
    assert "Geheimstadt" not in page
    assert apply(desk, run, leave_out_wrong="on").status_code == 302
    behind(lead.provider)
    assert Case.objects.get(trainee__last_name="Neu").team == lead.team


def test_the_preview_asks_the_same_for_any_length(desk, admin, behind, django_assert_max_num_queries):
    def queries(count):
        lines = "\n".join(f"Person{i};Vorname{i};{i % 27 + 1}.3.2006" for i in range(count))
        upload(desk, f"Nachname;Vorname;Geburtsdatum\n{lines}")
        behind(admin.provider)
        url = reverse("import_preview", args=[latest().public_id])
        desk.get(url)
        with django_assert_max_num_queries(30) as counted:
            desk.get(url)
        return len(counted.captured_queries)

    assert queries(3) == queries(60)
