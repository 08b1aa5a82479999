"""Reports as rows: frozen figures, versions, files, release; and when they are due."""

import uuid

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role, Scope
from asa.accounts.matrix import RELEASED_ONLY, roles_with
from asa.accounts.models import FundingBody, Requested, Tenanted, User
from asa.jobs.models import Job
from cases.people.models import Case, Lot, Measure, MeasureStay
from companies.records.models import Company
from reports.engine.periods import Period
from reports.engine.registry import Audience, ReportType, Subject, report_type, report_types


class ReportState(models.TextChoices):
    ORDERED = "ordered", "wird erstellt"
    DRAFT = "draft", "Entwurf"
    SUBMITTED = "submitted", "zur Freigabe gegeben"
    RELEASED = "released", "freigegeben"
    SUPERSEDED = "superseded", "ersetzt"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    FAILED = "failed", "nicht erstellt"


#: A report in one of these states never changes again.
FROZEN = (ReportState.RELEASED, ReportState.SUPERSEDED, ReportState.WITHDRAWN)
#: States in which a second person may release.
RELEASABLE = (ReportState.DRAFT, ReportState.SUBMITTED)


def _with_names() -> list[str]:
    return [one.code for one in report_types().values() if one.has_names]


def _of_listed(user: User) -> Q:
    """Return reports about several persons all of whom this person may see: chosen ones, or those that it lists."""
    seen = ArraySubquery(Case.objects.visible_to(user, DataClass.REPORT).order_by().values("pk"))
    listing = [one.code for one in report_types().values() if one.lists_cases]
    chosen = ~Q(case_ids=[]) & Q(case_ids__contained_by=seen)
    return chosen | Q(type__in=listing, snapshot__isnull=False) & Q(listed__contained_by=seen)


def _paid_then(body: int | None) -> Q:
    """Return reports about a case over a time in which it was, for a day at least, in a measure of this body."""
    stays = MeasureStay.objects.filter(
        Q(measure__funding_body=body) | Q(measure__shares__funding_body=body),
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("begins_on")),
        case=OuterRef("case"),
        starts_on__lte=OuterRef("ends_on"),
    )
    return Q(Exists(stays))


class _FirstDay(Func):
    """The first day of a period's code, as `Period.parse` reads it."""

    template = (
        "CASE WHEN %(expressions)s LIKE '____-Q_' THEN"
        " make_date(left(%(expressions)s, 4)::int, right(%(expressions)s, 1)::int * 3 - 2, 1)"
        " WHEN length(%(expressions)s) = 4 THEN make_date(%(expressions)s::int, 1, 1)"
        " ELSE left(%(expressions)s, 10)::date END"
    )
    output_field = models.DateField()


class _LastDay(Func):
    """The last day of a period's code."""

    template = (
        "CASE WHEN %(expressions)s LIKE '____-Q_' THEN"
        " (make_date(left(%(expressions)s, 4)::int, right(%(expressions)s, 1)::int * 3, 1)"
        " + interval '1 month' - interval '1 day')::date"
        " WHEN length(%(expressions)s) = 4 THEN make_date(%(expressions)s::int, 12, 31)"
        " ELSE right(%(expressions)s, 10)::date END"
    )
    output_field = models.DateField()


class _ListedCases(Func):
    """The keys of cases that a snapshot lists, as an array; empty where it lists none."""

    template = "ARRAY(SELECT jsonb_array_elements_text(%(expressions)s -> 'figures' -> 'case_keys')::bigint)"
    output_field = ArrayField(models.BigIntegerField())


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> "ReportQuerySet":
        """Released reports for readers of column R, drafts for those who may write or release them.

        A report with names is seen by those who may see every person it is about, and by who ordered it.
        """
        named = Q(type__in=_with_names())
        of_cases = Q(case__in=Case.objects.visible_to(user, DataClass.REPORT))
        condition = Q(pk__in=[])
        for standing, scope in access_of(user).grants(DataClass.REPORT, Action.READ):
            match scope:
                case Scope.PROVIDER:
                    own = Q(pk__isnull=False)  # an empty Q would vanish in the union
                case Scope.TEAM | Scope.OWN:
                    own = ~named | of_cases | Q(created_by=user.pk) | _of_listed(user)
                case Scope.MEASURE:
                    own = _funded(standing.funding_body_id) & ~named
                    if standing.sees_persons:
                        own |= of_cases & Q(files__audience=Audience.FUNDER) & _paid_then(standing.funding_body_id)
                case Scope.SELF:
                    own = of_cases
                case Scope.WINDOW:
                    sample = list(Case.objects.visible_to(user, DataClass.REPORT).values_list("pk", flat=True))
                    own = of_cases | Q(case_ids__contained_by=sample) & ~Q(case_ids=[])
                case _:
                    continue
            if standing.role in RELEASED_ONLY:  # and what they ordered themselves (`also_ordered_by`)
                own &= Q(state__in=FROZEN) | Q(created_by=user.pk)
            condition |= own
        found = self.alias(listed=_ListedCases("snapshot"), begins_on=_FirstDay("period"), ends_on=_LastDay("period"))
        return found.filter(condition).distinct()

    def editable_by(self, user: User) -> "ReportQuerySet":
        roles = {Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER}
        return self.visible_to(user) if access_of(user).roles & roles else self.none()

    def of_subject(self, report: "Report") -> "ReportQuerySet":
        """Return every version of the same report: type, subject and period."""
        same = {name: getattr(report, name) for name in SUBJECT_FIELDS}
        return self.filter(type=report.type, period=report.period, case_ids=report.case_ids, **same)


def _funded(body: int | None) -> Q:
    """Reports over measures that the body pays for, and those made for it alone."""
    return Q(measure__funding_body=body) | Q(measure__shares__funding_body=body) | Q(funding_body=body)


#: The foreign keys of which at most one is set; none is a report over the whole provider or over chosen cases.
SUBJECT_FIELDS = ("measure", "lot", "funding_body", "case", "company")


class ReportRun(Tenanted, Requested):
    """Many reports ordered at once (Sammellauf), for one progress bar."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField("Art", max_length=24)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, verbose_name="Maßnahme")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, blank=True, verbose_name="Los")
    period = models.CharField("Zeitraum", max_length=21)
    #: What could not be ordered at all: [{"name", "reason", "id"}], names for staff only.
    refused = models.JSONField("nicht bestellt", default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "Sammellauf"
        verbose_name_plural = "Sammelläufe"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.type} {self.period}"


class Report(Tenanted, Requested):
    """A report (Bericht) over one subject and period. A released one never changes (trigger); a correction is n+1."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField("Art", max_length=24, default="quarter")
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="Maßnahme"
    )
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, blank=True, verbose_name="Los")
    funding_body = models.ForeignKey(
        FundingBody, on_delete=models.PROTECT, null=True, blank=True, verbose_name="Kostenträger"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="Teilnahme"
    )
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, blank=True, verbose_name="Betrieb")
    case_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name="Teilnahmen")
    period = models.CharField("Zeitraum", max_length=21)
    number = models.PositiveSmallIntegerField("Version", default=1)
    reason = models.CharField("Grund der neuen Version", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField("Zustand", max_length=12, choices=ReportState, default=ReportState.ORDERED)
    texts = models.JSONField("Texte", default=dict, blank=True)
    texts_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    snapshot = models.JSONField("Zahlen", null=True, editable=False)
    snapshot_sha256 = models.CharField("Prüfsumme der Zahlen", max_length=64, blank=True, editable=False)
    data_as_of = models.DateTimeField("Stand der Daten", null=True, editable=False)
    failure = models.CharField("Grund", max_length=300, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    run = models.ForeignKey(ReportRun, on_delete=models.SET_NULL, null=True, related_name="reports")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("zur Freigabe gegeben am", null=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField("freigegeben am", null=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("zurückgezogen am", null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal_reason = models.CharField("Grund der Rücknahme", max_length=300, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "Bericht"
        verbose_name_plural = "Berichte"
        ordering = ("-period", "measure__number", "-number")
        indexes = [
            models.Index(fields=["case", "period"], condition=Q(case__isnull=False), name="report_by_case"),
            models.Index(fields=["provider", "-period"], name="report_by_period"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "type", *SUBJECT_FIELDS, "case_ids", "period", "number"],
                nulls_distinct=False,
                name="report_version_once",
            ),
            models.CheckConstraint(
                name="report_one_subject",
                condition=LessThanOrEqual(
                    Func(*SUBJECT_FIELDS, function="num_nonnulls", output_field=models.IntegerField()), 1
                ),
                violation_error_message="Ein Bericht hat genau einen Gegenstand.",
            ),
            models.CheckConstraint(
                name="report_period_code",
                condition=Q(period__regex=r"^20\d{2}(-Q[1-4]|-\d{2}-\d{2}(_20\d{2}-\d{2}-\d{2})?)?$"),
                violation_error_message="Der Zeitraum hat die Form 2026-Q3, 2026, 2026-09-30 oder zwei Tage.",
            ),
            models.CheckConstraint(
                name="report_second_person",
                condition=Q(released_by=None)
                | (Q(created_by=None) | ~Q(released_by=F("created_by")))
                & (Q(texts_by=None) | ~Q(released_by=F("texts_by"))),
                violation_error_message="Freigeben muss eine zweite Person.",
            ),
            models.CheckConstraint(
                name="report_released_complete",
                condition=~Q(state__in=["released", "superseded", "withdrawn"])
                | Q(released_at__isnull=False, released_by__isnull=False, snapshot__isnull=False)
                & ~Q(snapshot_sha256=""),
                violation_error_message="Ein freigegebener Bericht hat Zahlen, Prüfsumme und wer ihn freigab.",
            ),
            models.CheckConstraint(
                name="report_withdrawn_with_reason",
                condition=~Q(state="withdrawn")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason=""),
                violation_error_message="Wer einen Bericht zurückzieht, nennt den Grund.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind.name} {self.period} Version {self.number}"

    @property
    def kind(self) -> ReportType:
        """Return the type's description from its folder."""
        return report_type(self.type)

    @property
    def span(self) -> Period:
        return Period.parse(self.period)

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Return for whom this report is written: the type's audiences, as far as its snapshot allows them."""
        if self.kind.offered is None or not self.snapshot:
            return self.kind.audiences
        return self.kind.offered(self.snapshot)

    @property
    def is_frozen(self) -> bool:
        return self.state in FROZEN

    @property
    def subject(self) -> models.Model | None:
        """Return what the report is about; None for one over the whole provider or over chosen cases."""
        return next((found for name in SUBJECT_FIELDS if (found := getattr(self, name))), None)

    @property
    def subject_name(self) -> str:
        """Return the subject in words for lists of staff; a case is called by its name."""
        match self.kind.subject:
            case Subject.CASE if self.case is not None:
                return self.case.trainee.full_name
            case Subject.CASES:
                return f"{len(self.case_ids)} Teilnahmen"
            case Subject.PROVIDER:
                return self.provider.name
        return str(self.subject or "")


class ReportFile(Tenanted):
    """A PDF of a report for one audience; `companion` is a ZIP that goes with it. Frozen with its report (trigger)."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files", verbose_name="Bericht")
    audience = models.CharField("für", max_length=10, choices=Audience)
    pdf = models.FileField("PDF", upload_to="reports/")
    sha256 = models.CharField("Prüfsumme des PDF", max_length=64)
    size = models.PositiveIntegerField("Bytes")
    companion = models.FileField("ZIP", upload_to="reports/", blank=True)
    companion_sha256 = models.CharField("Prüfsumme des ZIP", max_length=64, blank=True)

    class Meta:
        verbose_name = "Berichtsdatei"
        verbose_name_plural = "Berichtsdateien"
        constraints = [models.UniqueConstraint("report", "audience", name="report_file_once")]
        indexes = [models.Index(fields=["sha256"], name="report_file_by_sha256")]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}, {self.sha256[:12]}"


class ReleaseRule(models.TextChoices):
    SECOND_PERSON = "second_person", "eine zweite Person"
    OTHER_SITE = "other_site", "eine zweite Person eines anderen Standorts"


#: Roles that release reports at all (column R of the matrix); a policy may narrow them, never widen.
RELEASING_ROLES = tuple(role for role in Role if role in roles_with(DataClass.REPORT, Action.RELEASE))


class ReleasePolicy(Tenanted):
    """Who may release a type of report (`security.md` section 4). Without a row: a second person of any such role.

    `roles` narrows who that may be; empty means every role that releases reports.
    """

    type = models.CharField("Art", max_length=24)
    rule = models.CharField("Freigabe durch", max_length=14, choices=ReleaseRule, default=ReleaseRule.SECOND_PERSON)
    roles = ArrayField(
        models.CharField(max_length=20, choices=[(role.value, role.label) for role in RELEASING_ROLES]),
        default=list,
        blank=True,
        verbose_name="Rollen",
    )

    class Meta:
        verbose_name = "Freigaberegel"
        verbose_name_plural = "Freigaberegeln"
        constraints = [
            models.UniqueConstraint("provider", "type", name="release_policy_once"),
            models.CheckConstraint(
                name="release_policy_narrows",
                condition=Q(roles__contained_by=[role.value for role in RELEASING_ROLES]),
                violation_error_message="Nur Rollen, die Berichte freigeben dürfen, können hier stehen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.get_rule_display()}"


class Rhythm(models.TextChoices):
    QUARTERLY = "quarterly", "nach jedem Quartal"
    YEARLY = "yearly", "nach jedem Kalenderjahr"
    PER_CASE = "per_case", "je Teilnahme alle paar Monate"


class ReportSchedule(Tenanted, Requested):
    """When the drafts of a type are made (Berichtsplan).

    `draft_day` and `due_day` count days after the period's end. A plan per case makes a draft every `months` months
    after entry and `trial_days` days before the end of a trial period (0: not).
    Without a row a measure's quarter follows the provider's days.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    type = models.CharField("Art", max_length=24, default="quarter")
    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, null=True, blank=True, related_name="schedules", verbose_name="Maßnahme"
    )
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, null=True, blank=True, verbose_name="Los")
    funding_body = models.ForeignKey(
        FundingBody, on_delete=models.CASCADE, null=True, blank=True, verbose_name="Kostenträger"
    )
    rhythm = models.CharField("Rhythmus", max_length=10, choices=Rhythm, default=Rhythm.QUARTERLY)
    months = models.PositiveSmallIntegerField("alle … Monate", default=3)
    trial_days = models.PositiveSmallIntegerField("Tage vor Ende der Probezeit", default=28)
    draft_day = models.PositiveSmallIntegerField("Entwurf am Tag", default=5)
    due_day = models.PositiveSmallIntegerField("fällig am Tag", default=15)
    is_paused = models.BooleanField("ausgesetzt", default=False)
    #: Reports due earlier are not made; empty: from the subject's beginning on. Set when a pause ends.
    starts_on = models.DateField("gilt ab", null=True, blank=True)

    class Meta:
        verbose_name = "Berichtsplan"
        verbose_name_plural = "Berichtspläne"
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "type", "measure", "lot", "funding_body"],
                nulls_distinct=False,
                name="schedule_once",
                violation_error_message="Dafür gibt es schon einen Berichtsplan.",
            ),
            models.CheckConstraint(
                name="schedule_days",
                condition=Q(draft_day__range=(1, 28), due_day__range=(1, 28), due_day__gte=F("draft_day")),
                violation_error_message="Der Bericht darf nicht vor seinem Entwurf fällig sein.",
            ),
            models.CheckConstraint(
                name="schedule_months",
                condition=Q(months__range=(1, 12), trial_days__lte=90),
                violation_error_message="Möglich sind 1 bis 12 Monate und höchstens 90 Tage vor Ende der Probezeit.",
            ),
            models.CheckConstraint(
                name="schedule_one_subject",
                condition=LessThanOrEqual(
                    Func("measure", "lot", "funding_body", function="num_nonnulls", output_field=models.IntegerField()),
                    1,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Berichtsplan {self.type}"
