"""Mails about reports: a draft is there, a report is released, a due one did not run. Each once; never a file."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.letters import write_to_staff
from asa.accounts.models import FunderAccess, Membership, Provider, User
from asa.jobs.models import JobQueue
from asa.jobs.services import order
from asa.mail.outbox import write_mail
from cases.people.models import Case
from cases.people.models.assignments import ContactAssignment
from cases.people.ranges import valid_on
from reports.engine.models import Report
from reports.engine.services import may_write
from reports.schedules.planning import missed_reports

DRAFTED_JOB = "reports.tell_drafted"


def order_drafted_notice(report: Report) -> None:
    """Order the mail about a draft that a plan made; once per report however often its draft is made anew."""
    if report.created_by_id is None and report.run_id is None:
        key = f"{DRAFTED_JOB}:{report.pk}"
        order(
            DRAFTED_JOB,
            subject_id=report.pk,
            provider_id=report.provider_id,
            period_key=key,
            queue=JobQueue.SCHEDULED,
        )


def writers_of(report: Report) -> list[User]:
    """Return who writes or releases this report: contact persons and team leads of the people it is about.

    Where it is about nobody in particular, all team leads. Everyone on the list may open it.
    """
    cases = Case.objects.filter(ended_on=None)
    if report.case_id:
        cases = Case.objects.filter(pk=report.case_id)
    elif report.measure_id:
        cases = cases.filter(stays__measure=report.measure_id)
    else:
        cases = cases.none()
    answering = ContactAssignment.objects.filter(valid_on(), case__in=cases).values("member")
    leads = Q(role=Role.TEAM_LEAD)
    members = Membership.objects.active().select_related("user").order_by("pk")
    found = members.filter(Q(pk__in=answering) | leads & Q(team__in=cases.values("team")))
    if not any(member.role == Role.TEAM_LEAD for member in found):
        found = members.filter(Q(pk__in=answering) | leads)
    people = {member.user_id: member.user for member in found}
    return [user for user in people.values() if may_write(user) and _may_see(user, report)]


def _may_see(user: User, report: Report) -> bool:
    return Report.objects.visible_to(user).filter(pk=report.pk).exists()


def tell_drafted(report: Report) -> None:
    """Write to those who write or release the report that its draft is there. The mail names nobody."""
    values = {
        "kind": report.kind.name,
        "span": report.span.label,
        "about": _about(report),
        "link": f"{settings.PUBLIC_URL}{reverse('report_detail', args=[report.public_id])}",
    }
    for user in writers_of(report):
        write_to_staff(user, report.provider_id, "reports/schedules/mail/drafted", **values)


def _about(report: Report) -> str:
    """Return the subject for a mail: a measure or lot by its name, a person never."""
    return "" if report.kind.has_names or report.subject is None else f" ({report.subject})"


def tell_released(report: Report) -> None:
    """Write to the readers at the funding bodies that a report is there; they sign in to read it."""
    bodies = {report.funding_body_id} - {None}
    if report.measure is not None:
        bodies |= {report.measure.funding_body_id, *report.measure.shares.values_list("funding_body_id", flat=True)}
    readers = FunderAccess.objects.active().filter(funding_body__in=bodies).select_related("user").order_by("pk")
    text = (
        f"Guten Tag,\n\n„{report.kind.name}, {report.span.label}“{_about(report)} liegt für Sie bereit. "
        "Bitte melden Sie sich an, um den Bericht zu lesen oder herunterzuladen:\n\n"
        f"{settings.PUBLIC_URL}{reverse('account_login')}\n\n"
        "Sie erhalten diese Nachricht einmal je Bericht."
    )
    for user in {reader.user_id: reader.user for reader in readers}.values():
        if Role.FUNDER in access_of(user).roles and _may_see(user, report):
            write_mail(report.provider_id, user.email, f"Bericht {report.span.label} liegt bereit", text)


def tell_missed(provider: Provider) -> None:
    """Write to administration and team leads how many reports were due and did not run. Nothing if none is left."""
    number = len(missed_reports(provider, timezone.localdate()))
    if not number:
        return
    link = f"{settings.PUBLIC_URL}{reverse('schedule_list')}"
    members = Membership.objects.active().filter(role__in=[Role.ADMIN, Role.TEAM_LEAD]).select_related("user")
    people = {member.user.email: member.user for member in members}
    for email in sorted(people):
        write_to_staff(people[email], provider.pk, "reports/schedules/mail/missed", number=number, link=link)
