"""What one person may do with one case, for every class of data, read in one query."""

from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Value

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from cases.people.models import Case
from cases.people.models.trainees import CaseQuerySet
from cases.people.scope import case_scope

#: The cells that the page "Person" asks for.
CELLS: tuple[tuple[DataClass, Action], ...] = (
    (DataClass.MASTER, Action.READ),
    (DataClass.MASTER, Action.UPDATE),
    (DataClass.BENEFIT, Action.READ),
    (DataClass.ATTENDANCE, Action.READ),
    (DataClass.LESSON, Action.READ),
    (DataClass.LESSON, Action.META),
    (DataClass.LESSON, Action.CREATE),
    (DataClass.LESSON, Action.UPDATE),
    (DataClass.LESSON, Action.PLAN),
    (DataClass.PLAN, Action.READ),
    (DataClass.PLAN, Action.CREATE),
    (DataClass.PLAN, Action.UPDATE),
    (DataClass.LEARNING, Action.READ),
    (DataClass.TALK, Action.READ),
    (DataClass.TALK, Action.UPDATE),
    (DataClass.WORTH, Action.READ),
    (DataClass.DOCUMENT, Action.READ),
    (DataClass.DOCUMENT, Action.CREATE),
    (DataClass.DOCUMENT, Action.UPDATE),
    (DataClass.REPORT, Action.READ),
    (DataClass.REPORT, Action.UPDATE),
    *(
        (cls, act)
        for cls in (DataClass.NOTE, DataClass.HEALTH, DataClass.CONFLICT)
        for act in (Action.READ, Action.META)
    ),
)


@dataclass(frozen=True)
class Sight:
    """The cells of the matrix that hold for one person and one case."""

    cells: frozenset[tuple[DataClass, Action]]

    def may(self, data_class: DataClass, action: Action = Action.READ) -> bool:
        return (data_class, action) in self.cells

    @property
    def is_teachers(self) -> bool:
        """Return whether the reader only teaches here: own lessons whole, of others a glimpse without names."""
        return self.may(DataClass.LESSON, Action.CREATE) and not self.may(DataClass.LESSON)


def desk_cases(user: User, data_class: DataClass = DataClass.MINIMAL) -> CaseQuerySet:
    """Cases on the desk of staff. Trainees, auditors and funders have pages of their own, never these."""
    if not access_of(user).is_staff:
        return Case.objects.none()
    return Case.objects.visible_to(user, data_class)


def sight_of(user: User, case: Case) -> Sight:
    """Return what `user` may do with `case`: one query whatever the number of cells."""
    conditions = {}
    for number, cell in enumerate(CELLS):
        scope = case_scope(user, *cell)
        conditions[f"cell_{number}"] = (
            ExpressionWrapper(scope, output_field=BooleanField()) if scope else Value(True, BooleanField())
        )
    answers = Case.objects.filter(pk=case.pk).annotate(**conditions).values(*conditions).get()
    return Sight(frozenset(cell for number, cell in enumerate(CELLS) if answers[f"cell_{number}"]))
