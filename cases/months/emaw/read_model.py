"""What the journal shows: rows by filter, their numbers, who may read a row's text."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role
from asa.accounts.models import User
from asa.accounts.sorting import in_order_of
from cases.months.emaw.catalogue import CATALOGUE, kind_of
from cases.months.emaw.enums import MessageState
from cases.months.emaw.models import EmawMessage, EmawMessageQuerySet
from cases.people.models import Case, Measure

#: Who works with the journal; further people see none of it.
READERS = (Role.ADMIN, Role.BILLING, Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER)
WRITERS = (Role.ADMIN, Role.BILLING, Role.CONTACT_PERSON, Role.SOCIAL_WORKER)
#: Who writes messages of a whole measure.
MEASURE_WRITERS = frozenset({Role.ADMIN, Role.BILLING})

WAITING = Q(expects_reply=True, state__in=[MessageState.SENT, MessageState.RECEIVED])


@dataclass(frozen=True)
class Filter:
    """One choice of what to show, with its German label."""

    key: str
    label: str
    count: int | None = None
    is_current: bool = False


def overdue(on: date) -> Q:
    """Return the condition of a message that should have been sent before `on`."""
    return Q(state=MessageState.DUE, due_on__lt=on)


#: Key of the address → label and condition.
_FILTERS = {
    "due": ("zu senden", lambda on: Q(state=MessageState.DUE)),
    "overdue": ("überfällig", overdue),
    "answers": ("Antwort offen", lambda on: WAITING),
    "all": ("alle", lambda on: Q()),
}


def filters(messages: EmawMessageQuerySet, current: str, on: date) -> list[Filter]:
    """Return the choices with their numbers, in one query."""
    counts = messages.aggregate(
        **{key: Count("pk", filter=condition(on)) for key, (_, condition) in _FILTERS.items() if key != "all"}
    )
    return [Filter(key, label, counts.get(key), key == current) for key, (label, _) in _FILTERS.items()]


def shown(messages: EmawMessageQuerySet, key: str, on: date) -> EmawMessageQuerySet:
    """Return the rows of a choice: what is due soonest first, everything else newest first."""
    found = messages.filter(_FILTERS[key][1](on)).select_related(
        "measure__funding_body", "case__trainee", "corrects", "corrected_by"
    )
    if key in ("due", "overdue"):
        return found.order_by(F("due_on").asc(nulls_last=True), *in_order_of("case__trainee__last_name"))
    return found.order_by("-created_at", "-pk")


def current_filter(asked: str, standard: str = "due") -> str:
    """Return the choice that the address names, or the standard one."""
    return asked if asked in _FILTERS else standard


def may_read_text(user: User, message: EmawMessage) -> bool:
    """Return whether the person may read the text: it holds the class of data that the catalogue names.

    Billing sees every row (what was sent when), but the text only where it is made of numbers and attendance.
    """
    if message.case_id is None:
        return True  # a measure's rows are visible to those only who may read its hours
    data_class = kind_of(message.type).data_class
    return Case.objects.visible_to(user, data_class).filter(pk=message.case_id).exists()


def types_to_write(user: User) -> frozenset[str]:
    """Return the types whose text the person's roles may read for someone: billing has none with master data."""
    access = access_of(user)
    return frozenset(
        key for key, kind in CATALOGUE.items() if not kind.per_case or access.may(kind.data_class, Action.READ)
    )


def writable_cases(user: User) -> Q:
    """Return the condition on cases for which the person may write messages."""
    roles = access_of(user).roles
    if Role.BILLING in roles:
        return Q()
    if not roles & set(WRITERS):
        return Q(pk__in=[])
    return Q(pk__in=Case.objects.visible_to(user, DataClass.MASTER).values("pk"))


def readable_cases(user: User) -> Q:
    """Return the condition on cases whose journal the person may read."""
    if Role.BILLING in access_of(user).roles:
        return Q()
    return Q(pk__in=Case.objects.visible_to(user, DataClass.MASTER).values("pk"))


def measures_of(case: Case) -> list[Measure]:
    """Return the measures that a case belongs or belonged to, the present one first."""
    stays = case.stays.select_related("measure__funding_body").order_by("-starts_on")
    return list(dict.fromkeys(stay.measure for stay in stays))


@dataclass(frozen=True)
class Arrears:
    """How many messages are late, and how many are to be sent at all."""

    overdue: int
    due: int

    @property
    def words(self) -> str:
        """Return "2 überfällig, 5 zu senden"."""
        return f"{self.overdue} überfällig, {self.due} zu senden"


def arrears_of(user: User, on: date | None = None) -> Arrears:
    """Return the arrears among the messages that the person may write, in one query."""
    on = on or timezone.localdate()
    messages = EmawMessage.objects.editable_by(user).filter(type__in=types_to_write(user))
    counts = messages.aggregate(
        overdue=Count("pk", filter=overdue(on)), due=Count("pk", filter=Q(state=MessageState.DUE))
    )
    return Arrears(counts["overdue"], counts["due"])
