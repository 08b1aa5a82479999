"""Who is told when an exit or a rest cancels planned sessions: one mail per reader with all of them, no reasons in it.

The trainee is told of every session still to come; a company only of those it expects (`sessions.notices`) and that
nobody else attends, and not once the trainee has withdrawn the consent to tell it anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from asa.accounts.enums import MailLanguage
from asa.accounts.letters import letter_in
from asa.accounts.models import Provider, User
from asa.accounts.profiles import Reach
from asa.mail.models import Mail
from asa.mail.outbox import write_mail
from cases.notes.enums import ConsentPurpose
from cases.notes.models import Consent
from cases.people.models import Case
from cases.sessions.models import Session
from cases.sessions.notices import company_people, signature, telephone


@dataclass(frozen=True)
class Reader:
    """Somebody who is told; without `email` a person has to say it."""

    label: str
    name: str
    email: str
    greeting: str
    language: MailLanguage
    sessions: tuple[Session, ...]

    @property
    def words(self) -> str:
        """Return the line of the check page."""
        count = len(self.sessions)
        what = f"{count} {'Termin' if count == 1 else 'Termine'}"
        if not self.email:
            return f"{self.name} ({self.label}) hat keine E-Mail-Adresse: Bitte sagen Sie selbst Bescheid ({what})."
        return f"{self.name} ({self.label}) bekommt eine E-Mail über {what}."


def _withdrawn(case: Case) -> bool:
    """Return whether the consent to tell the company was given once and is valid no more."""
    found = Consent.objects.filter(case=case, purpose=ConsentPurpose.COMPANY_STATUS)
    return (
        found.exclude(withdrawn_on=None).exists()
        and not Consent.objects.valid(ConsentPurpose.COMPANY_STATUS).filter(case=case).exists()
    )


def told_of_cancellation(case: Case, sessions: Iterable[Session]) -> list[Reader]:
    """Return who is to be told; ask before the sessions change, as it reads who stands in them."""
    ahead = [session for session in sessions if session.starts_at > timezone.now()]
    if not ahead:
        return []
    trainee = case.trainee
    language = MailLanguage(trainee.user.mail_language) if trainee.user else MailLanguage.GERMAN
    readers = [Reader("Teilnehmende/r", trainee.full_name, trainee.email, trainee.full_name, language, tuple(ahead))]
    return readers if _withdrawn(case) else readers + _companies(case, ahead)


def _companies(case: Case, sessions: list[Session]) -> list[Reader]:
    found: dict[str, tuple[str, str, list[Session]]] = {}
    for session in sessions:
        if session.company_id is None or session.attendances.exclude(case=case).exists():
            continue
        for contact in company_people(session):
            entry = found.setdefault(contact.email, (contact.full_name, contact.greeting, []))
            entry[2].append(session)
    return [
        Reader("Betrieb", name, email, greeting, MailLanguage.GERMAN, tuple(own))
        for email, (name, greeting, own) in found.items()
    ]


def write_cancellations(case: Case, told: Iterable[Reader], *, by: User | None) -> int:
    """Write one mail to each reader with an address; return how many. The same sessions make no second mail."""
    provider = Provider.objects.only("name", "phone").get(pk=case.provider_id)
    count = 0
    for reader in told:
        names = ",".join(sorted(str(session.public_id) for session in reader.sessions))
        key = uuid5(NAMESPACE_URL, f"cancelled:{case.public_id}:{reader.email}:{names}")
        if not reader.email or Mail.objects.filter(request_key=key).exists():
            continue
        closing = signature(by, provider) if by is not None else _house(provider)
        letter = "cases/desk/company_mail/cancelled" if reader.label == "Betrieb" else "cases/desk/mail/cancelled"
        values = {"greeting": reader.greeting, "sessions": reader.sessions, "closing": closing}
        subject, text = letter_in(reader.language, letter, **values)
        mail = write_mail(case.provider_id, reader.email, subject, text, reply_to=by.email if by is not None else "")
        mail.request_key = key
        mail.save(update_fields=["request_key"])
        count += 1
    return count


def _house(provider: Provider) -> str:
    """Return the end of a mail that the calendar writes: the exit of a day that has come, entered by nobody here."""
    return f"Freundliche Grüße\n{provider.name}\n{telephone(Reach('', ''), provider)}"
