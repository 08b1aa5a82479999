"""The staff of the invented provider and the readers at its funding bodies."""

from typing import NamedTuple

from asa.accounts.enums import EmploymentKind, FundingKind, Role
from cases.people.enums import MeasureModel


class StaffRow(NamedTuple):
    """One person of the staff; `site` is the index in SITES."""

    first_name: str
    last_name: str
    role: Role
    site: int
    kind: EmploymentKind
    qualification: str


PROVIDER = "Bildungswerk Talbrücke"
LEGAL_NAME = "Bildungswerk Talbrücke gemeinnützige GmbH"
DOMAIN = "bildungswerk-talbruecke.example"

#: (name of the site, postcode, place, street, name of its team)
SITES = (
    ("Auental", "34999", "Auental", "Beispielweg 4", "Team Auental"),
    ("Hohenfurt", "35999", "Hohenfurt", "Musterallee 12", "Team Hohenfurt"),
)

#: (first name, family name, role, index of the site, kind, qualification); the first of a role is its demo person.
STAFF: tuple[tuple[str, str, Role, int, EmploymentKind, str], ...] = (
    ("Ulrike", "Sommerfeld", Role.ADMIN, 0, EmploymentKind.EMPLOYED, "Betriebswirtin"),
    ("Mehmet", "Aydın", Role.TEAM_LEAD, 0, EmploymentKind.EMPLOYED, "Sozialpädagoge B.A."),
    ("Katarzyna", "Wójcik", Role.TEAM_LEAD, 1, EmploymentKind.EMPLOYED, "Diplom-Pädagogin"),
    ("Sabine", "Berger", Role.CONTACT_PERSON, 0, EmploymentKind.EMPLOYED, "Sozialarbeiterin, staatlich anerkannt"),
    ("Daniel", "Osei", Role.CONTACT_PERSON, 0, EmploymentKind.EMPLOYED, "Industriemeister Metall"),
    ("Thuy Linh", "Nguyen", Role.CONTACT_PERSON, 1, EmploymentKind.EMPLOYED, "Sozialpädagogin B.A."),
    ("Nadja", "Orlowa", Role.SOCIAL_WORKER, 0, EmploymentKind.EMPLOYED, "Sozialpädagogin, staatlich anerkannt"),
    ("Torben", "Claasen", Role.SOCIAL_WORKER, 1, EmploymentKind.EMPLOYED, "Sozialarbeiter, staatlich anerkannt"),
    ("Emre", "Şahin", Role.TEACHER, 0, EmploymentKind.EMPLOYED, "Berufsschullehrer"),
    ("Ingrid", "Mbeki", Role.TEACHER, 1, EmploymentKind.FREELANCE, "Lehrerin für Mathematik"),
    ("Petra", "Hollerbach", Role.BILLING, 0, EmploymentKind.EMPLOYED, "Bürokauffrau"),
    ("Stavros", "Kallis", Role.DATA_PROTECTION, 0, EmploymentKind.EMPLOYED, "Datenschutzbeauftragter"),
)

#: Who is added, in turn, when many more trainees are asked for.
MORE_STAFF = (Role.CONTACT_PERSON, Role.TEACHER, Role.CONTACT_PERSON, Role.SOCIAL_WORKER)

#: (name, kind, part of the e-mail domain)
FUNDING_BODIES = (
    ("Agentur für Arbeit Auental", FundingKind.AGENCY, "agentur-auental"),
    ("Jobcenter Auental", FundingKind.JOBCENTER, "jobcenter-auental"),
    ("Jobcenter Hohenfurt", FundingKind.JOBCENTER, "jobcenter-hohenfurt"),
)

#: (first name, family name, index of the funding body, sees persons)
READERS = (
    ("Renate", "Bauer", 0, True),
    ("Igor", "Lewandowski", 1, True),
    ("Claudia", "Stein", 2, False),
)

#: An auditor of the agency, who is given a sample.
AUDITOR = ("Dorothee", "Maler", "dorothee.maler@pruefdienst.example")

#: (number without its year, name, model, funding body, site, with Vorphase, share of the trainees)
MEASURES = (
    ("427/1184/1", "AsA flex Auental", MeasureModel.ASAFLEX_2024, 0, 0, True, 22),
    ("427/1190/1", "AsA flex Auental (Jobcenter)", MeasureModel.ASAFLEX_2024, 1, 0, True, 18),
    ("427/1191/1", "AsA flex Hohenfurt (Jobcenter)", MeasureModel.ASAFLEX_2024, 2, 1, False, 35),
    ("427/873/1", "AsA flex Hohenfurt", MeasureModel.ASAFLEX_2021, 0, 1, False, 25),
)
#: The number of the measure whose Jobcenter has no eM@w: letters take the place of its messages.
WITHOUT_EMAW = "427/1191/1"
LOT = "Los 14 Auental–Hohenfurt"
