"""What someone enters about a session: the values that forms hand to the services."""

from dataclasses import dataclass, field
from datetime import datetime

from asa.accounts.models import Membership
from cases.people.models import Case
from cases.sessions.enums import Mode, Outcome, SessionKind
from cases.sessions.times import elapsed_minutes
from cases.support.enums import Place
from companies.records.models import Company


@dataclass(frozen=True)
class Part:
    """One person's part in a session. `private` is a confidential line (class N), empty for none."""

    case: Case
    outcome: Outcome = Outcome.PRESENT
    late_minutes: int = 0
    mode: Mode = Mode.ON_SITE
    reason: str = ""
    private: str = ""

    def attended_minutes(self, length: int) -> int:
        """Return the minutes of `length` that the person was there: all, less the delay, or none."""
        if self.outcome in (Outcome.PRESENT, Outcome.PRO_FORMA):
            return length
        return max(0, length - self.late_minutes) if self.outcome == Outcome.LATE else 0


@dataclass(frozen=True)
class Entry:
    """A session as written down, planned or held. Moments are aware; `topic` may be empty when nobody came."""

    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    parts: list[Part]
    staff: list[Membership] = field(default_factory=list)
    place: Place = Place.PROVIDER
    title: str = ""
    room: str = ""
    company: Company | None = None
    employer_present: bool = False
    topic: str = ""
    result: str = ""

    @property
    def minutes(self) -> int:
        """Return the length in whole minutes."""
        return elapsed_minutes(self.starts_at, self.ends_at)


@dataclass(frozen=True)
class NextSession:
    """When the same people meet again."""

    starts_at: datetime
    ends_at: datetime
