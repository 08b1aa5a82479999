"""The printable attendance sheet: known data filled in, accessible, only what the person may read."""

import io
from datetime import date

import page
import pikepdf
import pytest
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.sessions.proofs.printing import Block, PrintedSheet, group_sheet, measure_sheet, sheet_pdf
from cases.support.planning.models import GroupMember, LessonGroup
from tests.factories import MembershipFactory
from tests.proofs.situations import Lesson

pytestmark = pytest.mark.django_db


def month_of(lesson: Lesson) -> date:
    return timezone.localdate(lesson.session.starts_at).replace(day=1)


def group_of(lesson: Lesson, name: str = "Mathe-Gruppe") -> LessonGroup:
    with wall.within(lesson.provider.pk):
        group = LessonGroup.objects.create(
            provider=lesson.provider, name=name, staff=lesson.teacher, starts_on=date(2025, 9, 1)
        )
        for case in lesson.cases:
            GroupMember.objects.create(provider=lesson.provider, group=group, case=case, starts_on=date(2025, 9, 1))
    return group


def is_accessible(content: bytes) -> bool:
    return page.is_pdf_compliant_bytes(content, profile=page.ValidationProfile.PDF_UA_1)


def test_the_sheet_of_a_measure_has_a_table_per_person():
    lesson = Lesson(held=True)
    with wall.within(lesson.provider.pk):
        sheet = measure_sheet(lesson.measure, month_of(lesson), lesson.teacher.user)
        assert len(sheet.blocks) == 2
        assert sheet.blocks[0].rows[0][3:] == ("45", "anwesend", "")
        assert is_accessible(sheet_pdf(sheet))


def test_the_sheet_of_a_group_has_a_table_per_session():
    lesson = Lesson()
    group = group_of(lesson)
    with wall.within(lesson.provider.pk):
        sheet = group_sheet(group, month_of(lesson), lesson.teacher.user)
        assert [len(block.rows) for block in sheet.blocks] == [2]
        assert is_accessible(sheet_pdf(sheet))


def test_a_group_without_sessions_gets_a_blank_table_with_its_people():
    lesson = Lesson()
    group = group_of(lesson, "Andere Gruppe")
    with wall.within(lesson.provider.pk):
        sheet = group_sheet(group, month_of(lesson), lesson.teacher.user)
        assert "____" in sheet.blocks[0].title
        assert len(sheet.blocks[0].rows) == 2
        assert is_accessible(sheet_pdf(sheet))


def test_others_see_only_their_own_people_on_it():
    lesson = Lesson()
    stranger = MembershipFactory(provider=lesson.provider)
    with wall.within(lesson.provider.pk):
        assert measure_sheet(lesson.measure, month_of(lesson), stranger.user).blocks == []


@pytest.mark.parametrize("role", [Role.TEACHER, Role.BILLING])
def test_the_file_is_an_attachment(sign_in, role):
    lesson = Lesson()
    url = f"/anwesenheitsliste/massnahme/{lesson.measure.public_id}/{month_of(lesson):%Y-%m}/"
    answer = sign_in(lesson.member(role).user).get(url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")


def test_foreign_and_broken_addresses_are_not_found(sign_in):
    lesson, other = Lesson(), Lesson()
    client = sign_in(lesson.teacher.user)
    for tail in (
        f"massnahme/{other.measure.public_id}/2026-11/",
        f"gruppe/{group_of(other).public_id}/2026-11/",
        f"massnahme/{lesson.measure.public_id}/2026-13/",
        f"schule/{lesson.measure.public_id}/2026-11/",
    ):
        assert client.get(f"/anwesenheitsliste/{tail}").status_code == 404


def test_no_person_is_split_between_two_pages():
    rows = [(f"{day:02}.11.2026", "09:00 – 09:45", "Unterricht", "45", "anwesend", "") for day in range(1, 14)]
    heads = ("Datum", "Zeit", "Art", "Minuten", "Ergebnis", "Unterschrift")
    blocks = [Block(f"Person {letter}", heads, rows) for letter in "ABCD"]
    sheet = PrintedSheet("Anwesenheitsliste", "Maßnahme", date(2026, 11, 1), "Träger", blocks, timezone.now())
    with pikepdf.open(io.BytesIO(sheet_pdf(sheet))) as pdf:
        assert len(pdf.pages) == 4
