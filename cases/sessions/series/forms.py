"""Forms of groups and series. Every choice comes from a scoped query of the person who plans."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import Membership, User
from asa.accounts.sorting import in_order_of
from asa.design.fields import ChipsRadio, DeviceDateInput, DeviceTimeInput, GermanDateField, GermanTimeField
from cases.people.models import Case
from cases.sessions.choices import STAFF_OF_SESSIONS
from cases.sessions.series.group_services import placeable
from cases.support.enums import Place, SupportModule
from cases.support.forms import next_monday
from cases.support.models import SupportElement
from cases.support.planning.enums import SeriesRhythm
from cases.support.planning.models import LessonGroup, SessionSeries

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


def _a_year_on() -> date:
    return timezone.localdate() + timedelta(days=364)


def staff_choices(keep: int | None = None) -> Any:
    """Return who may hold sessions, one row per person and role, by name; `keep` stays choosable."""
    here = wall.current_provider_id()  # people of two providers see their memberships at both
    active = Membership.objects.active().filter(role__in=STAFF_OF_SESSIONS, provider=here)
    found = active | Membership.objects.filter(pk=keep) if keep else active
    return found.select_related("user").order_by(*in_order_of("user__last_name", "user__first_name"))


class _StaffField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        freelance = " (Honorarkraft, bekommt ein Angebot)" if obj.kind == "freelance" else ""
        return f"{obj.user.full_name}, {obj.get_role_display()}{freelance}"


def leave_out(form: forms.ModelForm, user: User) -> None:
    """Offer everybody but `user` as the one who holds it; who holds it already stays."""
    field: Any = form.fields["staff"]
    field.queryset = field.queryset.exclude(Q(user=user.pk) & ~Q(pk=form.instance.staff_id or 0))


class GroupForm(forms.ModelForm):
    """A group: name, module, who leads it, where, from when to when."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    staff = _StaffField(queryset=Membership.objects.none(), label="durch")
    starts_on = GermanDateField(label="ab", widget=DeviceDateInput)
    ends_on = GermanDateField(label="bis", required=False, widget=DeviceDateInput)

    class Meta:
        model = LessonGroup
        fields = ["name", "module", "staff", "place", "room", "starts_on", "ends_on"]
        widgets = {"module": ChipsRadio, "place": ChipsRadio}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = staff_choices(self.instance.staff_id)  # type: ignore[attr-defined]
        self.fields["module"].choices = SupportModule.choices  # type: ignore[attr-defined]
        self.fields["place"].choices = Place.choices  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = timezone.localdate()
        self.fields["version"].initial = self.instance.version


class MemberForm(forms.Form):
    """Who belongs to a group from when to when."""

    case = forms.ModelChoiceField(queryset=Case.objects.none(), label="Person", empty_label="Bitte wählen")
    starts_on = GermanDateField(label="ab", widget=DeviceDateInput)
    ends_on = GermanDateField(label="bis", required=False, widget=DeviceDateInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "m"} | kwargs)
        cases = placeable(user).select_related("trainee")
        case: Any = self.fields["case"]
        case.queryset = cases.order_by(*in_order_of("trainee__last_name", "trainee__first_name"))
        case.label_from_instance = lambda found: found.trainee.full_name
        self.fields["starts_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ends_on") and data.get("starts_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "Das Ende darf nicht vor dem Beginn liegen.")
        return data


class SeriesForm(forms.ModelForm):
    """A series of sessions, new or changed from a day on."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    weekday = forms.TypedChoiceField(
        label="Wochentag", choices=list(enumerate(WEEKDAYS)), coerce=int, widget=forms.Select
    )
    starts_at = GermanTimeField(label="Beginn", widget=DeviceTimeInput)
    minutes = forms.IntegerField(
        label="Minuten", min_value=5, max_value=720, widget=forms.TextInput({"inputmode": "numeric"}), initial=90
    )
    staff = _StaffField(queryset=Membership.objects.none(), label="durch")
    starts_on = GermanDateField(label="ab", widget=DeviceDateInput)
    ends_on = GermanDateField(
        label="bis",
        widget=DeviceDateInput,
        help_text="Termine stehen bis zu zwölf Monate voraus im Kalender; spätere kommen von selbst dazu.",
    )

    class Meta:
        model = SessionSeries
        fields = [
            "module",
            "rhythm",
            "weekday",
            "starts_at",
            "minutes",
            "starts_on",
            "ends_on",
            "staff",
            "place",
            "room",
            "skip_school_holidays",
            "skip_school_blocks",
        ]
        widgets = {"module": ChipsRadio, "rhythm": ChipsRadio, "place": ChipsRadio}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = staff_choices(self.instance.staff_id)  # type: ignore[attr-defined]
        for name, choices in (("module", SupportModule), ("rhythm", SeriesRhythm), ("place", Place)):
            self.fields[name].choices = choices.choices  # type: ignore[attr-defined]
        if self.instance.pk is None:
            self.fields["starts_on"].initial = next_monday(timezone.localdate())
            self.fields["ends_on"].initial = _a_year_on()
        else:
            self.fields["starts_on"].label = "ab diesem Tag"
            self.initial["starts_on"] = max(timezone.localdate(), self.instance.starts_on)
            self.initial["version"] = self.instance.version

    def values(self) -> dict[str, Any]:
        """Return the cleaned values of the model's fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class EndSeriesForm(forms.Form):
    """The last day of a series."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    last_on = GermanDateField(label="letzter Tag", widget=DeviceDateInput, initial=timezone.localdate)


def element_of(case: Case, module: str) -> SupportElement | None:
    """Return the planned element of that module which a new series of the case carries out, if there is one."""
    return SupportElement.objects.filter(case=case, module=module).order_by("-starts_on", "-pk").first()
