"""Who is told of a new contact person or a deputy, and the mails. No trainee's name in a mail outside the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid5

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from asa.accounts.letters import write_to_staff
from asa.accounts.models import Membership, Provider, User
from asa.accounts.profiles import reach_of
from asa.mail.models import Mail
from asa.mail.outbox import write_mail
from cases.people.models import Case, ContactAssignment, ContactDeputy, TrainingContract
from cases.sessions.notices import signature, telephone


class Who(models.TextChoices):
    """What somebody is to the case; decides the words of the mail."""

    TRAINEE = "trainee", "Teilnehmende/r"
    COMPANY = "company", "Betrieb"
    STAFF = "staff", "jetzige Ansprechperson"
    NEW = "new", "neu benannt"


@dataclass(frozen=True)
class Told:
    """One person who is told; without `email` somebody has to say it. `user` is there for staff only."""

    who: Who
    name: str
    email: str
    greeting: str
    user: User | None = None

    @property
    def label(self) -> str:
        return self.who.label


def _member(who: Who, user: User) -> Told:
    return Told(who, user.full_name, user.email, f"Guten Tag {user.full_name}", user)


def people_told(case: Case, contact: Membership | None) -> list[Told]:
    """Return who is told of a change beside the newly named person: trainee, company, contact person, authors.

    The company belongs to it only while the contract runs and no notice is known. The contact person is the author
    whose own notes a deputy may read, so no other author is concerned (`security.md` section 4, Grant).
    """
    trainee = case.trainee
    told = [Told(Who.TRAINEE, trainee.full_name, trainee.email, f"Guten Tag {trainee.full_name}")]
    contracts = TrainingContract.objects.current().filter(case=case).select_related("trainer", "company")
    told += [
        Told(Who.COMPANY, f"{c.trainer.full_name}, {c.company.name}", c.trainer.email, c.trainer.greeting)
        for c in contracts
        if c.trainer is not None and not c.trainer.has_left(timezone.localdate())
    ]
    if contact is not None:
        told.append(_member(Who.STAFF, contact.user))
    return told


def _reach(user: User, provider: Provider) -> str:
    """Return name, telephone (else the provider's), times and address of the person, a line each."""
    reach = reach_of(user, provider.pk)
    times = f"Erreichbar: {reach.reachable}\n" if reach.reachable else ""
    mail = f"E-Mail: {reach.email}\n" if reach.email else ""
    return f"{reach.name}\n{telephone(reach, provider)}{times}{mail}".rstrip()


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


@dataclass(frozen=True)
class _Words:
    """What is said: subject and text to trainee and company; the letter to staff and what fills it.

    Of the letter there are two, `…_named` for the newly named person and `…_changed` for everyone else.
    """

    subject: str
    outside: str
    letter: str
    values: dict[str, Any]


def tell_of_contact(assignment: ContactAssignment, told: list[Told], *, by: User) -> int:
    """Write to everyone with an address that there is a new contact person; return how many mails."""
    new, since = assignment.member.user, _day(assignment.starts_on)
    outside = f"ab {since} ist {new.full_name} Ihre feste Ansprechperson:\n\n{_reach(new, assignment.provider)}"
    words = _Words(f"Ihre Ansprechperson ab {since}", outside, "cases/desk/mail/contact", {"new": new, "since": since})
    return _post(assignment, [*told, _member(Who.NEW, new)], words, _page_of(assignment.case), by=by)


def tell_of_deputy(deputy: ContactDeputy, told: list[Told], *, by: User, with_staff: bool = True) -> int:
    """Write to everyone with an address who stands in from when until when; return how many mails.

    Without `with_staff` only trainee and company: `tell_staff_of_deputies` writes to colleagues once for many cases.
    """
    words = _deputy_words([deputy])
    everyone = [*told, _member(Who.NEW, deputy.member.user)]
    people = [person for person in everyone if with_staff or person.user is None]
    return _post(deputy, people, words, _page_of(deputy.assignment.case), by=by)


def tell_staff_of_deputies(deputies: Sequence[ContactDeputy], *, by: User) -> int:
    """Write one mail each to who stands in and who is away, for all `deputies` of one absence; return how many."""
    if not deputies:
        return 0
    first = deputies[0]
    people = [_member(Who.STAFF, first.assignment.member.user), _member(Who.NEW, first.member.user)]
    link = _page_of(first.assignment.case) if len(deputies) == 1 else reverse("case_list")
    return _post(first, people, _deputy_words(deputies), link, by=by)


def _deputy_words(deputies: Sequence[ContactDeputy]) -> _Words:
    """Return the words on deputyships of one member for one contact person, from the first day to the last."""
    deputy = deputies[0]
    new, contact = deputy.member.user, deputy.assignment.member.user
    first, last = _day(min(row.starts_on for row in deputies)), _day(max(row.ends_on for row in deputies))
    outside = (
        f"vom {first} bis {last} vertritt {new.full_name} Ihre feste Ansprechperson {contact.full_name}:\n\n"
        f"{_reach(new, deputy.provider)}"
    )
    values = {"new": new, "contact": contact, "first": first, "last": last, "count": len(deputies)}
    return _Words(f"Vertretung {first} bis {last}", outside, "cases/desk/mail/deputy", values)


def _page_of(case: Case) -> str:
    return reverse("case_detail", args=[case.public_id])


def _post(row: Any, people: list[Told], words: _Words, link: str, *, by: User) -> int:
    """Write the mails; the request key of the change makes a second one impossible. `link` is a path."""
    provider, reach = row.provider, reach_of(by, row.provider_id)
    values: dict[str, Any] = {
        **words.values,
        "link": f"{settings.PUBLIC_URL}{link}",
        "by": by,
        "provider": provider,
        "phone": reach.phone or str(provider.phone or ""),
    }
    closing = signature(by, provider)
    written: set[str] = set()
    for person in people:
        key = uuid5(row.request_key, person.email)
        if not person.email or person.email in written:
            continue
        written.add(person.email)
        if Mail.objects.filter(request_key=key).exists():
            continue
        if person.user is None:
            text = f"{person.greeting},\n\n{words.outside}\n\n{closing}"
            mail = write_mail(provider.pk, person.email, words.subject, text, reply_to=by.email)
        else:
            name = f"{words.letter}_{'named' if person.who == Who.NEW else 'changed'}"
            mail = write_to_staff(person.user, provider.pk, name, reply_to=by.email, **values)
        mail.request_key = key
        mail.save(update_fields=["request_key"])
    return len(written)
