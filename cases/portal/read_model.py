"""What a company sees, as a frozen list of fields (`security.md` rule 7). Nothing else reaches its page or calendar.

Without the trainee's recorded consent only the contact card is filled. Lessons in the trainee's own time,
attendance, reasons and anything from notes have no field here, so they cannot be shown by mistake.
"""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from asa.accounts.models import Provider
from asa.accounts.profiles import Reach, reaches_of
from cases.people.models import ContactAssignment, ContactDeputy, TrainingContract
from cases.people.ranges import valid_on
from cases.portal.enums import StatusSign
from cases.portal.models import CompanyStatus
from cases.portal.standing import has_consent
from cases.sessions.enums import SessionKind
from cases.sessions.models import Session
from cases.sessions.times import elapsed_minutes
from cases.support.enums import Place
from companies.records.models import CompanyContact

#: Working time in a company: Monday to Friday, seven to six (§ 74 support takes place in and outside of it).
WORK_BEGINS, WORK_ENDS = time(7), time(18)
SHOWN_DATES = 3

#: Which sign of the design (`status_sign`, `.asa-status--…`) stands for each answer.
SIGN_SHAPES = {StatusSign.GOOD: "good", StatusSign.TALK: "talk", StatusSign.WE_CALL: "wait"}
PLACE_WORDS = {
    Place.COMPANY: "Gespräch im Betrieb",
    Place.PHONE: "Telefonat mit Ihnen",
    Place.ONLINE: "Online-Gespräch mit Ihnen",
}


@dataclass(frozen=True)
class ContactCard:
    """A person of the provider whom the company can reach.

    `house_phone` is the provider's own number where the person has none; `picture` is the picture's id, if any.
    """

    name: str
    phone: str
    email: str
    reachable: str
    house_phone: str = ""
    picture: UUID | None = None


@dataclass(frozen=True)
class CompanyDate:
    """A next date in working time in the company; `words` come from a fixed list, never from typed text."""

    key: UUID
    starts_at: datetime
    ends_at: datetime
    words: str

    @property
    def minutes(self) -> int:
        return elapsed_minutes(self.starts_at, self.ends_at)


@dataclass(frozen=True)
class CompanyView:
    """Every field that a company's page may show."""

    provider_name: str
    company_name: str
    greeting: str
    contact: ContactCard | None
    deputy: ContactCard | None
    has_consent: bool
    first_name: str
    sign: str
    sign_shape: str
    sentence: str
    dates: tuple[CompanyDate, ...]

    @property
    def to_call(self) -> ContactCard | None:
        """Return whom a question reaches today: the deputy while one stands in."""
        return self.deputy or self.contact


def company_view(
    contract: TrainingContract,
    contact: CompanyContact | None,
    *,
    status: CompanyStatus | None = None,
    is_card: bool = False,
) -> CompanyView:
    """Build the page of one contract for one person of the company, as of now.

    `status` shows a status that is not saved yet, for the preview; otherwise the newest saved one counts. `is_card`
    fills the contact card only, whatever the consent: the link is from before a withdrawal.
    """
    today = timezone.localdate()
    provider = contract.provider
    card, deputy = contact_cards(contract, today)
    allowed = not is_card and has_consent(contract, today)
    shown = None
    if allowed:
        shown = status or contract.statuses.shown().first()
    return CompanyView(
        provider_name=provider.name,
        company_name=contract.company.name,
        greeting=contact.greeting if contact else "Guten Tag",
        contact=card,
        deputy=deputy,
        has_consent=allowed,
        first_name=contract.case.trainee.first_name if allowed else "",
        sign=StatusSign(shown.sign).label if shown else "",
        sign_shape=SIGN_SHAPES[StatusSign(shown.sign)] if shown else "",
        sentence=shown.sentence if shown else "",
        dates=_dates(contract) if allowed else (),
    )


def contact_cards(contract: TrainingContract, today) -> tuple[ContactCard | None, ContactCard | None]:
    """Return the fixed contact person's card and, if one stands in today, the deputy's."""
    assignment = (
        ContactAssignment.objects.filter(valid_on(today), case=contract.case_id).select_related("member__user").first()
    )
    if assignment is None:
        return None, None
    deputy = ContactDeputy.objects.filter(valid_on(today), assignment=assignment).select_related("member__user").first()
    users = [row.member.user for row in (assignment, deputy) if row]
    reaches = reaches_of(users, contract.provider_id)
    cards = [_card(reaches[user.pk], contract.provider) for user in users]
    return cards[0], cards[1] if deputy else None


def _card(reach: Reach, provider: Provider) -> ContactCard:
    house_phone = "" if reach.phone else str(provider.phone or "")
    return ContactCard(reach.name, reach.phone, reach.email, reach.reachable, house_phone, reach.picture)


def _dates(contract: TrainingContract) -> tuple[CompanyDate, ...]:
    """Return the next dates in this company or with it, Monday to Friday in working time, soonest first."""
    with_us = Q(company=contract.company_id)
    sessions = Session.objects.filter(
        (with_us | Q(company=None)) & Q(place=Place.COMPANY)
        | with_us & Q(kind=SessionKind.CONTACT, place__in=[Place.PHONE, Place.ONLINE]),
        attendances__case=contract.case_id,
        cancelled_at=None,
        documented_at=None,
        starts_at__gte=timezone.now(),
    ).order_by("starts_at", "pk")[:30]
    dates = [
        CompanyDate(s.public_id, s.starts_at, s.ends_at, PLACE_WORDS[Place(s.place)])
        for s in sessions
        if in_working_time(s.starts_at, s.ends_at)
    ]
    return tuple(dates[:SHOWN_DATES])


def in_working_time(starts_at: datetime, ends_at: datetime) -> bool:
    """Return whether a date lies on one weekday between seven and six, local time."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    same_day = start.date() == end.date()
    return same_day and start.weekday() < 5 and start.time() >= WORK_BEGINS and end.time() <= WORK_ENDS
