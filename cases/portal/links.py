"""Links for companies: made, found, renewed. Only the hash of a link's secret is kept."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import Provider, User
from cases.people.models import TrainingContract
from cases.portal.enums import LinkEnd
from cases.portal.letters import write_status_mail
from cases.portal.models import CompanyLink
from cases.portal.standing import check_may_get_link, end_of, withdrawn_on
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
    contract: TrainingContract,
    contact: CompanyContact,
    by: User | None,
    *,
    request_key: UUID | None = None,
    is_card: bool = False,
) -> tuple[CompanyLink, str]:
    """Make a link to the status of `contract` for `contact`; return the row and the address with its secret.

    The address stands in the mail and in what this returns, nowhere else. The provider sets how long it lives. With
    `is_card`, and while the trainee's consent is withdrawn, it is a contact card for good. Raises ValidationError
    where it would not stand (`check_may_get_link`).
    """
    check_may_get_link(contract, contact)
    is_card = is_card or withdrawn_on(contract) is not None
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
        card_since=timezone.now() if is_card else None,
        request_key=request_key or uuid4(),
    )
    record(LogKind.GRANT, by=by, subject=link, what="company_link", contract=contract.pk)
    return link, link_url(contract.provider_id, secret)


def find_link(secret: str) -> CompanyLink | None:
    """Return the link with this secret if it still stands, expired or not, behind the current wall.

    What has ended (`cases.portal.standing`) looks like what never was.
    """
    link = CompanyLink.objects.with_facts().filter(secret_hash=hash_of(secret)).first()
    return link if link is not None and end_of(link) is None else None


def is_expired(link: CompanyLink, now: datetime | None = None) -> bool:
    return link.expires_at <= (now or timezone.now())


@transaction.atomic
def renew_link(link: CompanyLink) -> bool:
    """Send a new link to the same address. Returns whether a mail was written (not again within ten minutes).

    Callers answer the same in both cases, so nobody learns from it; two clicks at once make one mail. What is only a
    contact card stays one, and what does not stand any more is not renewed.
    """
    TrainingContract.objects.select_for_update(of=("self",)).get(pk=link.contract_id)
    link = CompanyLink.objects.with_facts().get(pk=link.pk)
    if end_of(link) is not None:
        return False
    now = timezone.now()
    same = CompanyLink.objects.filter(contract=link.contract_id, email=link.email)
    if same.filter(sent_at__gt=now - RENEWAL_PAUSE).exists():
        return False
    if same.filter(sent_at__gt=now - timedelta(days=1)).count() >= RENEWALS_A_DAY:
        return False
    _, url = create_link(link.contract, link.contact, None, is_card=link.card_since is not None)
    write_status_mail(link.contract, link.contact, url, by=None)
    return True


@transaction.atomic
def end_link(link: CompanyLink, *, by: User) -> None:
    """End a link by hand, for good. Raises ValidationError where it has ended already."""
    link = CompanyLink.objects.select_for_update(of=("self",)).with_facts().get(pk=link.pk)
    end = end_of(link)
    if end is not None:
        raise ValidationError(f"Dieser Link ist schon beendet: {end.label}.", code="ended")
    link.ended_at, link.ended_reason, link.ended_by = timezone.now(), LinkEnd.BY_HAND, by
    link.save(update_fields=["ended_at", "ended_reason", "ended_by"])
    record(LogKind.GRANT, by=by, subject=link, what="company_link_ended", contract=link.contract_id)
