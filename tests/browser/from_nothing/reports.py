"""A progress report and the quarter: written, released by a second person, taken by the funder as PDF and table."""

from typing import Any

from asa.jobs.models import Job, JobState
from asa.jobs.running import run
from tests.browser.from_nothing.days import AFTER, FIRST, QUARTER, before, written
from tests.browser.from_nothing.founding import BODY, mailed_link
from tests.browser.from_nothing.hand import Hand
from tests.browser.from_nothing.months import rows_of
from tests.reports.pdf_text import pdf_text


def work() -> None:
    """Do what waits, as the worker beside the server does it."""
    for job in Job.objects.filter(state=JobState.DUE).order_by("pk"):
        assert run(job.pk), job.kind


def write_the_progress_report(contact: Hand, founder: Hand, people: dict[str, str]) -> None:
    """Ehlers over the quarter: four talks of an hour each, nothing missed."""
    page = contact.page
    page.goto(f"{people['Ehlers']}bericht/")
    for name in ("going_well", "working_on", "next_steps"):
        contact.put(name, "Kim Ehlers kommt pünktlich und übt.")
    page.locator("main details", has=page.locator("[name=starts_on]")).locator("summary").click()
    contact.put("starts_on", written(FIRST))
    contact.put("ends_on", written(before(AFTER)))
    contact.put("trainee_word", "agrees")
    contact.press("main button:has-text('Weiter zur Prüfung')")
    work()
    page.get_by_role("button", name="Zur Freigabe geben").wait_for()  # the page turns to the draft by itself
    report = contact.press("main button:has-text('Zur Freigabe geben')")
    _release(founder, report)
    assert _last(contact.file(f"{report}excel/"), "Termine und Stunden nach Art") == ("Summe", 4, 4, 4, 0)
    printed = pdf_text(contact.file(f"{report}pdf/"))
    assert "SozialpädagogischeBegleitung444,00,0" in printed  # four, four there, 4.0 hours, none planned
    assert "Teilnahmequote:100,0%(4von4)" in printed


def _release(second: Hand, report: str) -> None:
    second.page.goto(report)
    second.page.get_by_role("link", name="Freigeben").first.click()
    second.press("main button:has-text('reigeben')")
    work()
    assert "freigegeben" in second.read(report).lower()


def order_the_quarters(contact: Hand, founder: Hand) -> dict[str, str]:
    """Both measures; return the address of each report by the measure's name."""
    reports = {}
    for name in ("AsA 2023", "AsA 2025"):
        page = contact.page
        page.goto("/berichte/neu/quarter/")
        contact.put("measure", name)
        contact.put("period", f"{QUARTER[-1]}. Quartal {QUARTER[:4]}")
        reports[name] = contact.press("main button:has-text('Entwurf erstellen')")
        work()
        _compare_names(name, contact.file(f"{reports[name]}excel/"))
        link = page.get_by_role("link", name="Prüfen und zur Freigabe geben")
        link.wait_for()  # the page turns to the draft by itself
        page.goto(link.get_attribute("href") or "")
        contact.press("main button:has-text('reigabe')")
        _release(founder, reports[name])
    return reports


def _compare_names(measure: str, draft: bytes) -> None:
    """The team's own table of a draft names whom the figures count; the funder's has no such sheets."""
    named = {
        sheet: [row[at] for row in rows_of(draft, sheet)[1:]]
        for sheet, at in (("Austritte", 0), ("Vorzeitig gelöste Verträge", 0), ("Prüfungen mit Ergebnis", 1))
    }
    expected = {"AsA 2023": ([], [], ["Kim Ahrens"]), "AsA 2025": (["Kim Ivanova"], ["Kim Jensen"], [])}
    assert tuple(named.values()) == expected[measure]
    places = rows_of(draft, "Teilnahmen an Terminen")[1:]
    assert len(places) == {"AsA 2023": 5, "AsA 2025": 17}[measure]  # Ahrens 3, Brandt 2; the 17 as told below


def let_the_funder_in(open_page: Any, founder: Hand) -> Hand:
    """The administration gives the funding body's reader an access; the reader follows the mailed link."""
    body = founder.links("/verwaltung/kostentraeger/", "/verwaltung/kostentraeger/")[BODY]
    founder.page.goto(body)
    founder.form(f"{body}zugang/", first_name="Renate", last_name="Bauer", email="bauer@agentur.example")
    funder = Hand(open_page("/konto/login/", width="wide"))
    funder.accept(mailed_link("bauer@agentur.example"))
    return funder


def take_as_the_funder(funder: Hand, reports: dict[str, str]) -> None:
    """PDF and table of both quarters, from the reader's own list.

    2025: 10 came, Ivanova left: 9. Hours of the measure: 630 − 60 corrected = 570 minutes = 9.5. Of the persons: 675
    minutes = 11.25, half up 11.3. Sessions to which one of its people came: group 2 (nobody in week 3, cancelled in
    week 4), Lorenz 1, Ehlers 4, Groth 4, Haddad's call 1, Kova 1 = 13. Places at sessions of the modules that the
    provider did not cancel: Carstens 3, Demir 3, Lorenz 1, Ehlers 4, Fischer 1, Groth 4, Kova 1 = 17.
    2023: two people are fewer than five: everything is protected.
    """
    listed = funder.links("/berichte/", "/berichte/")
    assert set(reports.values()) <= set(listed.values())
    new, old = reports["AsA 2025"], reports["AsA 2023"]
    table = funder.file(f"{new}excel/")
    five = {row[0]: row[1] for row in rows_of(table, "Fünf Kennzahlen")}
    assert five["Teilnehmende"] == 9
    assert float(five["Angerechnete Stunden"]) == 9.5
    assert _last(table, "Termine und Stunden je Perso")[1:3] == (13, 11.3)
    assert _last(table, "Angesetzte Teilnahmen")[1] == 17
    assert dict(rows[:2] for rows in rows_of(table, "Bestand und Bewegung"))[_at_end()] == 9
    printed = pdf_text(funder.file(f"{new}pdf/"))
    assert "AngerechneteStundenalleModule,Gruppeneinmal9,50,0+9,5" in printed
    assert "zusammen11,3Std." in printed
    protected = {row[0]: row[1] for row in rows_of(funder.file(f"{old}excel/"), "Fünf Kennzahlen")[1:]}
    assert set(protected.values()) == {"geschützt"}
    for report in (new, old):
        assert "Kim" not in pdf_text(funder.file(f"{report}pdf/"))


def _last(table: bytes, sheet: str) -> tuple[Any, ...]:
    return rows_of(table, sheet)[-1]


def _at_end() -> str:
    return f"Bestand am {written(before(AFTER))}"
