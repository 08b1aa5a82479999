"""While a session is written down, a line says what it counts and what remains, and warns without forbidding."""

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from cases.sessions.enums import Outcome
from cases.sessions.preview import preview
from cases.sessions.rules.enums import RuleKey
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, SessionFactory, at
from tests.ledger.test_balances import agree

ON = date(2026, 10, 5)


@pytest.fixture
def teacher(behind):
    teacher = MembershipFactory()
    behind(teacher.provider)
    return teacher


@pytest.fixture
def measure(teacher):
    return MeasureFactory(provider=teacher.provider)


def case_of(teacher, measure, **fields):
    return CaseFactory(provider=teacher.provider, contact_person=teacher, measure=measure, **fields)


def test_it_says_what_counts_and_what_would_remain(teacher, measure):
    case = case_of(teacher, measure)
    agree(case, measure, total_minutes=600)
    found = preview(kind="tuition", on=ON, minutes=80, parts=[(case, Outcome.PRESENT)])
    assert (found.same_minutes, found.people[0].remaining, found.over) == (45, 555, [])


def test_a_correction_gives_back_what_the_session_charges_now(teacher, measure):
    case = case_of(teacher, measure)
    agree(case, measure, total_minutes=600)
    session = SessionFactory(provider=teacher.provider, cases=[case], starts=at("2026-10-05"), length=90, held=True)
    found = preview(kind="tuition", on=ON, minutes=45, parts=[(case, Outcome.PRESENT)], session=session)
    assert found.people[0].remaining == 555


def test_more_than_agreed_is_told_with_the_minutes(teacher, measure):
    case = case_of(teacher, measure)
    agree(case, measure, total_minutes=60)
    found = preview(kind="tuition", on=ON, minutes=135, parts=[(case, Outcome.PRESENT)])
    assert [person.over for person in found.over] == [75]


def test_the_stricter_group_limit_warns_and_names_its_rule(teacher, measure):
    old = MeasureFactory(provider=teacher.provider, model="asaflex_2021")
    parts = [(case_of(teacher, old if i else measure), Outcome.PRESENT) for i in range(7)]
    found = preview(kind="tuition", on=ON, minutes=45, parts=parts)
    assert (found.group.people, found.group.limit, found.group.rule.key) == (7, 6, RuleKey.GROUP_LIMIT)
    absent = [*parts[:6], (parts[6][0], Outcome.NO_SHOW)]
    assert preview(kind="tuition", on=ON, minutes=45, parts=absent).group is None


def test_a_first_contact_counts_nothing_and_says_nothing(teacher, measure):
    case = case_of(teacher, measure)
    assert preview(kind="first_contact", on=ON, minutes=45, parts=[(case, "present")]) is None


def test_the_page_shows_the_line_for_a_planned_session(sign_in, teacher, measure):
    case = case_of(teacher, measure)
    session = SessionFactory(provider=teacher.provider, cases=[case], staff=[teacher], length=90)
    page = sign_in(teacher.user).get(f"/termine/{session.public_id}/erfassen/").content.decode()
    assert "Zählt <strong>2,0\xa0UE (1,5\xa0Std.)</strong>." in page


def test_the_line_follows_the_form_and_saves_nothing(sign_in, teacher, measure):
    case = case_of(teacher, measure, trainee__first_name="Amira")
    agree(case, measure, start=date(2026, 1, 1), end=date(2027, 12, 31), total_minutes=60)
    client = sign_in(teacher.user)
    fields = {
        "kind": "tuition", "day": "today", "start": "00:00", "length": "other", "other_length": "100",
        "place": "provider", f"p-{case.public_id}-here": "on",
    }  # fmt: skip
    answer = client.post("/termine/neu/zaehlung/", fields).content.decode()
    assert "Zählt <strong>2,0\xa0UE (1,5\xa0Std.)</strong>." in answer
    assert "Damit wären bei Amira 0,67\xa0UE (0,5\xa0Std.) mehr verbraucht als bewilligt." in answer
    assert "Sie können speichern" in answer
    assert "100 Minuten sind 2 volle UE zu 45 Minuten, 10 Minuten bleiben ungezählt." in answer
    assert "Bewilligung anfragen" in answer
    assert reverse("grant_list", args=[case.public_id]) in answer


def test_two_with_one_first_name_are_told_apart(sign_in, teacher, measure):
    names = [("Kim", "Ahrens"), ("Kim", "Brandt"), ("Ole", "Carstens")]
    cases = [case_of(teacher, measure, trainee__first_name=a, trainee__last_name=b) for a, b in names]
    for case in cases:
        agree(case, measure, start=date(2026, 1, 1), end=date(2027, 12, 31), total_minutes=600)
    fields = {"kind": "social", "day": "today", "start": "00:00", "length": "30", "place": "provider"}
    fields |= {f"p-{case.public_id}-here": "on" for case in cases}

    answer = sign_in(teacher.user).post("/termine/neu/zaehlung/", fields).content.decode()

    assert "Rest: Kim Ahrens 9:30\xa0Std., Kim Brandt 9:30\xa0Std., Ole 9:30\xa0Std.</p>" in answer


def test_hours_end_with_one_full_stop(sign_in, teacher, measure):
    case = case_of(teacher, measure)
    fields = {"kind": "social", "day": "today", "start": "00:00", "length": "30", "place": "provider"}

    answer = sign_in(teacher.user).post("/termine/neu/zaehlung/", fields | {f"p-{case.public_id}-here": "on"})

    assert "Zählt <strong>0:30\xa0Std.</strong></p>" in answer.content.decode()


@pytest.mark.parametrize("fields", [{}, {"kind": "<b>", "length": "x"}, {"kind": "tuition", "start": "99"}])
def test_a_half_filled_form_shows_no_line(sign_in, teacher, fields):
    answer = sign_in(teacher.user).post("/termine/neu/zaehlung/", fields)
    assert answer.status_code == 200
    assert "Zählt" not in answer.content.decode()


def test_a_foreign_session_does_not_exist(sign_in, teacher):
    assert sign_in(teacher.user).post(f"/termine/{SessionFactory().public_id}/zaehlung/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_group(teacher, measure, django_assert_num_queries):
    for size in (1, 6):
        parts = [(case_of(teacher, measure), Outcome.PRESENT) for _ in range(size)]
        for case, _ in parts:
            agree(case, measure, total_minutes=600)
        preview(kind="tuition", on=ON, minutes=45, parts=parts)
        with django_assert_num_queries(13):
            preview(kind="tuition", on=ON, minutes=45, parts=parts)


def test_after_saving_the_warnings_are_said_again_for_who_has_no_scripts(sign_in, teacher, measure):
    cases = [case_of(teacher, measure) for _ in range(7)]
    cases[0].trainee.first_name = "Samira"
    cases[0].trainee.save()
    agree(cases[0], measure, start=date(2026, 1, 1), end=date(2027, 12, 31), total_minutes=60)
    fields = {
        "kind": "tuition", "day": "today", "start": "00:00", "length": "90", "place": "provider",
        "topic": "Fachrechnen", "version": "0", "request_key": "6f1c7a52-3c1c-4d0b-9df4-5b1f0f2d7a10",
    }  # fmt: skip
    for case in cases:
        fields |= {f"p-{case.public_id}-here": "on", f"p-{case.public_id}-outcome": "present"}
    answer = sign_in(teacher.user).post(reverse("session_new", args=[uuid4()]), fields)
    saved, over, group = [str(message) for message in get_messages(answer.wsgi_request)]
    assert saved == "Der Termin ist gespeichert."
    assert over == "Bei Samira sind damit 0,67\xa0UE (0,5\xa0Std.) mehr verbraucht als bewilligt."
    assert group.startswith("Die Gruppe hat 7 Personen, höchstens 6 sind vorgesehen. Regel")
