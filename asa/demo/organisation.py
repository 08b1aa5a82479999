"""The provider's own rows: sites, teams, staff, funding bodies with readers, lot and measures."""

from dataclasses import dataclass, field
from datetime import date, time

from asa.accounts.enums import EmploymentKind, Role
from asa.accounts.models import FunderAccess, FundingBody, Membership, Site, StaffProfile, Team, User
from asa.demo.data import names, staff
from asa.demo.spelling import mail_name
from asa.demo.world import World, at
from cases.people.enums import MeasureModel
from cases.people.models import Lot, Measure

TRAINEES_PER_EXTRA = 15
FIRST_STAFF = 60  # trainees that the twelve people look after
PRE_PHASE_PLACES = 12
FIRST_OF_2024_MODEL = date(2024, 8, 1)


@dataclass
class Organisation:
    """Who and what the provider has; staff by role and site index."""

    sites: list[Site] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    members: dict[tuple[Role, int], list[Membership]] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)

    def of(self, role: Role, site: int) -> list[Membership]:
        return self.members.get((role, site), [])

    @property
    def sabine(self) -> Membership:
        """Return the contact person whose day the demonstration shows first."""
        return self.of(Role.CONTACT_PERSON, 0)[0]

    @property
    def admin(self) -> User:
        return self.of(Role.ADMIN, 0)[0].user


def found(world: World, trainees: int) -> Organisation:
    """Make the organisation for that many trainees."""
    organisation = Organisation()
    for name, postcode, place, street, team in staff.SITES:
        site = world.add(Site, name=name, postcode=postcode, place=place, street=street, land="HE")
        organisation.sites.append(site)
        organisation.teams.append(world.add(Team, site=site, name=team))
    for row in staff.STAFF:
        _hire(world, organisation, staff.StaffRow(*row))
    _hire_more(world, organisation, max(0, trainees - FIRST_STAFF) // TRAINEES_PER_EXTRA)
    bodies = _funding_bodies(world)
    _measures(world, organisation, bodies)
    return organisation


def person(world: World, name: tuple[str, str], domain: str, joined: date) -> User:
    """Make a person who signs in by a demo link only: their password fits nothing."""
    first_name, last_name = name
    return world.add_user(
        email=f"{mail_name(first_name)}.{mail_name(last_name)}@{domain}",
        first_name=first_name,
        last_name=last_name,
        date_joined=at(joined, time(9)),
    )


def _hire(world: World, organisation: Organisation, row: staff.StaffRow, number: str = "") -> None:
    joined = world.start.replace(day=1, year=world.start.year - 1)
    user = person(world, (row.first_name, row.last_name + number), staff.DOMAIN, joined)
    user.last_name = row.last_name
    world.add(
        StaffProfile,
        user=user,
        phone=f"+49699000{9400 + world.rng.randint(0, 99)}",
        reachable="Mo bis Do 9–16 Uhr" if row.kind == EmploymentKind.EMPLOYED else "nachmittags",
    )
    member = world.add(
        Membership,
        user=user,
        role=row.role,
        kind=row.kind,
        site=organisation.sites[row.site],
        team=organisation.teams[row.site],
        starts_on=joined,
        qualification=row.qualification,
        conduct_seen_on=joined,
    )
    organisation.members.setdefault((row.role, row.site), []).append(member)


def _hire_more(world: World, organisation: Organisation, count: int) -> None:
    for index in range(count):
        role = staff.MORE_STAFF[index % len(staff.MORE_STAFF)]
        first_name, last_name = world.pick(names.FIRST_NAMES)[0], world.pick(names.LAST_NAMES)
        site = index // len(staff.MORE_STAFF) % len(staff.SITES)
        row = staff.StaffRow(first_name, last_name, role, site, EmploymentKind.EMPLOYED, "Pädagogik")
        _hire(world, organisation, row, str(index + 2))


def _funding_bodies(world: World) -> list[FundingBody]:
    bodies = [
        world.add(FundingBody, name=name, kind=kind, email=f"post@{domain}.example")
        for name, kind, domain in staff.FUNDING_BODIES
    ]
    for first_name, last_name, body, sees_persons in staff.READERS:
        user = person(world, (first_name, last_name), f"{staff.FUNDING_BODIES[body][2]}.example", world.start)
        world.add(FunderAccess, user=user, funding_body=bodies[body], starts_on=world.start, sees_persons=sees_persons)
    return bodies


def _measures(world: World, organisation: Organisation, bodies: list[FundingBody]) -> None:
    year = world.start.year if world.start.month > 8 else world.start.year - 1
    older = date(min(year - 1, 2023), 8, 1)
    newer = max(date(year, 8, 1), FIRST_OF_2024_MODEL)
    ends_on = date(world.until.year + 2, 7, 31)
    lot = world.add(Lot, name=staff.LOT, starts_on=older, ends_on=ends_on)
    for number, name, model, body, site, has_pre_phase, _ in staff.MEASURES:
        starts_on = newer if model == MeasureModel.ASAFLEX_2024 else older
        measure = world.add(
            Measure,
            lot=lot,
            number=f"{number}/{starts_on:%y}",
            name=name,
            model=model,
            funding_body=bodies[body],
            site=organisation.sites[site],
            starts_on=starts_on,
            ends_on=ends_on,
            has_pre_phase=has_pre_phase,
            pre_phase_places=PRE_PHASE_PLACES if has_pre_phase else None,
            uses_emaw=number != staff.WITHOUT_EMAW,
        )
        organisation.measures.append(measure)
