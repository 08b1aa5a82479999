"""What the list did not bring: hours agreed on the page for either model, a carry-over, teachers for three people."""

from tests.browser.from_nothing.days import FIRST, GRANTS_END, MIDDLE, before, written
from tests.browser.from_nothing.hand import Hand
from tests.browser.from_nothing.takeover import WITHOUT_TEACHER


def agree_on_hours(contact: Hand, people: dict[str, str]) -> None:
    """The funding body tells a budget (2025) and hours per month (2021); the provider agrees to both."""
    span = {"starts_on": written(FIRST), "ends_on": written(GRANTS_END), "on": written(FIRST)}
    contact.form(f"{people['Lorenz']}stunden/neu/", **span, total_minutes="40")
    contact.page.get_by_role("link", name="Zustimmen").click()
    contact.send(on=written(FIRST))
    contact.repeat(f"{people['Brandt']}stunden/neu/", **span, tuition_minutes="10", stabilisation_minutes="5")
    contact.repeat(contact.links(f"{people['Brandt']}stunden/", "/stunden/")["Zustimmen"], on=written(FIRST))


def carry_hours_over(billing: Hand, people: dict[str, str]) -> None:
    """Eight hours of Demir's budget were used before; the first press shows what would be left, the second books."""
    path = f"{people['Demir']}uebertrag/"
    used = {"starts_on": written(FIRST), "ends_on": written(before(MIDDLE))}
    billing.form(path, **used, total="8", source="Liste der bisherigen Software")
    assert "52,0" in billing.page.locator("main").inner_text()  # 60 − 8
    billing.send()


def name_the_teacher(contact: Hand, people: dict[str, str]) -> None:
    """One form for several people."""
    contact.page.goto("/teilnehmende/fallteam/")
    keys = [people[name].split("/")[2] for name in WITHOUT_TEACHER]
    contact.send(case=keys, teacher="Ulf Winter", starts_on=written(FIRST))


def compare_rests(contact: Hand, people: dict[str, str]) -> None:
    """Rests before the first session: grant less carry-over."""
    assert "20,0 Std. von 60,0 Std. geleistet (davon Übertrag 20,0 Std.)" in contact.read(people["Carstens"])
    assert "Rest 40,0 Std." in contact.read(people["Carstens"])  # 60 − 20, by the list
    assert "Rest 52,0 Std." in contact.read(people["Demir"])  # 60 − 8, by the page
    assert "Rest 40,0 Std." in contact.read(people["Lorenz"])  # 40, nothing used
    # 12 hours of lessons are 12 × 60 ÷ 45 = 16 units; this month nothing was held
    assert "Unterricht (SuF): Rest 16,0 UE (12,0 Std.) von 16,0 UE (12,0 Std.)" in contact.read(people["Ahrens"])
    # 10 × 60 ÷ 45 = 13.33
    assert "Unterricht (SuF): Rest 13,33 UE (10,0 Std.) von 13,33 UE (10,0 Std.)" in contact.read(people["Brandt"])
    assert "Stabilisierung (SbB): Rest 5:00 Std. von 5:00 Std." in contact.read(people["Brandt"])
