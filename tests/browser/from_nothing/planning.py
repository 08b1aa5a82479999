"""What lies ahead: the contingent of a measure's year, a group of two measures, its series, its accepted offers."""

from datetime import date, timedelta

from tests.browser.from_nothing.days import FIRST, TODAY, TUESDAY, written
from tests.browser.from_nothing.hand import Hand

#: The holidays of Schleswig-Holstein that can be a Tuesday; those that move never are.
HOLIDAYS = ((1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26))
WEEKS = 8


def _tuesdays() -> list[date]:
    """Return eight Tuesdays, from next week on."""
    monday = TODAY + timedelta(days=7 - TODAY.weekday())
    return [monday + timedelta(days=TUESDAY + 7 * week) for week in range(WEEKS)]


def enter_the_years_contingent(billing: Hand) -> None:
    """400 hours for the measure of 2025, one year from the quarter on."""
    billing.page.goto("/kontingente/")
    billing.page.get_by_role("link", name="AsA 2025").first.click()
    measure = billing.page.evaluate("location.pathname")
    billing.form(f"{measure}jahre/", starts_on=written(FIRST), count="1")
    billing.page.goto(measure)
    billing.page.get_by_role("link", name="Kontingent eintragen").first.click()
    billing.send(total="400")
    assert "400,0 Std." in billing.read(measure)


def plan_a_group(founder: Hand, people: dict[str, str]) -> None:
    """The team lead begins it for the teacher; three people of two measures; Tuesdays, 90 minutes, eight weeks."""
    group = founder.form(
        "/gruppen/neu/", name="Fachrechnen", module="tuition", staff="Ulf Winter", place="provider",
        starts_on=written(FIRST),
    )  # fmt: skip
    founder.send(**{"m-case": "Kim Ahrens", "m-starts_on": written(FIRST)})
    for name in ("Carstens", "Demir"):
        founder.repeat(group, action="/aufnehmen/", **{"m-case": f"Kim {name}", "m-starts_on": written(FIRST)})
    days = _tuesdays()
    founder.page.goto(group)
    founder.page.get_by_role("link", name="Serie planen").click()
    founder.send(
        module="tuition", rhythm="weekly", weekday="Dienstag", starts_at="16:00", minutes="90", staff="Ulf Winter",
        place="provider", starts_on=written(days[0]), ends_on=written(days[-1]),
    )  # fmt: skip
    assert "nach Köpfen" in founder.read(group)


def accept_the_offers(teacher: Hand) -> None:
    """A freelance teacher is asked first: one offer for each Tuesday that is no holiday."""
    expected = sum((day.month, day.day) not in HOLIDAYS for day in _tuesdays())
    teacher.page.goto("/angebote/")
    teacher.press("main button[value='all:accepted']")
    words = f"{expected} {'Termin' if expected == 1 else 'Termine'} angenommen."
    assert words in teacher.page.locator("body").inner_text()
