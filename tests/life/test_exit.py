"""The exit: facts and lists, ahead and taken back, corrected with a second person; nothing is ever overwritten."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.people.enums import CaseState, ExitState
from cases.people.life.exits import (
    add_whereabouts,
    correct_exit,
    decide_exit_correction,
    enter_exit,
    exit_of,
    make_exit_true,
    take_back_planned_exit,
)
from cases.people.models import Case, CaseExit
from tests.factories import CaseFactory, CaseStaffFactory, UserFactory
from tests.life.situations import in_pre_phase

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def case(behind):
    case = CaseFactory()
    behind(case.provider)
    return case


def leave(case, on, **more):
    return enter_exit(case=case, on=on, reason="no_longer_needed", by=UserFactory(), **more)


def test_no_more_need_is_a_success_by_law(case, today):
    leaving = leave(case, today, whereabouts="training_goes_on")
    assert (leaving.outcome.code, leaving.outcome.success, leaving.outcome.confidence) == ("no_need", "yes", "A")
    assert (case.state, case.ended_on, case.exit_outcome) == (CaseState.ENDED, today, "no_need")
    assert case.events.first().sentence == "begleitende Phase → beendet: Unterstützung nicht mehr nötig"


def test_everybody_dated_ends_with_it(case, today):
    staff = CaseStaffFactory(case=case)
    leave(case, today)
    staff.refresh_from_db()
    assert {case.stays.get().ends_on, case.assignments.get().ends_on, staff.ends_on} == {today}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"reason": ""}, "Wählen Sie den Austrittsgrund"),
        ({"reason": "work"}, "Wählen Sie das Ergebnis"),
        ({"reason": "erfunden", "outcome": "no_need"}, "gibt es in der Liste"),
        ({"reason": "moved", "on": date(2025, 8, 31)}, "Der Eintritt war am"),
    ],
)
def test_what_does_not_fit_is_refused(case, today, values, message):
    with pytest.raises(ValidationError, match=message):
        enter_exit(case=case, by=None, **{"on": today, **values})
    assert Case.objects.get(pk=case.pk).state == CaseState.ACCOMPANYING


def test_the_same_key_is_the_same_exit(case, today):
    key = case.public_id
    assert leave(case, today, request_key=key) == leave(case, today, request_key=key)
    assert CaseExit.objects.count() == 1


def test_an_exit_ahead_waits_and_can_be_taken_back(case, today):
    leaving = leave(case, today + 10 * DAY)
    assert (case.state, case.ended_on, leaving.state) == (CaseState.ACCOMPANYING, None, ExitState.PLANNED)
    with pytest.raises(ValidationError, match="schon vorgemerkt"):
        leave(case, today)
    take_back_planned_exit(case=case, by=UserFactory(), why="bleibt doch")
    leave(case, today)
    assert case.state == CaseState.ENDED
    assert set(CaseExit.objects.values_list("state", flat=True)) == {"taken_back", "valid"}


def test_its_day_makes_it_true(case, today):
    leaving = leave(case, today + 10 * DAY)
    make_exit_true(leaving, by=None)
    case.refresh_from_db()
    assert (case.state, case.ended_on) == (CaseState.ENDED, today + 10 * DAY)


def test_the_vorphase_ends_with_the_exit(behind, today):
    case = in_pre_phase(behind)
    leave(case, today)
    assert case.pre_phase.__class__.objects.get(case=case).ended_on == today


# ---- correction ----


def test_a_correction_counts_only_with_a_second_person(case, today):
    leave(case, today - DAY, whereabouts="work")
    asker = UserFactory()
    wish = correct_exit(case=case, on=today - 3 * DAY, why="Tag verwechselt", by=asker)
    assert Case.objects.get(pk=case.pk).ended_on == today - DAY
    with pytest.raises(ValidationError, match="zweite Person"):
        decide_exit_correction(correction=wish, is_accepted=True, by=asker)
    decide_exit_correction(correction=wish, is_accepted=True, by=UserFactory())
    case.refresh_from_db()
    assert (case.state, case.ended_on, case.exit_reason) == (CaseState.ENDED, today - 3 * DAY, "no_longer_needed")
    assert case.stays.get().ends_on == case.assignments.get().ends_on == today - 3 * DAY
    assert [(e.on, e.state) for e in case.exits.order_by("id")] == [
        (today - DAY, "replaced"),
        (today - 3 * DAY, "valid"),
    ]


def test_the_reason_alone_is_corrected_too(case, today):
    leave(case, today)
    wish = correct_exit(case=case, reason="moved", why="falsch gewählt", by=UserFactory())
    decide_exit_correction(correction=wish, is_accepted=True, by=UserFactory())
    case.refresh_from_db()
    assert (case.exit_reason, case.exit_outcome) == ("moved", "moved")


def test_an_exit_that_never_was_is_taken_back(case, today):
    leave(case, today - DAY)
    wish = correct_exit(case=case, take_back=True, why="falsche Person", by=UserFactory())
    decide_exit_correction(correction=wish, is_accepted=True, by=UserFactory())
    case.refresh_from_db()
    assert (case.state, case.ended_on, case.exit_reason) == (CaseState.ACCOMPANYING, None, "")
    assert case.stays.get().ends_on is case.assignments.get().ends_on is None
    assert "Austritt zurückgenommen: falsche Person" in case.events.filter(kind="state").first().sentence
    leave(case, today)
    assert case.state == CaseState.ENDED


def test_a_refused_correction_changes_nothing(case, today):
    leave(case, today)
    wish = correct_exit(case=case, on=today - DAY, why="Tag verwechselt", by=UserFactory())
    with pytest.raises(ValidationError, match="Grund der Ablehnung"):
        decide_exit_correction(correction=wish, is_accepted=False, by=UserFactory())
    decide_exit_correction(correction=wish, is_accepted=False, by=UserFactory(), decision="Tag stimmt")
    assert Case.objects.get(pk=case.pk).ended_on == today
    assert exit_of(case).on == today


def test_a_correction_that_says_the_same_is_none(case, today):
    leave(case, today)
    with pytest.raises(ValidationError, match="dasselbe"):
        correct_exit(case=case, why="nur so", by=UserFactory())


def test_one_correction_waits_at_a_time(case, today):
    leave(case, today)
    correct_exit(case=case, reason="moved", why="falsch", by=UserFactory())
    with pytest.raises(ValidationError, match="wartet schon"):
        correct_exit(case=case, reason="break", why="falsch", by=UserFactory())


def test_where_somebody_went_is_added_later_without_a_correction(case, today):
    leave(case, today)
    add_whereabouts(case=case, whereabouts="work", remark="Lager", by=UserFactory())
    case.refresh_from_db()
    assert (case.whereabouts, case.whereabouts_remark) == ("work", "Lager")
    with pytest.raises(ValidationError, match="Berichtigung"):
        add_whereabouts(case=case, whereabouts="school", by=UserFactory())


def test_an_entry_is_never_changed_nor_removed(case, today):
    leaving = leave(case, today, whereabouts="work")
    for change in ({"on": today - DAY}, {"why": "anders"}, {"whereabouts": None}):
        with pytest.raises(IntegrityError, match="nie geändert"), transaction.atomic():
            CaseExit.objects.filter(pk=leaving.pk).update(**change)
    with pytest.raises(IntegrityError, match="nie geändert"), transaction.atomic():
        leaving.delete()


def test_a_case_ended_elsewhere_gets_its_entry(case, today):
    Case.objects.filter(pk=case.pk).update(state="ended", ended_on=today, exit_reason="moved", whereabouts="moved")
    case.refresh_from_db()
    assert (exit_of(case).reason.code, exit_of(case).whereabouts.code) == ("moved", "moved")
    assert CaseExit.objects.count() == 1
