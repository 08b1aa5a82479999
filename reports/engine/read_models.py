"""Lists of reports for who waits for them: the second person who releases, and readers outside the provider."""

from collections.abc import Collection

from django.db.models import Q

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from reports.engine.models import Report, ReportQuerySet, ReportState
from reports.policies.reading import is_from_elsewhere, limits_for, sites_by_user


def waiting_for(user: User) -> ReportQuerySet:
    """Return the reports that wait for this person as the second one: visible, submitted, not written by them.

    What a policy keeps from the person's roles or site is left out.
    """
    if not access_of(user).may(DataClass.REPORT, Action.RELEASE):
        return Report.objects.none()
    mine = Q(created_by=user.pk) | Q(texts_by=user.pk) | Q(submitted_by=user.pk)
    waiting = Report.objects.visible_to(user).filter(state=ReportState.SUBMITTED)
    kept, elsewhere = limits_for(user)
    waiting = waiting.exclude(type__in=kept).exclude(pk__in=Report.objects.filter(mine).values("pk"))
    if elsewhere:
        waiting = waiting.exclude(pk__in=_of_own_site(waiting.filter(type__in=elsewhere), user))
    return waiting.order_by("submitted_at", "pk")


def _of_own_site(waiting: ReportQuerySet, user: User) -> Collection[int]:
    """Return the reports whose authors do not work at another site than this person."""
    authors = {
        report: {author for author in people if author}
        for report, *people in waiting.values_list("pk", "created_by", "texts_by", "submitted_by")
    }
    sites = sites_by_user({user.pk, *(author for people in authors.values() for author in people)})
    return [
        report
        for report, people in authors.items()
        if people and not is_from_elsewhere(sites[user.pk], {site for one in people for site in sites[one]})
    ]


def personal_reports(user: User) -> ReportQuerySet:
    """Return the released reports about single persons that a reader outside may see, newest first."""
    released = Report.objects.visible_to(user).filter(case__isnull=False, state=ReportState.RELEASED)
    return released.select_related("case__trainee").order_by("-released_at", "-pk")
