"""Reminding those who can mend a gap of the month: once a day, and no names in the mail."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import LogKind
from asa.accounts.letters import write_to_staff
from asa.accounts.log import record
from asa.accounts.models import LogEntry, Membership, User
from cases.months.closing.gaps import Gap
from cases.months.closing.services import month_words
from cases.people.models import Measure
from cases.sessions.models import SessionStaff


def holders_of(session_ids: Iterable[int]) -> list[Membership]:
    """Return who holds the sessions, each once."""
    rows = SessionStaff.objects.filter(session__in=list(session_ids)).values("member")
    return list(Membership.objects.filter(pk__in=rows).select_related("user").order_by("pk"))


def was_reminded(measure: Measure, month: date, session: UUID | None) -> bool:
    """Return whether somebody was reminded today, of this session or (None) of all of the month."""
    today = LogEntry.objects.filter(
        object_type="cases.measure",
        object_id=measure.pk,
        at__date=timezone.localdate(),
        details__act="reminded",
        details__month=f"{month:%Y-%m}",
    )
    of_all = today.exclude(details__has_key="session")
    return of_all.exists() or (session is not None and today.filter(details__session=str(session)).exists())


@transaction.atomic
def remind(measure: Measure, month: date, found: Iterable[Gap], *, by: User, session: UUID | None = None) -> int:
    """Write to everyone who holds the sessions of the gaps and return how many; with `session` only to its holders.

    Each person gets one mail with a link to the own open sessions.
    """
    gaps = [gap for gap in found if gap.session_id and session in (None, gap.session)]
    people = {member.user_id: member for member in holders_of([gap.session_id for gap in gaps if gap.session_id])}
    link = settings.PUBLIC_URL + reverse("session_open_list")
    for member in people.values():
        values: dict[str, Any] = {"day": month, "month": month_words(month), "link": link, "by": by}
        write_to_staff(member.user, measure.provider_id, "cases/months/mail/reminder", **values)
    if people:
        one = {"session": str(session)} if session else {}
        told: dict[str, Any] = {"act": "reminded", "month": f"{month:%Y-%m}", "people": len(people), **one}
        record(LogKind.CHANGE, by=by, subject=measure, **told)
    return len(people)
