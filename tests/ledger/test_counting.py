"""What a session charges to which account: every example of the field's rules, and the edges around them."""

import json
from pathlib import Path

import pytest

from cases.people.enums import MeasureModel
from cases.sessions.counting import Head, SessionFacts, charges
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.rules.books import RuleBook
from cases.sessions.rules.built_in import built_in_rules
from cases.sessions.rules.enums import Account, RuleKey
from cases.sessions.rules.models import Rule

EXAMPLES = json.loads((Path(__file__).parents[1] / "data" / "ledger-examples.json").read_text())


def book(model: str, **changed: str) -> RuleBook:
    rules = {
        key: Rule(key=key, value=changed.get(key.replace(".", "_"), value), source=source, confidence=confidence)
        for key, value, source, confidence in built_in_rules(MeasureModel(model.lower()))
    }
    return RuleBook(model, rules)


def count(module, minutes, outcomes, *, model="ASAFLEX_2024", staff=1, **rules):
    """Return (minutes of the measure, minutes of each person) for a session of one measure."""
    heads = tuple(Head(number, 1, "427/1/1/25", outcome) for number, outcome in enumerate(outcomes))
    facts = SessionFacts(module.lower(), minutes, heads, staff)
    return split(charges(facts, {1: book(model, **rules)}))


def split(found):
    measure = sum(c.minutes for c in found if c.account == Account.MEASURE)
    return measure, [c.minutes for c in found if c.account == Account.TRAINEE]


@pytest.mark.parametrize("example", EXAMPLES["examples"], ids=lambda e: f"{e['module']}-{e['minutes']}-{e['outcomes']}")
def test_the_examples_of_the_field(example):
    counted = count(
        example["module"],
        example["minutes"],
        example["outcomes"],
        model=example["model"],
        staff=example.get("staff", 1),
    )
    assert counted == (example["measure"], example["each"])


@pytest.mark.parametrize(("sharing", "expected"), [("by_heads", "shared_by_heads"), ("in_full", "each_in_full")])
def test_measures_that_share_a_lesson(sharing, expected):
    (example,) = EXAMPLES["mixed"]
    heads = tuple(Head(i, i, a["measure"], a["outcome"]) for i, a in enumerate(example["attendances"]))
    books = {i: book(a["model"], sharing=sharing) for i, a in enumerate(example["attendances"])}
    found = charges(SessionFacts(example["module"].lower(), example["minutes"], heads), books)
    shares = {c.measure_id: c.minutes for c in found if c.account == Account.MEASURE}
    assert {a["measure"]: shares[i] for i, a in enumerate(example["attendances"])} == example[expected]
    assert [c.minutes for c in found if c.account == Account.TRAINEE] == [a["trainee"] for a in example["attendances"]]


@pytest.mark.parametrize("model", MeasureModel)
def test_the_group_limits(model):
    assert book(model).group_limit == EXAMPLES["group_limits"][model.name]


def test_late_counts_as_present():
    assert count("tuition", 90, [Outcome.LATE]) == (90, [90])


def test_what_does_not_divide_goes_to_the_first_measure_by_number():
    numbers = {20: "427/2/1/25", 10: "427/1/1/25", 30: "427/3/1/25"}
    heads = tuple(Head(pk, pk, number, "present") for pk, number in numbers.items())
    books = {pk: book("ASAFLEX_2024") for pk in (10, 20, 30)}
    found = charges(SessionFacts("social", 50, heads), books)
    shares = {c.measure_id: c.minutes for c in found if c.account == Account.MEASURE}
    assert shares == {10: 18, 20: 16, 30: 16}


def test_measures_sort_by_the_parts_of_their_number():
    heads = (Head(1, 20, "431/12/1/25", "present"), Head(2, 10, "431/7/1/25", "present"))
    found = charges(SessionFacts("social", 51, heads), {pk: book("ASAFLEX_2024") for pk in (10, 20)})
    assert {c.measure_id: c.minutes for c in found if c.account == Account.MEASURE} == {10: 26, 20: 25}


@pytest.mark.parametrize("in_full", ["427/1/1/25", "427/2/1/25", "427/3/1/25"])
def test_one_measure_in_full_beside_others_by_heads(in_full):
    numbers = {1: "427/1/1/25", 2: "427/2/1/25", 3: "427/3/1/25"}
    heads = tuple(Head(pk, pk, number, "present") for pk, number in numbers.items())
    books = {
        pk: book("ASAFLEX_2024", sharing="in_full" if number == in_full else "by_heads")
        for pk, number in numbers.items()
    }
    found = [c for c in charges(SessionFacts("social", 50, heads), books) if c.account == Account.MEASURE]
    minutes = {numbers[c.measure_id]: c.minutes for c in found}
    assert minutes.pop(in_full) == 50
    assert sorted(minutes.values()) == [16, 18]  # with the 16 of the one in full: the lesson's 50 minutes
    said = {numbers[c.measure_id]: c.explanation for c in found}
    assert "zusammen mehr als der Termin" in said.pop(in_full)
    assert all("Eine andere Maßnahme wird voll belastet." in text for text in said.values())


def test_a_first_contact_never_counts():
    assert charges(SessionFacts("first_contact", 60, (Head(1, 1, "1", "present"),)), {1: book("ASAFLEX_2024")}) == []


def test_a_contact_without_module_charges_nobody_unless_the_rule_says_so():
    assert count("contact", 30, ["present"]) == (0, [0])
    assert count("contact", 30, ["present"], counts_contact="measure") == (30, [0])


def test_double_staffing_may_count_per_person_for_the_measure_only():
    assert count("companion", 60, ["present"], staff=2, double_staffing="each") == (120, [60])


def test_nobody_in_the_vorphase_charges_a_contingent_of_the_accompanying_phase():
    heads = (Head(1, 1, "427/1/1/25", "present", True), Head(2, 1, "427/1/1/25", "no_show", True))
    found = charges(SessionFacts("social", 60, heads), {1: book("ASAFLEX_2024")})
    assert split(found) == (0, [0, 0])
    assert {charge.rule.key for charge in found} == {RuleKey.COUNTS_PRE_PHASE}
    assert found[0].explanation == (
        "0 Minuten: Ein Termin in der Vorphase belastet kein Kontingent der begleitenden Phase."
    )


def test_a_group_of_both_phases_charges_only_for_those_in_training():
    heads = (Head(1, 1, "427/1/1/25", "present", True), Head(2, 2, "427/2/1/25", "present"))
    found = charges(SessionFacts("tuition", 90, heads), {pk: book("ASAFLEX_2024") for pk in (1, 2)})
    shares = {c.measure_id: c.minutes for c in found if c.account == Account.MEASURE}
    assert shares == {1: 0, 2: 90}
    assert [c.minutes for c in found if c.account == Account.TRAINEE] == [0, 90]


def test_a_contract_may_let_the_vorphase_count():
    heads = (Head(1, 1, "427/1/1/25", "present", True),)
    found = charges(SessionFacts("social", 60, heads), {1: book("ASAFLEX_2024", counts_pre_phase="both")})
    assert split(found) == (60, [60])


def test_one_minute_is_said_in_the_singular():
    found = charges(SessionFacts("tuition", 1, (Head(1, 1, "1", "present"),)), {1: book("ASAFLEX_2024")})
    assert found[0].explanation == (
        "0 UE gezählt: 1 Minute ist keine volle UE zu 45 Minuten, 1 Minute bleibt ungezählt."
    )


def test_a_rule_may_count_stabilisation_in_steps():
    assert count("social", 50, ["present"], step_minutes="15") == (45, [45])


def test_a_person_without_outcome_is_not_charged_but_makes_a_group():
    heads = (Head(1, 1, "1", "no_show"), Head(2, 1, "1", ""))
    found = charges(SessionFacts("tuition", 45, heads), {1: book("ASAFLEX_2024", effect_no_show_group="none")})
    assert split(found) == (0, [0])


def test_every_charge_names_its_rule_and_says_why():
    heads = (Head(1, 1, "1", "present"), Head(2, 1, "1", "no_show"))
    found = charges(SessionFacts("tuition", 80, heads), {1: book("ASAFLEX_2021")})
    counted = "1 UE gezählt: 80 Minuten sind eine volle UE zu 45 Minuten, 35 Minuten bleiben ungezählt."
    assert [(c.rule.key, c.explanation) for c in found] == [
        (RuleKey.ROUNDING_TUITION, counted),
        (RuleKey.NO_SHOW_GROUP, "0 Minuten: „kam nicht“ in der Gruppe belastet nur das Maßnahmekontingent."),
        (RuleKey.ROUNDING_TUITION, f"{counted} Einmal für die ganze Gruppe."),
    ]


def test_explanations_fit_into_a_booking():
    heads = tuple(Head(i, i, str(i), "present") for i in range(9))
    facts = SessionFacts(SessionKind.TUITION, 719, heads, 9)
    books = {i: book("ASAFLEX_2024", double_staffing="each") for i in range(9)}
    assert max(len(c.explanation) for c in charges(facts, books)) <= 300
