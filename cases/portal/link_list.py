"""The staff's list of the links that were sent for one person, in words."""

from dataclasses import dataclass

from django.utils import timezone

from cases.people.models import Case
from cases.portal.codes import code_of, is_for_shared_mailbox, is_locked
from cases.portal.enums import LinkEnd
from cases.portal.links import is_expired
from cases.portal.models import CompanyLink
from cases.portal.standing import end_of, has_consent

#: A person has about one link a month; whoever asks for older ones asks the log.
SHOWN = 60


@dataclass(frozen=True)
class LinkRow:
    """One link: whether it still stands, and how it is in a sentence.

    `code` is what has to be told by telephone where the mailbox is shared; "locked" where no code counts any more.
    """

    link: CompanyLink
    words: str
    stands: bool
    code: str


def link_rows(case: Case) -> list[LinkRow]:
    """Return the links of every contract of the case, newest first. Needs the wall."""
    links = CompanyLink.objects.with_facts().filter(contract__case=case).order_by("-sent_at", "-pk")[:SHOWN]
    rows = []
    consent: bool | None = None
    for link in links:
        end = end_of(link)
        if end is None and consent is None:
            consent = has_consent(link.contract)
        words = _standing_words(link, has_consent=bool(consent)) if end is None else _end_words(link, end)
        rows.append(LinkRow(link, words, stands=end is None, code=_code(link) if end is None else ""))
    return rows


def _code(link: CompanyLink) -> str:
    if is_expired(link) or not is_for_shared_mailbox(link):
        return ""
    code = code_of(link)
    return "locked" if is_locked(link) else f"{code[:3]} {code[3:]}"


def _end_words(link: CompanyLink, end: LinkEnd) -> str:
    if link.ended_at is None:
        return f"beendet: {end.label}"
    day = f"{timezone.localtime(link.ended_at):%d.%m.%Y, %H:%M} Uhr"
    if link.ended_by is not None:
        return f"beendet am {day} von {link.ended_by.full_name}"
    return f"beendet am {day}: {end.label}"


def _standing_words(link: CompanyLink, *, has_consent: bool) -> str:
    until = f"{timezone.localtime(link.expires_at):%d.%m.%Y}"
    life = f"gilt bis {until}"
    if is_expired(link):
        life = f"abgelaufen am {until}; die Person kann sich einen neuen schicken"
    if link.card_since is not None:
        return f"nur noch Kontaktkarte, weil die Einwilligung widerrufen war; {life}"
    return life if has_consent else f"Kontaktkarte, solange keine Einwilligung vorliegt; {life}"
