"""Rules are data: a provider copies a set, changes it with a reason, and assigns it to a measure from a day on."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.months.closing.models import MonthClose
from cases.people.enums import Confidence, MeasureModel
from cases.sessions.ledger.checking import differences
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.rules.books import books_for, books_on, built_in_set
from cases.sessions.rules.enums import RuleKey
from cases.sessions.rules.models import MeasureRules, Rule, RuleSet
from cases.sessions.rules.services import assign_rule_set, changed_rules, copy_rule_set
from tests.factories import CaseFactory, MeasureFactory, SessionFactory, at


@pytest.fixture
def measure(behind):
    measure = MeasureFactory()
    behind(measure.provider)
    return measure


def own_set(measure, **changes):
    source = built_in_set(measure.provider_id, measure.model)
    changes = changes or {RuleKey.UNIT_MINUTES.value: "60"}
    return copy_rule_set(source=source, name="Los Süd", reason="Vertrag § 4", changes=changes, by=None)


def lesson(measure, day, length=90):
    case = CaseFactory(provider=measure.provider, measure=measure)
    return SessionFactory(provider=measure.provider, starts=at(day), length=length, cases=[case], held=True)


def counted(session):
    return set(LedgerEntry.objects.standing().filter(session=session).values_list("minutes", flat=True))


@pytest.mark.parametrize("model", MeasureModel)
def test_a_built_in_set_names_source_and_confidence_of_every_rule(measure, model):
    rules = built_in_set(measure.provider_id, model).rules
    assert set(rules.values_list("key", flat=True)) == set(RuleKey.values)
    assert not rules.filter(source="").exists()
    assert set(rules.values_list("confidence", flat=True)) <= set(Confidence.values)


def test_a_built_in_set_is_made_once(measure):
    assert built_in_set(measure.provider_id, measure.model) == built_in_set(measure.provider_id, measure.model)


def test_a_copy_keeps_what_was_not_changed_and_says_where_a_change_comes_from(measure):
    made = own_set(measure)
    assert [(rule.key, before, rule.value, rule.source) for rule, before in changed_rules(made)] == [
        (RuleKey.UNIT_MINUTES, "45", "60", "Vertrag § 4")
    ]
    assert made.rules.count() == len(RuleKey.values)


def test_the_same_name_makes_the_next_version(measure):
    first = own_set(measure)
    second = copy_rule_set(source=first, name="Los Süd", reason="neues Schreiben", changes={}, by=None)
    assert (first.number, second.number) == (1, 2)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": " "}, "einen Namen"),
        ({"reason": ""}, "den Grund"),
        ({"name": "AsA flex 2024"}, "mitgelieferte"),
        ({"changes": {"unit_minutes": "0"}}, "von 15 bis 120"),
        ({"changes": {"unit_minutes": "viel"}}, "von 15 bis 120"),
        ({"changes": {"sharing": "halb"}}, "Wählen Sie"),
    ],
)
def test_bad_input_is_refused_in_german(measure, fields, message):
    source = built_in_set(measure.provider_id, measure.model)
    with pytest.raises(ValidationError, match=message):
        copy_rule_set(**{"source": source, "name": "A", "reason": "B", "changes": {}, "by": None, **fields})


def test_rules_count_from_their_day_on_and_sessions_are_booked_again(measure):
    before, after = lesson(measure, "2026-09-30"), lesson(measure, "2026-10-01")
    assign_rule_set(measure=measure, rule_set=own_set(measure), starts_on=date(2026, 10, 1), reason="Vertrag", by=None)
    assert (counted(before), counted(after)) == ({90}, {60})
    assert books_for([measure], date(2026, 9, 30))[measure.pk].unit_minutes == 45
    assert list(differences()) == []


def test_the_next_assignment_ends_the_one_before(measure):
    own = own_set(measure)
    first = assign_rule_set(measure=measure, rule_set=own, starts_on=date(2026, 9, 1), reason="a", by=None)
    assign_rule_set(
        measure=measure, rule_set=built_in_set(measure.provider_id, measure.model), starts_on=date(2026, 11, 1),
        reason="b", by=None,
    )  # fmt: skip
    first.refresh_from_db()
    assert first.ends_on == date(2026, 10, 31)
    with pytest.raises(ValidationError, match=r"Ab dem 01\.11\.2026"):
        assign_rule_set(measure=measure, rule_set=own, starts_on=date(2026, 10, 1), reason="c", by=None)


def _close(measure, month):
    MonthClose.objects.create(provider=measure.provider, measure=measure, month=month, snapshot={}, snapshot_sha256="x")


def test_rules_that_would_change_a_closed_month_are_refused_by_form_and_database(measure):
    own = own_set(measure)
    _close(measure, date(2026, 9, 1))
    with pytest.raises(ValidationError, match=r"Möglich ist es ab dem 01\.10\.2026"):
        assign_rule_set(measure=measure, rule_set=own, starts_on=date(2026, 9, 30), reason="a", by=None)
    with pytest.raises(IntegrityError, match="abgeschlossenen Monat"), transaction.atomic():
        MeasureRules.objects.create(
            provider=measure.provider, measure=measure, rule_set=own, starts_on=date(2026, 9, 30), reason="a"
        )
    assign_rule_set(measure=measure, rule_set=own, starts_on=date(2026, 10, 1), reason="a", by=None)


def test_an_overlap_is_refused_by_the_database(measure):
    own = own_set(measure)
    row = {"provider": measure.provider, "measure": measure, "rule_set": own, "reason": "a"}
    MeasureRules.objects.create(**row, starts_on=date(2026, 9, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureRules.objects.create(**row, starts_on=date(2026, 12, 1))


def test_a_set_and_its_rules_never_change(measure):
    own = own_set(measure)
    for rows, change in ((RuleSet.objects.filter(pk=own.pk), {"name": "x"}), (own.rules, {"value": "1"})):
        with pytest.raises(IntegrityError, match="nie geändert"), transaction.atomic():
            rows.update(**change)


def test_two_posts_with_one_key_make_one_set(measure):
    source = built_in_set(measure.provider_id, measure.model)
    key = source.request_key.__class__(int=7)
    made = [copy_rule_set(source=source, name="A", reason="B", changes={}, by=None, request_key=key) for _ in range(2)]
    assert made[0] == made[1]
    assert Rule.objects.filter(rule_set=made[0]).count() == len(RuleKey.values)


def test_the_rules_of_many_days_are_read_at_once(measure, django_assert_num_queries):
    assign_rule_set(measure=measure, rule_set=own_set(measure), starts_on=date(2026, 9, 1), reason="Vertrag", by=None)
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 10, 1)]

    with django_assert_num_queries(3):
        found = books_on([measure], days)

    assert [found[day][measure.pk].unit_minutes for day in days] == [45, 60, 60]
    assert found == {day: books_for([measure], day) for day in days}
