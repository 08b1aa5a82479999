"""Four weeks of sessions with every outcome, a group of two measures, and what all of it counts.

A unit of lessons is 45 minutes, only whole ones count; everything else counts by the minute. Whoever was there, also
late, is charged; a no-show and a cancellation of the same day charge the measure alone; an earlier cancellation and a
lesson that the provider cancelled charge nobody. A group's lesson is shared by the heads that charge it.
"""

from datetime import date

from tests.browser.from_nothing.days import FRIDAY, MIDDLE, THURSDAY, TUESDAY, WEDNESDAY, month_words, on, written
from tests.browser.from_nothing.hand import Hand

PRESENT, LATE, NO_SHOW = "present", "late", "no_show"
EARLY, SAME_DAY, BY_PROVIDER = "cancelled_before", "cancelled_same_day", "cancelled_by_provider"

#: Group "Fachrechnen", Tuesdays, 90 minutes: what became of Ahrens (2023), Carstens and Demir (2025).
#:   week 1  three heads                   2023: 90 × 1/3 = 30   2025: 90 × 2/3 = 60   each person 90
#:   week 2  three heads, Demir missing    2023: 30              2025: 60              Ahrens 90, Carstens 90
#:   week 3  two heads: Ahrens, Demir      2023: 90 × 1/2 = 45   2025: 45              Ahrens 90
#:   week 4  cancelled by the provider     nothing
GROUP = (
    (PRESENT, PRESENT, PRESENT),
    (PRESENT, LATE, NO_SHOW),
    (PRESENT, EARLY, SAME_DAY),
    (BY_PROVIDER, BY_PROVIDER, BY_PROVIDER),
)


def session(people: dict[str, str], day: date, start: str, minutes: int, outcomes: dict[str, str]) -> dict[str, str]:
    """Return the fields of a session's form."""
    values = {
        "day": "other", "date": f"{day:%Y-%m-%d}", "start": start, "length": "other", "other_length": str(minutes),
        "topic": "Fachrechnen", "result": "Vereinbart: übt weiter.",
    }  # fmt: skip
    for name, outcome in outcomes.items():
        row = f"p-{people[name].split('/')[2]}"
        values[f"{row}-outcome"] = outcome
        if outcome in (PRESENT, LATE):
            values[f"{row}-here"] = "on"
        if outcome == LATE:
            values[f"{row}-late_minutes"] = "10"
    return values


def first_in_the_browser(social: Hand, people: dict[str, str]) -> None:
    """Ehlers, Wednesday of week 1, one hour: typed into the page as a person does it."""
    page = social.page
    page.goto("/termine/neu/")
    page.get_by_text("Kim Ehlers").first.click()
    social.put("day", "other")
    social.put("date", written(on(1, WEDNESDAY)))
    social.put("start", "10:00")
    social.put("length", "60")
    social.put("result", "Ein gutes Gespräch.")
    page.locator("[name=topic]").first.evaluate("e => { if (!e.checked) e.click() }")
    social.press("button:has-text('Speichern')")


def write_down_the_group(teacher: Hand, people: dict[str, str]) -> None:
    for week, outcomes in enumerate(GROUP, start=1):
        named = dict(zip(("Ahrens", "Carstens", "Demir"), outcomes, strict=True))
        values = session(people, on(week, TUESDAY), "16:00", 90, named)
        teacher.repeat("/termine/neu/", kind="tuition", **values)
    # 50 minutes are one whole unit: 45 count
    alone = session(people, on(2, FRIDAY), "16:00", 50, {"Lorenz": PRESENT})
    teacher.repeat("/termine/neu/", kind="tuition", **alone)


def write_down_talks(social: Hand, people: dict[str, str]) -> None:
    """Ehlers 3 × 60 more; Brandt 2 × 45; Fischer did not come; Kova's hour is in the Vorphase and charges nothing."""
    talks = [
        *((week, WEDNESDAY, "10:00", 60, {"Ehlers": PRESENT}) for week in (2, 3, 4)),
        *((week, WEDNESDAY, "12:00", 45, {"Brandt": PRESENT}) for week in (1, 3)),
        (1, WEDNESDAY, "14:00", 60, {"Fischer": NO_SHOW}),
        (1, THURSDAY, "14:00", 60, {"Kova": PRESENT}),
    ]
    for week, weekday, start, minutes, outcomes in talks:
        values = session(people, on(week, weekday), start, minutes, outcomes)
        social.repeat("/termine/neu/", kind="social", **values)


def write_down_company_visits(contact: Hand, people: dict[str, str]) -> None:
    """Groth four times 30 minutes; a telephone call with Haddad's company belongs to no module and counts nowhere."""
    for week in (1, 2, 3, 4):
        values = session(people, on(week, THURSDAY), "09:00", 30, {"Groth": PRESENT})
        contact.repeat("/termine/neu/", kind="companion", **values)
    call = session(people, on(2, THURSDAY), "11:00", 20, {"Haddad": PRESENT})
    contact.repeat("/termine/neu/", kind="contact", **call)


def compare_what_it_counts(billing: Hand) -> None:
    """The month's page, before the close.

    2023: group 30 + 30 + 45 = 105, Brandt 2 × 45 = 90: 195 minutes = 3.25 hours.
    2025: group 60 + 60 + 45 = 165, Lorenz 45, Ehlers 4 × 60 = 240, Fischer's no-show 60, Groth 4 × 30 = 120:
    630 minutes = 10.5 hours. Kova (Vorphase) and the call with Haddad's company: 0. Both: 825 minutes = 13.75 hours.
    """
    words = billing.read(f"/monat/{month_words(MIDDLE)}/")
    assert "13,75 Std." in words
    assert "427/1184/1/23 · Agentur für Arbeit Lübeck · 3,25 Std." in words
    assert "427/1185/1/25 · Agentur für Arbeit Lübeck · 10,5 Std." in words
