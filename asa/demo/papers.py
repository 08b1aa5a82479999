"""Support elements, consents, confidential notes, and the sentences for companies."""

from datetime import date, time, timedelta

from asa.accounts.models import Membership
from asa.demo.contracts import Placements
from asa.demo.data import texts
from asa.demo.data.trades import SUBJECTS
from asa.demo.participants import Participant
from asa.demo.world import World, at
from cases.notes.enums import ConsentPurpose, NoteLevel
from cases.notes.models import Consent, CounsellingNote
from cases.notes.services import withdraw_consent, write_note
from cases.people.enums import RUNNING_STATES
from cases.portal.enums import StatusSign
from cases.portal.services import set_status
from cases.support.enums import Place, Rhythm, SupportModule
from cases.support.models import SupportElement
from cases.support.services import plan_element

SIGNS = (StatusSign.GOOD, StatusSign.GOOD, StatusSign.GOOD, StatusSign.TALK, StatusSign.WE_CALL)


def file_papers(world: World, participant: Participant, placements: Placements, teacher: Membership | None) -> None:
    """Make the papers of somebody who entered; `teacher` leads the person's group."""
    _elements(world, participant, teacher)
    agreed = _withdraw_some(world, participant)
    _notes(world, participant)
    if agreed:
        _statuses(world, participant, placements)


def _elements(world: World, participant: Participant, teacher: Membership | None) -> None:
    life = participant.life
    assert life.entry is not None
    rows = (
        (SupportModule.TUITION, SUBJECTS[participant.trade.subject][0], 90, Rhythm.WEEKLY, teacher),
        (SupportModule.SOCIAL, "Beratung nach Bedarf", 15, Rhythm.MONTHLY, participant.social),
        (SupportModule.COMPANION, "Ziele, Berichtsheft, Kontakt zu Betrieb und Schule", 30, Rhythm.FORTNIGHTLY,
         participant.contact),
    )  # fmt: skip
    for module, content, minutes, rhythm, member in rows:
        element = SupportElement(
            module=module,
            goal=world.pick(texts.GOALS).split(";")[0].rstrip("."),
            content=content,
            starts_on=life.entry,
            ends_on=life.exit,
            minutes_per_week=minutes,
            rhythm=rhythm,
            place=Place.PROVIDER,
            staff=member,
        )
        plan_element(element=element, case=participant.case, by=participant.contact_on(life.entry).user)


def _withdraw_some(world: World, participant: Participant) -> bool:
    """Let a few take a consent back; return whether the company may see how it stands."""
    entry = participant.life.entry
    assert entry is not None
    may_show = False
    for consent in Consent.objects.filter(case=participant.case).order_by("pk"):
        if not participant.is_main and world.chance(0.06) and entry < world.until - timedelta(days=60):
            on = world.day(entry + timedelta(days=20), world.until - timedelta(days=10))
            withdraw_consent(consent=consent, on=on, by=participant.contact_on(on).user)
        elif consent.purpose == ConsentPurpose.COMPANY_STATUS:
            may_show = True
    return may_show


def _notes(world: World, participant: Participant) -> None:
    life = participant.life
    assert life.entry is not None
    count = 2 if participant.is_main else world.rng.choices((0, 1, 2), weights=(5, 4, 1))[0]
    for number in range(count):
        on = world.working_day(life.entry, _last_day(world, participant) - timedelta(days=3))
        if on >= world.until:
            continue
        write_note(
            model=CounsellingNote,
            case=participant.case,
            by=participant.social.user if number == 0 else participant.contact_on(on).user,
            level=world.pick((NoteLevel.AUTHOR, NoteLevel.TEAM, NoteLevel.TEAM)),
            text=world.pick(texts.NOTES),
            request_key=world.uid(),
            written_at=at(on, time(world.rng.randint(9, 16), world.pick((5, 20, 45)))),
        )


def _last_day(world: World, participant: Participant) -> date:
    return participant.life.exit or world.until


def _statuses(world: World, participant: Participant, placements: Placements) -> None:
    """Let the contact person write a sentence now and then, as long as the contract runs."""
    life = participant.life
    assert life.entry is not None
    is_running = life.state in RUNNING_STATES
    days = sorted(world.day(life.entry, _last_day(world, participant)) for _ in range(world.rng.randint(0, 2)))
    if participant.is_main or (is_running and world.chance(0.6)):
        days.append(world.until - timedelta(days=world.rng.randint(1, 12)))
    for on in days:
        placed = placements.on(participant, on)
        if placed is None or not life.entry <= on < world.until:
            continue
        sign = StatusSign.GOOD if participant.life.index == 0 else world.pick(SIGNS)
        set_status(
            contract=placed[0],
            sign=sign,
            sentence=world.pick(texts.STATUS_SENTENCES[sign]),
            by=participant.contact_on(on).user,
            request_key=world.uid(),
            at=at(on, time(world.rng.randint(9, 15), 30)),
        )
