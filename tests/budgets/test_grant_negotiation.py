"""A grant is a thread: proposal, agreement, refusal, counter-proposal, change; the last agreed one counts."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from asa.accounts.enums import LogKind
from asa.accounts.models import LogEntry
from asa.accounts.once import KeyReused
from cases.people.enums import MeasureModel
from cases.support.budgets import services
from cases.support.budgets.enums import GrantState, GrantStepKind, Side
from cases.support.budgets.models import HourGrant, HourGrantStep
from cases.support.budgets.reading import agreed_minutes
from cases.support.budgets.services import Terms
from tests.budgets.situations import agreed, case_in, measure_of, message, monthly, proposed, total
from tests.factories import CaseFactory, UserFactory

ON = date(2026, 3, 2)


def minutes(case, on=ON):
    return [grant.minutes for grant in agreed_minutes([case.pk], on).get(case.pk, [])]


def code_of(caught):
    error = caught.value
    return (
        [e.code for errors in error.error_dict.values() for e in errors] if hasattr(error, "error_dict") else error.code
    )


def test_a_proposal_counts_nothing_until_it_is_agreed(case):
    grant = proposed(case, total(120))
    assert (grant.state, minutes(case)) == (GrantState.PROPOSED, [])

    step = services.agree(grant=grant, message=message(), by=None)

    grant.refresh_from_db()
    assert (grant.state, grant.agreed_step, minutes(case)) == (GrantState.AGREED, step, [7200])
    assert step.side == Side.PROVIDER


def test_sides_take_turns_until_one_accepts(case):
    grant = proposed(case, total(120))
    services.counter(grant=grant, terms=total(80), message=message(), by=None)
    services.counter(grant=grant, terms=total(100), message=message(), by=None)
    services.agree(grant=grant, message=message(), by=None)

    assert list(grant.steps.values_list("number", "kind", "side", "total_minutes")) == [
        (1, GrantStepKind.PROPOSAL, Side.FUNDING_BODY, 7200),
        (2, GrantStepKind.COUNTER, Side.PROVIDER, 4800),
        (3, GrantStepKind.COUNTER, Side.FUNDING_BODY, 6000),
        (4, GrantStepKind.AGREEMENT, Side.PROVIDER, 6000),
    ]
    assert minutes(case) == [6000]


def test_while_a_change_is_open_and_after_it_is_refused_the_last_agreement_counts(case):
    grant = agreed(case, total(120))
    services.propose_change(grant=grant, terms=total(60), message=message(), by=None)
    assert minutes(case) == [7200]

    services.refuse(grant=grant, message=message(), by=None)
    grant.refresh_from_db()
    assert (grant.state, minutes(case)) == (GrantState.REFUSED, [7200])


def test_an_agreed_change_replaces_and_the_history_stays(case):
    grant = agreed(case, total(120))
    services.propose_change(grant=grant, terms=total(60), message=message(), by=None, side=Side.PROVIDER)
    services.agree(grant=grant, message=message(), by=None)

    assert minutes(case) == [3600]
    assert list(grant.steps.values_list("total_minutes", flat=True)) == [7200, 7200, 3600, 3600]


def test_a_later_beginning_change_leaves_the_months_before_as_they_were(behind):
    case = case_in(MeasureModel.ASAFLEX_2021)
    behind(case.provider)
    grant = agreed(case, monthly(10, 2))
    services.propose_change(grant=grant, terms=monthly(6, 2, date(2026, 3, 1)), message=message(), by=None)
    services.agree(grant=grant, message=message(), by=None)

    before, after = agreed_minutes([case.pk], date(2026, 2, 28)), agreed_minutes([case.pk], date(2026, 3, 1))
    assert [(g.ends_on, dict(g.monthly)) for g in before[case.pk]] == [
        (date(2026, 2, 28), {"tuition": 600, "stabilisation": 120})
    ]
    assert [dict(g.monthly)["tuition"] for g in after[case.pk]] == [360]


def test_a_corrected_proposal_may_follow_before_the_answer(case):
    grant = proposed(case, total(120))
    services.propose_change(grant=grant, terms=total(90), message=message(), by=None)
    services.agree(grant=grant, message=message(), by=None)
    assert minutes(case) == [5400]


def test_zero_hours_are_legal_and_ask_for_confirmation(case):
    grant = proposed(case, total(120))
    with pytest.raises(ValidationError) as caught:
        services.counter(grant=grant, terms=total(0), message=message(), by=None)
    assert code_of(caught) == ["zero"]

    services.counter(grant=grant, terms=total(0), message=message(), by=None, is_zero_confirmed=True)
    services.agree(grant=grant, message=message(), by=None)
    assert minutes(case) == [0]


@pytest.mark.parametrize("answer", [services.agree, services.refuse])
def test_nothing_is_answered_twice(case, answer):
    grant = agreed(case, total(120))
    with pytest.raises(ValidationError, match="keine Antwort offen"):
        answer(grant=grant, message=message(), by=None)


def test_a_counter_proposal_says_something_else(case):
    grant = proposed(case, total(120))
    with pytest.raises(ValidationError, match="gleich dem Vorschlag"):
        services.counter(grant=grant, terms=total(120), message=message(), by=None)


@pytest.mark.parametrize("terms", [monthly(10, 2), Terms(date(2025, 9, 1), date(2026, 7, 31))])
def test_the_model_of_2024_takes_one_total(case, terms):
    with pytest.raises(ValidationError, match="ein Budget für den ganzen Zeitraum"):
        proposed(case, terms)


def test_the_model_of_2021_takes_hours_per_month_and_kind(behind):
    case = case_in(MeasureModel.ASAFLEX_2021)
    behind(case.provider)
    with pytest.raises(ValidationError, match="Stunden je Monat"):
        proposed(case, total(120))
    agreed(case, monthly(10, 2.5))
    (found,) = agreed_minutes([case.pk], ON)[case.pk]
    assert found.parts == (("tuition", 600 * 11), ("stabilisation", 150 * 11))


def test_without_emaw_a_step_needs_the_date_of_a_letter(behind):
    case = case_in(uses_emaw=False)
    behind(case.provider)
    for wrong in (message(), services.Message(ON, services.Channel.LETTER)):
        with pytest.raises(ValidationError, match="Schreibens"):
            proposed(case, total(120), message=wrong)

    grant = proposed(case, total(120), message=message(letter_on=date(2026, 1, 30)))
    assert grant.steps.get().letter_on == date(2026, 1, 30)


def test_steps_are_not_of_the_future_and_not_before_the_one_they_answer(case):
    with pytest.raises(ValidationError, match="Zukunft"):
        proposed(case, total(120), message=message(date(2026, 10, 16)))
    with pytest.raises(ValidationError, match="Zukunft"):
        proposed(case, total(120), message=message(letter_on=date(2027, 1, 1)))
    grant = proposed(case, total(120))
    with pytest.raises(ValidationError, match=r"vom 02\.02\.2026"):
        services.agree(grant=grant, message=message(date(2026, 2, 1)), by=None)


def test_the_same_post_makes_one_step(case):
    key, by = uuid4(), UserFactory()
    grant = proposed(case, total(120), request_key=key, by=by)
    assert proposed(case, total(90), request_key=key, by=by) == grant

    key = uuid4()
    first = services.agree(grant=grant, message=message(), by=by, version=1, request_key=key)
    again = services.agree(grant=grant, message=message(), by=by, version=1, request_key=key)
    assert (again, grant.steps.count(), HourGrant.objects.count()) == (first, 2, 1)


def test_a_key_of_another_case_is_no_second_post(case):
    key = uuid4()
    proposed(case, total(120), request_key=key)
    other = CaseFactory(provider=case.provider, measure=measure_of(case))
    with pytest.raises(KeyReused):
        proposed(other, total(120), request_key=key)


def test_the_second_of_two_people_sees_the_step_of_the_first(case):
    grant = proposed(case, total(120))
    services.counter(grant=grant, terms=total(80), message=message(), by=None, version=1)
    with pytest.raises(ValidationError, match="neuen Schritt: Ablehnung mit Gegenvorschlag") as caught:
        services.agree(grant=grant, message=message(), by=None, version=1)
    assert code_of(caught) == "stale"


def test_every_step_is_logged_without_texts(case):
    by = UserFactory()
    grant = proposed(case, total(120), by=by, message=message(remark="Telefonat mit Frau Krause"))
    services.agree(grant=grant, message=message(), by=by)
    entries = LogEntry.objects.filter(kind=LogKind.CHANGE, object_type="cases.hourgrant", object_id=grant.pk)
    assert [(e.actor, e.details) for e in entries.order_by("pk")] == [
        (by, {"act": "proposal", "step": 1}),
        (by, {"act": "agreement", "step": 2}),
    ]


def test_a_step_is_never_changed(case):
    step = proposed(case, total(120)).steps.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        HourGrantStep.objects.filter(pk=step.pk).update(total_minutes=1)
