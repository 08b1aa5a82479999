"""Asked before a session is written down: does somebody in it have another one at the same time?"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from asa.accounts.models import Membership, User
from asa.design.templatetags.asa import clock
from cases.people.models import Case
from cases.sessions.entries import Entry
from cases.sessions.models import Attendance, Session, SessionStaff
from cases.sessions.naming import called

#: So many clashes are named; more would hide the question.
NAMED = 5


class Overlap(ValidationError):
    """Somebody has another session at that time; saved only when the person says that both took place."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(sentences, code="overlap")


def check_overlaps(*, entry: Entry, by: User, besides: Session | None = None) -> None:
    """Raise Overlap where a person or a member of staff has another session at the time of `entry`.

    Of the other session only its times are told. Who cancelled is in no two places. `besides` is the session itself.
    Two queries.
    """
    others = Session.objects.filter(starts_at__lt=entry.ends_at, ends_at__gt=entry.starts_at, cancelled_at=None)
    others = others.exclude(pk=besides.pk) if besides is not None and besides.pk else others
    there = [part.case for part in entry.parts if not part.outcome.startswith("cancelled")]
    sentences = [*_trainees(there, others), *_staff(entry.staff, others, by)][:NAMED]
    if sentences:
        raise Overlap(sentences)


def _already(session: Session) -> str:
    return f"um diese Zeit schon einen Termin ({clock(session.starts_at)} – {clock(session.ends_at)} Uhr)."


def _trainees(cases: Iterable[Case], others: QuerySet[Session]) -> list[str]:
    people = called(cases)
    rows = Attendance.objects.filter(session__in=others, case__trainee__in=people)
    rows = rows.exclude(outcome__startswith="cancelled").select_related("session", "case__trainee")
    ordered = rows.order_by("session__starts_at", "pk")
    return [f"{people[row.case.trainee_id]} hat {_already(row.session)}" for row in ordered]


def _staff(staff: Iterable[Membership], others: QuerySet[Session], by: User) -> list[str]:
    people = [member.user_id for member in staff]
    rows = SessionStaff.objects.filter(session__in=others, member__user__in=people)
    rows = rows.select_related("session", "member__user").order_by("session__starts_at", "pk")
    return [f"{_who(row, by)} {_already(row.session)}" for row in rows]


def _who(row: SessionStaff, by: User) -> str:
    return "Sie haben" if row.member.user_id == by.pk else f"{row.member.user.full_name} hat"
