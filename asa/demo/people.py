"""Who can be tried out in the demo: one person per role, with a link that signs in."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from asa.accounts.enums import STAFF_ROLES, EmploymentKind, FundingKind, Role
from asa.accounts.models import FunderAccess, Membership, User
from asa.demo.sign_in import demo_link
from cases.notes.enums import ConsentPurpose
from cases.notes.models import Consent
from cases.people.models import AuditGrant, Measure, Trainee, TrainingContract
from cases.portal.links import create_link
from cases.portal.models import CompanyStatus
from cases.sessions.models import Session
from cases.support.enums import Place


@dataclass(frozen=True)
class DemoPerson:
    role: str
    name: str
    url: str


def _staff() -> Iterator[DemoPerson]:
    """One person per staff role, preferring those who hold only this role, so that each link shows something else."""
    members = list(Membership.objects.active().select_related("user").order_by("pk"))
    roles_of: dict[int, set[str]] = {}
    for member in members:
        roles_of.setdefault(member.user_id, set()).add(member.role)
    for role in STAFF_ROLES:
        of_role = [member.user for member in members if member.role == role]
        if of_role:
            yield _person(role.label, min(of_role, key=lambda user: len(roles_of[user.pk])))
    freelance = next((m for m in members if m.role == Role.TEACHER and m.kind == EmploymentKind.FREELANCE), None)
    if freelance:
        yield _person(f"{Role.TEACHER.label} ({EmploymentKind.FREELANCE.label})", freelance.user)


def _funders() -> Iterator[DemoPerson]:
    """One reader of an agency and one of a Jobcenter."""
    readers = FunderAccess.objects.active().select_related("user", "funding_body").order_by("pk")
    for kind in (FundingKind.AGENCY, FundingKind.JOBCENTER):
        reader = next((reader for reader in readers if reader.funding_body.kind == kind), None)
        if reader:
            yield _person(f"{Role.FUNDER.label} ({kind.label})", reader.user)


def _auditors() -> Iterator[DemoPerson]:
    grant = AuditGrant.objects.active().select_related("user").order_by("pk").first()
    if grant:
        yield _person(Role.AUDITOR.label, grant.user)


def _trainees() -> Iterator[DemoPerson]:
    trainee = Trainee.objects.filter(user__is_active=True).select_related("user").order_by("pk").first()
    if trainee and trainee.user:
        yield _person(Role.TRAINEE.label, trainee.user)


def _company_trainers() -> Iterator[DemoPerson]:
    """The status page of a running contract; companies have no sign-in, their link is the way in.

    A trainee who agreed that the company may see something comes first, or the page would show a contact card only;
    then one with a sentence to read and a visit to come, so that the page shows all it can.
    """
    agreed = Consent.objects.valid(ConsentPurpose.COMPANY_STATUS).values("case")
    contracts = TrainingContract.objects.current().filter(trainer__isnull=False).exclude(trainer__email="")
    contracts = contracts.select_related("trainer", "company", "case")
    ranked = contracts.annotate(
        is_agreed=Q(case__in=agreed), has_status=Exists(_status_of_contract()), has_visit=Exists(_coming_visits())
    )
    contract = next(
        (c for c in ranked.order_by("-is_agreed", "-has_status", "-has_visit", "pk")[:20] if c.case.is_open), None
    )
    if contract is None or contract.trainer is None:
        return
    _, address = create_link(contract, contract.trainer, None)
    yield DemoPerson(Role.COMPANY_TRAINER.label, f"{contract.trainer}, {contract.company}", address)


def _status_of_contract() -> QuerySet[CompanyStatus]:
    return CompanyStatus.objects.filter(contract=OuterRef("pk"))


def _coming_visits() -> QuerySet[Session]:
    """Visits to the company of an outer contract that are still to come tomorrow or later."""
    later = timezone.now() + timedelta(days=1)
    visits = Session.objects.filter(place=Place.COMPANY, company=OuterRef("company"), starts_at__gt=later)
    return visits.filter(attendances__case=OuterRef("case"), cancelled_at=None, documented_at=None)


def _person(role: str, user: User) -> DemoPerson:
    return DemoPerson(role, user.full_name, demo_link(user))


def demo_people() -> list[DemoPerson]:
    """Return the people of the demo provider that the transaction stands behind."""
    return [*_staff(), *_funders(), *_auditors(), *_company_trainers(), *_trainees()]


def demo_overview() -> dict[str, list]:
    """Return what `manage.py demo_links --json` prints: people with their links, and the numbers of the measures."""
    numbers = Measure.objects.order_by("pk").values_list("number", flat=True)
    return {"people": [asdict(person) for person in demo_people()], "measures": list(numbers)}
