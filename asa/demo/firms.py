"""Training companies with the people there."""

from dataclasses import dataclass

from asa.accounts.models import User
from asa.demo.data import names, trades
from asa.demo.data.trades import TRADES, Trade
from asa.demo.spelling import mail_name
from asa.demo.world import World
from companies.catalogue.models import Occupation
from companies.records.enums import ContactRole
from companies.records.models import Company, CompanyContact
from companies.records.services import create_company, create_contact

TRAINEES_PER_COMPANY = 1.6


@dataclass(frozen=True)
class Firm:
    """A company with its trade and the trainer there."""

    company: Company
    trainer: CompanyContact
    trade: Trade


def open_firms(world: World, trainees: int, *, by: User) -> dict[str, list[Firm]]:
    """Enter companies for that many trainees, by occupation code; every trade has at least two."""
    firms: dict[str, list[Firm]] = {trade.code: [] for trade in TRADES}
    taken: set[str] = set()
    count = max(2 * len(TRADES), int(trainees / TRAINEES_PER_COMPANY))
    for index in range(count):
        trade = TRADES[index % len(TRADES)]
        firms[trade.code].append(_open(world, trade, _name(world, trade, taken, index), by))
    return firms


def occupations() -> dict[str, Occupation]:
    """Return the classes of the trades by code; the catalogue is loaded before."""
    return {o.code: o for o in Occupation.objects.filter(code__in=[trade.code for trade in TRADES])}


def _name(world: World, trade: Trade, taken: set[str], index: int) -> str:
    for _ in range(20):
        name = world.pick(trade.companies).format(world.pick(trades.COMPANY_NAMES))
        if name not in taken:
            taken.add(name)
            return name
    return f"{world.pick(trade.companies).format(world.pick(names.LAST_NAMES))} {index}"


def _open(world: World, trade: Trade, name: str, by: User) -> Firm:
    postcode, place = world.pick(names.PLACES)
    domain = f"{mail_name(name)}.example"
    phone = f"+496990009{world.rng.randint(100, 399)}"
    company = create_company(
        provider_id=world.provider.pk,
        by=by,
        name=name,
        trade=trade.branch,
        size=world.pick(trade.sizes),
        chamber=trade.chamber,
        street=f"{world.pick(names.STREETS)} {world.rng.randint(1, 60)}",
        postcode=postcode,
        place=place,
        land="HE",
        phone=phone,
        email=f"info@{domain}",
    )
    first_name, gender, _ = world.pick([row for row in names.FIRST_NAMES if row[1] != "d"])
    last_name = world.pick(names.LAST_NAMES)
    contact = CompanyContact(
        role=ContactRole.TRAINER,
        salutation="Frau" if gender == "f" else "Herr",
        first_name=first_name,
        last_name=last_name,
        email=f"{mail_name(last_name)}@{domain}",
        phone=phone,
    )
    return Firm(company, create_contact(contact=contact, company=company, by=by), trade)
