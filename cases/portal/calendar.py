"""One date as a calendar file, made from the company's read model only."""

from datetime import UTC, datetime

from icalendar import Calendar, Event

from asa.design.templatetags.asa import phone
from cases.portal.read_model import CompanyDate, CompanyView, ContactCard


def date_file(view: CompanyView, date: CompanyDate, *, now: datetime) -> bytes:
    """Return the .ics of one date. It names provider and contact person, not the trainee."""
    calendar = Calendar()
    calendar.add("prodid", "-//AsA flex//Betrieb//DE")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"{date.key}@asa")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", date.starts_at.astimezone(UTC))
    event.add("dtend", date.ends_at.astimezone(UTC))
    event.add("summary", f"{date.words} ({view.provider_name})")
    if view.contact:
        event.add("description", _whom_to_ask(view.contact, view.provider_name))
    calendar.add_component(event)
    return calendar.to_ical()


def _whom_to_ask(card: ContactCard, provider_name: str) -> str:
    """Return the contact person with a way to reach them: the own telephone, else the provider's, and the address."""
    ways = [f"Telefon {phone(card.phone)}"] if card.phone else []
    if card.house_phone:
        ways = [f"Telefon {provider_name} {phone(card.house_phone)}"]
    if card.email:
        ways.append(f"E-Mail {card.email}")
    return ", ".join([f"Ansprechperson: {card.name}", *ways])
