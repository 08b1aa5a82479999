"""One date as a calendar file, made from the company's read model only."""

from datetime import UTC, datetime

from icalendar import Calendar, Event

from cases.portal.read_model import CompanyDate, CompanyView


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
        event.add("description", f"Ansprechperson: {view.contact.name}, {view.contact.phone}")
    calendar.add_component(event)
    return calendar.to_ical()
