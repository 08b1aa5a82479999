"""What the life of a case needs beside its state: phases with dates, rests, exits and the lists they choose from."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import DataClass, Role
from asa.accounts.models import Requested, Tenanted, User
from cases.people.enums import Confidence, ExitState, LifeCodeKind, LifeRuleKey, Success
from cases.people.life.built_in import PERSONAL
from cases.people.models.trainees import Case
from cases.people.ranges import DateSpan


class LastDay(Func):
    """The last day of so many months from a day on, as `cases.people.life.dates.last_day` counts it.

    With `days_later` the term begins so many days after the day in the field.
    """

    output_field = models.DateField()

    def __init__(self, starts_on: str, months: int, days_later: int = 0) -> None:
        super().__init__(F(starts_on))
        self.months, self.days_later = months, days_later

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        day, parameters = compiler.compile(self.get_source_expressions()[0])
        first, span = f"(({day})::date + {self.days_later})", f"interval '{self.months} months'"
        sql = f"greatest(({first} - 1 + {span})::date, ({first} + {span})::date - 1)"
        return sql, [*parameters, *parameters]


class LifeCodeQuerySet(models.QuerySet["LifeCode"]):
    def visible_to(self, user: User) -> "LifeCodeQuerySet":
        return self if access_of(user).is_staff else self.none()

    def editable_by(self, user: User) -> "LifeCodeQuerySet":
        return self if Role.ADMIN in access_of(user).roles else self.none()

    def valid(self, on: date | None = None) -> "LifeCodeQuerySet":
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class LifeCode(Tenanted, Requested):
    """A row of one of the provider's lists: reasons of exit, outcomes, whereabouts, reasons of a contract's break.

    `code` stays the same when the wording changes; `official_code` and `list_version` name the entry of the agency's
    list once it is known (its wording is not public).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    kind = models.CharField("Liste", max_length=12, choices=LifeCodeKind)
    code = models.CharField("Schlüssel", max_length=24)
    label = models.CharField("Bezeichnung", max_length=120)
    success = models.CharField("zählt als", max_length=8, choices=Success, blank=True)
    is_personal = models.BooleanField("persönlicher Grund", default=False)
    official_code = models.CharField("amtlicher Schlüssel", max_length=20, blank=True)
    list_version = models.CharField("Fassung der amtlichen Liste", max_length=20, blank=True)
    starts_on = models.DateField("gültig ab")
    ends_on = models.DateField("gültig bis", null=True, blank=True)
    source = models.CharField("Quelle", max_length=200, blank=True)
    confidence = models.CharField("Sicherheit", max_length=1, choices=Confidence, default=Confidence.ASSUMED)

    objects = LifeCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "Eintrag einer Liste"
        verbose_name_plural = "Listen der Teilnahme"
        ordering = ("kind", "id")
        constraints = [
            models.CheckConstraint(
                name="life_code_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
            models.CheckConstraint(
                name="life_code_key",
                condition=Q(code__regex=r"^[a-z][a-z0-9_]*$"),
                violation_error_message="Ein Schlüssel besteht aus kleinen Buchstaben, Ziffern und _.",
            ),
            models.UniqueConstraint(
                "provider",
                "kind",
                "code",
                name="life_code_once",
                violation_error_message="Diesen Schlüssel gibt es in der Liste schon.",
            ),
            models.UniqueConstraint(
                "provider",
                "kind",
                "label",
                condition=Q(ends_on=None),
                name="life_code_label_once",
                violation_error_message="Diese Bezeichnung gibt es in der Liste schon.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def public_label(self) -> str:
        """Return the words for lists and reports: of a personal reason only that it is one."""
        return PERSONAL if self.is_personal else self.label


class LifeRule(Tenanted, Requested):
    """A provider's answer to a limit that the law leaves open. Insert only (trigger); the newest row counts."""

    key = models.CharField("Regel", max_length=24, choices=LifeRuleKey)
    value = models.CharField("Wert", max_length=16, blank=True)
    source = models.CharField("Quelle", max_length=200)
    confidence = models.CharField("Sicherheit", max_length=1, choices=Confidence)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "Regel der Teilnahme"
        verbose_name_plural = "Regeln der Teilnahme"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="life_rule_open_question",
                condition=Q(key__in=[LifeRuleKey.AFTERCARE_CAP, LifeRuleKey.NO_CONTRACT_MONTHS]),
                violation_error_message="Diese Grenze steht im Gesetz und ist nicht einstellbar.",
            ),
            models.CheckConstraint(
                name="life_rule_value",
                condition=Q(key=LifeRuleKey.AFTERCARE_CAP, value__in=["earlier", "later"])
                | Q(key=LifeRuleKey.NO_CONTRACT_MONTHS, value__regex=r"^([1-9][0-9]?)?$"),
                violation_error_message="Dieser Wert passt nicht zur Regel.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.value}"


def rests_on(spans: Iterable["Suspension"], day: date) -> bool:
    """Return whether one of the rests covers the day; one without an end lasts until the expected return, if any."""
    return any(
        rest.starts_on <= day
        and (rest.ends_on is None or day <= rest.ends_on)
        and (rest.ends_on is not None or rest.expected_on is None or day < rest.expected_on)
        for rest in spans
    )


class OfCaseQuerySet(models.QuerySet):
    """Rows of a case: whoever reads or changes its master data."""

    def visible_to(self, user: User) -> "OfCaseQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user, DataClass.MASTER))

    def editable_by(self, user: User) -> "OfCaseQuerySet":
        return self.filter(case__in=Case.objects.editable_by(user))


class PrePhase(Tenanted):
    """The Vorphase of a case with its dates: six months, two more without a place (§ 75a Abs. 3 SGB III)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="pre_phase", verbose_name="Teilnahme")
    version = models.PositiveIntegerField(default=1, editable=False)
    starts_on = models.DateField("Beginn")
    planned_end_on = models.DateField("geplantes Ende")
    extended_to = models.DateField("verlängert bis", null=True, blank=True)
    extension_reason = models.CharField("Grund der Verlängerung", max_length=300, blank=True)
    ended_on = models.DateField("letzter Tag", null=True, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "Vorphase"
        verbose_name_plural = "Vorphasen"
        constraints = [
            models.CheckConstraint(
                name="pre_phase_six_months",
                condition=Q(planned_end_on__gte=F("starts_on"), planned_end_on__lte=LastDay("starts_on", 6)),
                violation_error_message="Die Vorphase dauert bis zu sechs Monate (§ 75a Abs. 3 SGB III).",
            ),
            models.CheckConstraint(
                name="pre_phase_eight_months",
                condition=Q(extended_to=None)
                | (Q(extended_to__gt=F("planned_end_on"), extended_to__lte=LastDay("starts_on", 8))),
                violation_error_message="Eine Vorphase wird um höchstens zwei Monate auf zusammen acht Monate "
                "verlängert (§ 75a Abs. 3 SGB III).",
            ),
            models.CheckConstraint(
                name="pre_phase_extension_reason",
                condition=Q(extended_to=None) | ~Q(extension_reason=""),
                violation_error_message="Zur Verlängerung gehört der Grund.",
            ),
        ]

    def __str__(self) -> str:
        return f"Vorphase ab {self.starts_on}"

    @property
    def last_on(self) -> date:
        """Return the last day that is planned now."""
        return self.extended_to or self.planned_end_on


class Suspension(Tenanted, Requested):
    """A time in which support rests (ruht), from a day until it goes on; one in the future begins by itself."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspensions", verbose_name="Teilnahme")
    version = models.PositiveIntegerField(default=1, editable=False)
    starts_on = models.DateField("ruht ab")
    expected_on = models.DateField("Rückkehr erwartet am", null=True, blank=True)
    ends_on = models.DateField("ruht bis", null=True, blank=True)
    reason = models.CharField("Grund", max_length=200)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "Ruhen der Teilnahme"
        verbose_name_plural = "Ruhen der Teilnahmen"
        ordering = ("-starts_on",)
        constraints = [
            models.CheckConstraint(
                name="suspension_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Die Rückkehr darf nicht vor dem Beginn liegen.",
            ),
            models.CheckConstraint(
                name="suspension_expected_later",
                condition=Q(expected_on=None) | Q(expected_on__gt=F("starts_on")),
                violation_error_message="Die erwartete Rückkehr muss nach dem Beginn liegen.",
            ),
            ExclusionConstraint(
                name="suspension_one_at_a_time",
                expressions=[("case", RangeOperators.EQUAL), (DateSpan(), RangeOperators.OVERLAPS)],
                violation_error_message="In diesem Zeitraum ruht die Teilnahme schon.",
            ),
        ]

    def __str__(self) -> str:
        return f"ruht ab {self.starts_on}"


class AfterCare(Tenanted):
    """After-care (Nachbetreuung) with the dates that limit it (§ 74 Abs. 3 Satz 2 SGB III).

    The database holds the widest reading of the limit; which one counts is a rule (`LifeRuleKey.AFTERCARE_CAP`).
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="aftercare", verbose_name="Teilnahme")
    version = models.PositiveIntegerField(default=1, editable=False)
    starts_on = models.DateField("Beginn")
    training_ended_on = models.DateField("Ende der Ausbildung", null=True, blank=True)
    job_started_on = models.DateField("Beginn der Arbeit", null=True, blank=True)
    ends_on = models.DateField("geplantes Ende")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "Nachbetreuung"
        verbose_name_plural = "Nachbetreuungen"
        constraints = [
            models.CheckConstraint(
                name="aftercare_has_anchor",
                condition=Q(training_ended_on__isnull=False) | Q(job_started_on__isnull=False),
                violation_error_message="Geben Sie das Ende der Ausbildung oder den Beginn der Arbeit an.",
            ),
            models.CheckConstraint(
                name="aftercare_cap",
                condition=Q(ends_on__gte=F("starts_on"))
                & (
                    Q(job_started_on__isnull=False, ends_on__lte=LastDay("job_started_on", 6))
                    | Q(training_ended_on__isnull=False, ends_on__lte=LastDay("training_ended_on", 12, days_later=1))
                ),
                violation_error_message="Die Nachbetreuung endet spätestens sechs Monate nach Beginn der Arbeit "
                "oder ein Jahr nach Ende der Ausbildung (§ 74 Abs. 3 SGB III).",
            ),
        ]

    def __str__(self) -> str:
        return f"Nachbetreuung ab {self.starts_on}"


class CaseExit(Tenanted, Requested):
    """An entry about the exit (Austritt) of a case; what it says never changes (trigger), only what became of it.

    A correction is a further row with its reason that counts once a second person agreed; both stay readable.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exits", verbose_name="Teilnahme")
    on = models.DateField("letzter Tag")
    reason = models.ForeignKey(LifeCode, on_delete=models.PROTECT, related_name="+", verbose_name="Austrittsgrund")
    outcome = models.ForeignKey(
        LifeCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Ergebnis"
    )
    whereabouts = models.ForeignKey(
        LifeCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Verbleib"
    )
    remark = models.CharField("Bemerkung zum Verbleib", max_length=160, blank=True)
    state = models.CharField("Stand", max_length=10, choices=ExitState, default=ExitState.VALID)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="berichtigt"
    )
    takes_back = models.BooleanField("nimmt den Austritt zurück", default=False)
    why = models.CharField("Grund der Berichtigung", max_length=300, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField("Begründung", max_length=300, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "Austritt"
        verbose_name_plural = "Austritte"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                "case",
                condition=Q(state__in=[ExitState.PLANNED, ExitState.VALID]),
                name="exit_once",
                violation_error_message="Der Austritt ist schon eingetragen.",
            ),
            models.UniqueConstraint(
                "case",
                condition=Q(state=ExitState.REQUESTED),
                name="exit_one_correction",
                violation_error_message="Eine Berichtigung wartet schon auf die zweite Person.",
            ),
            models.CheckConstraint(
                name="exit_correction_has_reason",
                condition=Q(corrects=None, takes_back=False) | (Q(corrects__isnull=False) & ~Q(why="")),
                violation_error_message="Zur Berichtigung gehört der Grund.",
            ),
            models.CheckConstraint(
                name="exit_second_person",
                condition=Q(corrects=None) | Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
                violation_error_message="Über eine Berichtigung entscheidet eine zweite Person.",
            ),
            models.CheckConstraint(
                name="exit_correction_is_decided",
                condition=Q(corrects=None) | Q(state=ExitState.REQUESTED) | Q(decided_by__isnull=False),
                violation_error_message="Über eine Berichtigung entscheidet eine zweite Person.",
            ),
        ]

    def __str__(self) -> str:
        return f"Austritt {self.on}"
