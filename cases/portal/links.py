"""Links for companies: made, found, renewed. Only the hash of a link's secret is kept."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import Provider, User
from cases.people.models import TrainingContract
from cases.portal.letters import write_status_mail
from cases.portal.models import CompanyLink
from companies.records.models import CompanyContact

#: An expired link renews itself at most so often: one mail in ten minutes, five a day.
RENEWAL_PAUSE = timedelta(minutes=10)
RENEWALS_A_DAY = 5
LARGEST_ID = 2**63 - 1


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def link_url(provider_id: int, secret: str) -> str:
    """Return the absolute address of a link, on the configured host."""
    return settings.PUBLIC_URL + reverse("company_status_page", args=[provider_id, secret])


def create_link(
    contract: TrainingContract, contact: CompanyContact, by: User | None, *, request_key: UUID | None = None
) -> tuple[CompanyLink, str]:
    """Make a link to the status of `contract` for `contact`; return the row and the address with its secret.

    The address stands in the mail and in what this returns, nowhere else. The provider sets how long it lives.
    """
    secret = secrets.token_urlsafe(32)
    days = Provider.objects.only("company_link_days").get(pk=contract.provider_id).company_link_days
    link = CompanyLink.objects.create(
        provider_id=contract.provider_id,
        contract=contract,
        contact=contact,
        email=contact.email,
        secret_hash=hash_of(secret),
        sent_by=by,
        expires_at=timezone.now() + timedelta(days=days),
        request_key=request_key or uuid4(),
    )
    record(LogKind.GRANT, by=by, subject=link, what="company_link", contract=contract.pk)
    return link, link_url(contract.provider_id, secret)


def find_link(secret: str) -> CompanyLink | None:
    """Return the link with this secret if it may still open anything, expired or not, behind the current wall.

    Rights end with the notice, with the end of the contract or of the support, and when the address is no longer
    the one recorded for this person of this company. What has ended looks like what never was.
    """
    link = (
        CompanyLink.objects.select_related(
            "contract__provider", "contract__company", "contract__case__trainee", "contact"
        )
        .filter(secret_hash=hash_of(secret), contract__in=TrainingContract.objects.current())
        .first()
    )
    if link is None or not link.contract.case.is_open:
        return None
    contact = link.contact
    if contact.company_id != link.contract.company_id or contact.email.lower() != link.email.lower():
        return None
    return link


def is_expired(link: CompanyLink, now: datetime | None = None) -> bool:
    return link.expires_at <= (now or timezone.now())


@transaction.atomic
def renew_link(link: CompanyLink) -> bool:
    """Send a new link to the same address. Returns whether a mail was written (not again within ten minutes).

    Callers answer the same in both cases, so nobody learns from it; two clicks at once make one mail.
    """
    TrainingContract.objects.select_for_update(of=("self",)).get(pk=link.contract_id)
    now = timezone.now()
    same = CompanyLink.objects.filter(contract=link.contract_id, email=link.email)
    if same.filter(sent_at__gt=now - RENEWAL_PAUSE).exists():
        return False
    if same.filter(sent_at__gt=now - timedelta(days=1)).count() >= RENEWALS_A_DAY:
        return False
    _, url = create_link(link.contract, link.contact, None)
    write_status_mail(link.contract, link.contact, url, by=None)
    return True
