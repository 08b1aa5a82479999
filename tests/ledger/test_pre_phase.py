"""Sessions in the Vorphase: outside every contingent, by the phase of their day, also when that is known late."""

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from cases.months.closing.corrections import approve, refuse
from cases.months.closing.models import MonthCorrection
from cases.months.closing.services import close_month
from cases.months.closing.snapshot import figures_of, from_json, to_json
from cases.months.contingent_form.services import current_overviews
from cases.people.enums import CaseState, ExitReason
from cases.people.life.exits import enter_exit
from cases.people.phases import phase_on
from cases.people.services import open_case
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.balances import case_balances
from cases.sessions.ledger.checking import differences
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.ledger.pre_phase import pre_phases_of
from cases.sessions.preview import preview
from tests.factories import TraineeFactory, TrainingContractFactory
from tests.ledger.test_balances import agree
from tests.months.situations import OCTOBER, Office

SOCIAL = SessionKind.SOCIAL


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-05 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, november):
    """Two people of a measure with eight places; the first is in the Vorphase since 1 September."""
    office = Office()
    behind(office.provider)
    office.measure.has_pre_phase, office.measure.pre_phase_places = True, 8
    office.measure.save()
    first = office.cases[0]
    first.state = CaseState.ASSIGNED
    first.started_on = None
    first.save()
    first.enter_state(CaseState.PRE_PHASE, by=None, on=date(2026, 9, 1))
    return office


def charged(session):
    return {entry.account: entry.minutes for entry in LedgerEntry.objects.standing().filter(session=session)}


def test_a_session_in_the_vorphase_charges_nobody_and_names_the_rule(office):
    session = office.document(kind=SOCIAL, minutes=60)
    assert charged(session) == {"measure": 0, "trainee": 0}
    entry = LedgerEntry.objects.filter(session=session).first()
    assert entry.rule.key == "counts.pre_phase"
    assert "Vorphase" in entry.explanation
    assert figures_of([office.measure], OCTOBER)[office.measure.pk].measure_minutes == 0
    assert list(differences()) == []


def test_the_line_while_writing_says_so(office):
    counts = preview(kind=SOCIAL, on=date(2026, 10, 5), minutes=60, parts=[(office.cases[0], Outcome.PRESENT)])
    assert counts.people[0].minutes == 0
    assert "Vorphase" in counts.people[0].explanation


def test_the_phase_is_that_of_the_day(office):
    case = office.cases[0]
    case.enter_state(CaseState.ACCOMPANYING, by=None, on=date(2026, 10, 15))
    assert phase_on(case, date(2026, 8, 31)) == CaseState.ASSIGNED
    assert phase_on(case, date(2026, 10, 14)) == CaseState.PRE_PHASE
    assert phase_on(case, date(2026, 10, 15)) == CaseState.ACCOMPANYING
    case.enter_state(CaseState.SUSPENDED, by=None, on=date(2026, 10, 20))
    enter_exit(case=case, by=None, on=date(2026, 10, 31), reason=ExitReason.WORK, outcome="done_job")
    assert phase_on(case, date(2026, 10, 31)) == CaseState.ACCOMPANYING


def test_the_day_decides_what_counts(office):
    office.cases[0].enter_state(CaseState.ACCOMPANYING, by=None, on=date(2026, 10, 15))
    before = office.document(kind=SOCIAL, minutes=60, day="2026-10-14")
    after = office.document(kind=SOCIAL, minutes=60, day="2026-10-15")
    assert charged(before)["measure"] == 0
    assert charged(after) == {"measure": 60, "trainee": 60}


def test_a_case_without_events_has_its_present_phase(office):
    case = open_case(trainee=TraineeFactory(provider=office.provider), team=None, by=None)
    assert phase_on(case, date(2026, 10, 1)) == CaseState.REPORTED


def test_a_contract_entered_late_books_open_months_again(office):
    session = office.document(kind=SOCIAL, minutes=60, day="2026-10-20")
    office.cases[0].enter_state(CaseState.ACCOMPANYING, by=office.teacher.user, on=date(2026, 10, 15))
    assert charged(session) == {"measure": 60, "trainee": 60}
    assert list(differences()) == []
    assert not MonthCorrection.objects.exists()


@pytest.fixture
def closed(office):
    """A session of October, closed, and then a contract since 15 October."""
    office.session = office.document(kind=SOCIAL, minutes=60, day="2026-10-20")
    close_month(measure=office.measure, month=OCTOBER, by=office.billing.user)
    office.cases[0].enter_state(CaseState.ACCOMPANYING, by=office.teacher.user, on=date(2026, 10, 15))
    return office


def test_a_closed_month_asks_for_a_correction_and_a_second_person_books_it(closed):
    correction = MonthCorrection.objects.get()
    assert (correction.state, correction.requested_by) == ("requested", closed.teacher.user)
    assert "begleitende Phase" in correction.reason
    assert charged(closed.session)["measure"] == 0
    assert list(differences()) == []  # it waits for its decision

    with pytest.raises(ValidationError):
        approve(correction=correction, by=closed.teacher.user, version=closed.session.version)
    approve(correction=correction, by=closed.admin.user, version=closed.session.version)
    assert charged(closed.session) == {"measure": 60, "trainee": 60}
    booked = LedgerEntry.objects.standing().get(session=closed.session, account="measure")
    assert booked.booking_month == date(2026, 11, 1)
    assert list(differences()) == []


def test_a_refused_one_stays_as_it_was_closed(closed):
    refuse(correction=MonthCorrection.objects.get(), by=closed.admin.user, answer="So vereinbart.")
    assert charged(closed.session)["measure"] == 0
    assert list(differences()) == []


def test_places_and_hours_outside_the_contingent_are_shown(office, sign_in):
    office.document(Outcome.PRESENT, Outcome.PRESENT, kind=SOCIAL, minutes=90)
    found = pre_phases_of([office.measure], OCTOBER, date(2026, 10, 31))[office.measure.pk]
    assert (found.places, found.used, found.minutes) == (8, 1, 90)
    words = "Vorphase: 1 von 8 Plätzen belegt; 1,5\u00a0Std. der Personen zählen zu keinem Kontingent."
    assert found.words == words
    assert current_overviews([office.measure], OCTOBER)[office.measure.pk].pre_phase == words
    snapshot = figures_of([office.measure], OCTOBER)[office.measure.pk]
    assert from_json(to_json(snapshot)) == snapshot

    client = sign_in(office.billing.user)
    for route in ("month_measure", "form_measure"):
        page = client.get(reverse(route, args=["2026-10", office.measure.public_id])).content.decode()
        assert words in page, route


class TestBookingsOlderThanTheRule:
    """An installation that ran before the rule: charged sessions, and a Vorphase known by its event only."""

    @pytest.fixture
    def old(self, office):
        case = office.cases[0]
        office.sessions = []
        case.enter_state(CaseState.ACCOMPANYING, by=None, on=date(2026, 9, 2))
        for day in ("2026-10-20", "2026-11-03"):
            office.sessions.append(office.document(kind=SOCIAL, minutes=60, day=day))
        close_month(measure=office.measure, month=OCTOBER, by=office.billing.user)
        details = {"before": CaseState.ACCOMPANYING, "after": CaseState.PRE_PHASE}
        case.events.create(provider_id=case.provider_id, kind="state", on=date(2026, 9, 3), details=details)
        return office

    def run(self, *options):
        out = StringIO()
        call_command("rebook_pre_phase", *options, stdout=out)
        return out.getvalue()

    def test_the_command_names_them_and_changes_nothing(self, old):
        assert "belastet seit 20.10.2026" in self.run()
        assert charged(old.sessions[1]) == {"measure": 60, "trainee": 60}

    def test_open_months_are_booked_again_and_closed_ones_ask_a_second_person(self, old):
        said = self.run("--apply")
        assert "1 Korrekturen beantragt" in said
        assert charged(old.sessions[1]) == {"measure": 0, "trainee": 0}
        assert charged(old.sessions[0]) == {"measure": 60, "trainee": 60}
        correction = MonthCorrection.objects.get()
        assert "Regel „Termine in der Vorphase“" in correction.reason
        assert list(differences()) == []
        approve(correction=correction, by=old.billing.user, version=old.sessions[0].version)
        assert charged(old.sessions[0]) == {"measure": 0, "trainee": 0}
        assert self.run() == ""

    def test_twice_asks_once(self, old):
        self.run("--apply")
        self.run("--apply")
        assert MonthCorrection.objects.count() == 1


class TestWhatIsScheduled:
    def agreed(self, office):
        agree(office.cases[0], office.measure, total_minutes=1200)
        office.plan(day="2026-11-20")

    def test_in_the_vorphase_nothing_is_scheduled_against_the_contingent(self, office):
        self.agreed(office)
        key = office.cases[0].pk
        assert case_balances([key], date(2026, 11, 5))[key].planned == 0

    def test_in_the_accompanying_phase_it_is(self, office):
        self.agreed(office)
        office.cases[0].enter_state(CaseState.ACCOMPANYING, by=None, on=date(2026, 11, 1))
        key = office.cases[0].pk
        assert case_balances([key], date(2026, 11, 5))[key].planned > 0

    def test_a_contract_that_begins_before_the_session_ends_the_vorphase(self, office):
        self.agreed(office)
        days = {"starts_on": date(2026, 11, 15), "trial_ends_on": date(2027, 3, 14), "ends_on": date(2029, 11, 14)}
        TrainingContractFactory(case=office.cases[0], **days)
        key = office.cases[0].pk
        assert case_balances([key], date(2026, 11, 5))[key].planned > 0
