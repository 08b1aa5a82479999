"""Whether two people are two: nobody is the second person beside a mailbox that they brought along themselves.

An administrator can invite own mailboxes. With three of them (X invites B, B invites C and asks, X confirms) one person
would give a case role alone. So an invitation ties both sides together until the invited one has belonged to the
provider for `Provider.second_person_days` (14 at least, so that the setting cannot be turned off before an attack):

1. who confirms has not brought along who asks (directly, or over others who were brought along), nor invited the
   account that gets the role;
2. who asks has not brought along who confirms, unless the founder asks in the first days of the provider: then nobody
   else can be there, and until the first active case the founder sets up roles alone anyway (logged and shown).

Ties end with time because in most providers the founder invited everybody: ties for ever would leave nobody who could
confirm what the founder asks for, or the other way round. What remains possible is one person who prepares a mailbox
two weeks ahead; it stands in the log and in the list of people. Triggers of the database ask the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asa.accounts.models import Invitation, Membership, Provider

#: A provider may ask for more days, never for fewer.
FEWEST_DAYS = 14
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Ties:
    """Who invited whom to one provider, who was its first, and how long a tie lasts.

    `since` is when each accepted; who has not yet can neither ask nor confirm, there it is when they were invited.
    """

    invited: set[int]
    inviters: dict[int, set[int]]
    since: dict[int, datetime]
    founder: int | None
    lasts: timedelta
    now: datetime

    def free_from(self, person: int, *, asked_by: int, target: int | None = None) -> datetime:
        """Return from when account `person` may confirm what `asked_by` asks (for `target`); long ago where no tie is.

        A moment after `now` means: not yet.
        """
        moments = [LONG_AGO]
        if self._brought(person, asked_by):
            moments.append(self._settled(asked_by))
        if self._brought(asked_by, person) and not (asked_by == self.founder and self._settled(asked_by) > self.now):
            moments.append(self._settled(person))
        if target is not None and person in self.inviters.get(target, ()):
            moments.append(self._settled(target))
        return max(moments)

    def are_free(self, person: int, *, asked_by: int, target: int | None = None) -> bool:
        """Return whether `person` may confirm now."""
        return self.free_from(person, asked_by=asked_by, target=target) <= self.now

    def _settled(self, who: int) -> datetime:
        """Return from when no invitation of `who` ties any more, long ago for who was here before there were any."""
        return self.since.get(who, self.now) + self.lasts if who in self.invited else LONG_AGO

    def _brought(self, who: int, target: int) -> bool:
        return who != target and who in self._above(target)

    def _above(self, target: int) -> Iterator[int]:
        seen, ahead = {target}, [target]
        while ahead:
            for inviter in self.inviters.get(ahead.pop(), set()) - seen:
                seen.add(inviter)
                ahead.append(inviter)
                yield inviter


def ties_at(provider_id: int, *, now: datetime) -> Ties:
    """Return the ties of a provider, in three queries. Needs its wall."""
    inviters: dict[int, set[int]] = {}
    joined: dict[int, datetime] = {}
    rows = Invitation.objects.filter(provider=provider_id).values_list("user", "invited_by", "sent_at", "used_at")
    invited = set()
    waiting: dict[int, datetime] = {}
    for user, inviter, sent_at, used_at in rows:
        invited.add(user)
        if sent_at is not None:
            waiting[user] = min(sent_at, waiting.get(user, sent_at))
        if inviter is not None:
            inviters.setdefault(user, set()).add(inviter)
        if used_at is not None:
            joined[user] = min(used_at, joined.get(user, used_at))
    founder = Membership.objects.filter(provider=provider_id).order_by("pk").values_list("user", flat=True).first()
    days = Provider.objects.values_list("second_person_days", flat=True).get(pk=provider_id)
    return Ties(invited, inviters, waiting | joined, founder, timedelta(days=days), now)
