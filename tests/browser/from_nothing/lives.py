"""Three lives: a contract broken off with a new one after it, a passed final exam, an exit that is a success."""

from tests.browser.from_nothing.days import END, FRIDAY, LAST, MONDAY, WEDNESDAY, on, written
from tests.browser.from_nothing.hand import Hand
from tests.browser.from_nothing.takeover import COMPANIES


def break_and_begin_anew(contact: Hand, people: dict[str, str]) -> None:
    """Jensen's contract is dissolved by agreement in the middle month; another company goes on in the last one."""
    old_company, new_company = COMPANIES[0], COMPANIES[1]
    page = contact.page
    page.goto(people["Jensen"])
    page.get_by_text("Ausbildungsverträge (1)").click()
    page.get_by_role("link", name=f"Kündigung oder Ende bei {old_company} eintragen").click()
    contact.send(ended_on=written(on(3, FRIDAY)), reason="agreement", break_reason="Miteinander im Betrieb")
    page.goto(f"{people['Jensen']}vertraege/neu/")
    contact.put("kind", "regular")
    for name, words in (("occupation", "Bäcker/in"), ("company", new_company)):
        page.fill(f"[name={name}_0]", words)
        page.locator(f"[role=option]:has-text('{words}')").first.click()
    contact.send(starts_on=written(on(1, MONDAY, LAST)), ends_on=written(END))
    words = contact.read(people["Jensen"])
    assert new_company in words
    assert f"Ausbildungsvertrag beendet am {written(on(3, FRIDAY))}: Aufhebungsvertrag" in words


def pass_the_final_exam(contact: Hand, people: dict[str, str]) -> None:
    """Ahrens (third year) passes on a Wednesday of the last month: with that day the training ends."""
    path = f"{people['Ahrens']}pruefungen/"
    contact.form(f"{path}neu/", kind="final", on=written(on(2, WEDNESDAY, LAST)))
    contact.page.goto(path)
    contact.page.get_by_role("link", name="Ergebnis").first.click()
    contact.send(result="passed", result_on=written(on(2, WEDNESDAY, LAST)))
    contact.send()  # the contract's end, filled in already
    assert "bestanden" in contact.read(path)


def leave_with_success(contact: Hand, people: dict[str, str]) -> None:
    """Ivanova needs no support any more: an exit with reason, outcome and whereabouts, checked and then done."""
    contact.form(
        f"{people['Ivanova']}verlauf/austritt/", on=written(on(4, FRIDAY, LAST)), reason="no_longer_needed",
        outcome="kein Bedarf mehr", whereabouts="Ausbildung im Betrieb läuft weiter",
    )  # fmt: skip
    contact.press("main button[name=do]")
    words = contact.read(f"{people['Ivanova']}verlauf/")
    assert f"Letzter Tag {written(on(4, FRIDAY, LAST))}: Unterstützung nicht mehr nötig" in words
    assert "(kein Bedarf mehr) · Verbleib: Ausbildung im Betrieb läuft weiter" in words
