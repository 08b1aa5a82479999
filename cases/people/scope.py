"""Which cases a person may see or change: the relations of the permission matrix as SQL."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.access import Standing, access_of
from asa.accounts.enums import Action, DataClass, Scope
from asa.accounts.models import User
from cases.people.ranges import valid_on

#: A teacher keeps seeing the people of a lesson this long, to finish its documentation.
GROUP_LOOKBACK = timedelta(days=56)


#: Whoever answered for a case to its end goes on seeing it so long: last report, whereabouts, follow-up at six months.
AFTER_EXIT = timedelta(days=213)


def _own(standing: Standing) -> Q:
    """Cases assigned today: as fixed contact person, as deputy, or on the case's staff.

    For a while after the exit also those that were assigned on the last day, except as deputy.
    """
    from cases.people.models import CaseStaff, ContactAssignment, ContactDeputy

    member = standing.membership_id
    as_contact = ContactAssignment.objects.filter(valid_on(), member=member).values("case")
    as_deputy = ContactDeputy.objects.filter(valid_on(), member=member).values("assignment__case")
    on_staff = CaseStaff.objects.filter(valid_on(), member=member).values("case")
    to_the_end = {
        "member": member,
        "ends_on__gte": F("case__ended_on"),
        "case__ended_on__gte": timezone.localdate() - AFTER_EXIT,
    }
    was_contact = ContactAssignment.objects.filter(**to_the_end).values("case")
    was_staff = CaseStaff.objects.filter(**to_the_end).values("case")
    return Q(pk__in=as_contact) | Q(pk__in=as_deputy) | Q(pk__in=on_staff) | Q(pk__in=was_contact) | Q(pk__in=was_staff)


def _group(standing: Standing) -> Q:
    """Cases in lessons of mine, held lately or planned, and those in whose team I am named today.

    Lessons are reached by name: sessions stand above people.
    """
    from cases.people.models import Case, CaseStaff

    named = CaseStaff.objects.filter(valid_on(), member=standing.membership_id).values("case")
    lessons = Case.objects.filter(
        attendances__session__staff__member=standing.membership_id,
        attendances__session__starts_at__gte=timezone.now() - GROUP_LOOKBACK,
    )
    return Q(pk__in=lessons.values("pk")) | Q(pk__in=named)


def _link(standing: Standing, user: User) -> Q:
    from cases.people.models import TrainingContract

    there = TrainingContract.objects.current().exclude(trainer__left_on__lte=timezone.localdate())
    return Q(pk__in=there.filter(trainer__email__iexact=user.email).values("case"))


def _measure(standing: Standing) -> Q:
    from cases.people.models import FundingShare, MeasureStay

    body = standing.funding_body_id
    shared = FundingShare.objects.filter(funding_body=body).values("measure")
    stays = MeasureStay.objects.filter(Q(measure__funding_body=body) | Q(measure__in=shared))
    return Q(pk__in=stays.values("case"))


def _window(user: User) -> Q:
    from cases.people.models import AuditGrant

    return Q(pk__in=AuditGrant.objects.active().filter(user=user.pk).values("cases"))


def case_scope(user: User, data_class: DataClass, action: Action, *, without: Scope | None = None) -> Q:
    """Return the condition on Case under which `user` may do `action` with `data_class`; `without` one relation.

    The union over all roles held today; no role gives a condition that is never true. A right to one's own lessons
    (Scope.LESSONS) reaches sessions and their attendances, never a whole case, and Scope.ACCESS_REQUEST reaches no case
    while nobody has asked for access to it.
    """
    condition = Q(pk__in=[])
    for standing, scope in access_of(user).grants(data_class, action):
        if scope == without:
            continue
        match scope:
            case Scope.PROVIDER:
                return Q()
            case Scope.TEAM:
                condition |= Q(team=standing.team_id)
            case Scope.OWN:
                condition |= _own(standing)
            case Scope.GROUP:
                condition |= _group(standing)
            case Scope.SELF:
                condition |= Q(trainee__user=user.pk)
            case Scope.LINK:
                condition |= _link(standing, user)
            case Scope.MEASURE if standing.sees_persons:
                condition |= _measure(standing)
            case Scope.WINDOW:
                condition |= _window(user)
    return condition
