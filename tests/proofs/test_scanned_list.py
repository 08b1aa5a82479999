"""Scanned lists: known by content, kept once, read only by those who may read every line, never shown inline."""

from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from cases.sessions.models import Attendance
from cases.sessions.proofs.enums import ProofKind
from cases.sessions.proofs.models import AttendanceSheet
from cases.sessions.proofs.scans import MAX_BYTES, check_scan
from cases.sessions.proofs.services import missing_proofs
from tests.factories import CaseFactory
from tests.proofs.situations import PNG, Lesson

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


def pdf() -> bytes:
    document, target = pikepdf.new(), BytesIO()
    document.add_blank_page()
    document.save(target)
    return target.getvalue()


def upload(client, lesson: Lesson, content: bytes, name: str = "liste.pdf", **more: object):
    data = {
        "file": SimpleUploadedFile(name, content),
        "sessions": [str(lesson.session.public_id)],
        "request_key": str(uuid4()),
        **more,
    }
    return client.post(lesson.url("liste/"), data)


def sheet_url(lesson: Lesson) -> str:
    with wall.within(lesson.provider.pk):
        return f"/anwesenheitslisten/{AttendanceSheet.objects.get().public_id}/"


@pytest.mark.parametrize(("content", "extension"), [(pdf(), "pdf"), (PNG, "png")])
def test_a_list_is_kept_and_delivered_as_attachment(sign_in, content, extension):
    lesson = Lesson(ProofKind.SCANNED)
    client = sign_in(lesson.teacher.user)
    assert upload(client, lesson, content, "Liste November.exe").status_code == 302
    answer = client.get(sheet_url(lesson))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"] == f'attachment; filename="Liste November.{extension}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    with wall.within(lesson.provider.pk):
        assert LogEntry.objects.filter(kind=LogKind.READ, details__what="sheet").count() == 1
        assert AttendanceSheet.objects.get().file.name.startswith("sheets/")


def test_twice_is_once_by_key_and_by_content(sign_in):
    lesson = Lesson(ProofKind.SCANNED)
    client, key, content = sign_in(lesson.teacher.user), str(uuid4()), pdf()
    upload(client, lesson, content, request_key=key)
    upload(client, lesson, content, request_key=key)
    upload(client, lesson, content)
    assert lesson.count(AttendanceSheet) == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html><script>alert(1)</script></html>", "liste.pdf", "weder ein PDF noch ein Bild"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "liste.png", "weder ein PDF noch ein Bild"),
        (b"%PDF-1.7 kaputt", "liste.pdf", "beschädigt"),
        (PNG[:40], "liste.png", "beschädigt"),
        (b"\xff\xd8\xff" + b"x" * 50, "liste.jpg", "beschädigt"),
        (b"", "liste.pdf", "leer"),
    ],
)
def test_hostile_files_are_refused_in_words(sign_in, content, name, words):
    lesson = Lesson(ProofKind.SCANNED)
    answer = upload(sign_in(lesson.teacher.user), lesson, content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert lesson.count(AttendanceSheet) == 0


def test_a_file_over_ten_megabytes_is_refused():
    with pytest.raises(ValidationError, match="größer als 10 MB"):
        check_scan(b"%PDF-" + b"0" * MAX_BYTES, "liste.pdf")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\\b\\c.pdf", "\u202efdp.exe", "x\r\nSet-Cookie: a=b.pdf", "." * 300, ""]
)
def test_hostile_names_become_plain(name):
    plain = check_scan(PNG, name).name
    assert plain.endswith(".png")
    assert not set("/\\\r\n\u202e") & set(plain)
    assert len(plain) <= 160


def test_a_closed_month_takes_no_list(sign_in):
    lesson = Lesson(ProofKind.SCANNED)
    lesson.close()
    answer = upload(sign_in(lesson.teacher.user), lesson, pdf())
    assert "abgeschlossen" in answer.content.decode()
    assert lesson.count(AttendanceSheet) == 0


def test_sessions_of_others_cannot_be_chosen(sign_in):
    lesson, other = Lesson(), Lesson()
    answer = upload(sign_in(lesson.teacher.user), lesson, pdf(), sessions=[str(other.session.public_id)])
    assert answer.status_code == 422
    assert sign_in(other.teacher.user).get(lesson.url("liste/")).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMIN, 200), (Role.BILLING, 200), (Role.CONTACT_PERSON, 404), (Role.TEACHER, 404)]
)
def test_who_reads_a_list(sign_in, role, status):
    lesson = Lesson(ProofKind.SCANNED)
    upload(sign_in(lesson.teacher.user), lesson, pdf())
    url = sheet_url(lesson)
    assert sign_in(lesson.member(role).user).get(url).status_code == status
    assert sign_in(Lesson().teacher.user).get(url).status_code == 404


def test_a_list_with_one_foreign_line_is_closed_to_the_contact_person(sign_in):
    lesson = Lesson(ProofKind.SCANNED)
    upload(sign_in(lesson.teacher.user), lesson, pdf())
    url = sheet_url(lesson)
    assert sign_in(lesson.contact.user).get(url).status_code == 200
    other = CaseFactory(provider=lesson.provider)
    with wall.within(lesson.provider.pk):
        Attendance.objects.create(provider=lesson.provider, session=lesson.session, case=other)
    assert sign_in(lesson.contact.user).get(url).status_code == 404


@pytest.mark.parametrize("kind", [ProofKind.SCANNED, ProofKind.TYPED, ProofKind.NONE])
def test_the_close_page_can_ask_what_is_missing(sign_in, kind):
    lesson = Lesson(kind, held=True)
    month = timezone.localdate(lesson.session.starts_at).replace(day=1)
    expected = 0 if kind is ProofKind.NONE else 2
    with wall.within(lesson.provider.pk):
        assert len(missing_proofs(lesson.measure, month)) == expected
    upload(sign_in(lesson.teacher.user), lesson, pdf())
    with wall.within(lesson.provider.pk):
        assert len(missing_proofs(lesson.measure, month)) == (2 if kind is ProofKind.TYPED else 0)
