"""Typed and drawn signatures: equal ways, strict paths, once, of those who were there, never in a closed month."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from asa.accounts.enums import Role
from cases.sessions.proofs.drawing import check_drawing
from cases.sessions.proofs.enums import ProofKind
from cases.sessions.proofs.models import AttendanceProof, MeasureProof
from tests.proofs.situations import DRAWING, Lesson, signed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (ProofKind.TYPED, {}),
        (ProofKind.DRAWN, {}),
        (ProofKind.DRAWN, {"typed_name": "", "drawing": DRAWING}),
    ],
)
def test_a_person_confirms(sign_in, kind, data):
    lesson = Lesson(kind)
    answer = sign_in(lesson.teacher.user).post(lesson.proof_url(), signed(**data), follow=True)
    assert "hat die Anwesenheit bestätigt" in answer.content.decode()
    assert lesson.count(AttendanceProof) == 1


def test_twice_is_once(sign_in):
    lesson = Lesson(ProofKind.TYPED)
    client, data = sign_in(lesson.teacher.user), signed()
    client.post(lesson.proof_url(), data)
    client.post(lesson.proof_url(), data)
    client.post(lesson.proof_url(), signed(typed_name="Jemand anders"))
    assert lesson.count(AttendanceProof) == 1


def test_a_key_of_another_person_is_asked_again(sign_in):
    lesson = Lesson(ProofKind.TYPED)
    client, data = sign_in(lesson.teacher.user), signed()
    client.post(lesson.proof_url(), data)
    assert client.post(lesson.proof_url(1), data).status_code == 409
    assert lesson.count(AttendanceProof) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"confirmed": ""}, "Ich war in diesem Termin anwesend"),
        ({"typed_name": ""}, "Tippen Sie den Namen"),
        ({"typed_name": "", "drawing": "M0 0 L1 1"}, "zu kurz"),
        ({"typed_name": "", "drawing": "<svg onload=alert(1)>"}, "ließ sich nicht lesen"),
    ],
)
def test_what_is_refused(sign_in, data, words):
    lesson = Lesson(ProofKind.DRAWN)
    answer = sign_in(lesson.teacher.user).post(lesson.proof_url(), signed(**data))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert lesson.count(AttendanceProof) == 0


@pytest.mark.parametrize(
    "path",
    [
        "M0 0",
        "L1 1 " + DRAWING,
        DRAWING + ' "/><script>',
        DRAWING + "\n",
        DRAWING.replace("M10", "M1000"),
        DRAWING.replace("L40", "L601"),
        DRAWING.replace(" 20", " 201"),
        DRAWING + " C1 1 2 2 3 3",
        "M1 1" + " L1 1" * 10,
        "M10 20 " + "L40 60 " * 4000,
        "M１ ２ " + DRAWING[7:],
    ],
)
def test_only_a_plain_path_is_a_drawing(path):
    if path == DRAWING + "\n":
        assert check_drawing(path) == DRAWING  # surrounding space is not part of it
        return
    with pytest.raises(ValidationError):
        check_drawing(path)


def test_a_name_is_text_wherever_it_is_shown(sign_in):
    lesson = Lesson(ProofKind.TYPED)
    client = sign_in(lesson.teacher.user)
    client.post(lesson.proof_url(), signed(typed_name="<script>alert(1)</script>"))
    assert "<script>alert" not in client.get(lesson.url("nachweise/")).content.decode()


def test_who_was_absent_confirms_nothing(sign_in):
    lesson = Lesson(ProofKind.TYPED)
    lesson.absent()
    answer = sign_in(lesson.teacher.user).post(lesson.proof_url(), signed())
    assert "Wer nicht da war" in answer.content.decode()


def test_nobody_confirms_the_future_or_what_was_not_asked(sign_in):
    later = Lesson(ProofKind.TYPED, starts=timezone.now() + timedelta(days=2))
    assert "in der Zukunft" in sign_in(later.teacher.user).post(later.proof_url(), signed()).content.decode()
    plain = Lesson()
    assert "verlangt keine" in sign_in(plain.teacher.user).post(plain.proof_url(), signed()).content.decode()


def test_a_closed_month_keeps_the_typed_name_and_says_why(sign_in):
    lesson = Lesson(ProofKind.TYPED)
    lesson.close()
    answer = sign_in(lesson.teacher.user).post(lesson.proof_url(), signed())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "abgeschlossen" in page
    assert "Amira Haddad" in page


def test_a_wrong_signature_is_thrown_away_but_not_after_the_close(sign_in):
    lesson = Lesson(ProofKind.TYPED)
    client = sign_in(lesson.teacher.user)
    client.post(lesson.proof_url(), signed())
    client.get(lesson.proof_url() + "verwerfen/")
    assert lesson.count(AttendanceProof) == 1
    client.post(lesson.proof_url() + "verwerfen/")
    assert lesson.count(AttendanceProof) == 0
    client.post(lesson.proof_url(), signed())
    lesson.close()
    client.post(lesson.proof_url() + "verwerfen/")
    assert lesson.count(AttendanceProof) == 1


@pytest.mark.parametrize(("role", "status"), [(Role.TEACHER, 404), (Role.ADMIN, 403), (Role.BILLING, 403)])
def test_strangers_take_no_signature(sign_in, role, status):
    lesson = Lesson(ProofKind.TYPED)
    assert sign_in(lesson.member(role).user).post(lesson.proof_url(), signed()).status_code == status
    foreign = Lesson(ProofKind.TYPED)
    assert sign_in(foreign.teacher.user).post(lesson.proof_url(), signed()).status_code == 404


def setting(lesson: Lesson) -> str:
    return f"/massnahmen/{lesson.measure.public_id}/nachweis/"


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 302), (Role.BILLING, 403), (Role.TEAM_LEAD, 403)])
def test_who_sets_the_proof_of_a_measure(sign_in, role, status):
    lesson = Lesson()
    answer = sign_in(lesson.member(role).user).post(setting(lesson), {"kind": "drawn", "before": "none"})
    assert answer.status_code == status
    assert lesson.count(MeasureProof) == (status == 302)


def test_a_stale_setting_is_asked_again_and_foreign_measures_are_not_found(sign_in):
    lesson, other = Lesson(ProofKind.TYPED), Lesson()
    client = sign_in(lesson.member(Role.ADMIN).user)
    answer = client.post(setting(lesson), {"kind": "scanned", "before": "none"})
    assert answer.status_code == 422
    assert "inzwischen" in answer.content.decode()
    assert client.post(setting(lesson), {"kind": "scanned", "before": "typed"}).status_code == 302
    assert client.post(setting(other), {"kind": "scanned"}).status_code == 404
