"""Proofs of staff in an audit folder: what they are qualified for, and when the provider saw the rest.

The qualification of somebody who supports a case belongs to the case's file. When the certificate of good conduct was
seen and the declaration on social data (§ 78 Abs. 2 SGB X) was signed is known to the administration, to whoever leads
the team and to the person; nobody learns it by ordering a folder.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import Membership, User

#: Stands where the orderer may not know the day.
WITH_ADMINISTRATION = "bei der Verwaltung"
NOT_ENTERED = "nicht eingetragen"


@dataclass(frozen=True)
class Row:
    """One line of a table of the folder: its cells as plain values in the order of the table's head."""

    cells: tuple[str | int | date | None, ...]


class StaffProofs:
    """Writes the proofs of staff as far as one reader may know them; `reader` None may know all."""

    def __init__(self, reader: User | None) -> None:
        self.reader = reader
        standings = access_of(reader).standings if reader is not None else ()
        self.is_admin = any(one.role == Role.ADMIN for one in standings)
        self.led = {one.team_id for one in standings if one.role == Role.TEAM_LEAD and one.team_id is not None}

    def knows(self, member: Membership) -> bool:
        """Return whether the reader may know when the proofs of `member` were seen."""
        if self.reader is None or self.is_admin or member.user_id == self.reader.pk:
            return True
        return member.team_id in self.led

    def rows(self, members: Iterable[Membership]) -> list[Row]:
        """Return a row for each person, by name; somebody with several roles has one, with all of them."""
        people: dict[int, list[Membership]] = {}
        for member in members:
            people.setdefault(member.user_id, []).append(member)
        rows = [self._row(held) for held in people.values()]
        return sorted(rows, key=lambda row: str(row.cells[0]))

    def _row(self, held: list[Membership]) -> Row:
        first = held[0]
        roles = ", ".join(sorted({member.get_role_display() for member in held}))
        is_known = any(self.knows(member) for member in held)
        return Row(
            (
                first.user.full_name,
                roles,
                first.get_kind_display(),
                first.qualification or NOT_ENTERED,
                _seen(first.conduct_seen_on, is_known),
                _seen(first.secrecy_signed_on, is_known),
            )
        )


def _seen(on: date | None, is_known: bool) -> str:
    if not is_known:
        return WITH_ADMINISTRATION
    return f"{on:%d.%m.%Y}" if on else NOT_ENTERED
