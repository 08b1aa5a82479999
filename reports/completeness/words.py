"""How complete a report is in words, from its snapshot alone."""

from collections.abc import Collection, Mapping
from typing import Any

from reports.engine.registry import Unit

NOTHING = "Es fehlt nichts."


def completeness_words(head: Mapping[str, Any], *, without: Collection[str] = ()) -> list[str]:
    """Return the sentences of the line "Vollständigkeit", without the kinds that this reader is not told.

    A snapshot of an earlier release says only what lacks and how often; one without either says nothing.
    """
    if "completeness" not in head:
        return [f"{what}: {number}" for what, number in head.get("gaps", []) if what not in without]
    found = head["completeness"]
    lines = [_words(line) for line in found["lines"] if line["what"] not in without]
    if found["cases"] and lines:
        number, of = found["cases"]
        if number and of > 1:
            lines.insert(0, f"Bei {number} von {of} Teilnahmen fehlen Angaben")
    return lines


def _words(line: Mapping[str, Any]) -> str:
    number, of, unit = line["number"], line["of"], Unit(line["unit"])
    if unit == Unit.ONE:
        return str(line["what"])
    if number is None:
        return f"{line['what']}: bei einem Teil der Teilnahmen"
    many = f"{number} von {of}" if of else str(number)
    if not unit.label:
        return f"{line['what']}: {many}"
    noun = ONE_OF[unit] if (of or number) == 1 else unit.label
    return f"{line['what']}: bei {many} {noun}"


#: One case, one company: the singular after "bei 1".
ONE_OF = {Unit.CASE: "Teilnahme", Unit.COMPANY: "Betrieb"}
