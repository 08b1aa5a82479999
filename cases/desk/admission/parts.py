"""The six parts of an admission and how far each is."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone

from asa.accounts.enums import DataClass
from asa.accounts.models import User
from cases.people.enums import ContractKind
from cases.people.models import Admission, Case


class Part(TextChoices):
    """Parts of the task list in their order; the values stand in addresses."""

    PERSON = "person", "Person"
    TRAINING = "ausbildung", "Ausbildung und Betrieb"
    SCHOOL = "berufsschule", "Berufsschule"
    NEEDS = "bedarf", "Bedarf und Ziele"
    CONSENTS = "einwilligungen", "Einwilligungen"
    CONTACT = "ansprechperson", "Ansprechperson"


class PartState(TextChoices):
    OPEN = "open", "offen"
    BEGUN = "begun", "begonnen"
    DONE = "done", "fertig"
    NOT_NEEDED = "not_needed", "nicht nötig"


BADGES = {PartState.OPEN: "plain", PartState.BEGUN: "warning", PartState.DONE: "success", PartState.NOT_NEEDED: "plain"}

#: Goals are class P, consents class D of the permission matrix; the rest is master data.
CLASSES = {Part.NEEDS: DataClass.PLAN, Part.CONSENTS: DataClass.DOCUMENT}


@dataclass(frozen=True)
class PartRow:
    """One line of the task list; `may_edit` is False where the class of data is none of this person's business."""

    part: Part
    state: PartState
    may_edit: bool

    @property
    def label(self) -> str:
        return self.part.label

    @property
    def badge(self) -> str:
        return BADGES[self.state]


def may_edit_part(admission: Admission, part: Part, user: User) -> bool:
    """Return whether the person may write the class of data that the part holds."""
    data_class = CLASSES.get(part, DataClass.MASTER)
    return Case.objects.editable_by(user, data_class).filter(pk=admission.case_id).exists()


def part_states(admission: Admission) -> dict[Part, PartState]:
    """Read from the records themselves how far each part is; only "nicht nötig" and "gesehen" are kept apart."""
    case, trainee, kept = admission.case, admission.case.trainee, admission.parts
    contract = case.contracts.exclude(kind=ContractKind.PRACTICE).exists()
    needs = (bool(case.needs), bool(case.goals))
    today = timezone.localdate()
    minor_alone = trainee.lacks_guardian(max(admission.entry_on or today, today))
    person = (bool(trainee.birth_date), bool(admission.measure_id), bool(admission.entry_on), not minor_alone)
    return {
        Part.PERSON: PartState.DONE if all(person) else PartState.BEGUN,
        Part.TRAINING: _state(kept, Part.TRAINING, done=contract),
        Part.SCHOOL: _state(kept, Part.SCHOOL, done=bool(trainee.school)),
        Part.NEEDS: PartState.DONE if all(needs) else PartState.BEGUN if any(needs) else PartState.OPEN,
        Part.CONSENTS: _state(kept, Part.CONSENTS, done=kept.get(Part.CONSENTS) == PartState.DONE),
        Part.CONTACT: PartState.DONE if case.assignments.exists() else PartState.OPEN,
    }


def _state(kept: dict[str, str], part: Part, *, done: bool) -> PartState:
    return PartState.DONE if done else PartState(kept.get(part, PartState.OPEN))


def part_rows(admission: Admission, user: User) -> list[PartRow]:
    """Return the task list as this person may work on it."""
    states = part_states(admission)
    allowed = {cls: Case.objects.editable_by(user, cls).filter(pk=admission.case_id).exists() for cls in _classes()}
    return [PartRow(part, states[part], allowed[CLASSES.get(part, DataClass.MASTER)]) for part in Part]


def _classes() -> set[DataClass]:
    return {DataClass.MASTER, *CLASSES.values()}


def next_part(rows: list[PartRow], after: Part | None = None) -> Part | None:
    """Return the next part to work on, after the present one: what was left open before it is named on the check page.

    Going back to such parts would lead round in a circle whoever leaves them empty on purpose.
    """
    order = list(Part)
    start = order.index(after) + 1 if after else 0
    waiting = {row.part for row in rows if row.may_edit and row.state in (PartState.OPEN, PartState.BEGUN)}
    return next((part for part in order[start:] if part in waiting), None)
