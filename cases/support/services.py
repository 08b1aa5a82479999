"""Planning a piece of support and ending it, each in one transaction with its log entry."""

from datetime import date

from django.db import transaction

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import User
from asa.accounts.once import KeyReused, is_by
from cases.people.models import Case
from cases.support.models import SupportElement


@transaction.atomic
def plan_element(*, element: SupportElement, case: Case, by: User | None) -> SupportElement:
    """Save a new piece of support of a case; posted twice, the first comes back.

    Raises KeyReused when the request key is that of another person's, ValidationError where a rule forbids the row.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    first = SupportElement.objects.filter(request_key=element.request_key, case=case).first()
    if first is not None:
        if not is_by(first, by):
            raise KeyReused
        return first
    element.case, element.provider_id = case, case.provider_id
    element.full_clean(validate_unique=False)
    element.save()
    record(LogKind.CHANGE, by=by, subject=element, act="planned")
    return element


@transaction.atomic
def end_element(*, element: SupportElement, on: date, by: User | None) -> None:
    """Let a piece of support end with the day `on`."""
    element.ends_on = on
    element.version += 1
    element.save(update_fields=["ends_on", "version"])
    record(LogKind.CHANGE, by=by, subject=element, act="ended")
