"""The lesson's code: new every minute, valid for two, first names only, one tap, twice is once, proposes "anwesend"."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.sessions.proofs.codes import CodeState, code_of, code_url, person_key, state_of
from cases.sessions.proofs.limits import WRONG_A_MINUTE
from cases.sessions.proofs.models import CheckIn
from cases.sessions.proofs.qr import qr_code
from tests.proofs.situations import Lesson

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()


def address(lesson: Lesson, code: str = "", tail: str = "") -> str:
    code = code or code_of(lesson.session, timezone.now())
    return reverse("lesson_code", args=[lesson.provider.pk, lesson.session.public_id, code]) + tail


def test_the_code_changes_every_minute_and_is_valid_for_two():
    lesson = Lesson()
    now = timezone.now().replace(second=0)
    code = code_of(lesson.session, now)
    assert code != code_of(lesson.session, now + timedelta(minutes=1))
    ages = [0, 59, 60, 119, 120, 600, -60]
    states = [state_of(lesson.session, code, now + timedelta(seconds=age)) for age in ages]
    assert states == [*[CodeState.VALID] * 4, *[CodeState.EXPIRED] * 3]


@pytest.mark.parametrize("code", ["", "x", "-", "1-2", "zz-00", "-1-abc", "f" * 60 + "-a", "1c9c380-ä"])
def test_a_made_up_code_is_wrong(code):
    lesson = Lesson()
    assert state_of(lesson.session, code, timezone.now()) is CodeState.WRONG


def test_the_code_of_another_lesson_is_wrong():
    lesson, other = Lesson(), Lesson()
    assert state_of(lesson.session, code_of(other.session, timezone.now()), timezone.now()) is CodeState.WRONG


@pytest.mark.parametrize("change", [{"documented_at": timezone.now()}, {"cancelled_at": timezone.now()}])
def test_a_lesson_that_is_over_takes_nobody(change):
    lesson = Lesson(**change)
    code = code_of(lesson.session, timezone.now())
    assert state_of(lesson.session, code, timezone.now()) is CodeState.EXPIRED


def test_the_page_shows_first_names_with_initial_only():
    lesson = Lesson()
    answer = Client().get(address(lesson))
    page = answer.content.decode()
    trainee = lesson.cases[0].trainee
    assert answer.status_code == 200
    assert f"{trainee.first_name} {trainee.last_name[0]}." in page
    assert trainee.last_name not in page
    assert "no-store" in answer["Cache-Control"]


def test_opening_changes_nothing_and_one_tap_marks():
    lesson = Lesson()
    client = Client()
    client.get(address(lesson))
    assert lesson.count(CheckIn) == 0
    person = {"person": person_key(lesson.session, lesson.attendance().pk)}
    answer = client.post(address(lesson, tail="hier/"), person, follow=True)
    assert "Danke. Sie sind angemeldet." in answer.content.decode()
    client.post(address(lesson, tail="hier/"), person)
    assert lesson.count(CheckIn) == 1
    assert client.get(address(lesson, tail="hier/")).status_code == 405


def test_a_post_needs_the_token_of_the_page():
    lesson = Lesson()
    person = {"person": person_key(lesson.session, lesson.attendance().pk)}
    answer = Client(enforce_csrf_checks=True).post(address(lesson, tail="hier/"), person)
    assert (answer.status_code, lesson.count(CheckIn)) == (403, 0)


def test_an_old_code_has_a_friendly_page_without_names():
    lesson = Lesson()
    old = code_of(lesson.session, timezone.now() - timedelta(minutes=5))
    answer = Client().get(address(lesson, old))
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Dieser Code gilt nicht mehr" in page
    assert lesson.cases[0].trainee.first_name not in page
    person = {"person": person_key(lesson.session, lesson.attendance().pk)}
    assert Client().post(address(lesson, old, "hier/"), person).status_code == 410
    assert lesson.count(CheckIn) == 0


@pytest.mark.parametrize("person", ["", "x", "ä", "1"])
def test_a_person_of_no_lesson_is_not_found(person):
    lesson, other = Lesson(), Lesson()
    assert Client().post(address(lesson, tail="hier/"), {"person": person}).status_code == 404
    foreign = person_key(other.session, other.attendance().pk)
    assert Client().post(address(lesson, tail="hier/"), {"person": foreign}).status_code == 404


def test_unknown_lessons_and_other_providers_are_the_same_404():
    lesson, other = Lesson(), Lesson()
    code = code_of(lesson.session, timezone.now())
    crossed = reverse("lesson_code", args=[other.provider.pk, lesson.session.public_id, code])
    assert Client().get(crossed).status_code == 404
    assert Client().get(address(lesson, "1-ab")).status_code == 404
    huge = reverse("lesson_code", args=[2**70, lesson.session.public_id, code])
    assert Client().get(huge).status_code == 404


def test_guessing_is_slowed_down():
    lesson = Lesson()
    with time_machine.travel(timezone.now().replace(second=1), tick=False):
        answers = {Client().get(address(lesson, f"{n:x}-00")).status_code for n in range(WRONG_A_MINUTE)}
        assert answers == {404}
        assert Client().get(address(lesson, "1-00")).status_code == 429


def test_the_qr_code_holds_the_address_as_one_path():
    lesson = Lesson()
    code = qr_code(code_url(lesson.session, timezone.now()))
    assert code.size > 30
    assert set(code.path) <= set("Mhvz-0123456789 ")


@pytest.mark.parametrize(
    ("role", "status"), [(Role.TEACHER, 404), (Role.ADMIN, 403), (Role.BILLING, 403), (Role.CONTACT_PERSON, 404)]
)
def test_strangers_do_not_open_the_teachers_page(sign_in, role, status):
    lesson = Lesson()
    assert sign_in(lesson.member(role).user).get(lesson.url("anmelden/")).status_code == status


def test_the_teacher_marks_in_the_list_and_takes_it_back(sign_in):
    lesson = Lesson()
    client = sign_in(lesson.teacher.user)
    assert "svg" in client.get(lesson.url("anmelden/")).content.decode()
    mark = lesson.url(f"anmelden/{lesson.cases[0].public_id}/")
    for _ in range(2):
        client.post(mark)
    assert lesson.count(CheckIn) == 1
    assert "1 von 2 angemeldet" in client.get(lesson.url("anmelden/code/")).content.decode()
    client.post(mark, {"undo": "1"})
    assert lesson.count(CheckIn) == 0


def test_someone_who_is_not_in_the_lesson_is_not_found(sign_in):
    lesson, other = Lesson(), Lesson()
    mark = lesson.url(f"anmelden/{other.cases[0].public_id}/")
    assert sign_in(lesson.teacher.user).post(mark).status_code == 404


def test_the_mark_stands_in_the_form_of_the_session(sign_in):
    lesson = Lesson()
    with wall.within(lesson.provider.pk):
        CheckIn.objects.create(provider=lesson.provider, attendance=lesson.attendance(), way="code")
    page = sign_in(lesson.teacher.user).get(lesson.url("erfassen/")).content.decode()
    assert page.count("angemeldet um") == 1


def test_the_teachers_page_needs_the_same_queries_for_any_number(sign_in, django_assert_max_num_queries):
    few, many = Lesson(people=2), Lesson(people=7)
    client = sign_in(few.teacher.user)
    with django_assert_max_num_queries(40) as counted:
        client.get(few.url("anmelden/"))
    client = sign_in(many.teacher.user)
    with django_assert_max_num_queries(len(counted)):
        assert client.get(many.url("anmelden/")).status_code == 200
