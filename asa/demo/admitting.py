"""Admissions as the contact persons make them: person, school, needs, consents, contact person, entry."""

from datetime import date, timedelta
from typing import Any

from asa.demo.contracts import Placements, sign_first
from asa.demo.data import names, texts
from asa.demo.organisation import join
from asa.demo.participants import Participant
from asa.demo.spelling import mail_name
from asa.demo.world import World
from cases.desk.admission.services import (
    complete_admission,
    save_consents,
    save_contact_person,
    save_needs,
    save_school,
    start_admission,
)
from cases.desk.person_edit.account import invite_trainee
from cases.notes.enums import ConsentPurpose
from cases.people.enums import CaseState, Eligibility, SchoolLeaving
from cases.people.models import Admission, Trainee

AGREES = {ConsentPurpose.COMPANY_STATUS: 0.75, ConsentPurpose.SCHOOL_TALK: 0.6, ConsentPurpose.PHOTO: 0.3}
PLANNED_AHEAD = 9  # days until the entry of somebody whose admission is nearly done


def admit(world: World, participant: Participant, placements: Placements) -> None:
    """Make person and case by an admission, done as far as the life went."""
    life = participant.life
    entry = life.entry
    soon = world.calendar.open_from(world.until + timedelta(days=PLANNED_AHEAD))
    is_planned = entry is not None or life.is_prepared
    by = participant.contact_on(entry or life.reported_on).user
    has_pre_phase = any(state == CaseState.PRE_PHASE for _, state in life.steps)
    admission = start_admission(
        provider_id=world.provider.pk,
        by=by,
        request_key=None,
        person=_person(world, participant),
        eligibility=Eligibility.BASIC if has_pre_phase or world.chance(0.85) else Eligibility.AFTER_BREAK,
        on=life.reported_on,
        measure=participant.measure if is_planned else None,
        entry_on=entry or (soon if is_planned else None),
    )
    participant.case = admission.case
    school = names.SCHOOLS[{"office": 2, "service": 0}.get(participant.trade.subject, 1)]
    save_school(admission=admission, by=by, school=school, school_days=participant.school_days)
    save_needs(admission=admission, by=by, needs=world.pick(texts.NEEDS), goals=world.pick(texts.GOALS))
    if is_planned:
        _agree(world, participant, admission, entry or life.reported_on)
    if entry is None:
        return
    save_contact_person(admission=admission, by=by, member=participant.contact_on(entry), on=entry)
    sign_first(world, participant, admission, placements)
    participant.case = complete_admission(admission=admission, by=by, on=entry)
    if life.index == 0:
        join(world.provider, invite_trainee(trainee=participant.case.trainee, by=by))


def _agree(world: World, participant: Participant, admission: Admission, on: date) -> None:
    """Record which consents were given at the admission."""
    trainee, is_main = admission.case.trainee, participant.is_main
    purposes = {
        purpose
        for purpose, likely in AGREES.items()
        if (is_main and purpose != ConsentPurpose.PHOTO) or world.chance(likely)
    }
    save_consents(
        admission=admission,
        by=admission.started_by,
        purposes=purposes,
        given_on=on,
        given_by=f"selbst und {trainee.guardian_name}" if trainee.guardian_name else "selbst",
    )


def _person(world: World, participant: Participant) -> dict[str, Any]:
    """Return what the form "Person" asks, for somebody invented."""
    life = participant.life
    first_name, gender, language = names.FIRST_NAMES[life.index % len(names.FIRST_NAMES)]
    last_name = names.LAST_NAMES[(life.index * 7 + life.index // len(names.LAST_NAMES)) % len(names.LAST_NAMES)]
    born = _birthday(world, participant)
    postcode, place = world.pick(names.PLACES)
    is_minor = Trainee(birth_date=born).is_minor(life.reported_on)
    number = "" if life.index == 0 else str(life.index)
    return {
        "first_name": first_name,
        "last_name": last_name,
        "birth_date": born,
        "gender": gender,
        "customer_number": f"427D{100000 + life.index * 37:06d}",
        "school_leaving": world.pick([*SchoolLeaving]),
        "language": language,
        "street": f"{world.pick(names.STREETS)} {world.rng.randint(1, 80)}",
        "postcode": postcode,
        "place": place,
        "land": "HE",
        "phone": f"+4917139200{life.index % 100:02d}",
        "email": f"{mail_name(first_name)}.{mail_name(last_name)}{number}@post.example",
        "guardian_name": f"{world.pick(names.FIRST_NAMES)[0]} {last_name}" if is_minor else "",
        "guardian_phone": f"+496990009{500 + life.index % 100}" if is_minor else "",
    }


def _birthday(world: World, participant: Participant) -> date:
    if participant.life.birthday_soon:
        soon = world.until + timedelta(days=3)
        return date(soon.year - 19, soon.month, min(soon.day, 28))
    return world.until - timedelta(days=world.rng.randint(_least_age(participant), 24 * 365))


def _least_age(participant: Participant) -> int:
    """Return in days how old someone must be today so that nobody began training before the age of 16."""
    life = participant.life
    if life.exam_on:
        return 21 * 365
    if life.trial_soon or life.entry is None or life.state == CaseState.PRE_PHASE:
        return 17 * 365
    return 19 * 365 + 120
