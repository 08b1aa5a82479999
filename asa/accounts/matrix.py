"""The permission matrix: who may do what with which class of data, and for whose cases.

This is `security.md` section 4 as data. Querysets ask `scopes()`; the tests, the help page and
`manage.py permission_matrix` are made from `MATRIX`. What is not written here is forbidden.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from asa.accounts.enums import Action, DataClass, Role, Scope

_ACTIONS = {"C": Action.CREATE, "R": Action.READ, "U": Action.UPDATE, "S": Action.RELEASE, "P": Action.PLAN}


@dataclass(frozen=True)
class Permission:
    """One cell part: the role may do `actions` with `data_class` for cases in `scope`; `note` is the German remark."""

    role: Role
    data_class: DataClass
    actions: tuple[Action, ...]
    scope: Scope
    note: str = ""


def _cell(role: Role, codes: str, rights: str, note: str = "") -> Iterator[Permission]:
    """Read "CRU own" for each class code in `codes` ("A L"); "meta" stands for the fact of an entry only."""
    letters, scope = rights.split()
    actions = (Action.META,) if letters == "meta" else tuple(_ACTIONS[letter] for letter in letters)
    for code in codes.split():
        yield Permission(role, DataClass(code), actions, Scope(scope), note)


_ROWS: tuple[tuple[Role, str, str, str], ...] = (
    (Role.ADMIN, "M", "CRU ten", ""),
    (Role.ADMIN, "A W G", "R ten", ""),
    (Role.ADMIN, "L T D", "meta ten", ""),
    (Role.ADMIN, "R", "R ten", "nur freigegebene"),
    (Role.TEAM_LEAD, "M", "CRU team", ""),
    (Role.TEAM_LEAD, "B L P W S D G", "R team", ""),
    (Role.TEAM_LEAD, "L", "P team", "Serien, Verschieben, Absagen für Durchführende des Teams; erfasst nicht"),
    (Role.TEAM_LEAD, "A", "RU team", "mit Begründung"),
    (Role.TEAM_LEAD, "T", "RU team", ""),
    (Role.TEAM_LEAD, "N K", "meta team", "Text nur nach Freigabe oder Eskalation"),
    (Role.TEAM_LEAD, "H", "meta team", "nur das Merkmal „Unterstützung nötig“"),
    (Role.TEAM_LEAD, "R", "CRUS team", ""),
    (Role.CONTACT_PERSON, "M A L P T S D", "CRU own", ""),
    (Role.CONTACT_PERSON, "B G", "R own", ""),
    (Role.CONTACT_PERSON, "W", "CR own", "Vorschläge"),
    (Role.CONTACT_PERSON, "N K", "CRU own", "Text anderer nur auf Stufe „Fallteam“"),
    (Role.CONTACT_PERSON, "H", "CR own", "zum genannten Zweck"),
    (Role.CONTACT_PERSON, "R", "CRUS own", "Freigabe nur als zweite Person"),
    (Role.SOCIAL_WORKER, "M", "RU own", ""),
    (Role.SOCIAL_WORKER, "A L P T S", "CRU own", ""),
    (Role.SOCIAL_WORKER, "B W D G", "R own", ""),
    (Role.SOCIAL_WORKER, "N H K", "CRU own", "Text anderer nur auf Stufe „Fallteam“"),
    (Role.SOCIAL_WORKER, "R", "CRUS own", "Freigabe nur als zweite Person"),
    (Role.TEACHER, "M0", "R grp", "mit dem Namen des Betriebs"),
    (Role.TEACHER, "A L", "RU les", ""),
    (Role.TEACHER, "L", "C grp", "eigener Unterricht"),
    (Role.TEACHER, "L", "meta grp", "Unterricht anderer: Tag, Fach, Minuten; andere Termine: Tag, Art, Minuten"),
    (Role.TEACHER, "A", "R grp", "nur Tageseinträge, nicht die Termine anderer"),
    (Role.TEACHER, "P0", "R grp", ""),
    (Role.TEACHER, "W", "R les", ""),
    (Role.TEACHER, "G", "R grp", ""),
    (Role.TEACHER, "S", "C grp", "Beobachtung"),
    (Role.TEACHER, "H", "meta grp", "nur freigegebene Lernhilfe-Hinweise"),
    (Role.TEACHER, "R", "C grp", "eigener Abschnitt"),
    (Role.BILLING, "M0", "R ten", ""),
    (Role.BILLING, "B", "R ten", "nur Nummern"),
    (Role.BILLING, "A G", "R ten", ""),
    (Role.BILLING, "L", "meta ten", ""),
    (Role.BILLING, "W", "CRU ten", ""),
    (Role.BILLING, "R", "R ten", "nur freigegebene; Abrechnungsblätter anlegen und freigeben"),
    (Role.DATA_PROTECTION, "D", "meta ten", "Protokoll und Löschtermine"),
    (Role.DATA_PROTECTION, "N H K", "meta req", "nur zu einem Auskunftsersuchen"),
    (Role.DATA_PROTECTION, "R", "R ten", "nur freigegebene"),
    (Role.DATA_PROTECTION, "G", "R ten", ""),
    (Role.AUDITOR, "M0 A L P W G", "R win", ""),
    (Role.AUDITOR, "T D N", "meta win", ""),
    (Role.AUDITOR, "R", "R win", "nur freigegebene; Prüfsumme vergleichen"),
    (Role.COMPANY_TRAINER, "R", "R link", "freigegebener Brief an den Betrieb"),
    (Role.COMPANY_TRAINER, "T", "R link", "eigene Einträge"),
    (Role.TRAINEE, "M B A L P W", "R self", "Änderung vorschlagen"),
    (Role.TRAINEE, "T", "R self", "Termine"),
    (Role.TRAINEE, "D", "R self", "Einwilligung geben und widerrufen"),
    (Role.TRAINEE, "H", "R self", "widerrufen"),
    (Role.TRAINEE, "R", "R self", "nur freigegebene"),
    (Role.FUNDER, "R", "R meas", "nur freigegebene; Listen nur mit dem Recht „Personen“"),
    (Role.FUNDER, "G", "R meas", ""),
)

MATRIX: tuple[Permission, ...] = tuple(permission for row in _ROWS for permission in _cell(*row))

#: Classes that are a part of another one.
_WHOLE = {DataClass.MINIMAL: DataClass.MASTER, DataClass.LEARNING: DataClass.PLAN}

#: Rights that another one brings with it. Planning is the smaller one: who plans need not write down.
_IMPLIED_BY = {Action.META: (Action.READ,), Action.PLAN: (Action.CREATE,)}

#: Roles whose report right ends at released ones (column R of the matrix, "rel").
RELEASED_ONLY = frozenset(
    {Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION, Role.AUDITOR, Role.COMPANY_TRAINER, Role.TRAINEE, Role.FUNDER}
)


@cache
def scopes(role: Role, data_class: DataClass, action: Action) -> frozenset[Scope]:
    """Return for whose cases `role` may do `action` with `data_class`; empty means never.

    Whoever reads a class also sees that an entry exists (META); whoever creates entries may plan them (PLAN);
    whoever reads all master data reads the minimal part, whoever reads plans the learning goals.
    """
    wanted = {data_class, _WHOLE.get(data_class, data_class)}
    actions = {action, *_IMPLIED_BY.get(action, ())}
    return frozenset(p.scope for p in MATRIX if p.role == role and p.data_class in wanted and actions & set(p.actions))


def roles_with(data_class: DataClass, action: Action) -> frozenset[Role]:
    """Return every role that may do `action` with `data_class` for at least someone."""
    return frozenset(role for role in Role if scopes(role, data_class, action))
