"""Training contracts with the fields of the chamber register (§ 34 Abs. 2 BBiG), and exams."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import Requested, Tenanted, User
from cases.people.enums import ContractEnd, ContractKind, ExamKind, ExamResult
from cases.people.models.trainees import Case
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

    def current(self, on: date | None = None) -> "TrainingContractQuerySet":
        """Contracts that run on the day `on` (default today): begun, not over, no notice known for that day."""
        on = on or timezone.localdate()
        return self.filter(
            Q(ended_on=None) | Q(ended_on__gte=on), Q(notice_on=None) | Q(notice_on__gt=on), starts_on__lte=on
        ).filter(Q(ends_on__gte=on))


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
                name="contract_real_end",
                condition=Q(ended_on=None) | (Q(ended_on__gte=F("starts_on")) & ~Q(end_reason="")),
                violation_error_message="Zum tatsächlichen Ende gehört der Grund; es liegt nicht vor dem Beginn.",
            ),
            models.CheckConstraint(
                name="contract_part_time",
                condition=Q(part_time_percent=None) | Q(part_time_percent__range=(50, 99)),
                violation_error_message="Teilzeitausbildung kürzt um höchstens die Hälfte (§ 7a BBiG).",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-starts_on"], name="contract_by_case"),
            models.Index(fields=["company"], name="contract_by_company"),
        ]

    def __str__(self) -> str:
        return f"{self.occupation_name} ab {self.starts_on}"

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
    """An exam of a contract (§§ 37, 48 BBiG) with its date and, later, result."""

    contract = models.ForeignKey(TrainingContract, on_delete=models.CASCADE, related_name="exams")
    kind = models.CharField("Prüfung", max_length=14, choices=ExamKind)
    on = models.DateField("am")
    result = models.CharField("Ergebnis", max_length=8, choices=ExamResult, blank=True)

    objects = ExamQuerySet.as_manager()

    class Meta:
        verbose_name = "Prüfung"
        verbose_name_plural = "Prüfungen"
        ordering = ("on",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
