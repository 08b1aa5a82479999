"""Whether a company's link stands: the one place that decides, for opening, renewing, mails and the staff's list.

A link lives as long as contact, trainer of the contract, contract and case all say so; it ends with the notice or the
end of the contract, whichever is known first (`security.md` section 4). What has ended is also kept as ended by
triggers of the database, so that nothing revives when the facts change back.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.notes.enums import ConsentPurpose
from cases.notes.models import Consent
from cases.people.models import TrainingContract
from cases.portal.enums import LinkEnd
from cases.portal.models import CompanyLink
from companies.records.models import CompanyContact

HINDRANCES = {
    LinkEnd.TRAINER: "Ein Link geht nur an die Ausbilderin oder den Ausbilder im Vertrag.",
    LinkEnd.LEFT: "Diese Person arbeitet nicht mehr im Betrieb. Wählen Sie im Vertrag, wer jetzt ausbildet.",
    LinkEnd.CONTRACT: "Der Vertrag läuft nicht, oder eine Kündigung ist bekannt. Deshalb sieht kein Betrieb etwas.",
    LinkEnd.CASE: "Die Teilnahme ist beendet. Deshalb sieht kein Betrieb etwas.",
}


def end_of(link: CompanyLink, on: date | None = None) -> LinkEnd | None:
    """Return why `link` opens nothing on the day `on` (default today); None while it stands, expired or not.

    `link` comes from `CompanyLink.objects.with_facts(on)`.
    """
    if link.ended_at is not None:
        return LinkEnd(link.ended_reason)
    is_current: bool = link.is_contract_current  # type: ignore[attr-defined]  # annotated by `with_facts`
    end = _end_between(link.contract, link.contact, is_current=is_current, on=on)
    if end is None and link.contact.email.lower() != link.email.lower():
        return LinkEnd.ADDRESS
    return end


def _end_between(
    contract: TrainingContract, contact: CompanyContact, *, is_current: bool, on: date | None
) -> LinkEnd | None:
    if not contract.case.is_open:
        return LinkEnd.CASE
    if not is_current:
        return LinkEnd.CONTRACT
    if contract.trainer_id != contact.pk or contract.company_id != contact.company_id:
        return LinkEnd.TRAINER
    return LinkEnd.LEFT if contact.has_left(on or timezone.localdate()) else None


def check_may_get_link(contract: TrainingContract, contact: CompanyContact) -> None:
    """Raise ValidationError unless a link for `contact` to `contract` would stand today."""
    is_current = TrainingContract.objects.current().filter(pk=contract.pk).exists()
    end = _end_between(contract, contact, is_current=is_current, on=None)
    if end is not None:
        raise ValidationError(HINDRANCES[end], code=end)
    if not contact.email:
        raise ValidationError("Für diese Person im Betrieb ist keine E-Mail-Adresse eingetragen.", code="no_email")


def has_consent(contract: TrainingContract, on: date | None = None) -> bool:
    """Return whether the trainee's consent to telling the company is recorded and valid on the day `on`."""
    return Consent.objects.valid(ConsentPurpose.COMPANY_STATUS, on).filter(case=contract.case_id).exists()


def withdrawn_on(contract: TrainingContract) -> date | None:
    """Return the day of the last withdrawal while no consent is valid; None where none was ever withdrawn."""
    if has_consent(contract):
        return None
    told = Consent.objects.filter(case=contract.case_id, purpose=ConsentPurpose.COMPANY_STATUS)
    last = told.exclude(withdrawn_on=None).order_by("-withdrawn_on").first()
    return last.withdrawn_on if last else None


def tells_more(link: CompanyLink) -> bool:
    """Return whether the link opens more than the contact card: a consent is valid and none was withdrawn since."""
    return link.card_since is None and has_consent(link.contract)
