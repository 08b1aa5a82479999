"""The entries behind figures of persons, contracts, exams, companies and agreed hours, from the same counts."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.urls import reverse

from asa.accounts.enums import DataClass
from asa.accounts.models import User
from asa.accounts.sorting import in_order_of
from cases.people.life.codes import exit_labels, exit_words
from cases.people.models import Case, Exam, Measure, TrainingContract
from cases.support.budgets.enums import HourPart
from companies.records.models import Company
from reports.engine.blocks import count, day, number, text
from reports.engine.blocks import hours as hours_cell
from reports.engine.drill_down import Entry, EntryList
from reports.types.quarter.counting import Counts

TODAY = "Stand heute; seit dem Stand der Daten kann sich etwas geändert haben."
#: What a list of persons is called, by the figure that it stands behind.
PEOPLE = {"start": "Bestand am Anfang", "end": "Bestand am Ende", "entries": "Eintritte", "exits": "Austritte"}


def list_of(
    title: str, head: tuple[str, ...], found: list[Entry], everything: int, note: str, *, today: str = ""
) -> EntryList:
    """Return the list; `everything` is how many entries there are, seen or not."""
    return EntryList(title, head, found, today=today or number(everything), note=note, hidden=everything - len(found))


def behind(counts: Counts, keys: Collection[str], reader: User) -> EntryList | None:
    """Return what stands behind figures about persons; `keys` are one, or those of a row that joins several."""
    names = {key.partition(":")[0] for key in keys}
    for name, listed in (
        ("breaks", _broken),
        ("break", _broken),
        ("break_form", _broken_by_form),
        ("break_reason", _broken_by_reason),
        ("exams", _exams),
        ("exam", _exams),
        ("agreed", _agreements),
        ("companies", _companies),
        ("success", _success),
    ):
        if names == {name}:
            return listed(counts, keys, reader)
    cases = [_cases(counts, key) for key in keys]
    if not cases or None in cases:
        return None
    title = PEOPLE.get(next(iter(names)), "Teilnahmen")
    return _people(counts, frozenset().union(*(found for found in cases if found)), reader, title)


def _cases(counts: Counts, key: str) -> frozenset[int] | None:
    """Return the cases behind a key of persons; None for an unknown one."""
    parts = {part.key: part.persons for part in (*counts.stock(), *counts.placements())}
    for table in (*counts.persons_at_end().values(), *counts.exits().values()):
        parts |= {part.key: part.persons for part in table}
    return parts.get(key)


def _people(counts: Counts, cases: Iterable[int], reader: User, title: str) -> EntryList:
    wanted = {case for case in cases if case > 0}
    spells = {spell.case_id: spell for spell in counts.spells if spell.case_id in wanted}
    rows = Case.objects.visible_to(reader, DataClass.MINIMAL).filter(pk__in=wanted).select_related("trainee")
    labels = exit_labels()
    found = [
        Entry(
            (
                text(case.trainee.full_name),
                day(spells[case.pk].starts_on),
                day(spells[case.pk].ends_on),
                text(case.get_state_display()),
                text(exit_words(case, labels).reason),
            ),
            reverse("case_detail", args=[case.public_id]),
        )
        for case in rows.order_by(*in_order_of("trainee__last_name", "trainee__first_name"))
    ]
    head = ("Person", "Eintritt", "Austritt", "Phase heute", "Austrittsgrund")
    return list_of(title, head, found, len(wanted), TODAY)


# ---- contracts ----


def _broken(counts: Counts, keys: Collection[str], reader: User) -> EntryList | None:
    by_sequel = counts.broken_by_sequel()
    wanted = {key.partition(":")[2] for key in keys}
    chosen = [c for sequel, contracts in by_sequel.items() if "" in wanted or sequel in wanted for c in contracts]
    return _contracts(chosen, "Vorzeitig gelöste Verträge", reader)


def _broken_by_form(counts: Counts, keys: Collection[str], reader: User) -> EntryList | None:
    wanted = {key.partition(":")[2] for key in keys}
    return _contracts([c for c in counts.broken() if c.end_reason in wanted], "Vorzeitig gelöste Verträge", reader)


def _broken_by_reason(counts: Counts, keys: Collection[str], reader: User) -> EntryList | None:
    wanted = {key.partition(":")[2] for key in keys}
    chosen = [c for (key, _), found in counts.broken_by_reason().items() if key in wanted for c in found]
    return _contracts(chosen, "Vorzeitig gelöste Verträge", reader)


def _contracts(contracts: Iterable[TrainingContract], title: str, reader: User) -> EntryList:
    wanted = {contract.pk for contract in contracts}
    rows = TrainingContract.objects.visible_to(reader).filter(pk__in=wanted)
    found = [
        Entry(
            (
                text(row.case.trainee.full_name),
                text(row.company.name),
                text(row.occupation_name),
                day(row.starts_on),
                day(row.trial_ends_on),
                day(row.ended_on),
                text(row.get_end_reason_display()),
            ),
            reverse("case_detail", args=[row.case.public_id]),
        )
        for row in rows.select_related("case__trainee", "company").order_by("starts_on", "pk")
    ]
    head = ("Person", "Betrieb", "Beruf", "Beginn", "Probezeit bis", "tatsächliches Ende", "Ende durch")
    return list_of(title, head, found, len(wanted), TODAY)


def _companies(counts: Counts, keys: Collection[str], reader: User) -> EntryList:
    apprentices, reached = counts.apprentices(), counts.reached()
    found = [
        Entry(
            (
                text(company.name),
                count(len(apprentices[company.pk])),
                text("ja" if company.pk in reached else "nein"),
            ),
            reverse("company_detail", args=[company.public_id]),
        )
        for company in Company.objects.visible_to(reader).filter(pk__in=apprentices).order_by(*in_order_of("name"))
    ]
    with_contact = sum(company in reached for company in apprentices)
    today = f"{number(with_contact)} von {number(len(apprentices))} Betrieben"
    head = ("Betrieb", "Auszubildende", "Kontakt im Zeitraum")
    return list_of("Betriebe mit Auszubildenden", head, found, len(apprentices), TODAY, today=today)


# ---- exams ----


def _exams(counts: Counts, keys: Collection[str], reader: User) -> EntryList:
    """Return all exams, or those of the keys "exam:kind:result"; without a result, both."""
    wanted = [tuple(key.split(":")[1:]) for key in keys]
    chosen = [
        exam
        for found, exams in counts.exams_by_result().items()
        if any(found[: len(one)] == one for one in wanted)
        for exam in exams
    ]
    return _exam_list(chosen, reader)


def _exam_list(exams: Iterable[Exam], reader: User) -> EntryList:
    wanted = {exam.pk for exam in exams}
    rows = Exam.objects.visible_to(reader).filter(pk__in=wanted).select_related("contract__case__trainee")
    found = [
        Entry(
            (
                day(row.on),
                text(row.contract.case.trainee.full_name),
                text(row.get_kind_display()),
                text(row.get_result_display()),
            ),
            reverse("case_detail", args=[row.contract.case.public_id]),
        )
        for row in rows.order_by("on", "pk")
    ]
    return list_of("Prüfungen mit Ergebnis", ("Tag", "Person", "Prüfung", "Ergebnis"), found, len(wanted), TODAY)


# ---- agreed hours ----


def _agreements(counts: Counts, keys: Collection[str], reader: User) -> EntryList:
    """Return the agreements with the hours that count for the period: all parts of the budget, or those of the keys."""
    wanted = {key.partition(":")[2] for key in keys} - {""}
    rows = [row for row in counts.agreements() if row[2] and (not wanted or row[1] in wanted)]
    cases = {
        case.pk: case
        for case in Case.objects.visible_to(reader, DataClass.MINIMAL)
        .filter(pk__in={grant.case_id for grant, _, _ in rows})
        .select_related("trainee")
    }
    numbers: Mapping[int, Any] = dict(Measure.objects.filter(pk__in=counts.scope.measures).values_list("pk", "number"))
    found = [
        Entry(
            (
                text(cases[grant.case_id].trainee.full_name),
                text(numbers[grant.measure_id]),
                text(HourPart(part).label),
                day(grant.starts_on),
                day(grant.ends_on),
                hours_cell(minutes),
            ),
            reverse("case_detail", args=[cases[grant.case_id].public_id]),
        )
        for grant, part, minutes in sorted(rows, key=lambda row: (row[0].starts_on, row[0].case_id, row[1]))
        if grant.case_id in cases
    ]
    total = f"{number(len(rows))} Vereinbarungen, {hours_cell(sum(minutes for _, _, minutes in rows)).text} Stunden"
    head = ("Person", "Maßnahme", "Teil", "gilt ab", "gilt bis", "Stunden im Zeitraum")
    return list_of("Vereinbarte Stunden", head, found, len(rows), TODAY, today=total)


# ---- success figures: "success:trial" is what the share is of, "success:trial:met" those who reached it ----


def _success(counts: Counts, keys: Collection[str], reader: User) -> EntryList | None:
    (key,) = keys
    _, kind, *met = key.split(":")
    listed = {"placement": _placements, "trial": _trials, "broken": _broken_of_all, "no_need": _no_need}
    if kind in listed:
        return listed[kind](counts, reader, met == ["met"])
    if kind == "followed":
        return _broken(counts, ("break:same", "break:other") if met else ("breaks",), reader)
    kinds = {"exam_first": ("final_first",), "exam_all": ("final_first", "final_again")}.get(kind)
    return _exams(counts, [f"exam:{one}{':passed' if met else ''}" for one in kinds], reader) if kinds else None


def _placements(counts: Counts, reader: User, met: bool) -> EntryList:
    placed, other = counts.placements()
    if met:
        return _people(counts, placed.persons, reader, "Aus der Vorphase in Ausbildung")
    return _people(counts, placed.persons | other.persons, reader, "Vorphase beendet")


def _trials(counts: Counts, reader: User, met: bool) -> EntryList:
    passed, failed = counts.contracts_after_trial()
    if met:
        return _contracts(passed, "Probezeit bestanden", reader)
    return _contracts([*passed, *failed], "Ende der Probezeit im Zeitraum", reader)


def _broken_of_all(counts: Counts, reader: User, met: bool) -> EntryList:
    if met:
        return _contracts(counts.broken(), "Vorzeitig gelöste Verträge", reader)
    return _contracts(counts.training_contracts(), "Ausbildungsverträge im Zeitraum", reader)


def _no_need(counts: Counts, reader: User, met: bool) -> EntryList:
    cases = _cases(counts, "exit:no_longer_needed" if met else "exits") or frozenset()
    return _people(counts, cases, reader, "Austritte")
