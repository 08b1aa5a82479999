"""An auditor with a sample of four cases and their audit folder, as the administration and a team would set it up."""

from datetime import timedelta

from django.utils import timezone

from asa.accounts.enums import DataClass, Role
from asa.accounts.models import Membership, Provider, User
from asa.administration.forms import AUDIT_DAYS
from asa.administration.services import add_auditor
from asa.demo.data import staff
from asa.demo.organisation import join
from asa.demo.reports import order_release
from cases.people.models import Case
from reports.engine.periods import Period
from reports.engine.services import request_report

SAMPLE = 4


def invite_auditor(provider: Provider) -> None:
    """Open four running cases of one contact person to an auditor from today on, and order their folder."""
    admin, author, second = (_first(provider, role) for role in (Role.ADMIN, Role.CONTACT_PERSON, Role.TEAM_LEAD))
    sample = list(Case.objects.visible_to(author, DataClass.REPORT).running().order_by("pk")[:SAMPLE])
    today = timezone.localdate()
    first_name, last_name, email = staff.AUDITOR
    grant = add_auditor(
        provider=provider,
        by=admin,
        person={"first_name": first_name, "last_name": last_name, "email": email},
        starts_on=today,
        ends_on=today + timedelta(days=AUDIT_DAYS),
        cases=sample,
    )
    join(provider, grant.user)
    folder = request_report(
        type="audit_folder",
        subject=None,
        period=Period.quarter_of(today).previous,
        by=author,
        provider_id=provider.pk,
        case_ids=[case.pk for case in sample],
    )
    order_release(folder, second)


def _first(provider: Provider, role: Role) -> User:
    members = Membership.objects.active().filter(provider=provider, role=role)
    return members.select_related("user").order_by("pk")[0].user
