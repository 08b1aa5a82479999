"""Situations of contingents and grants: a case in a measure of either model, and the steps of a negotiation."""

from datetime import date
from typing import Any

from cases.people.enums import MeasureModel
from cases.people.models import Case, Measure
from cases.support.budgets import services
from cases.support.budgets.enums import Channel, Side
from cases.support.budgets.models import HourGrant
from cases.support.budgets.services import Message, Terms
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, UserFactory

YEAR = (date(2025, 9, 1), date(2026, 7, 31))


def case_in(model: MeasureModel = MeasureModel.ASAFLEX_2024, *, member: Any = None, **measure: Any) -> Case:
    """Return a running case since 01.09.2025 with its contact person, in a new measure of the model."""
    member = member or MembershipFactory(user=UserFactory(first_name="Sabine", last_name="Berger"))
    one = MeasureFactory(provider=member.provider, model=model, **measure)
    return CaseFactory(provider=member.provider, team=member.team, contact_person=member, measure=one)


def measure_of(case: Case) -> Measure:
    return case.stays.get().measure


def total(hours: float, starts_on: date = YEAR[0], ends_on: date = YEAR[1]) -> Terms:
    return Terms(starts_on, ends_on, total_minutes=int(hours * 60))


def monthly(tuition: float, stabilisation: float, starts_on: date = YEAR[0], ends_on: date = YEAR[1]) -> Terms:
    return Terms(starts_on, ends_on, tuition_minutes=int(tuition * 60), stabilisation_minutes=int(stabilisation * 60))


def message(on: date = date(2026, 2, 2), letter_on: date | None = None, remark: str = "") -> Message:
    return Message(on, Channel.LETTER if letter_on else Channel.EMAW, letter_on, remark)


def proposed(case: Case, terms: Terms, **more: Any) -> HourGrant:
    """Return a thread with a proposal of the funding body. Call it behind the wall."""
    more = {"message": message(), "by": None, "side": Side.FUNDING_BODY} | more
    return services.propose(case=case, measure=measure_of(case), terms=terms, **more)


def agreed(case: Case, terms: Terms, **more: Any) -> HourGrant:
    """Return a thread that was proposed and agreed."""
    grant = proposed(case, terms, **more)
    services.agree(grant=grant, message=message(), by=None)
    grant.refresh_from_db()
    return grant
