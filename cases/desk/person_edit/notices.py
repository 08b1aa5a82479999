"""Who is told of a new contact person or a deputy, and the mails. No trainee's name in a mail outside the house."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import models
from django.urls import reverse

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
    """One person who is told; without `email` somebody has to say it."""

    who: Who
    name: str
    email: str
    greeting: str

    @property
    def label(self) -> str:
        return self.who.label


def _member(who: Who, user: User) -> Told:
    return Told(who, user.full_name, user.email, f"Guten Tag {user.full_name}")


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
        if c.trainer is not None
    ]
    if contact is not None:
        told.append(_member(Who.STAFF, contact.user))
    return told


def _reach(user: User, provider: Provider) -> str:
    """Return name, telephone (else the provider's), times and address of the person, a line each."""
    reach = reach_of(user, provider.pk)
    times = f"Erreichbar: {reach.reachable}\n" if reach.reachable else ""
    return f"{reach.name}\n{telephone(reach, provider)}{times}E-Mail: {reach.email}"


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def tell_of_contact(assignment: ContactAssignment, told: list[Told], *, by: User) -> int:
    """Write to everyone with an address that there is a new contact person; return how many mails."""
    new, since = assignment.member.user, _day(assignment.starts_on)
    reach = _reach(new, assignment.provider)
    outside = f"ab {since} ist {new.full_name} Ihre feste Ansprechperson:\n\n{reach}"
    inside = f"ab {since} ist {new.full_name} feste Ansprechperson einer Teilnahme, an der Sie mitgearbeitet haben."
    named = f"ab {since} sind Sie feste Ansprechperson einer Teilnahme."
    return _post(assignment, told, new, f"Ihre Ansprechperson ab {since}", (outside, inside, named), by=by)


def tell_of_deputy(deputy: ContactDeputy, told: list[Told], *, by: User) -> int:
    """Write to everyone with an address who stands in from when until when; return how many mails."""
    new, span = deputy.member.user, f"vom {_day(deputy.starts_on)} bis {_day(deputy.ends_on)}"
    contact = deputy.assignment.member.user.full_name
    reach = _reach(new, deputy.provider)
    outside = f"{span} vertritt {new.full_name} Ihre feste Ansprechperson {contact}:\n\n{reach}"
    inside = f"{span} vertritt {new.full_name} die feste Ansprechperson {contact} in einer Teilnahme."
    named = f"{span} vertreten Sie {contact} als feste Ansprechperson einer Teilnahme."
    subject = f"Vertretung {_day(deputy.starts_on)} bis {_day(deputy.ends_on)}"
    return _post(deputy, told, new, subject, (outside, inside, named), by=by)


def _post(row: Any, told: list[Told], new: User, subject: str, texts: tuple[str, str, str], *, by: User) -> int:
    """Write the mails; the request key of the change makes a second one impossible."""
    case = row.case if isinstance(row, ContactAssignment) else row.assignment.case
    provider = row.provider
    link = f"\n\nAnsehen: {settings.PUBLIC_URL}{reverse('case_detail', args=[case.public_id])}"
    outside, inside, named = texts
    bodies = {Who.TRAINEE: outside, Who.COMPANY: outside, Who.NEW: named + link}
    closing = signature(by, provider)
    written: set[str] = set()
    for person in [*told, _member(Who.NEW, new)]:
        if not person.email or person.email in written:
            continue
        text = f"{person.greeting},\n\n{bodies.get(person.who, inside + link)}\n\n{closing}"
        _write_once(row.request_key, provider, person, subject, text, reply_to=by.email)
        written.add(person.email)
    return len(written)


def _write_once(key: UUID, provider: Provider, person: Told, subject: str, text: str, *, reply_to: str) -> None:
    mail_key = uuid5(key, person.email)
    if Mail.objects.filter(request_key=mail_key).exists():
        return
    mail = write_mail(provider.pk, person.email, subject, text, reply_to=reply_to)
    mail.request_key = mail_key
    mail.save(update_fields=["request_key"])
