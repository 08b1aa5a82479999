"""Who at the provider answers for a case."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from asa.accounts.enums import Role
from asa.accounts.models import Membership, Requested, Tenanted
from cases.people.models.trainees import Case
from cases.people.ranges import DateSpan, valid_on


class DatedQuerySet(models.QuerySet):
    def valid(self, on=None):
        return self.filter(valid_on(on))


class CaseStaffQuerySet(DatedQuerySet):
    def named(self):
        """Those who were put into the team: not the contact person who only keeps an own admission in sight."""
        return self.exclude(member__role=Role.CONTACT_PERSON)


def _ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
        violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
    )


class ContactAssignment(Tenanted, Requested):
    """The fixed contact person (feste Ansprechperson): exactly one at any time while the case runs (§ 74 Abs. 4)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments", verbose_name="Teilnahme")
    member = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="assignments", verbose_name="Ansprechperson"
    )
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis", null=True, blank=True)
    reason = models.CharField("Grund des Wechsels", max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "feste Ansprechperson"
        verbose_name_plural = "feste Ansprechpersonen"
        ordering = ("-starts_on",)
        constraints = [
            _ends_after_start("assignment_ends_after_start"),
            ExclusionConstraint(
                name="assignment_one_contact_person",
                expressions=[("case", RangeOperators.EQUAL), (DateSpan(), RangeOperators.OVERLAPS)],
                violation_error_message="In diesem Zeitraum gibt es schon eine feste Ansprechperson.",
            ),
        ]
        indexes = [models.Index(fields=["member", "starts_on", "ends_on"], name="assignment_by_member")]

    def __str__(self) -> str:
        return f"{self.member_id} ab {self.starts_on}"


class ContactDeputy(Tenanted, Requested):
    """A dated deputy (Vertretung) of the contact person, separate from the assignment itself."""

    assignment = models.ForeignKey(ContactAssignment, on_delete=models.CASCADE, related_name="deputies")
    member = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="deputyships", verbose_name="Vertretung"
    )
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis")
    reads_notes = models.BooleanField("liest vertrauliche Notizen der Ansprechperson", default=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "Vertretung"
        verbose_name_plural = "Vertretungen"
        ordering = ("-starts_on",)
        constraints = [_ends_after_start("deputy_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.starts_on}–{self.ends_on}"


class CaseStaff(Tenanted, Requested):
    """Further staff of a case (Fallteam) beside the contact person: what "own" means for a social worker.

    For a teacher it makes the trainee a pupil before the first lesson.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="staff", verbose_name="Teilnahme")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="case_staff", verbose_name="Person")
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis", null=True, blank=True)

    objects = CaseStaffQuerySet.as_manager()

    class Meta:
        verbose_name = "Mitarbeit am Fall"
        verbose_name_plural = "Mitarbeit am Fall"
        ordering = ("-starts_on", "pk")
        constraints = [
            _ends_after_start("case_staff_ends_after_start"),
            ExclusionConstraint(
                name="case_staff_once",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Diese Person arbeitet in diesem Zeitraum schon am Fall mit.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} ab {self.starts_on}"
