"""Whatever people do in whatever order: the sums of a closed month stay what they were when it was closed."""

from datetime import date, timedelta
from itertools import count

import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.months.closing.corrections import approve, refuse, request_correction
from cases.months.closing.models import MonthClose, MonthCorrection
from cases.months.closing.services import close_month
from cases.months.closing.snapshot import figures_of, snapshot_of
from cases.people.services import assign_measure
from cases.sessions.entries import Entry, Part
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.checking import differences
from cases.sessions.ledger.services import rebook_case
from cases.sessions.models import Session
from cases.sessions.rules.books import built_in_set
from cases.sessions.rules.enums import RuleKey
from cases.sessions.rules.services import assign_rule_set, copy_rule_set
from cases.sessions.services import StaleVersion, cancel_session, document_session, move_session, plan_session
from tests.factories import CaseFactory, MeasureFactory, at
from tests.months.situations import Office

MONTHS = [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
DAYS = st.dates(date(2026, 8, 1), date(2026, 11, 20))
OUTCOMES = st.sampled_from([o for o in Outcome if o not in (Outcome.LATE, Outcome.PRO_FORMA)])
KINDS = st.sampled_from([kind for kind in SessionKind if kind != SessionKind.FIRST_CONTACT])
PARTS = st.lists(st.one_of(st.none(), OUTCOMES), min_size=3, max_size=3)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("log"), DAYS, KINDS, st.integers(1, 200), PARTS),
        st.tuples(st.just("edit"), st.integers(0, 4), DAYS, KINDS, st.integers(1, 200), PARTS),
        st.tuples(st.just("plan"), DAYS),
        st.tuples(st.just("cancel"), st.integers(0, 4)),
        st.tuples(st.just("move"), st.integers(0, 4), st.dates(date(2026, 11, 22), date(2026, 12, 20))),
        st.tuples(st.just("correct"), st.integers(0, 4), KINDS, st.integers(1, 200), PARTS, st.booleans()),
        st.tuples(st.just("forgotten"), DAYS, st.integers(1, 200), PARTS),
        st.tuples(st.just("rules"), DAYS, st.sampled_from(["30", "45", "60"])),
        st.tuples(st.just("belong"), st.integers(0, 2), DAYS, st.integers(0, 1)),
        st.tuples(st.just("close"), st.sampled_from(MONTHS), st.integers(0, 1)),
    ),
    max_size=14,
)


class History(Office):
    """Two measures, three people, what is done with their sessions, and what each close said."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)
        self.measures = [self.measure, MeasureFactory(provider=self.provider)]
        self.cases.append(CaseFactory(provider=self.provider, contact_person=self.teacher, measure=self.measures[1]))

    def act(self, name, *details):
        try:
            with transaction.atomic():
                getattr(self, name)(*details)
        except (ValidationError, StaleVersion, IntegrityError):
            pass  # refused with a reason: nothing was changed

    def session(self, index):
        return Session.objects.order_by("pk")[index : index + 1].first()

    def typed(self, day, kind, minutes, outcomes):
        parts = [Part(case, outcome) for case, outcome in zip(self.cases, outcomes, strict=True) if outcome]
        if not parts:
            raise ValidationError("niemand")
        start = at(f"{day}")
        return Entry(kind, start, start + timedelta(minutes=minutes), parts, [self.teacher])

    def log(self, *typed):
        document_session(entry=self.typed(*typed), by=self.teacher.user)

    def edit(self, index, *typed):
        session = self.session(index)
        if session:
            document_session(entry=self.typed(*typed), by=self.teacher.user, session=session, version=session.version)

    def plan(self, day):
        parts = [Part(case) for case in self.cases]
        start = at(f"{day}")
        entry = Entry(SessionKind.TUITION, start, start + timedelta(minutes=90), parts, [self.teacher])
        plan_session(entry=entry, by=self.teacher.user)

    def cancel(self, index):
        session = self.session(index)
        if session:
            outcome = Outcome.CANCELLED_SAME_DAY
            cancel_session(session=session, outcome=outcome, by=self.teacher.user, version=session.version)

    def move(self, index, day):
        session = self.session(index)
        if session:
            end = at(f"{day}") + timedelta(minutes=60)
            move_session(
                session=session, starts_at=at(f"{day}"), ends_at=end, by=self.teacher.user, version=session.version
            )

    def correct(self, index, kind, minutes, outcomes, agrees):
        session = self.session(index)
        if session is None:
            return
        entry = self.typed(session.starts_at.date(), kind, minutes, outcomes)
        row = request_correction(entry=entry, reason="Grund", by=self.teacher.user, session=session)
        self.decide(row, agrees, session.version)

    def forgotten(self, day, minutes, outcomes):
        entry = self.typed(day, SessionKind.TUITION, minutes, outcomes)
        self.decide(request_correction(entry=entry, reason="Grund", by=self.teacher.user), True, 0)

    def decide(self, row: MonthCorrection, agrees, version):
        if agrees:
            approve(correction=row, by=self.billing.user, version=version)
        else:
            refuse(correction=row, by=self.billing.user, answer="nein")

    def rules(self, day, unit):
        own = copy_rule_set(
            source=built_in_set(self.provider.pk, self.measure.model), name=f"Eigene {next(self.numbers)}",
            reason="Probe", changes={RuleKey.UNIT_MINUTES.value: unit}, by=None,
        )  # fmt: skip
        assign_rule_set(measure=self.measure, rule_set=own, starts_on=day, reason="Probe", by=None)

    def belong(self, who, day, measure):
        case = self.cases[who]
        assign_measure(case=case, measure=self.measures[measure], starts_on=day, by=self.admin.user)
        rebook_case(case, from_on=day)

    def close(self, month, measure):
        close_month(measure=self.measures[measure], month=month, by=self.billing.user)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_a_closed_months_sums_never_change(behind, acts):
    with time_machine.travel("2026-11-21 12:00+01:00", tick=False), transaction.atomic():
        history = History()
        behind(history.provider)
        for act in acts:
            history.act(*act)
            for close in MonthClose.objects.select_related("measure__funding_body"):
                frozen = snapshot_of(close)
                now = figures_of([close.measure], close.month)[close.measure_id]
                assert (now.lines, [(c.case, c.lines) for c in now.cases if c.lines]) == (
                    frozen.lines,
                    [(c.case, c.lines) for c in frozen.cases if c.lines],
                )
        assert [str(difference) for difference in differences()] == []
        transaction.set_rollback(True)
