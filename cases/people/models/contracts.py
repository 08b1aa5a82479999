"""Training contracts with the fields of the chamber register (§ 34 Abs. 2 BBiG), and exams."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import Requested, Tenanted, User
from cases.people.enums import FINAL_EXAMS, ContractEnd, ContractKind, ExamKind, ExamResult, LifeCodeKind
from cases.people.life.built_in import public_words
from cases.people.models.life import LifeCode
from cases.people.models.trainees import Case
from cases.people.trial import TRIAL_LENGTH, TRIAL_MESSAGE
from companies.catalogue.models import Occupation
from companies.records.enums import Chamber
from companies.records.models import Company, CompanyContact


class TrainingContractQuerySet(models.QuerySet["TrainingContract"]):
    def visible_to(
        self, user: User, data_class: DataClass = DataClass.MINIMAL, action: Action = Action.READ
    ) -> "TrainingContractQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user, data_class, action))

    def editable_by(self, user: User) -> "TrainingContractQuerySet":
        return self.filter(case__in=Case.objects.editable_by(user))

    def running(self, on: date | None = None) -> "TrainingContractQuerySet":
        """Contracts that run on the day `on` (default today): begun and not over, also in the time of a notice."""
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=on), starts_on__lte=on, ends_on__gte=on)

    def current(self, on: date | None = None) -> "TrainingContractQuerySet":
        """Contracts that run on the day `on` without a notice known by then: those whose company may see something."""
        on = on or timezone.localdate()
        return self.running(on).filter(Q(notice_on=None) | Q(notice_on__gt=on))


class TrainingContract(Tenanted, Requested):
    """A training contract (Ausbildungsvertrag). A case may have none or several in sequence."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contracts", verbose_name="Teilnahme")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="contracts", verbose_name="Betrieb")
    trainer = models.ForeignKey(
        CompanyContact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name="Ausbilder/in",
    )
    kind = models.CharField("Art", max_length=10, choices=ContractKind, default=ContractKind.REGULAR)
    occupation = models.ForeignKey(
        Occupation, on_delete=models.PROTECT, related_name="contracts", verbose_name="Beruf (KldB)"
    )
    occupation_name = models.CharField("Ausbildungsberuf", max_length=250)
    specialisation = models.CharField("Fachrichtung", max_length=120, blank=True)
    chamber = models.CharField("Kammer", max_length=16, choices=Chamber, blank=True)
    register_number = models.CharField("Nummer im Verzeichnis", max_length=40, blank=True)
    signed_on = models.DateField("unterschrieben am", null=True, blank=True)
    starts_on = models.DateField("Beginn")
    ends_on = models.DateField("vertragliches Ende")
    trial_ends_on = models.DateField("Ende der Probezeit", null=True, blank=True)
    shortened_months = models.PositiveSmallIntegerField("Verkürzung in Monaten", default=0)
    part_time_percent = models.PositiveSmallIntegerField("Teilzeit in Prozent", null=True, blank=True)
    public_funding = models.CharField("öffentliche Förderung", max_length=120, blank=True)
    notice_on = models.DateField("Kündigung bekannt am", null=True, blank=True)
    ended_on = models.DateField("tatsächliches Ende", null=True, blank=True)
    end_reason = models.CharField("Ende durch", max_length=16, choices=ContractEnd, blank=True)
    break_reason = models.CharField("Grund der Lösung", max_length=24, blank=True)

    objects = TrainingContractQuerySet.as_manager()

    class Meta:
        verbose_name = "Ausbildungsvertrag"
        verbose_name_plural = "Ausbildungsverträge"
        ordering = ("-starts_on",)
        constraints = [
            models.CheckConstraint(
                name="contract_ends_after_start",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="Das vertragliche Ende muss nach dem Beginn liegen.",
            ),
            models.CheckConstraint(
                name="contract_trial_within",
                condition=Q(trial_ends_on=None) | Q(trial_ends_on__gte=F("starts_on"), trial_ends_on__lt=F("ends_on")),
                violation_error_message="Die Probezeit liegt innerhalb der Vertragszeit.",
            ),
            models.CheckConstraint(
                name="contract_trial_length", condition=TRIAL_LENGTH, violation_error_message=TRIAL_MESSAGE
            ),
            models.CheckConstraint(
                name="contract_real_end",
                condition=Q(ended_on=None)
                | Q(ended_on__gte=F("starts_on")) & ~Q(end_reason__in=["", "not_begun"])
                | Q(ended_on__lt=F("starts_on"), end_reason="not_begun"),
                violation_error_message="Zum tatsächlichen Ende gehört die Form. Vor dem Beginn liegt es nur, wenn "
                "der Vertrag vor Beginn der Ausbildung aufgelöst wurde.",
            ),
            models.CheckConstraint(
                name="contract_part_time",
                condition=Q(part_time_percent=None) | Q(part_time_percent__range=(50, 99)),
                violation_error_message="Teilzeitausbildung kürzt um höchstens die Hälfte (§ 7a BBiG).",
            ),
            models.CheckConstraint(
                name="contract_break_reason",
                condition=Q(break_reason="") | ~Q(ended_on=None) & ~Q(end_reason__in=["", "exam", "expired"]),
                violation_error_message="Einen Grund der Lösung hat nur ein vorzeitig beendeter Vertrag.",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-starts_on"], name="contract_by_case"),
            models.Index(fields=["company"], name="contract_by_company"),
        ]

    def __str__(self) -> str:
        return f"{self.occupation_name} ab {self.starts_on}"

    def is_over(self, on: date) -> bool:
        """Return whether the contract has ended before the day `on`."""
        return (self.ended_on or self.ends_on) < on

    @property
    def break_words(self) -> str:
        """Return the group of reasons of a break as lists and reports may say it; empty where there is none."""
        if not self.break_reason:
            return ""
        rows = LifeCode.objects.filter(provider=self.provider_id, kind=LifeCodeKind.BREAK)
        row = rows.filter(code=self.break_reason).first()
        return row.public_label if row else public_words(self.break_reason)

    def training_year(self, on: date) -> int:
        """Return the year of training (Ausbildungsjahr) on a day, counted from the start of the contract."""
        months = (on.year - self.starts_on.year) * 12 + on.month - self.starts_on.month
        months -= on.day < self.starts_on.day
        return max(1, (months + self.shortened_months) // 12 + 1)


class ExamQuerySet(models.QuerySet["Exam"]):
    def visible_to(self, user: User) -> "ExamQuerySet":
        return self.filter(contract__case__in=Case.objects.visible_to(user, DataClass.PLAN))

    def editable_by(self, user: User) -> "ExamQuerySet":
        return self.filter(contract__case__in=Case.objects.editable_by(user, DataClass.PLAN))


class Exam(Tenanted, Requested):
    """An exam of a contract (§§ 37, 48 BBiG) with its date and, later, its result and the day it was announced.

    A trigger refuses a day before the contract, and an intermediate exam or a final one beside the two parts.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    contract = models.ForeignKey(TrainingContract, on_delete=models.CASCADE, related_name="exams")
    kind = models.CharField("Prüfung", max_length=14, choices=ExamKind)
    attempt = models.PositiveSmallIntegerField("Versuch", default=1)
    on = models.DateField("am")
    is_early = models.BooleanField("vorzeitige Zulassung (§ 45 Abs. 1 BBiG)", default=False)
    result = models.CharField("Ergebnis", max_length=8, choices=ExamResult, blank=True)
    result_on = models.DateField("Ergebnis bekannt am", null=True, blank=True)

    objects = ExamQuerySet.as_manager()

    class Meta:
        verbose_name = "Prüfung"
        verbose_name_plural = "Prüfungen"
        ordering = ("on",)
        constraints = [
            models.CheckConstraint(
                name="exam_three_attempts",
                condition=Q(attempt__range=(1, 3)) & (~Q(kind="intermediate") | Q(attempt=1)),
                violation_error_message="Eine Abschlussprüfung kann zweimal wiederholt werden (§ 37 Abs. 1 BBiG).",
            ),
            models.CheckConstraint(
                name="exam_result_with_day",
                condition=Q(result="", result_on=None) | ~Q(result="") & Q(result_on__gte=F("on")),
                violation_error_message="Das Ergebnis hat einen Tag, und er liegt nicht vor der Prüfung.",
            ),
            models.CheckConstraint(
                name="exam_early_is_final",
                condition=Q(is_early=False) | ~Q(kind="intermediate"),
                violation_error_message="Vorzeitig zugelassen wird nur zur Abschlussprüfung.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.on}"

    @property
    def title(self) -> str:
        """Return the kind, with the attempt from the second one on."""
        return f"{self.get_kind_display()}, {self.attempt}. Versuch" if self.attempt > 1 else self.get_kind_display()

    @property
    def is_passed_final(self) -> bool:
        """Return whether this exam ended the training (§ 21 Abs. 2 BBiG)."""
        return self.kind in FINAL_EXAMS and self.result == ExamResult.PASSED
