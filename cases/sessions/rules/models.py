"""Rules of counting as versioned rows: a set never changes, a change is the next version (`RuleSet`)."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import Requested, Tenanted, User
from cases.people.enums import Confidence, MeasureModel
from cases.people.models import Measure
from cases.people.ranges import DateSpan
from cases.sessions.rules.enums import RuleKey


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def visible_to(self, user: User) -> "RuleSetQuerySet":
        """Rules explain every counted minute: all staff may read them."""
        return self if access_of(user).is_staff else self.none()

    def editable_by(self, user: User) -> "RuleSetQuerySet":
        """Who may copy a set and assign it."""
        return self if access_of(user).roles & {Role.ADMIN, Role.BILLING} else self.none()


class RuleSet(Tenanted, Requested):
    """One version of the rules of counting (Abrechnungsregeln). Rows are insert only (trigger).

    The built-in sets carry the name of their contract model; a provider's own set is a copy with a reason.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("Name", max_length=80)
    number = models.PositiveSmallIntegerField("Fassung", default=1)
    model = models.CharField("Vertragsmodell", max_length=16, choices=MeasureModel)
    is_built_in = models.BooleanField("mitgeliefert", default=False, editable=False)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    reason = models.CharField("Grund", max_length=300, blank=True)
    created_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = "Abrechnungsregeln"
        verbose_name_plural = "Abrechnungsregeln"
        ordering = ("name", "number")
        constraints = [
            models.UniqueConstraint("provider", "name", "number", name="rule_set_version_once"),
            models.CheckConstraint(
                name="rule_set_reason",
                condition=Q(is_built_in=True) | ~Q(reason=""),
                violation_error_message="Eigene Regeln brauchen einen Grund.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, Fassung {self.number}"


class Rule(Tenanted):
    """One rule of a set: its value, where it comes from and how sure we are of it."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="rules", verbose_name="Regeln")
    key = models.CharField("Regel", max_length=40, choices=RuleKey)
    value = models.CharField("Wert", max_length=16)
    source = models.CharField("Quelle", max_length=200)
    confidence = models.CharField("Sicherheit", max_length=1, choices=Confidence)

    class Meta:
        verbose_name = "Regel"
        verbose_name_plural = "Regeln"
        constraints = [models.UniqueConstraint("rule_set", "key", name="rule_once")]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.value}"


class MeasureRules(Tenanted, Requested):
    """From when to when a rule set counts for a measure. Where none is assigned, the built-in set of its model counts.

    A trigger refuses a row that would change a closed month.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="rules", verbose_name="Maßnahme")
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="assignments", verbose_name="Regeln")
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis", null=True, blank=True)
    reason = models.CharField("Grund", max_length=300)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "Regeln einer Maßnahme"
        verbose_name_plural = "Regeln der Maßnahmen"
        ordering = ("starts_on",)
        constraints = [
            models.CheckConstraint(
                name="measure_rules_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
            ExclusionConstraint(
                name="measure_rules_one_at_a_time",
                expressions=[("measure", RangeOperators.EQUAL), (DateSpan(), RangeOperators.OVERLAPS)],
                violation_error_message="In diesem Zeitraum gelten für die Maßnahme schon andere Regeln.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set_id} ab {self.starts_on}"
