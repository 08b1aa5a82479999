"""Writing companies and their contacts."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import F

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused, is_by
from companies.catalogue.folding import plain
from companies.records.models import Company, CompanyContact


@transaction.atomic
def create_company(
    *, provider_id: int, by: User | None, request_key: uuid.UUID | None = None, **fields: Any
) -> Company:
    """Create a company of a provider; the same post again returns the company of the first time.

    Raises KeyReused when the request key was used by somebody else or for another name.
    """
    key = request_key or uuid.uuid4()
    company, created = Company.objects.get_or_create(request_key=key, defaults={"provider_id": provider_id, **fields})
    if created:
        record(LogKind.CHANGE, by=by, subject=company, event="created")
    elif plain(company.name) != plain(str(fields.get("name", ""))) or not is_by(company, by):
        raise KeyReused
    return company


@transaction.atomic
def change_company(*, company: Company, version: int, by: User | None, **fields: Any) -> bool:
    """Write the changed fields if nobody changed the company since `version`; return whether it was written."""
    changed = Company.objects.filter(pk=company.pk, version=version).update(version=F("version") + 1, **fields)
    if changed:
        record(LogKind.CHANGE, by=by, subject=company, event="changed", fields=sorted(fields))
    return bool(changed)


@transaction.atomic
def create_contact(*, contact: CompanyContact, company: Company, by: User | None) -> CompanyContact:
    """Save a new contact of a company; one with the request key of another contact there is that one again."""
    if first := CompanyContact.objects.filter(request_key=contact.request_key, company=company).first():
        return first
    contact.company, contact.provider_id = company, company.provider_id
    contact.full_clean()
    contact.save()
    record(LogKind.CHANGE, by=by, subject=contact, event="created")
    return contact


@transaction.atomic
def change_contact(*, contact: CompanyContact, version: int, by: User | None, **fields: Any) -> bool:
    """Write the changed fields if nobody changed the contact since `version`; return whether it was written."""
    rows = CompanyContact.objects.filter(pk=contact.pk, version=version)
    changed = rows.update(version=F("version") + 1, **fields)
    if changed:
        record(LogKind.CHANGE, by=by, subject=contact, event="changed", fields=sorted(fields))
    return bool(changed)
