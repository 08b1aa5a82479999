"""A hint, never a refusal: somebody of a session has another one at the same time."""

from asa.accounts.models import User
from asa.design.templatetags.asa import clock
from cases.sessions.models import Attendance, Session, SessionStaff


def overlap_hint(session: Session, *, user: User, subject: str = "Der Termin") -> str:
    """Return a German sentence on who has another session at that time, or ""; it begins with `subject`.

    Trainees are named only where `user` sees them in this session; of the other session only its times are told.
    """
    others = Session.objects.filter(
        provider=session.provider_id, starts_at__lt=session.ends_at, ends_at__gt=session.starts_at, cancelled_at=None
    ).exclude(pk=session.pk)
    parts = [*_staff(session, others, user), *_trainees(session, others, user)]
    return f"{subject} überschneidet sich mit einem anderen: {'; '.join(parts)}. Prüfen Sie die Zeit." if parts else ""


def _span(session: Session) -> str:
    return f"{clock(session.starts_at)} – {clock(session.ends_at)} Uhr"


def _staff(session: Session, others, user: User) -> list[str]:
    people = SessionStaff.objects.filter(session=session).values("member__user")
    rows = SessionStaff.objects.filter(session__in=others, member__user__in=people)
    rows = rows.select_related("session", "member__user").order_by("session__starts_at", "pk")[:5]
    return [f"{'Sie' if r.member.user_id == user.pk else r.member.user.full_name} ({_span(r.session)})" for r in rows]


def _trainees(session: Session, others, user: User) -> list[str]:
    seen = Attendance.objects.visible_to(user).filter(session=session).values("case__trainee")
    rows = Attendance.objects.filter(session__in=others, case__trainee__in=seen)
    rows = rows.exclude(outcome__startswith="cancelled").select_related("session", "case__trainee")
    rows = rows.order_by("session__starts_at", "pk")[:5]
    return [f"{row.case.trainee.first_name} ({_span(row.session)})" for row in rows]
