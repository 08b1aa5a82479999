"""What the factories write for speed has the fields that the services fill, and no others."""

from datetime import date, timedelta

import pytest

from asa.accounts import wall
from cases.desk.admission.services import complete_admission, save_contact_person, save_training, start_admission
from cases.people.models import Case
from cases.sessions.entries import Entry, Part
from cases.sessions.enums import SessionKind
from cases.sessions.services import document_session, plan_session
from tests.factories import (
    CaseFactory,
    CompanyContactFactory,
    CompanyFactory,
    MeasureFactory,
    MembershipFactory,
    OccupationFactory,
    SessionFactory,
    TrainingContractFactory,
    at,
)

pytestmark = pytest.mark.django_db

ENTRY = date(2025, 9, 1)
#: What the services fill and the factories leave empty, with the reason.
LEFT_OUT = {
    "Session.documented_by": "a test says who wrote it down where that matters",
    "Session.topic": "a text of the form that a test writes where it is read",
    "Session.room": "a text of the form that a test writes where it is read",
}


def _filled(row):
    """Return the names of the fields that hold something."""
    empty = (None, "", {}, [])
    return {f"{type(row).__name__}.{f.name}" for f in row._meta.concrete_fields if getattr(row, f.attname) not in empty}


def _compare(made, served):
    """A factory fills nothing that no service does, and leaves out only what is named."""
    assert _filled(made) - _filled(served) == set()
    assert _filled(served) - _filled(made) - set(LEFT_OUT) == set()


@pytest.fixture
def measure():
    measure = MeasureFactory()
    wall.enter(measure.provider_id)
    return measure


@pytest.fixture
def admitted(measure):
    """A case with contract as the pages make it."""
    member = MembershipFactory(provider=measure.provider)
    admission = start_admission(
        provider_id=measure.provider_id,
        by=member.user,
        request_key=None,
        person={"first_name": "Amira", "last_name": "Haddad", "birth_date": date(2005, 5, 14)},
        eligibility="basic",
        on=ENTRY - timedelta(days=30),
        measure=measure,
        entry_on=ENTRY,
    )
    company = CompanyFactory(provider=measure.provider)
    trainer = CompanyContactFactory(company=company)
    save_training(
        admission=admission,
        by=member.user,
        company=company,
        new_company="",
        new_place="",
        trainer={"last_name": trainer.last_name},
        kind="regular",
        occupation=OccupationFactory(),
        occupation_name="Kfz-Mechatroniker/in",
        starts_on=ENTRY,
        ends_on=date(2029, 2, 28),
        trial_ends_on=date(2025, 12, 31),
    )
    save_contact_person(admission=admission, by=member.user, member=member, on=ENTRY)
    return complete_admission(admission=admission, by=member.user, on=ENTRY)


def test_a_case_with_its_contact_person_and_measure(admitted):
    made, served = CaseFactory(provider=admitted.provider), Case.objects.get(pk=admitted.pk)
    _compare(made, served)
    _compare(made.trainee, served.trainee)
    _compare(made.assignments.get(), served.assignments.get())
    _compare(made.stays.get(), served.stays.get())


def test_a_training_contract(admitted):
    _compare(TrainingContractFactory(case__provider=admitted.provider), admitted.contracts.get())


def test_a_session_that_was_held_with_its_attendance(admitted):
    member = admitted.assignments.get().member
    starts = at("2026-11-02")
    times = {"starts_at": starts, "ends_at": starts + timedelta(minutes=45)}
    names = {"kind": SessionKind.TUITION, "title": "Mathe", "room": "Raum 1", "topic": "Prozent"}
    entry = Entry(parts=[Part(admitted)], staff=[member], **names, **times)
    served = document_session(entry=entry, by=member.user, session=plan_session(entry=entry, by=member.user), version=1)
    made = SessionFactory(provider=admitted.provider, starts=starts, staff=[member], cases=[admitted], held=True)
    _compare(made, served)
    _compare(made.attendances.get(), served.attendances.get())
    _compare(made.staff.get(), served.staff.get())
    assert set(made.entries.values_list("account", "minutes")) == set(served.entries.values_list("account", "minutes"))


def test_a_session_that_is_planned(admitted):
    member = admitted.assignments.get().member
    starts = at("2026-12-21")
    entry = Entry(
        kind=SessionKind.TUITION,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=45),
        parts=[Part(admitted)],
        staff=[member],
        title="Mathe",
    )
    made = SessionFactory(provider=admitted.provider, starts=starts, staff=[member], cases=[admitted])
    served = plan_session(entry=entry, by=member.user)
    _compare(made, served)
    _compare(made.attendances.get(), served.attendances.get())
