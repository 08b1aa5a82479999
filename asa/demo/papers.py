"""Support elements, consents, confidential notes, and the sentences for companies."""

from datetime import date, time, timedelta

from asa.accounts.models import Membership
from asa.demo.contracts import Placements
from asa.demo.data import texts
from asa.demo.data.trades import SUBJECTS
from asa.demo.people_rows import Participant
from asa.demo.world import World, at
from cases.notes.enums import ConsentPurpose, NoteLevel
from cases.notes.models import Consent, CounsellingNote
from cases.notes.sealing import seal
from cases.people.enums import RUNNING_STATES
from cases.portal.enums import StatusSign
from cases.portal.models import CompanyStatus
from cases.support.enums import Place, Rhythm, SupportModule
from cases.support.models import SupportElement

AGREES = {ConsentPurpose.COMPANY_STATUS: 0.75, ConsentPurpose.SCHOOL_TALK: 0.6, ConsentPurpose.PHOTO: 0.3}
SIGNS = (StatusSign.GOOD, StatusSign.GOOD, StatusSign.GOOD, StatusSign.TALK, StatusSign.WE_CALL)


def file_papers(
    world: World, participants: list[Participant], placements: Placements, teachers: dict[int, Membership]
) -> None:
    """Make the papers of everybody who entered; `teachers` by the participant's index."""
    for participant in participants:
        if participant.life.entry is None:
            continue
        _elements(world, participant, teachers.get(participant.life.index))
        agreed = _consents(world, participant)
        _notes(world, participant)
        if agreed:
            _statuses(world, participant, placements)


def _elements(world: World, participant: Participant, teacher: Membership | None) -> None:
    life = participant.life
    rows = (
        (SupportModule.TUITION, SUBJECTS[participant.trade.subject][0], 90, Rhythm.WEEKLY, teacher),
        (SupportModule.SOCIAL, "Beratung nach Bedarf", 15, Rhythm.MONTHLY, participant.social),
        (SupportModule.COMPANION, "Ziele, Berichtsheft, Kontakt zu Betrieb und Schule", 30, Rhythm.FORTNIGHTLY,
         participant.contact),
    )  # fmt: skip
    for module, content, minutes, rhythm, member in rows:
        world.add(
            SupportElement,
            case=participant.case,
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


def _consents(world: World, participant: Participant) -> bool:
    """Record consents; return whether the company may see how it stands."""
    life, trainee = participant.life, participant.case.trainee
    assert life.entry is not None
    may_show = False
    for purpose, probability in AGREES.items():
        if not (participant.is_main and purpose != ConsentPurpose.PHOTO) and not world.chance(probability):
            continue
        withdrawn = None
        if not participant.is_main and world.chance(0.06) and life.entry < world.until - timedelta(days=60):
            withdrawn = world.day(life.entry + timedelta(days=20), world.until - timedelta(days=10))
        world.add(
            Consent,
            case=participant.case,
            purpose=purpose,
            text_version=f"{life.entry.year}-1",
            given_on=life.entry,
            given_by=f"selbst und {trainee.guardian_name}" if trainee.guardian_name else "selbst",
            withdrawn_on=withdrawn,
            recorded_by=participant.contact_on(life.entry).user,
        )
        may_show = may_show or (purpose == ConsentPurpose.COMPANY_STATUS and withdrawn is None)
    return may_show


def _notes(world: World, participant: Participant) -> None:
    life = participant.life
    assert life.entry is not None
    count = 2 if participant.is_main else world.rng.choices((0, 1, 2), weights=(5, 4, 1))[0]
    for number in range(count):
        on = world.working_day(life.entry, _last_day(world, participant) - timedelta(days=3))
        if on >= world.until:
            continue
        note = world.add(
            CounsellingNote,
            case=participant.case,
            author=participant.social.user if number == 0 else participant.contact_on(on).user,
            level=world.pick((NoteLevel.AUTHOR, NoteLevel.TEAM, NoteLevel.TEAM)),
            written_at=at(on, time(world.rng.randint(9, 16), world.pick((5, 20, 45)))),
        )
        seal(note, world.pick(texts.NOTES))


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
        world.add(
            CompanyStatus,
            contract=placed[0],
            sign=sign,
            sentence=world.pick(texts.STATUS_SENTENCES[sign]),
            set_by=participant.contact_on(on).user,
            set_at=at(on, time(world.rng.randint(9, 15), 30)),
        )
