"""Naming the case team from its pages: nobody names oneself, several at once, whoever is named gets one mail."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from asa.accounts.letters import write_to_staff
from asa.accounts.models import Membership, Provider, User
from asa.accounts.profiles import reach_of
from asa.mail.models import Mail
from cases.people.case_team import name_case_staff, name_case_staff_for
from cases.people.models import Case, CaseStaff


@transaction.atomic
def put_into_team(
    *, case: Case, members: Iterable[Membership], starts_on: date, ends_on: date | None, by: User, request_key: UUID
) -> list[CaseStaff]:
    """Name several people for one case. Raises ValidationError at the field of the person's role, named as the role."""
    rows = []
    letter: dict[str, Any] = {"starts_on": starts_on, "by": by, "request_key": request_key}
    for member in members:
        rows += _named(
            member,
            by,
            lambda one=member: [
                name_case_staff(
                    case=case,
                    member=one,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    by=by,
                    request_key=uuid5(request_key, str(one.pk)),
                )
            ],
        )
        _tell(member, 1, reverse("case_detail", args=[case.public_id]), **letter)
    return rows


@transaction.atomic
def put_into_teams(
    *,
    cases: Iterable[Case],
    members: Iterable[Membership],
    starts_on: date,
    ends_on: date | None,
    by: User,
    request_key: UUID,
) -> list[CaseStaff]:
    """Name several people for many cases, all or nothing; who is there already stays. Raises as `put_into_team`."""
    cases, rows = list(cases), []
    letter: dict[str, Any] = {"starts_on": starts_on, "by": by, "request_key": request_key}
    for member in members:
        found = _named(
            member,
            by,
            lambda one=member: name_case_staff_for(
                cases, members=[one], starts_on=starts_on, ends_on=ends_on, by=by, request_key=request_key
            ),
        )
        if found:
            _tell(member, len(found), f"{reverse('case_list')}?mine=1", **letter)
        rows += found
    return rows


def _named(member: Membership, by: User, name: Any) -> list[CaseStaff]:
    """Call `name`; what it refuses about the person stands at the field in which a person of that role is chosen."""
    if member.user_id == by.pk:
        raise ValidationError({member.role: "Sich selbst können Sie hier nicht einsetzen."}, code="oneself")
    try:
        rows: list[CaseStaff] = name()
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        fields = {member.role if name == "member" else name: texts for name, texts in error.message_dict.items()}
        raise ValidationError(fields) from error
    return rows


def _tell(member: Membership, cases: int, path: str, *, starts_on: date, by: User, request_key: UUID) -> None:
    """Write to the named person once per form; no trainee's name in a mail."""
    key = uuid5(request_key, f"mail-{member.pk}")
    if Mail.objects.filter(request_key=key).exists():
        return
    provider = Provider.objects.get(pk=member.provider_id)
    values: dict[str, Any] = {
        "number": cases,
        "since": f"{starts_on:%d.%m.%Y}",
        "link": f"{settings.PUBLIC_URL}{path}",
        "by": by,
        "provider": provider,
        "phone": reach_of(by, provider.pk).phone or str(provider.phone or ""),
    }
    mail = write_to_staff(member.user, provider.pk, "cases/desk/mail/case_team", reply_to=by.email, **values)
    mail.request_key = key
    mail.save(update_fields=["request_key"])
