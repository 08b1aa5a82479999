"""The links of the page "Mehr", by role."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from asa.accounts.access import Access
from asa.accounts.enums import Action, DataClass, Role
from cases.months.closing.board import CLOSERS
from cases.months.closing.correction_views import ASKERS
from cases.months.emaw.read_model import READERS
from cases.support.budgets.views import open_words


@dataclass(frozen=True)
class MoreLink:
    """One line: where it leads and what is there."""

    label: str
    url: str
    hint: str


def groups(access: Access) -> list[tuple[str, list[MoreLink]]]:
    """Return the headed groups of links that these roles can use; a group without links is left out."""
    work = []
    if access.may(DataClass.MASTER, Action.READ):
        work.append(MoreLink("Betriebe", reverse("company_list"), "Ausbildungsbetriebe und ihre Kontakte"))
    if access.roles & {Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER}:
        work.append(MoreLink("Kalender", reverse("calendar"), "die Woche mit Ferien, Berufsschule und Hinweisen"))
        work.append(MoreLink("Gruppen und Serien", reverse("group_list"), "regelmäßige Termine planen"))
    if access.roles & {Role.ADMIN, Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER}:
        work.append(MoreLink("Abwesenheiten", reverse("absence_list"), "Urlaub, Fortbildung, Vertretung"))
    if access.may(DataClass.MASTER, Action.CREATE):
        work.append(MoreLink("Neue Aufnahme", reverse("admission_create"), "Teilnehmende aufnehmen"))
        work.append(MoreLink("Import", reverse("import_start"), "aus Excel oder CSV übernehmen"))
    if access.roles & {*CLOSERS}:
        work.append(MoreLink("Monat", reverse("month_last"), "Lücken klären, Monat abschließen"))
        work.append(MoreLink("Stundenkontingent", reverse("form_last"), "Übersicht für den Kostenträger, Listen"))
        work.append(MoreLink("Abrechnung", reverse("billing_last"), "Stundensätze, Abrechnungsblätter"))
    if access.roles & {*CLOSERS, *ASKERS}:
        work.append(MoreLink("Korrekturen", reverse("correction_list"), "Änderungen an abgeschlossenen Monaten"))
    if access.roles & {*READERS}:
        work.append(MoreLink("eM@w-Journal", reverse("emaw_journal"), "was zu senden ist; ohne Übermittlung"))
    if access.roles & {Role.ADMIN, Role.TEAM_LEAD}:
        work.append(MoreLink("Maßnahme wechseln", reverse("move_list"), "Optionsjahr, neuer Kostenträger, Vorphase"))
    if access.is_staff and access.may(DataClass.ATTENDANCE, Action.READ):
        work.append(MoreLink("Anwesenheit", reverse("day_subjects"), "ein Eintrag je Person und Tag, Fehltage"))
    if access.may(DataClass.WORTH, Action.READ):
        work.append(MoreLink("Budgets", reverse("budget_list"), "vereinbarte Stunden: knapp, ungenutzt, Rest"))
        work.append(MoreLink("Abrechnungsregeln", reverse("rule_set_list"), "wie Termine zählen und warum"))
        work.append(MoreLink("Offene Begleitungsstunden", reverse("grant_open_list"), open_words(access.user)))
    if access.roles & {Role.ADMIN, Role.BILLING}:
        work.append(MoreLink("Kontingente", reverse("contingent_list"), "Maßnahmejahre und ihre Stunden"))
    if access.roles & {Role.ADMIN, Role.TEAM_LEAD, Role.DATA_PROTECTION}:
        work.append(MoreLink("Verwaltung", reverse("administration"), administration_words(access.roles)))
    own = [
        MoreLink("Anmeldung und Sicherheit", reverse("mfa_index"), "zweiter Faktor, Passkeys, Ersatzcodes"),
        MoreLink("Meine Sitzungen", reverse("usersessions_list"), "wo Sie angemeldet sind"),
        MoreLink("Passwort ändern", reverse("account_change_password"), "andere Sitzungen enden dabei"),
    ]
    about = [
        MoreLink("Hilfe", reverse("help"), "So geht es; wer was sehen darf"),
        MoreLink("Barrierefreiheit", reverse("accessibility"), "Stand, bekannte Lücken, Kontakt"),
    ]
    return [(title, links) for title, links in (("Arbeiten", work), ("Mein Konto", own), ("Über", about)) if links]


def administration_words(roles: Collection[str]) -> str:
    """Return what the page "Verwaltung" holds for these roles."""
    if Role.ADMIN in roles:
        return "Personen, Rollen, Teams, Maßnahmen"
    parts = {Role.TEAM_LEAD: "Personen und Rollen im Team", Role.DATA_PROTECTION: "Protokoll"}
    return ", ".join(words for role, words in parts.items() if role in roles)
