"""The case team (Fallteam): social workers and teachers of a case, each from one day to another.

What a row opens is said in `cases.people.scope`: for a social worker the case is her own, for a teacher the trainee is
a pupil. The contact person is not named here (`cases.people.services`).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.models import Membership, User
from asa.accounts.once import KeyReused
from cases.people.enums import CaseEventKind
from cases.people.models import Case, CaseEvent, CaseStaff

#: Who can be named beside the contact person.
TEAM_ROLES = (Role.SOCIAL_WORKER, Role.TEACHER)

#: More names than these are counted in a message instead of listed.
NAMES_SHOWN = 3
ONE_DAY = timedelta(days=1)


def _lock(cases: Iterable[Case]) -> list[Case]:
    """Let one change of a case happen after the other; always in the same order, so that two never wait crosswise."""
    wanted = [case.pk for case in cases]
    locked = Case.objects.select_for_update(of=("self",)).select_related("trainee")
    return list(locked.filter(pk__in=wanted).order_by("pk"))


def check_can_work(member: Membership, starts_on: date, ends_on: date | None) -> None:
    """Raise ValidationError at the field that is wrong, unless `member` can be in a case team in these days."""
    name = member.user.full_name
    if member.role not in TEAM_ROLES:
        roles = " oder ".join(f"„{role.label}“" for role in TEAM_ROLES)
        raise ValidationError({"member": f"{name} hat nicht die Rolle {roles}."}, code="role")
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError({"ends_on": "Das Ende darf nicht vor dem Beginn liegen."}, code="ends_before_start")
    if not member.user.is_active or (member.ends_on is not None and member.ends_on < starts_on):
        raise ValidationError({"member": f"{name} arbeitet am {starts_on:%d.%m.%Y} nicht mehr hier."}, code="left")
    if member.starts_on > starts_on:
        raise ValidationError(
            {"starts_on": f"{name} arbeitet erst ab {member.starts_on:%d.%m.%Y} hier."}, code="not_yet"
        )
    if ends_on is not None and member.ends_on is not None and member.ends_on < ends_on:
        raise ValidationError(
            {"ends_on": f"{name} arbeitet nur bis {member.ends_on:%d.%m.%Y} hier. Wählen Sie ein früheres Ende."},
            code="leaves_before",
        )


def _check_cases(cases: list[Case], member: Membership) -> None:
    if any(case.provider_id != member.provider_id for case in cases):
        raise ValidationError({"member": "Diese Person gehört nicht zu Ihrem Träger."}, code="other_provider")
    if closed := [case for case in cases if not case.is_open]:
        raise ValidationError(f"Die Teilnahme ist beendet: {_names(closed)}.", code="closed")


def _names(cases: list[Case]) -> str:
    names = [case.trainee.full_name for case in cases[:NAMES_SHOWN]]
    more = len(cases) - len(names)
    return ", ".join(names) + (f" und {more} weitere" if more > 0 else "")


def _overlapping(cases: list[Case], member: Membership, starts_on: date, ends_on: date | None) -> dict[int, CaseStaff]:
    """Return the row of each case that shares days with these; rows that follow each other are read as one."""
    rows = CaseStaff.objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), case__in=cases, member=member)
    if ends_on is not None:
        rows = rows.filter(starts_on__lte=ends_on)
    found: dict[int, CaseStaff] = {}
    for row in rows.order_by("case", "starts_on"):
        before = found.get(row.case_id)
        if before is not None and before.ends_on == row.starts_on - ONE_DAY:
            row.starts_on = before.starts_on  # one stretch of days, never saved
        found[row.case_id] = row
    return found


def _covers(row: CaseStaff, starts_on: date, ends_on: date | None) -> bool:
    """Return whether the row gives everything that is asked for."""
    return row.starts_on <= starts_on and (row.ends_on is None or (ends_on is not None and row.ends_on >= ends_on))


@transaction.atomic
def name_case_staff(
    *,
    case: Case,
    member: Membership,
    starts_on: date,
    by: User | None,
    ends_on: date | None = None,
    request_key: UUID | None = None,
) -> CaseStaff:
    """Put `member` into the case team from `starts_on` to `ends_on` (None: for as long as the case runs).

    The same `request_key` again returns the first row. Raises KeyReused when that row is another one, and
    ValidationError at the field: another role or provider, not working then, in the team already in these days.
    """
    locked = _lock([case])
    if first := CaseStaff.objects.filter(request_key=request_key).first() if request_key else None:
        if (first.case_id, first.member_id) != (case.pk, member.pk):
            raise KeyReused
        return first
    _check_cases(locked, member)
    check_can_work(member, starts_on, ends_on)
    if row := _overlapping(locked, member, starts_on, ends_on).get(case.pk):
        raise ValidationError({"member": _already(row, member)}, code="overlap")
    return _write(locked, member, starts_on, ends_on, by=by, keys={case.pk: request_key or uuid4()})[0]


def _already(row: CaseStaff, member: Membership) -> str:
    until = f" bis {row.ends_on:%d.%m.%Y}" if row.ends_on else ""
    return f"{member.user.full_name} gehört ab {row.starts_on:%d.%m.%Y}{until} schon zum Fallteam."


@transaction.atomic
def name_case_staff_for(
    cases: Iterable[Case],
    *,
    members: Iterable[Membership],
    starts_on: date,
    by: User | None,
    ends_on: date | None = None,
    request_key: UUID | None = None,
) -> list[CaseStaff]:
    """Put every one of `members` into the team of every one of `cases`; return the new rows.

    Whoever is there in all these days already stays as is, so the same call writes nothing twice; for whoever comes
    later only the days before are added. All or nothing: raises ValidationError as `name_case_staff` does, with the
    names of the people where days overlap in another way.
    """
    locked = _lock(cases)
    written: list[CaseStaff] = []
    for member in members:
        _check_cases(locked, member)
        check_can_work(member, starts_on, ends_on)
        there = _overlapping(locked, member, starts_on, ends_on)
        partly = [c for c in locked if c.pk in there and not _covers(there[c.pk], starts_on, ends_on)]
        crossing = [case for case in partly if not _covers(there[case.pk], there[case.pk].starts_on, ends_on)]
        if crossing:
            name = member.user.full_name
            raise ValidationError(
                {"member": f"{name} gehört in einem Teil dieser Zeit schon zum Fallteam von {_names(crossing)}."},
                code="overlap",
            )
        new = [case for case in locked if case.pk not in there]
        keys = {case.pk: uuid5(request_key, f"{case.pk}-{member.pk}") if request_key else uuid4() for case in locked}
        written += _write(new, member, starts_on, ends_on, by=by, keys=keys)
        for case in partly:
            written += _write([case], member, starts_on, there[case.pk].starts_on - ONE_DAY, by=by, keys=keys)
    return written


def _write(
    cases: list[Case],
    member: Membership,
    starts_on: date,
    ends_on: date | None,
    *,
    by: User | None,
    keys: dict[int, UUID],
) -> list[CaseStaff]:
    """Write the rows with their events and log entries: three statements for any number of cases, one log line each."""
    until = f" bis {ends_on:%d.%m.%Y}" if ends_on else ""
    text = f"Fallteam: {member.user.full_name}, {Role(member.role).label}{until}"
    rows = CaseStaff.objects.bulk_create(
        CaseStaff(
            provider_id=case.provider_id,
            case=case,
            member=member,
            starts_on=starts_on,
            ends_on=ends_on,
            request_key=keys[case.pk],
        )
        for case in cases
    )
    CaseEvent.objects.bulk_create(
        CaseEvent(
            provider_id=case.provider_id,
            case=case,
            kind=CaseEventKind.CASE_TEAM,
            on=starts_on,
            by=by,
            details={"text": text},
        )
        for case in cases
    )
    for row in rows:
        record(LogKind.GRANT, by=by, subject=row, what="case_team", case=row.case_id, member=member.pk)
    return rows


@transaction.atomic
def end_case_staff(*, row: CaseStaff, on: date, by: User | None) -> None:
    """Let somebody leave the case team: `on` is the last day. Before the first day it is struck out.

    Only ever shorter; for longer the person is named again. The same last day again changes nothing.
    """
    case = row.case
    _lock([case])
    found = CaseStaff.objects.select_related("member__user").filter(pk=row.pk).first()
    if found is None or found.ends_on == on:
        return
    if found.ends_on is not None and on > found.ends_on:
        raise ValidationError(
            {"ends_on": f"Das Ende ist schon der {found.ends_on:%d.%m.%Y}. Für länger tragen Sie die Person neu ein."},
            code="longer",
        )
    name = found.member.user.full_name
    record(LogKind.GRANT, by=by, subject=found, what="case_team_end", case=case.pk, member=found.member_id)
    if on < found.starts_on:
        found.delete()
        text = f"Fallteam: {name} gestrichen"
    else:
        found.ends_on = on
        found.save(update_fields=["ends_on"])
        text = f"Fallteam: {name} bis {on:%d.%m.%Y}"
    case.add_event(CaseEventKind.CASE_TEAM, by=by, on=timezone.localdate(), text=text)
