"""What the form offers: people, topics, colleagues. Every list comes from a scoped query of the person who asks."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.matrix import roles_with, scopes
from asa.accounts.models import Membership, User
from cases.people.models import Case, TrainingContract
from cases.sessions.enums import SessionKind
from cases.sessions.models import Attendance, Session
from cases.support.planning.models import LessonGroup
from companies.catalogue.folding import plain
from companies.records.models import Company

#: Topics offered from the first day on; own recent ones come before them.
TOPICS: dict[str, tuple[str, ...]] = {
    SessionKind.TUITION: ("Fachrechnen", "Fachtheorie", "Deutsch", "Prüfung", "Berichtsheft"),
    SessionKind.SOCIAL: ("Ausbildungsalltag", "Lernen einteilen", "Anträge und Ämter", "Ziele"),
    SessionKind.COMPANION: ("Stand der Ausbildung", "Ausbildungsplan", "Berufsschule", "Prüfung"),
    SessionKind.CONTACT: ("Stand der Ausbildung", "Freistellung", "Noten", "Vereinbarung"),
    SessionKind.FIRST_CONTACT: ("Kennenlernen", "Die Maßnahme erklären"),
}
TOPICS_PER_KIND = 6
RECENT = timedelta(days=60)
STAFF_OF_SESSIONS = tuple(sorted(roles_with(DataClass.LESSON, Action.CREATE)))


#: The kind that a new session most likely has, by role.
USUAL_KINDS = {
    Role.CONTACT_PERSON: SessionKind.COMPANION,
    Role.SOCIAL_WORKER: SessionKind.SOCIAL,
    Role.TEACHER: SessionKind.TUITION,
}


def usual_kind(user: User) -> str:
    """Return the kind proposed for an unplanned session: one tap less on most days."""
    roles = access_of(user).roles
    return next((kind.value for role, kind in USUAL_KINDS.items() if role in roles), "")


def by_name(row: Attendance | Case) -> tuple[str, str]:
    """Sort key of people: last name, first name, without regard to accents (the database sorts by code points)."""
    trainee = row.case.trainee if isinstance(row, Attendance) else row.trainee
    return plain(trainee.last_name), plain(trainee.first_name)


def own_memberships(user: User) -> list[int]:
    """Return the memberships under which the person may hold sessions today."""
    return [s.membership_id for s in access_of(user).standings if s.membership_id and s.role in STAFF_OF_SESSIONS]


def own_membership(user: User) -> Membership:
    """Return the membership that holds a new session: contact person before social worker before teacher."""
    order = list(USUAL_KINDS)
    members = Membership.objects.filter(pk__in=own_memberships(user))
    return min(members, key=lambda member: order.index(Role(member.role)))


def colleagues(user: User, *, besides: Iterable[int] = ()) -> list[Membership]:
    """Return who may hold a session together with this person, by name, one membership per colleague."""
    here = access_of(user).provider_id
    members = Membership.objects.active().filter(role__in=STAFF_OF_SESSIONS, provider=here).select_related("user")
    found: dict[int, Membership] = {}
    for member in members.exclude(user=user.pk).exclude(pk__in=besides):
        found.setdefault(member.user_id, member)
    return list(found.values())


def candidates(user: User) -> list[Case]:
    """Return the open cases for which the person may write sessions; people met lately first, then by name."""
    since = timezone.now() - RECENT
    met = Attendance.objects.filter(
        case=OuterRef("pk"), session__starts_at__gte=since, session__staff__member__in=own_memberships(user)
    )
    cases = (
        Case.objects.visible_to(user, DataClass.LESSON, Action.CREATE)
        .open()
        .select_related("trainee")
        .annotate(met_at=Subquery(met.order_by("-session__starts_at").values("session__starts_at")[:1]))
    )
    return sorted(cases, key=_recent_first)


def _recent_first(case: Case) -> tuple[float, str, str]:
    met_at = case.met_at  # type: ignore[attr-defined]  # annotated by candidates()
    return (-met_at.timestamp() if met_at else 0.0, *by_name(case))


def with_private_lines(user: User, cases: Iterable[Case]) -> set[int]:
    """Return the keys of the cases to which the person may write a confidential line (class N)."""
    if not any(scopes(role, DataClass.NOTE, Action.CREATE) for role in access_of(user).roles):
        return set()
    allowed = Case.objects.visible_to(user, DataClass.NOTE, Action.CREATE).filter(pk__in=[case.pk for case in cases])
    return set(allowed.values_list("pk", flat=True))


def topics(user: User) -> dict[str, list[str]]:
    """Return the topics offered per kind: own recent ones (newest first), then the fixed ones."""
    rows = (
        Session.objects.of_staff(user)
        .filter(documented_at__isnull=False, starts_at__gte=timezone.now() - RECENT)
        .exclude(topic="")
        .order_by("-starts_at")
        .values_list("kind", "topic")[:80]
    )
    found: dict[str, dict[str, None]] = {kind: {} for kind in SessionKind.values}
    for kind, topic in rows:
        if len(topic) <= 40:
            found[kind][topic] = None
    return {
        kind: list(dict.fromkeys([*list(found[kind])[:3], *TOPICS[kind]]))[:TOPICS_PER_KIND]
        for kind in SessionKind.values
    }


def series_to_change(user: User, session: Session) -> UUID | None:
    """Return the address key of the series to which a session belongs, where the person may change that series."""
    series = session.series
    if series is None:
        return None
    if series.group_id is not None:
        may = LessonGroup.objects.visible_to(user) & LessonGroup.objects.editable_by(user)
        return series.public_id if may.filter(series=series).exists() else None
    cases = Case.objects.visible_to(user, DataClass.LESSON, Action.PLAN).filter(series=series)
    return series.public_id if cases.exists() else None


def company_of(cases: Iterable[Case]) -> Company | None:
    """Return the company where all these people are trained today, if it is one and the same."""
    contracts = TrainingContract.objects.running().filter(case__in=[case.pk for case in cases])
    companies = {contract.company_id: contract.company for contract in contracts.select_related("company")}
    return next(iter(companies.values())) if len(companies) == 1 else None
