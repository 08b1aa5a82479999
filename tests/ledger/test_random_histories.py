"""Whatever people do, in whatever order: the bookings are what the sessions and rules say."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.people.enums import CaseState
from cases.sessions.entries import Entry, Part
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.checking import differences
from cases.sessions.models import Session
from cases.sessions.rules.books import built_in_set
from cases.sessions.rules.enums import RuleKey
from cases.sessions.rules.services import assign_rule_set, copy_rule_set
from cases.sessions.services import StaleVersion, cancel_session, document_session, plan_session
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, at

OUTCOMES = st.sampled_from([o for o in Outcome if o not in (Outcome.LATE, Outcome.PRO_FORMA)])
ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("document"),
            st.integers(0, 3),
            st.sampled_from([kind for kind in SessionKind if kind != SessionKind.FIRST_CONTACT]),
            st.integers(1, 200),
            st.lists(st.one_of(st.none(), OUTCOMES), min_size=3, max_size=3),
        ),
        st.tuples(st.just("plan"), st.integers(1, 28), st.lists(st.booleans(), min_size=3, max_size=3)),
        st.tuples(st.just("cancel"), st.sampled_from([Outcome.CANCELLED_SAME_DAY, Outcome.CANCELLED_BEFORE])),
        st.tuples(st.just("rules"), st.integers(1, 28), st.sampled_from(["30", "45", "60"])),
        st.tuples(st.just("accompany"), st.integers(1, 28)),
    ),
    max_size=10,
)


class History:
    """Two measures, three people, the first in the Vorphase, and what somebody does with their sessions."""

    def __init__(self) -> None:
        self.teacher = MembershipFactory()
        provider = self.teacher.provider
        self.measures = [MeasureFactory(provider=provider) for _ in range(2)]
        self.cases = [
            CaseFactory(
                provider=provider,
                contact_person=self.teacher,
                measure=self.measures[i % 2],
                state=CaseState.ACCOMPANYING if i else CaseState.PRE_PHASE,
            )
            for i in range(3)
        ]

    def accompany(self, day):
        self.cases[0].enter_state(CaseState.ACCOMPANYING, by=self.teacher.user, on=date(2026, 10, day))

    def act(self, name, *details):
        try:
            with transaction.atomic():
                getattr(self, name)(*details)
        except (ValidationError, StaleVersion):
            pass  # refused with a reason: nothing was booked

    def _entry(self, kind, day, minutes, parts):
        start = at(f"2026-10-{day:02}")
        return Entry(kind, start, start + timedelta(minutes=minutes), parts, [self.teacher])

    def document(self, index, kind, minutes, outcomes):
        sessions = list(Session.objects.order_by("pk"))
        session = sessions[index] if index < len(sessions) else None
        parts = [Part(case, outcome) for case, outcome in zip(self.cases, outcomes, strict=True) if outcome]
        day = session.starts_at.day if session else 5 + index
        document_session(
            entry=self._entry(kind, day, minutes, parts), by=self.teacher.user, session=session,
            version=session.version if session else 0, accepts_overlap=True,
        )  # fmt: skip

    def plan(self, day, chosen):
        parts = [Part(case) for case, is_in in zip(self.cases, chosen, strict=True) if is_in]
        plan_session(entry=self._entry(SessionKind.TUITION, day, 90, parts), by=self.teacher.user)

    def cancel(self, outcome):
        session = Session.objects.filter(documented_at=None, cancelled_at=None).first()
        if session:
            cancel_session(session=session, outcome=outcome, by=self.teacher.user, version=session.version)

    def rules(self, day, unit):
        measure = self.measures[0]
        own = copy_rule_set(
            source=built_in_set(measure.provider_id, measure.model), name="Eigene", reason="Probe",
            changes={RuleKey.UNIT_MINUTES.value: unit}, by=None,
        )  # fmt: skip
        assign_rule_set(measure=measure, rule_set=own, starts_on=date(2026, 10, day), reason="Probe", by=None)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_the_account_equals_its_recomputation(behind, acts):
    with transaction.atomic():
        history = History()
        behind(history.teacher.provider)
        for act in acts:
            history.act(*act)
        assert [str(difference) for difference in differences()] == []
        transaction.set_rollback(True)
