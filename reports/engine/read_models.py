"""Lists of reports for who waits for them: the second person who releases, and readers outside the provider."""

from django.db.models import Q

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from reports.engine.models import Report, ReportQuerySet, ReportState
from reports.policies.reading import types_not_released_by


def waiting_for(user: User) -> ReportQuerySet:
    """Return the reports that wait for this person as the second one: visible, submitted, not written by them."""
    if not access_of(user).may(DataClass.REPORT, Action.RELEASE):
        return Report.objects.none()
    mine = Q(created_by=user.pk) | Q(texts_by=user.pk) | Q(submitted_by=user.pk)
    waiting = Report.objects.visible_to(user).filter(state=ReportState.SUBMITTED)
    waiting = waiting.exclude(type__in=types_not_released_by(user))
    return waiting.exclude(pk__in=Report.objects.filter(mine).values("pk")).order_by("submitted_at", "pk")


def personal_reports(user: User) -> ReportQuerySet:
    """Return the released reports about single persons that a reader outside may see, newest first."""
    released = Report.objects.visible_to(user).filter(case__isnull=False, state=ReportState.RELEASED)
    return released.select_related("case__trainee").order_by("-released_at", "-pk")
