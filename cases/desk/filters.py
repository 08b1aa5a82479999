"""Filters of "Teilnehmende". Each works alone and together; what is set stands in the address."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, Min, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import Role
from asa.accounts.models import User
from cases.desk.search import by_name, search_cases
from cases.people.enums import CaseState
from cases.people.models import Admission, Case, CaseStaff, ContactAssignment, ContactDeputy, Measure, MeasureStay
from cases.people.models.trainees import CaseQuerySet
from cases.people.ranges import valid_on
from cases.people.scope import GROUP_LOOKBACK
from cases.sessions.budgets.read_model import Stand, cases_standing
from cases.sessions.enums import ATTENDED
from cases.sessions.models import Attendance

#: After so many days without a session that was attended, the list says so (`ux.md` section 4).
QUIET_AFTER = timedelta(days=14)
SORTS = {"name": "Name", "next": "nächster Termin", "entry": "Eintritt, neueste zuerst"}


@dataclass(frozen=True)
class Chip:
    """A filter that is switched on and off by a link."""

    label: str
    key: str
    value: str
    current: bool


def mine(cases: CaseQuerySet, user: User) -> CaseQuerySet:
    """Cases that the person answers for today: contact person, deputy, on the case's staff, or in own lessons."""
    standings = access_of(user).standings
    members = [s.membership_id for s in standings if s.membership_id]
    own: Combinable | Q = (
        Exists(ContactAssignment.objects.filter(valid_on(), case=OuterRef("pk"), member__in=members))
        | Exists(ContactDeputy.objects.filter(valid_on(), assignment__case=OuterRef("pk"), member__in=members))
        | Exists(CaseStaff.objects.filter(valid_on(), case=OuterRef("pk"), member__in=members))
    )
    teaching = [s.membership_id for s in standings if s.role == Role.TEACHER]
    if teaching:
        own |= Exists(
            Attendance.objects.filter(
                case=OuterRef("pk"),
                session__staff__member__in=teaching,
                session__starts_at__gte=timezone.now() - GROUP_LOOKBACK,
            )
        )
    return cases.filter(own)


def attended_since(moment) -> Exists:
    """The condition on a case that someone met the trainee in a session since `moment`."""
    now = timezone.now()
    return Exists(
        Attendance.objects.filter(
            case=OuterRef("pk"), outcome__in=ATTENDED, session__starts_at__gte=moment, session__starts_at__lte=now
        )
    )


def quiet(cases: CaseQuerySet) -> CaseQuerySet:
    """Running cases, here for more than two weeks, without an attended session for two weeks.

    Whoever was taken over from another software entered long ago and is here since the admission was finished.
    """
    since = timezone.now() - QUIET_AFTER
    new_here = Exists(Admission.objects.filter(case=OuterRef("pk"), completed_at__gt=since))
    return cases.running().filter(~attended_since(since), ~new_here, started_on__lte=since.date())


class CaseFilter(django_filters.FilterSet):
    """Search, chips and order of "Teilnehmende"; unknown values are ignored, never an error."""

    q = django_filters.CharFilter(label="Name, Telefon oder Kundennummer", method="by_text")
    mine = django_filters.BooleanFilter(method="only_mine", widget=forms.CheckboxInput)
    active = django_filters.BooleanFilter(method="only_active", widget=forms.CheckboxInput)
    tight = django_filters.BooleanFilter(method="only_tight", widget=forms.CheckboxInput)
    quiet = django_filters.BooleanFilter(method="only_quiet", widget=forms.CheckboxInput)
    measure = django_filters.ModelMultipleChoiceFilter(
        queryset=Measure.objects.none(), to_field_name="public_id", method="by_measure"
    )
    phase = django_filters.MultipleChoiceFilter(choices=CaseState.choices, method="by_phase")
    sort = django_filters.ChoiceFilter(choices=list(SORTS.items()), method="keep")

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, data: Any, *, queryset: CaseQuerySet, user: User) -> None:
        self.user = user
        super().__init__(data, queryset=queryset)
        self.filters["measure"].queryset = Measure.objects.visible_to(user)

    def by_text(self, cases: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        return search_cases(cases, value, self.user)

    def only_mine(self, cases: CaseQuerySet, name: str, value: bool) -> CaseQuerySet:
        return mine(cases, self.user) if value else cases

    def only_active(self, cases: CaseQuerySet, name: str, value: bool) -> CaseQuerySet:
        return cases.running() if value else cases

    def only_quiet(self, cases: CaseQuerySet, name: str, value: bool) -> CaseQuerySet:
        return quiet(cases) if value else cases

    def only_tight(self, cases: CaseQuerySet, name: str, value: bool) -> CaseQuerySet:
        return cases.filter(pk__in=cases_standing(self.user, Stand.TIGHT, timezone.localdate())) if value else cases

    def by_measure(self, cases: CaseQuerySet, name: str, value: list[Measure]) -> CaseQuerySet:
        if not value:
            return cases
        return cases.filter(Exists(MeasureStay.objects.filter(valid_on(), case=OuterRef("pk"), measure__in=value)))

    def by_phase(self, cases: CaseQuerySet, name: str, value: list[str]) -> CaseQuerySet:
        return cases.filter(state__in=value) if value else cases

    def keep(self, cases: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """The order is put on at the end, by `found`."""
        return cases

    @property
    def order(self) -> str:
        """Return the chosen order; a wrong word in the address means the order by name."""
        chosen = self.data.get("sort", "") if self.data else ""
        return chosen if chosen in SORTS else "name"

    def found(self) -> CaseQuerySet:
        """Return what fits, in the chosen order."""
        self.is_valid()  # fills cleaned_data with what could be read; the rest is left out
        cases = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            cases = self.filters[name].filter(cases, value)
        if self.order == "entry":
            return cases.order_by("-started_on", "pk")
        cases = by_name(cases)
        if self.order == "next":
            planned = Attendance.objects.filter(
                Q(session__starts_at__gte=timezone.now()), case=OuterRef("pk"), session__cancelled_at=None
            )
            first = planned.order_by().values("case").annotate(first=Min("session__starts_at")).values("first")
            ordering = cases.query.order_by
            cases = cases.annotate(next_at=Subquery(first)).order_by("next_at", *ordering)
        return cases
