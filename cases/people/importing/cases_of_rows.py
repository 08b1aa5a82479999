"""The columns of a row about the case itself: entry, measure, phase, who is responsible, hours from before.

Checked against measures and staff that are read once per list; every fault stands at its cell.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from asa.accounts.enums import GrantState, Role
from asa.accounts.models import Invitation, Membership, RoleGrant, User
from cases.people.case_team import name_case_staff_for
from cases.people.models import Admission, Case, ContactAssignment, Measure
from cases.people.services import assign_contact_person
from cases.people.takeover import Takeover
from companies.catalogue.folding import plain

#: Columns that become a `Takeover`, by their own names.
TAKEOVER = tuple(Takeover.__dataclass_fields__)
#: Every column about the case.
KEYS = ("entry_on", "measure", "contact_person", "social_workers", "teachers", *TAKEOVER)
#: Nobody is supported for longer; an earlier entry is a typing error.
LONGEST_BACK = timedelta(days=6 * 365 + 2)
ONE_YEAR = timedelta(days=365)

ROLE_OF = {
    "contact_person": Role.CONTACT_PERSON,
    "social_workers": Role.SOCIAL_WORKER,
    "teachers": Role.TEACHER,
}


class Responsible:
    """The staff of a provider, found by e-mail or by name in either order; also who has not accepted yet.

    A membership holds a case from the day it counts, accepted or not; whoever is invited is found by the invited
    address. Whoever waits for a second person, or begins later, is named as such.
    """

    def __init__(self, provider_id: int, today: date) -> None:
        self.found: dict[tuple[str, str], dict[int, Membership]] = defaultdict(dict)
        #: Why somebody who is known cannot be named, a German sentence.
        self.reasons: dict[tuple[str, str], str] = {}
        self.roles: dict[str, set[str]] = defaultdict(set)
        self.invited = self._invited_addresses(provider_id)
        to_come = Q(ends_on=None) | Q(ends_on__gte=today)
        members = Membership.objects.filter(to_come, provider=provider_id, user__is_active=True)
        for member in members.select_related("user"):
            for name in self._names_of(member.user):
                self._add(member, name, today)
        waiting = RoleGrant.objects.filter(provider=provider_id, state=GrantState.WAITING)
        for grant in waiting.select_related("user"):
            words = f"{grant.user.full_name} wartet als {grant.get_role_display()} noch auf eine zweite Person."
            for name in self._names_of(grant.user):
                self.reasons[grant.role, name] = f"{words} Bestätigt wird unter „Personen und Rollen“."

    @staticmethod
    def _invited_addresses(provider_id: int) -> dict[int, list[str]]:
        """Return the addresses that were invited, per person: a stand-in has none of its own."""
        open_ones = Invitation.objects.filter(provider=provider_id, used_at=None, replaced_at=None)
        addresses: dict[int, list[str]] = defaultdict(list)
        for user_id, email in open_ones.exclude(email="").values_list("user", "email"):
            addresses[user_id].append(email)
        return addresses

    def _names_of(self, user: User) -> set[str]:
        names = [user.full_name, f"{user.last_name} {user.first_name}", *self.invited.get(user.pk, [])]
        if not user.is_invited:
            names.append(user.email)
        return {plain(name) for name in names}

    def _add(self, member: Membership, name: str, today: date) -> None:
        self.roles[name].add(member.role)
        if member.starts_on <= today:
            self.found[member.role, name][member.pk] = member
        else:
            words = f"{member.user.full_name} arbeitet erst ab {member.starts_on:%d.%m.%Y} hier."
            self.reasons.setdefault((member.role, name), words)

    def look_up(self, text: str, role: Role) -> Membership | str:
        """Return the one member of that role, or a German sentence why there is none."""
        wanted = plain(" ".join(text.replace(",", " ").split()))
        found = list(self.found.get((role, wanted), {}).values())
        if len(found) > 1:
            return f"„{text}“ gibt es mehrmals. Schreiben Sie die E-Mail-Adresse."
        if found:
            return found[0]
        if reason := self.reasons.get((role, wanted)):
            return reason
        if wanted in self.roles:
            return f"„{text}“ arbeitet hier, aber nicht als {role.label}. Die Rolle vergibt die Verwaltung."
        return (
            f"„{text}“ arbeitet hier nicht als {role.label}. "
            "Laden Sie die Person zuerst ein; angenommen haben muss sie die Einladung noch nicht."
        )


class CaseLookups:
    """What the columns are compared with, read once."""

    def __init__(self, provider_id: int, user: User, today: date) -> None:
        self.today = today
        measures = Measure.objects.visible_to(user).filter(provider=provider_id)
        self.measures = {plain(measure.number): measure for measure in measures}
        self.staff = Responsible(provider_id, today)

    def fill(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """Put the found measure and people in the place of their texts, and every fault at its cell."""
        if text := values.get("measure"):
            measure = self.measures.get(plain(text))
            if measure is None:
                errors.setdefault("measure", f"Eine Maßnahme mit der Nummer „{text}“ gibt es nicht.")
            values["measure"] = measure
        for key, role in ROLE_OF.items():
            if text := values.get(key):
                names = [text] if role == Role.CONTACT_PERSON else [n.strip() for n in text.split(";") if n.strip()]
                found = [self.staff.look_up(name, role) for name in names]
                wrong = [one for one in found if isinstance(one, str)]
                if wrong:
                    errors.setdefault(key, " ".join(wrong))
                values[key] = [one for one in found if not isinstance(one, str)]
        self._check_entry(values, errors)
        takeover = takeover_of(values)
        for key, words in takeover.faults(values.get("measure"), values.get("entry_on"), self.today).items():
            errors.setdefault(key, words)

    def _check_entry(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        entry, measure = values.get("entry_on"), values.get("measure")
        if entry is None:
            return
        if not self.today - LONGEST_BACK <= entry <= self.today + ONE_YEAR:
            words = "Der Eintritt liegt höchstens sechs Jahre zurück oder ein Jahr voraus."
            errors.setdefault("entry_on", words)
        elif measure is not None and entry > measure.ends_on:
            errors.setdefault("entry_on", f"Die Maßnahme endet am {measure.ends_on:%d.%m.%Y}.")


def entry_hint(values: dict[str, Any]) -> str:
    """Return the warning for an entry before the measure began; empty otherwise."""
    entry, measure = values.get("entry_on"), values.get("measure")
    if not isinstance(measure, Measure) or entry is None or entry >= measure.starts_on:
        return ""
    return f"Eintritt vor der Maßnahme; zur Maßnahme gehört die Teilnahme ab dem {measure.starts_on:%d.%m.%Y}"


def takeover_of(values: dict[str, Any]) -> Takeover:
    """Return phase and hours of a row."""
    return Takeover(**{key: values[key] for key in TAKEOVER if values.get(key) is not None})


def write_case(*, case: Case, admission: Admission, values: dict[str, Any], by: User, today: date) -> None:
    """Write what the row says of a case whose admission is open; what people entered before stays.

    Raises ValidationError for what contact person or case team refuse.
    """
    changed = []
    takeover = takeover_of(values).to_json()
    for name, value in (
        ("measure", values.get("measure")),
        ("entry_on", values.get("entry_on")),
        ("takeover", takeover),
    ):
        if value and not getattr(admission, name):
            setattr(admission, name, value)
            changed.append(name)
    if changed:
        admission.version += 1
        admission.save(update_fields=[*changed, "version"])
    contact = next(iter(values.get("contact_person") or []), None)
    if contact is not None and not ContactAssignment.objects.filter(case=case).exists():
        starts_on = min(max(admission.entry_on or today, contact.starts_on), today)
        assign_contact_person(case=case, member=contact, starts_on=starts_on, by=by)
        if case.team_id is None and contact.team_id is not None:
            case.team_id = contact.team_id
            case.save(update_fields=["team"])
    team = [*(values.get("social_workers") or []), *(values.get("teachers") or [])]
    if team:
        name_case_staff_for([case], members=team, starts_on=today, by=by)


def running_cases(trainee_ids: Iterable[int]) -> set[int]:
    """Return the people whose open case is past its admission: what a list says of it comes too late."""
    cases = Case.objects.open().filter(trainee__in=list(trainee_ids))
    finished = Q(admission=None) | Q(admission__completed_at__isnull=False)
    return set(cases.filter(finished).values_list("trainee", flat=True))
