"""Setting a company's status and sending the link: one act, one transaction."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from cases.people.models import Case, TrainingContract
from cases.portal.enums import StatusSign
from cases.portal.letters import write_status_mail
from cases.portal.links import create_link
from cases.portal.models import CompanyLink, CompanyStatus
from cases.portal.standing import has_consent
from companies.records.models import CompanyContact

NO_CONSENT = "Es liegt keine Einwilligung vor. Der Satz wurde nicht gespeichert."


def current_contract(case: Case) -> TrainingContract | None:
    """Return the contract that runs today, with company and trainer; a company is told about no other."""
    contracts = TrainingContract.objects.current().filter(case=case).select_related("company", "trainer")
    contract = contracts.order_by("-starts_on", "-pk").first()
    if contract is not None:
        contract.case = case
    return contract


@transaction.atomic
def set_status(
    *,
    contract: TrainingContract,
    sign: StatusSign,
    sentence: str,
    by: User,
    request_key: UUID,
    at: datetime | None = None,
) -> CompanyStatus:
    """Write how it stands, as of `at` (now unless told); the newest counts.

    The same request key again returns the first status. Raises ValidationError without the trainee's consent on the
    day of the status: nothing is kept for a company that may not read it.
    """
    TrainingContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    first = CompanyStatus.objects.filter(request_key=request_key, contract=contract).first()
    if first is not None:
        return first
    if not has_consent(contract, timezone.localdate(at) if at else None):
        raise ValidationError(NO_CONSENT, code="no_consent")
    status = CompanyStatus(
        provider_id=contract.provider_id,
        contract=contract,
        sign=sign,
        sentence=sentence,
        set_by=by,
        request_key=request_key,
        set_at=at or timezone.now(),
    )
    status.full_clean()
    status.save()
    record(LogKind.CHANGE, by=by, subject=status, sign=sign)
    return status


@transaction.atomic
def send_status(*, contract: TrainingContract, contact: CompanyContact, by: User, request_key: UUID) -> CompanyLink:
    """Send the link by mail to one person of the company; posting twice sends one mail.

    Raises ValidationError without an address, and where the link would not stand (`cases.portal.standing`).
    """
    TrainingContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    first = CompanyLink.objects.filter(request_key=request_key, contract=contract).first()
    if first is not None:
        return first
    link, url = create_link(contract, contact, by, request_key=request_key)
    write_status_mail(contract, contact, url, by=by)
    return link
