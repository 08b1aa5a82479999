"""Short mails about a session: moved, cancelled, or a message after someone did not come. No names in subjects."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from asa.accounts.models import Provider, User
from asa.accounts.profiles import Reach, reach_of
from asa.design.templatetags.asa import clock_words, long_date, phone
from asa.mail import outbox
from asa.mail.models import Mail
from cases.people.models import Trainee, TrainingContract
from cases.sessions.enums import SessionKind
from cases.sessions.models import Session
from cases.support.enums import Place
from companies.records.models import CompanyContact


def weekday(moment: datetime) -> str:
    """Return "Dienstag"."""
    return long_date(moment).split(",")[0]


def when(moment: datetime) -> str:
    """Return "Dienstag, 24. November, um 16:00 Uhr" in the provider's time."""
    return f"{long_date(timezone.localtime(moment))}, um {clock_words(moment)}".replace("\u00a0", " ")


def signature(by: User, provider: Provider) -> str:
    """Return the end of every mail: who writes, and how to reach this person."""
    return f"Freundliche Grüße\n{by.full_name}\n{provider.name}\n{telephone(reach_of(by, provider.pk), provider)}"


def telephone(reach: Reach, provider: Provider) -> str:
    """Return the line with the person's telephone, else with the provider's; empty where neither is known."""
    if reach.phone:
        return f"Telefon: {phone(reach.phone)}\n"
    if provider.phone:
        return f"Telefon (Zentrale): {phone(provider.phone)}\n"
    return ""


def moved_text(session: Session, *, before: datetime) -> str:
    return (
        f"Ihr Termin am {when(before)} ist verschoben.\n\nNeuer Termin: {when(session.starts_at)}.\n"
        f"Ort: {session.get_place_display()}{', ' + session.room if session.room else ''}.\n\n"
        "Passt das nicht? Dann antworten Sie bitte auf diese Mail oder rufen Sie mich an."
    )


def cancelled_text(session: Session) -> str:
    return (
        f"Ihr Termin am {when(session.starts_at)} findet nicht statt.\n\n"
        "Fragen? Antworten Sie auf diese Mail oder rufen Sie mich an."
    )


def missed_text(session: Session) -> str:
    """Return the proposal after "kam nicht": friendly, without blame, with a question."""
    return (
        f"wir haben Sie am {when(session.starts_at)} vermisst.\n\n"
        "Ist alles in Ordnung? Bitte melden Sie sich kurz, dann finden wir einen neuen Termin."
    )


def post(*, trainee: Trainee, subject: str, text: str, by: User, request_key: uuid.UUID, closing: str) -> None:
    """Write the mail row, ended by `closing` (`signature`), with its job in the same transaction.

    The same key writes one mail only.
    """
    if Mail.objects.filter(request_key=request_key).exists():
        return
    mail = outbox.write_mail(
        provider_id=trainee.provider_id,
        to=trainee.email,
        subject=subject,
        text=f"Guten Tag {trainee.full_name},\n\n{text}\n\n{closing}",
        reply_to=by.email,
    )
    mail.request_key = request_key
    mail.save(update_fields=["request_key"])


def company_people(session: Session) -> list[CompanyContact]:
    """Return the trainers with an address who expect this session: it is held in their company or with them."""
    is_call = session.kind == SessionKind.CONTACT and session.place in (Place.PHONE, Place.ONLINE)
    if session.company_id is None or not (session.employer_present or session.place == Place.COMPANY or is_call):
        return []
    day = timezone.localdate(session.starts_at)
    contracts = TrainingContract.objects.current(day).filter(
        company=session.company_id, case__attendances__session=session
    )
    contacts = CompanyContact.objects.there(day).filter(contracts__in=contracts, company=session.company_id)
    return list(contacts.exclude(email="").distinct().order_by("pk"))


def tell_company(
    *, session: Session, contacts: Iterable[CompanyContact], subject: str, text: str, by: User, provider: Provider
) -> int:
    """Write to the company's people, without any trainee's name; once per person and version of the session."""
    reached = list(contacts)
    closing = signature(by, provider) if reached else ""
    for contact in reached:
        key = uuid.uuid5(session.public_id, f"{session.version}-company-{contact.public_id}")
        if Mail.objects.filter(request_key=key).exists():
            continue
        mail = outbox.write_mail(
            provider_id=session.provider_id,
            to=contact.email,
            subject=subject,
            text=f"{contact.greeting},\n\n{text}\n\n{closing}",
            reply_to=by.email,
        )
        mail.request_key = key
        mail.save(update_fields=["request_key"])
    return len(reached)


def tell_all(
    *, session: Session, trainees: Iterable[Trainee], subject: str, text: str, by: User, provider: Provider
) -> int:
    """Write to everyone with an address; return how many mails. Once per person and version of the session."""
    reached = [trainee for trainee in trainees if trainee.email]
    closing = signature(by, provider) if reached else ""
    for trainee in reached:
        key = uuid.uuid5(session.public_id, f"{session.version}-{trainee.public_id}")
        post(trainee=trainee, subject=subject, text=text, by=by, request_key=key, closing=closing)
    return len(reached)
