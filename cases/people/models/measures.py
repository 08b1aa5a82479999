"""Contracts with the funding bodies: lots, measures, and how cases belong to them."""

import re
import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from asa.accounts.access import access_of
from asa.accounts.enums import Action, DataClass, Role, Scope
from asa.accounts.models import FundingBody, Requested, Site, Tenanted, User
from cases.people.enums import MeasureModel
from cases.people.ranges import DateSpan

#: Office (3 digits), running number, source (1 digit), year (2 digits): 123/21/1/14, also without slashes.
_NUMBER = re.compile(r"^(\d{3})\D*?[/\- ]?(\d{1,5})[/\- ](\d)[/\- ](\d{2})$")
_COMPACT = re.compile(r"^(\d{3})(\d{1,5})(\d)(\d{2})$")


def canonical_measure_number(text: str) -> str:
    """Return the measure number in its one spelling "123/21/1/14", whatever spelling was typed.

    Accepts slashes, hyphens, spaces, or no separator at all, and leading zeros of the running number.
    Raises ValidationError for anything that is no measure number (domain file 3.3).
    """
    tidy = re.sub(r"\s*([/\-])\s*|\s+", lambda m: m.group(1) or " ", text.strip())
    match = _NUMBER.match(tidy) or _COMPACT.match(tidy)
    if not match:
        raise ValidationError(
            "Das ist keine Maßnahmenummer. Sie besteht aus Dienststelle, laufender Nummer, Herkunft und Jahr, "
            "zum Beispiel 427/1184/1/25.",
            code="measure_number",
        )
    office, running, source, year = match.groups()
    return f"{office}/{int(running)}/{source}/{year}"


def number_key(number: str) -> tuple[int, ...]:
    """Return what sorts measure numbers by their parts as numbers, so that 431/7/… comes before 431/12/…."""
    return tuple(int(part) for part in re.findall(r"\d+", number))


def in_number_order(field: str = "number") -> models.Func:
    """Return the expression that sorts rows by a measure number as `number_key` does."""
    return models.Func(
        F(field),
        template="string_to_array(%(expressions)s, '/')::integer[]",
        output_field=ArrayField(models.IntegerField()),
    )


class LotQuerySet(models.QuerySet["Lot"]):
    def visible_to(self, user: User) -> "LotQuerySet":
        return self if access_of(user).is_staff else self.filter(measures__in=Measure.objects.visible_to(user))

    def editable_by(self, user: User) -> "LotQuerySet":
        return self if Role.ADMIN in access_of(user).roles else self.none()


class Lot(Tenanted, Requested):
    """A lot (Los): the contract won by tender, with its term."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("Los", max_length=120)
    starts_on = models.DateField("Beginn")
    ends_on = models.DateField("Ende")

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = "Los"
        verbose_name_plural = "Lose"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                "provider", "name", name="lot_name_once", violation_error_message="Dieses Los gibt es schon."
            ),
            models.CheckConstraint(
                name="lot_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: User) -> "MeasureQuerySet":
        """Staff see the measures of their provider; a funder those of the own funding body or with a share in it."""
        access = access_of(user)
        if access.is_staff:
            return self
        bodies = [
            s.funding_body_id for s, scope in access.grants(DataClass.FIGURES, Action.READ) if scope == Scope.MEASURE
        ]
        funded = Q(funding_body__in=bodies) | Q(
            pk__in=FundingShare.objects.filter(funding_body__in=bodies).values("measure")
        )
        return self.filter(funded)

    def editable_by(self, user: User) -> "MeasureQuerySet":
        return self if Role.ADMIN in access_of(user).roles else self.none()


class Measure(Tenanted, Requested):
    """A measure (Maßnahme) with its number at the agency. An option year is a measure of its own.

    The Vorphase is bought by places (Losblatt), the accompanying phase by hours: `pre_phase_places`, None when the
    number is not known yet.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, verbose_name="Los", related_name="measures")
    number = models.CharField("Maßnahmenummer", max_length=16)
    name = models.CharField("Bezeichnung", max_length=120)
    model = models.CharField("Vertragsmodell", max_length=16, choices=MeasureModel)
    funding_body = models.ForeignKey(
        FundingBody, on_delete=models.PROTECT, verbose_name="Kostenträger", related_name="measures"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name="Standort")
    starts_on = models.DateField("Beginn")
    ends_on = models.DateField("Ende")
    has_pre_phase = models.BooleanField("mit Vorphase", default=False)
    pre_phase_places = models.PositiveSmallIntegerField("Plätze der Vorphase", null=True, blank=True)
    uses_emaw = models.BooleanField("eM@w", default=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "Maßnahme"
        verbose_name_plural = "Maßnahmen"
        ordering = (in_number_order(),)
        constraints = [
            models.UniqueConstraint(
                "provider",
                "number",
                name="measure_number_once",
                violation_error_message="Eine Maßnahme mit dieser Nummer gibt es schon.",
            ),
            models.CheckConstraint(
                name="measure_number_canonical",
                condition=Q(number__regex=r"^\d{3}/[1-9]\d{0,4}/\d/\d{2}$"),
                violation_error_message="Die Maßnahmenummer hat die Form 427/1184/1/25.",
            ),
            models.CheckConstraint(
                name="measure_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
            models.CheckConstraint(
                name="measure_places_of_pre_phase",
                condition=Q(pre_phase_places=None) | Q(has_pre_phase=True, pre_phase_places__range=(1, 999)),
                violation_error_message="Plätze hat nur eine Maßnahme mit Vorphase, und zwar 1 bis 999.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    def clean(self) -> None:
        try:
            self.number = canonical_measure_number(self.number)
        except ValidationError as error:
            raise ValidationError({"number": error}) from error


class FundingShare(Tenanted):
    """The share of one funding body in a measure (kooperative Finanzierung), in hundredths of a percent.

    The shares of a measure add up to 100 %; a deferred trigger checks it at the end of the transaction.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="shares", verbose_name="Maßnahme")
    funding_body = models.ForeignKey(FundingBody, on_delete=models.PROTECT, verbose_name="Kostenträger")
    basis_points = models.PositiveIntegerField("Anteil in Hundertstel Prozent")

    class Meta:
        verbose_name = "Finanzierungsanteil"
        verbose_name_plural = "Finanzierungsanteile"
        constraints = [
            models.UniqueConstraint("measure", "funding_body", name="funding_share_once"),
            models.CheckConstraint(name="funding_share_range", condition=Q(basis_points__range=(1, 10_000))),
        ]

    def __str__(self) -> str:
        return f"{self.basis_points / 100:.2f} %"


class MeasureStay(Tenanted):
    """Dated link between a case and a measure (Zuordnung). No overlaps; the session's date decides who is charged."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="stays", verbose_name="Teilnahme")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="stays", verbose_name="Maßnahme")
    starts_on = models.DateField("ab")
    ends_on = models.DateField("bis", null=True, blank=True)

    class Meta:
        verbose_name = "Zuordnung zur Maßnahme"
        verbose_name_plural = "Zuordnungen zur Maßnahme"
        ordering = ("starts_on",)
        constraints = [
            models.CheckConstraint(
                name="stay_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende darf nicht vor dem Beginn liegen.",
            ),
            ExclusionConstraint(
                name="stay_one_at_a_time",
                expressions=[("case", RangeOperators.EQUAL), (DateSpan(), RangeOperators.OVERLAPS)],
                violation_error_message="In diesem Zeitraum gehört die Teilnahme schon zu einer Maßnahme.",
            ),
        ]
        indexes = [models.Index(fields=["measure", "starts_on", "ends_on"], name="stay_by_measure")]

    def __str__(self) -> str:
        return f"{self.measure_id} ab {self.starts_on}"
