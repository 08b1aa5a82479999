"""The provider's own rows: sites, teams, staff, funding bodies with readers, lot and measures."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from asa.accounts.enums import EmploymentKind, Role
from asa.accounts.founding import found_provider, save_provider
from asa.accounts.invitations import accept_invitation, open_invitation
from asa.accounts.models import FundingBody, Membership, Provider, Site, Team, User
from asa.accounts.profiles import set_profile
from asa.administration.members import add_member
from asa.administration.records import save_record
from asa.administration.services import add_reader
from asa.demo.data import names, staff
from asa.demo.spelling import mail_name
from asa.demo.world import World
from cases.people.enums import MeasureModel
from cases.people.models import Lot, Measure


class DemoExistsError(Exception):
    """There is a demonstration already, or a provider of that name."""


TRAINEES_PER_EXTRA = 15
FIRST_STAFF = 60  # trainees that the twelve people look after
PRE_PHASE_PLACES = 12
LAND = "HE"
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


def found(world: World) -> Organisation:
    """Found the provider with its first administrator; the wall is to stand before anything else."""
    name, postcode, place, street, team = staff.SITES[0]
    founder = staff.StaffRow(*staff.STAFF[0])
    founded = found_provider(
        name=staff.PROVIDER,
        email=_address(founder),
        first_name=founder.first_name,
        last_name=founder.last_name,
        site=name,
        team=team,
        is_demo=True,
    )
    if founded is None:
        raise DemoExistsError
    world.provider = founded.provider
    organisation = Organisation([founded.site], [founded.team])
    organisation.members[founder.role, founder.site] = [founded.member]
    founded.site.postcode, founded.site.place, founded.site.street = postcode, place, street
    return organisation


def set_up(world: World, organisation: Organisation, trainees: int) -> None:
    """Let the founder set up sites, teams, people, funding bodies and measures for that many trainees."""
    by = organisation.admin
    join(world.provider, by)
    _introduce(world, staff.StaffRow(*staff.STAFF[0]), by)
    provider = world.provider
    provider.legal_name, provider.email, provider.phone = staff.LEGAL_NAME, f"post@{staff.DOMAIN}", "+496990009400"
    save_provider(provider, by=by)
    organisation.sites[0].land = LAND
    save_record(organisation.sites[0], by=by)
    for name, postcode, place, street, team in staff.SITES[1:]:
        site = Site(provider=world.provider, name=name, postcode=postcode, place=place, street=street, land=LAND)
        organisation.sites.append(save_record(site, by=by))
        organisation.teams.append(save_record(Team(provider=world.provider, site=site, name=team), by=by))
    for row in staff.STAFF[1:]:
        _hire(world, organisation, staff.StaffRow(*row))
    _hire_more(world, organisation, max(0, trainees - FIRST_STAFF) // TRAINEES_PER_EXTRA)
    bodies = _funding_bodies(world, by)
    _measures(world, organisation, bodies)


def _address(row: staff.StaffRow, number: str = "") -> str:
    return f"{mail_name(row.first_name)}.{mail_name(row.last_name + number)}@{staff.DOMAIN}"


def join(provider: Provider, user: User) -> User:
    """Accept the invitation of somebody, who then signs in by a demo link only: no password fits."""
    invitation = open_invitation(user, provider)
    if invitation is None:
        raise AssertionError(f"{user.pk} was not invited")
    return accept_invitation(invitation, now=timezone.now())


def _hire(world: World, organisation: Organisation, row: staff.StaffRow, number: str = "") -> None:
    joined = world.start.replace(day=1, year=world.start.year - 1)
    added = add_member(
        provider=world.provider,
        by=organisation.admin,
        person={"email": _address(row, number), "first_name": row.first_name, "last_name": row.last_name},
        roles=[row.role],
        kind=row.kind,
        team=organisation.teams[row.site],
        starts_on=joined,
        qualification=row.qualification,
        conduct_seen_on=joined,
    )
    _introduce(world, row, join(world.provider, added.user))
    member = Membership.objects.select_related("user").get(pk=added.members[0].pk)
    organisation.members.setdefault((row.role, row.site), []).append(member)


def _introduce(world: World, row: staff.StaffRow, user: User) -> None:
    """Let somebody say how they are reached."""
    phone = f"+49699000{9400 + world.rng.randint(0, 99)}"
    reachable = "Mo bis Do 9–16 Uhr" if row.kind == EmploymentKind.EMPLOYED else "nachmittags"
    set_profile(provider_id=world.provider.pk, user=user, by=user, phone=phone, reachable=reachable)


def _hire_more(world: World, organisation: Organisation, count: int) -> None:
    for index in range(count):
        role = staff.MORE_STAFF[index % len(staff.MORE_STAFF)]
        first_name, last_name = world.pick(names.FIRST_NAMES)[0], world.pick(names.LAST_NAMES)
        site = index // len(staff.MORE_STAFF) % len(staff.SITES)
        row = staff.StaffRow(first_name, last_name, role, site, EmploymentKind.EMPLOYED, "Pädagogik")
        _hire(world, organisation, row, str(index + 2))


def _funding_bodies(world: World, by: User) -> list[FundingBody]:
    bodies = [
        save_record(FundingBody(provider=world.provider, name=name, kind=kind, email=f"post@{domain}.example"), by=by)
        for name, kind, domain in staff.FUNDING_BODIES
    ]
    for first_name, last_name, body, sees_persons in staff.READERS:
        domain = f"{staff.FUNDING_BODIES[body][2]}.example"
        access = add_reader(
            body=bodies[body],
            by=by,
            person={
                "email": f"{mail_name(first_name)}.{mail_name(last_name)}@{domain}",
                "first_name": first_name,
                "last_name": last_name,
            },
            starts_on=world.start,
            ends_on=None,
            sees_persons=sees_persons,
        )
        join(world.provider, access.user)
    return bodies


def _measures(world: World, organisation: Organisation, bodies: list[FundingBody]) -> None:
    year = world.start.year if world.start.month > 8 else world.start.year - 1
    older = date(min(year - 1, 2023), 8, 1)
    newer = max(date(year, 8, 1), FIRST_OF_2024_MODEL)
    ends_on = date(world.until.year + 2, 7, 31)
    by = organisation.admin
    lot = save_record(Lot(provider=world.provider, name=staff.LOT, starts_on=older, ends_on=ends_on), by=by)
    for number, name, model, body, site, has_pre_phase, _ in staff.MEASURES:
        starts_on = newer if model == MeasureModel.ASAFLEX_2024 else older
        measure = Measure(
            provider=world.provider,
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
        organisation.measures.append(save_record(measure, by=by, shares={}))
