"""The interface's message types as data (domain file eM@w, sections 5 and 6), each with its source and how sure we are.

The agency's packages are not public in text form: nothing here may be read as "the agency requires" before it has been
compared with them. Where no deadline is public, the row carries a proposal of this application and says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from asa.accounts.enums import DataClass
from cases.months.emaw.enums import Direction, MessageType

OUT, IN = Direction.TO_AGENCY, Direction.FROM_AGENCY

#: Day of the next month by which attendance must have been sent to be there on the 10th (section 6).
ATTENDANCE_DAY = 9
#: Day of the next month for the delivered hours where no rules say another: the day on which vendors lock a month.
DELIVERY_DAY = 8


class Confidence:
    """How sure the application is of a row; German words that the page shows."""

    DOCUMENTED = "beschreiben mehrere Quellen gleich"
    SINGLE = "beschreibt nur ein Softwareanbieter"
    OPEN = "nicht bestätigt"


@dataclass(frozen=True)
class Deadline:
    """When a message is due: `words` for people, `day_of(about)` as a date; `is_ours` marks our own proposal."""

    words: str
    day_of: Callable[[date], date]
    is_ours: bool = True


def next_month_day(about: date, day: int) -> date:
    """Return a day of the month after the one of `about`."""
    first_of_next = (about.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first_of_next.replace(day=day)


def _after(days: int) -> Deadline:
    words = "am selben Tag" if not days else f"innerhalb von {days} Tagen"
    return Deadline(words, lambda about: about + timedelta(days=days))


AT_ONCE = _after(0)
ATTENDANCE = Deadline(
    f"bis zum {ATTENDANCE_DAY}. des Folgemonats, beim Austritt sofort",
    lambda about: next_month_day(about, ATTENDANCE_DAY),
    is_ours=False,
)
DELIVERY = Deadline(
    "bis zum Abschlusstag der Abrechnungsregeln, meist dem 8. des Folgemonats",
    lambda about: next_month_day(about, DELIVERY_DAY),
)


@dataclass(frozen=True)
class MessageKind:
    """One type of message.

    `data_class` is the class of what its text may hold: who may not read it sees the row without the text.
    `answers` are the types that answer it; with exactly one of them an incoming message makes that answer due.
    """

    type: MessageType
    directions: tuple[Direction, ...]
    about: str
    source: str
    confidence: str = Confidence.DOCUMENTED
    per_case: bool = True
    deadline: Deadline | None = None
    expects_reply: bool = False
    answers: tuple[MessageType, ...] = ()
    is_correctable: bool = False
    data_class: DataClass = DataClass.MASTER
    is_monthly: bool = False

    @property
    def label(self) -> str:
        return self.type.label

    def asks(self, direction: str) -> bool:
        """Return whether a message in this direction expects a reply: only in the first one, the other answers it."""
        return self.expects_reply and direction == self.directions[0]

    @property
    def direction_words(self) -> str:
        return " und ".join(direction.label for direction in self.directions)


_T = MessageType

_KINDS = (
    MessageKind(
        _T.CONTACT_REFERRAL, (IN,), "Daten für den ersten Kontakt vor dem Beginn; kann entfallen.",
        "Qualli.life", Confidence.SINGLE, expects_reply=True, answers=(_T.CONTACT_REPLY,), is_correctable=True,
    ),
    MessageKind(
        _T.CONTACT_REPLY, (OUT,), "Zusage oder Absage; zur Absage gehört der Grund.",
        "Qualli.life", Confidence.SINGLE, deadline=_after(14),
    ),
    MessageKind(
        _T.REFERRAL, (IN,), "Die verbindliche Zuweisung. Welchen Namen die Nachricht bei AsA flex trägt, ist offen.",
        "Qualli.life, ABES/Objects", Confidence.OPEN, is_correctable=True,
    ),
    MessageKind(
        _T.SOCIAL_INSURANCE, (IN,), "Zur Sozialversicherung anzumelden; nur manche Gruppen.",
        "Qualli.life", Confidence.SINGLE, is_correctable=True,
    ),
    MessageKind(
        _T.ENTRY, (OUT,), "Tag des tatsächlichen Eintritts; danach nur noch durch Korrektur änderbar.",
        "EMMA, ABES/Objects", deadline=_after(3), is_correctable=True,
    ),
    MessageKind(
        _T.NOT_STARTED, (OUT,), "Die Person hat nicht begonnen.", "ABES/Objects", Confidence.SINGLE, deadline=_after(3),
        is_correctable=True,
    ),
    MessageKind(
        _T.CANCELLATION, (OUT,), "Nur in bestimmten Ständen der Teilnahme möglich.", "EMMA", Confidence.SINGLE,
    ),
    MessageKind(
        _T.ATTENDANCE_MONTH, (OUT,),
        "Ein Wert je Tag. Beim Gesamtstundenkontingent darf die Meldung vielleicht entfallen, muss aber vorliegen.",
        "ABES/Objects, EMMA, stepnova", deadline=ATTENDANCE, is_monthly=True, is_correctable=True,
        data_class=DataClass.ATTENDANCE,
    ),
    MessageKind(
        _T.LUV, (OUT,), "Auszug aus der Förderplanung nach § 318 Abs. 2 SGB III. Gesundheit und § 203 StGB gehören "
        "nicht hinein.", "ABES/Objects, Qualli.life, EMMA", expects_reply=False, data_class=DataClass.PLAN,
    ),
    MessageKind(_T.MASTER_DATA, (IN,), "Anschrift, Kontaktdaten, Versicherungsnummer.", "ABES/Objects",
        Confidence.SINGLE,
    ),
    MessageKind(
        _T.PLACEMENT_DATA, (OUT,), "Nur mit Einwilligung der Person.", "ABES/Objects", Confidence.SINGLE,
    ),
    MessageKind(
        _T.EXTENSION, (OUT, IN), "Neues Ende der Förderung mit Grund; die Agentur stimmt zu oder lehnt ab.",
        "Qualli.life", Confidence.SINGLE, expects_reply=True, is_correctable=True,
    ),
    MessageKind(_T.NOTICE, (OUT, IN), "Freier Text, immer möglich.", "EMMA, Bundesagentur"),
    MessageKind(
        _T.TRAINING_DOCUMENT, (OUT,), "Dokument mit Titel, Art und Beginn der Gültigkeit.", "Qualli.life",
        Confidence.SINGLE,
    ),
    MessageKind(
        _T.DOCUMENT, (OUT,), "Ein PDF bis 50 MB, Beschreibung bis 128 Zeichen.", "stepnova", Confidence.SINGLE,
    ),
    MessageKind(
        _T.MEASURE_DOCUMENT, (OUT,), "Ein PDF/A bis 50 MB zu einer Art aus der Liste der Agentur.",
        "stepnova, Qualli.life", per_case=False, data_class=DataClass.WORTH,
    ),
    MessageKind(
        _T.EXIT, (OUT,), "Letzter Tag, Grund der Beendigung, Verbleib.", "Qualli.life, EMMA", deadline=AT_ONCE,
        is_correctable=True,
    ),
    MessageKind(
        _T.CORRECTION, (IN,), "Die Agentur berichtigt eine Anmeldung. Eigene Korrekturen entstehen bei der "
        "gesendeten Nachricht.", "ABES/Objects", Confidence.SINGLE,
    ),
    MessageKind(
        _T.HOURS_CHANGED, (IN,), "Kontingent der Maßnahme angehoben oder gesenkt.", "Qualli.life", Confidence.SINGLE,
        per_case=False, expects_reply=True, data_class=DataClass.WORTH,
    ),
    MessageKind(
        _T.HOURS_REQUEST, (IN,), "Am Ersten für den Monat davor, auch mehrmals; mit der Teilnehmerliste der Agentur.",
        "Qualli.life", Confidence.SINGLE, per_case=False, expects_reply=True, answers=(_T.HOURS_DELIVERY,),
        is_monthly=True, data_class=DataClass.WORTH,
    ),
    MessageKind(
        _T.HOURS_DELIVERY, (OUT,), "Antwort auf die Aufforderung. Die vollständige Feldliste ist nicht öffentlich.",
        "Qualli.life", Confidence.OPEN, per_case=False, deadline=DELIVERY, is_monthly=True, data_class=DataClass.WORTH,
    ),
    MessageKind(
        _T.GRANT_PROPOSAL, (IN,), "Stunden je Monat, seit 2024 ein Budget für den Zeitraum. Die zuletzt verarbeitete "
        "Meldung zählt.", "ABES/Objects, Qualli.life", expects_reply=True,
        answers=(_T.GRANT_AGREEMENT, _T.GRANT_REFUSAL), data_class=DataClass.WORTH,
    ),
    MessageKind(
        _T.GRANT_AGREEMENT, (OUT, IN), "Zustimmung zu den gemeldeten Stunden.", "ABES/Objects, Qualli.life",
        deadline=_after(7), data_class=DataClass.WORTH,
    ),
    MessageKind(
        _T.GRANT_REFUSAL, (OUT, IN), "Ablehnung mit Gegenvorschlag; null Stunden heißt: nichts möglich.",
        "ABES/Objects, Qualli.life", deadline=_after(7), expects_reply=True, data_class=DataClass.WORTH,
    ),
)  # fmt: skip

CATALOGUE: dict[str, MessageKind] = {kind.type.value: kind for kind in _KINDS}


def kind_of(message_type: str) -> MessageKind:
    """Return the catalogue's row of a message type."""
    return CATALOGUE[message_type]


def due_day(message_type: str, about: date) -> date | None:
    """Return when a message about the day `about` is due, or None where there is no deadline."""
    deadline = kind_of(message_type).deadline
    return deadline.day_of(about) if deadline else None
