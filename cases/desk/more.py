"""The links of the page "Mehr", by role."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from asa.accounts.access import Access
from asa.accounts.enums import Action, DataClass, Role
from cases.desk.life.access import DECIDERS
from cases.months.closing.board import CLOSERS
from cases.months.closing.correction_views import ASKERS
from cases.months.emaw.read_model import READERS
from cases.people.importing.views import ROLES as IMPORTERS
from cases.support.budgets.views import open_words


@dataclass(frozen=True)
class MoreLink:
    """One line: where it leads and what is there."""

    label: str
    url: str
    hint: str


def groups(access: Access) -> list[tuple[str, list[MoreLink]]]:
    """Return the headed groups of links that these roles can use; a group without links is left out."""
    people, plans, month, hours, provider = _people(access), _plans(access), _month(access), _hours(access), []
    if access.roles & {*IMPORTERS}:
        provider.append(MoreLink("Import", reverse("import_start"), "aus Excel oder CSV übernehmen"))
    if access.may(DataClass.WORTH, Action.READ):
        provider.append(MoreLink("Abrechnungsregeln", reverse("rule_set_list"), "wie Termine zählen und warum"))
    if access.roles & {Role.ADMIN, Role.TEAM_LEAD, Role.DATA_PROTECTION}:
        provider.append(MoreLink("Verwaltung", reverse("administration"), administration_words(access.roles)))
    own = [
        MoreLink("Mein Profil", reverse("own_profile"), "Telefon, Bild, Darstellung, Sprache der E-Mails"),
        MoreLink("Anmeldung und Sicherheit", reverse("mfa_index"), "zweiter Faktor, Passkeys, Ersatzcodes"),
        MoreLink("Meine Sitzungen", reverse("usersessions_list"), "wo Sie angemeldet sind"),
        MoreLink("Passwort ändern", reverse("account_change_password"), "andere Sitzungen enden dabei"),
    ]
    about = [
        MoreLink("Hilfe", reverse("help"), "So geht es; wer was sehen darf"),
        MoreLink("Barrierefreiheit", reverse("accessibility"), "Stand, bekannte Lücken, Kontakt"),
    ]
    headed = (
        ("Menschen und Betriebe", people),
        ("Planen", plans),
        ("Monat und Abrechnung", month),
        ("Stunden und Budgets", hours),
        ("Träger", provider),
        ("Mein Konto", own),
        ("Über", about),
    )
    return [(title, links) for title, links in headed if links]


def _people(access: Access) -> list[MoreLink]:
    links = []
    if access.may(DataClass.MASTER, Action.READ):
        links.append(MoreLink("Betriebe", reverse("company_list"), "Ausbildungsbetriebe und ihre Kontakte"))
    if access.may(DataClass.MASTER, Action.CREATE):
        links.append(MoreLink("Neue Aufnahme", reverse("admission_create"), "Teilnehmende aufnehmen"))
        hint = "begonnen oder importiert, mehrere zugleich abschließen"
        links.append(MoreLink("Offene Aufnahmen", reverse("admission_open_list"), hint))
    if access.roles & {Role.ADMIN, Role.TEAM_LEAD}:
        links.append(MoreLink("Maßnahme wechseln", reverse("move_list"), "Optionsjahr, neuer Kostenträger, Vorphase"))
    if access.roles & DECIDERS:
        hint = "warten auf eine zweite Person"
        links.append(MoreLink("Berichtigungen von Austritten", reverse("exit_correction_list"), hint))
        links.append(MoreLink("Listen der Teilnahme", reverse("life_code_list"), "Austritt, Verbleib, Vertragslösung"))
    if access.roles & {Role.TEAM_LEAD, Role.CONTACT_PERSON}:
        links.append(MoreLink("Fallteam festlegen", reverse("case_team_many"), "wer mit wem arbeitet, für mehrere"))
    return links


def _plans(access: Access) -> list[MoreLink]:
    links = []
    holders = {Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER}
    if access.roles & holders:
        links.append(MoreLink("Kalender", reverse("calendar"), "die Woche mit Ferien, Berufsschule und Hinweisen"))
        links.append(MoreLink("Gruppen und Serien", reverse("group_list"), "regelmäßige Termine planen"))
    if access.roles & {Role.ADMIN, *holders}:
        links.append(MoreLink("Abwesenheiten", reverse("absence_list"), "Urlaub, Fortbildung, Vertretung"))
    return links


def _month(access: Access) -> list[MoreLink]:
    links = []
    if access.is_staff and access.may(DataClass.ATTENDANCE, Action.READ):
        links.append(MoreLink("Anwesenheit", reverse("day_subjects"), "ein Eintrag je Person und Tag, Fehltage"))
    if access.roles & {*CLOSERS}:
        links.append(MoreLink("Monat", reverse("month_last"), "Lücken klären, Monat abschließen"))
        links.append(MoreLink("Stundenkontingent", reverse("form_last"), "Übersicht für den Kostenträger, Listen"))
        links.append(MoreLink("Abrechnung", reverse("billing_last"), "Stundensätze, Abrechnungsblätter"))
    if access.roles & {*CLOSERS, *ASKERS}:
        links.append(MoreLink("Korrekturen", reverse("correction_list"), "Änderungen an abgeschlossenen Monaten"))
    if access.roles & {*READERS}:
        links.append(MoreLink("eM@w-Journal", reverse("emaw_journal"), "was zu senden ist; ohne Übermittlung"))
    return links


def _hours(access: Access) -> list[MoreLink]:
    links = []
    if access.may_for_cases(DataClass.WORTH, Action.READ):
        links.append(MoreLink("Budgets", reverse("budget_list"), "vereinbarte Stunden: knapp, ungenutzt, Rest"))
        links.append(MoreLink("Offene Begleitungsstunden", reverse("grant_open_list"), open_words(access.user)))
    if access.roles & {Role.ADMIN, Role.BILLING}:
        links.append(MoreLink("Kontingente", reverse("contingent_list"), "Maßnahmejahre und ihre Stunden"))
    return links


def administration_words(roles: Collection[str]) -> str:
    """Return what the page "Verwaltung" holds for these roles."""
    if Role.ADMIN in roles:
        return "Personen, Rollen, Teams, Maßnahmen"
    parts = {Role.TEAM_LEAD: "Personen und Rollen im Team", Role.DATA_PROTECTION: "Protokoll"}
    return ", ".join(words for role, words in parts.items() if role in roles)
