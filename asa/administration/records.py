"""Saving the provider's own records: sites, teams, funding bodies, lots, measures."""

from collections.abc import Mapping
from typing import TypeVar

from django.db import models, transaction

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import FundingBody, Site, Team, User
from cases.people.models import FundingShare, Lot, Measure

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def save_record(row: Row, *, by: User, shares: Mapping[FundingBody, int] | None = None) -> Row:
    """Save a new or changed record with its line in the log; its provider is set already.

    `shares` are those of the funding bodies of a measure in basis points, none for the one body; None keeps them.
    Raises ValidationError where a rule of the record is broken.
    """
    row.validate_constraints()
    if row.pk and hasattr(row, "version"):
        row.version += 1
    row.save()
    if isinstance(row, Measure) and shares is not None:
        row.shares.all().delete()
        FundingShare.objects.bulk_create(
            FundingShare(provider_id=row.provider_id, measure=row, funding_body=body, basis_points=points)
            for body, points in shares.items()
        )
    record(LogKind.CHANGE, by=by, subject=row)
    return row


def words_of(row: models.Model) -> str:
    """Return what tells one record of a list from another, in a few German words; empty where nothing is known."""
    if isinstance(row, Site):
        address = ", ".join(part for part in (row.street, f"{row.postcode} {row.place}".strip()) if part)
        return " · ".join(part for part in (address, "" if row.land else "ohne Land, deshalb ohne Feiertage") if part)
    if isinstance(row, Team):
        return row.site.name
    if isinstance(row, FundingBody):
        return str(row.get_kind_display())
    if isinstance(row, Lot | Measure):
        term = f"{row.starts_on:%d.%m.%Y} bis {row.ends_on:%d.%m.%Y}"
        return term if isinstance(row, Lot) else f"{row.get_model_display()} · {row.funding_body.name} · {term}"
    return ""
