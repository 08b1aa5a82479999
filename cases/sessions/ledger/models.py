"""The hours account: append-only bookings and their monthly roll-up."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Scope
from asa.accounts.models import Tenanted, User
from cases.people.models import Case, Measure
from cases.sessions.enums import SessionKind
from cases.sessions.models import Session, SessionStaff
from cases.sessions.rules.enums import Account
from cases.sessions.rules.models import Rule


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def visible_to(self, user: User) -> "LedgerEntryQuerySet":
        """Bookings of cases whose hours (class W) the person may read, and of the own lessons.

        Whoever reads all sees the measures' account as well; who holds a case or a team sees of it what the sessions
        charge that they may open.
        """
        condition = Q(case__in=Case.objects.visible_to(user, DataClass.WORTH))
        grants = access_of(user).grants(DataClass.WORTH, Action.READ)
        if lessons := [s.membership_id for s, scope in grants if scope == Scope.LESSONS]:
            held = SessionStaff.objects.filter(member__in=lessons).values("session")
            condition |= Q(account=Account.TRAINEE, session__in=held)
        reach = {scope for _, scope in grants}
        if Scope.PROVIDER in reach:
            condition |= Q(account=Account.MEASURE)
        elif reach & {Scope.TEAM, Scope.OWN}:
            seen = Session.objects.visible_to(user).values("pk")
            condition |= Q(account=Account.MEASURE, session__in=seen)
        return self.filter(condition)

    def standing(self) -> "LedgerEntryQuerySet":
        """Bookings that are neither reversed nor a reversal: what a session charges now."""
        return self.filter(reversed_by=None, reverses=None)


class LedgerEntry(Tenanted):
    """One booking of hours (Stundenbuchung) in minutes. Insert only; a change is a reversing row and a new one.

    `service_on` says which measure year is charged, `booking_month` in which month's close it is counted; they differ
    for late corrections. `explanation` is the German sentence shown to people, `rule` the rule that decided.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.CharField("Konto", max_length=8, choices=Account)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="entries", verbose_name="Maßnahme")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="entries", verbose_name="Teilnahme"
    )
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="entries", verbose_name="Termin")
    kind = models.CharField("Art", max_length=14, choices=SessionKind)
    employer_present = models.BooleanField("Betrieb war dabei", default=False)
    minutes = models.IntegerField("Minuten")
    service_on = models.DateField("Leistungstag")
    service_month = models.DateField("Leistungsmonat")
    booking_month = models.DateField("Buchungsmonat")
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+", verbose_name="Regel")
    explanation = models.CharField("Erklärung", max_length=300)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    created_at = models.DateTimeField("gebucht", default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "Stundenbuchung"
        verbose_name_plural = "Stundenbuchungen"
        ordering = ("service_on", "id")
        constraints = [
            models.CheckConstraint(
                name="ledger_trainee_has_case",
                condition=Q(account=Account.MEASURE, case=None) | Q(account=Account.TRAINEE, case__isnull=False),
            ),
            models.CheckConstraint(
                name="ledger_months_begin_on_the_first",
                condition=Q(service_month__day=1, booking_month__day=1, service_month__lte=F("service_on")),
            ),
            models.CheckConstraint(name="ledger_booked_not_before", condition=Q(booking_month__gte=F("service_month"))),
        ]
        indexes = [
            models.Index(fields=["session"], name="ledger_by_session"),
            models.Index(fields=["measure", "booking_month", "account"], name="ledger_by_measure"),
            models.Index(
                fields=["case", "service_on"],
                include=["minutes", "kind", "measure"],
                condition=Q(case__isnull=False),
                name="ledger_by_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min, {self.get_account_display()}"


class MonthTotalQuerySet(models.QuerySet["MonthTotal"]):
    def visible_to(self, user: User) -> "MonthTotalQuerySet":
        """As for the bookings that they add up."""
        condition = Q(case__in=Case.objects.visible_to(user, DataClass.WORTH))
        grants = access_of(user).grants(DataClass.WORTH, Action.READ)
        if any(scope in (Scope.PROVIDER, Scope.TEAM, Scope.OWN) for _, scope in grants):
            condition |= Q(account=Account.MEASURE)
        return self.filter(condition)


class MonthTotal(Tenanted):
    """The roll-up of the bookings per measure, month and kind; per case for the trainees' account.

    Written by a trigger of the ledger in the same transaction, by nobody else.
    """

    account = models.CharField("Konto", max_length=8, choices=Account)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="month_totals")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="month_totals")
    kind = models.CharField("Art", max_length=14, choices=SessionKind)
    employer_present = models.BooleanField("Betrieb war dabei")
    service_month = models.DateField("Leistungsmonat")
    booking_month = models.DateField("Buchungsmonat")
    minutes = models.IntegerField("Minuten")
    entries = models.IntegerField("Buchungen")

    objects = MonthTotalQuerySet.as_manager()

    class Meta:
        verbose_name = "Monatssumme"
        verbose_name_plural = "Monatssummen"
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "service_month", "booking_month", "account", "case", "kind", "employer_present"],
                nulls_distinct=False,
                name="month_total_once",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "service_month"], condition=Q(case__isnull=False), name="month_total_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min"
