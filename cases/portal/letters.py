"""The mail that brings a company to its status page: short, one button, no trainee's name, a human to answer."""

from django.template.loader import render_to_string
from django.utils import timezone

from asa.accounts.mailboxes import is_shared
from asa.accounts.models import User
from asa.design.templatetags.asa import MONTHS
from asa.mail.models import Mail
from asa.mail.outbox import write_mail
from cases.people.models import TrainingContract
from cases.portal.read_model import contact_cards
from companies.records.models import CompanyContact

LONGEST_SUBJECT = 50


def status_subject(month: int) -> str:
    """Return "Ausbildung im November: kurzer Stand"; never a name, 50 characters at most."""
    return f"Ausbildung im {MONTHS[month - 1]}: kurzer Stand"


def write_status_mail(contract: TrainingContract, contact: CompanyContact, url: str, *, by: User | None) -> Mail:
    """Write the mail with the link, in the running transaction; answers go to the contact person (or the sender)."""
    today = timezone.localdate()
    card, _ = contact_cards(contract, today)
    provider = contract.provider
    reply_to = card.email if card else (by.email if by else provider.email)
    subject = status_subject(today.month)
    values = {
        "greeting": contact.greeting,
        "month": MONTHS[today.month - 1],
        "url": url,
        "card": card,
        "provider": provider,
        "days": provider.company_link_days,
        "subject": subject,
        "needs_code": is_shared(contact.email, provider.shared_mailboxes),
    }
    return write_mail(
        contract.provider_id,
        contact.email,
        subject,
        render_to_string("cases/portal/mail/status.txt", values).strip() + "\n",
        html=render_to_string("cases/portal/mail/status.html", values),
        reply_to=reply_to,
    )
