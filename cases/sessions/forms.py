"""The form "Termin erfassen": one part for the session, one row per person. They turn text into an `Entry`."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from asa.accounts.models import Membership
from asa.design.fields import (
    ChipsRadio,
    ChoiceCards,
    DeviceDateInput,
    DeviceTimeInput,
    GermanDateField,
    GermanTimeField,
)
from cases.people.models import Case
from cases.sessions.checks import LONGEST_MINUTES, check_case, check_part, check_past, check_times
from cases.sessions.entries import Entry, NextSession, Part
from cases.sessions.enums import AbsenceReason, Mode, Outcome, SessionKind
from cases.sessions.models import Attendance, Session
from cases.sessions.overlaps.checking import Overlap
from cases.sessions.times import ClockProblem, elapsed_minutes, local_moment, minutes_later
from cases.support.enums import Place

LENGTHS = (15, 30, 45, 60, 90)
OTHER = "other"
UNTIL = "until"
DAYS = (("today", "heute"), ("yesterday", "gestern"), (OTHER, "anderes Datum"))
LENGTH_CHOICES = [*((str(n), f"{n} Min.") for n in LENGTHS), (OTHER, "andere"), (UNTIL, "bis …")]
#: In the night when the clock goes back.
HOURS = (("first", "die erste (noch Sommerzeit)"), ("second", "die zweite (schon Winterzeit)"))

#: Offered outcomes; "pro forma" belongs to the billing role and is never among them.
OUTCOMES = [outcome for outcome in Outcome if outcome is not Outcome.PRO_FORMA]
NOT_THERE = ""
PERSON_KEY = re.compile(r"^p-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-")


class SessionForm(forms.Form):
    """Everything of a session but its people."""

    #: Where the summary leads for what concerns the form as a whole; set when it is about the people.
    problem_target = ""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label="Art", widget=ChoiceCards, error_messages={"required": "Wählen Sie die Art des Termins."}
    )
    day = forms.ChoiceField(label="Tag", choices=DAYS, widget=ChipsRadio, initial="today")
    date = GermanDateField(label="Datum", required=False, widget=DeviceDateInput)
    start = GermanTimeField(label="Beginn", widget=DeviceTimeInput)
    which_hour = forms.ChoiceField(label="Welche Stunde?", choices=HOURS, required=False, widget=ChipsRadio)
    length = forms.ChoiceField(label="Länge", choices=LENGTH_CHOICES, widget=ChipsRadio, initial="45")
    other_length = forms.IntegerField(
        label="Länge in Minuten",
        required=False,
        min_value=1,
        max_value=720,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Geben Sie die Länge in Minuten ein, zum Beispiel 75.",
            "max_value": "Ein Termin dauert höchstens 12 Stunden (720 Minuten).",
            "min_value": "Geben Sie die Länge in Minuten ein, zum Beispiel 75.",
        },
    )
    end = GermanTimeField(
        label="Ende", required=False, widget=DeviceTimeInput, help_text="Früher als der Beginn heißt: am nächsten Tag."
    )
    place = forms.ChoiceField(label="Ort", choices=Place, widget=ChipsRadio, initial=Place.PROVIDER)
    employer_present = forms.BooleanField(label="Jemand vom Betrieb war dabei", required=False)
    topic = forms.CharField(label="Thema", required=False, max_length=200)
    topic_words = forms.CharField(
        label="Anderes Thema", required=False, max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )
    result = forms.CharField(
        label="Ergebnis und Vereinbarung",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Ein bis zwei Sätze reichen.",
    )
    accepts_overlap = forms.BooleanField(label="Trotzdem speichern: Beide Termine haben stattgefunden", required=False)
    second_staff = forms.ChoiceField(label="Zweite Fachkraft", required=False)
    next_date = GermanDateField(label="Datum des nächsten Termins", required=False, widget=DeviceDateInput)
    next_start = GermanTimeField(label="Beginn des nächsten Termins", required=False, widget=DeviceTimeInput)

    def __init__(
        self,
        *args: Any,
        session: Session | None = None,
        colleagues: Iterable[Membership] = (),
        with_first_contact: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.colleagues = {str(member.pk): member for member in colleagues}
        kinds = [k for k in SessionKind if k is not SessionKind.FIRST_CONTACT or with_first_contact]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        names = [(key, member.user.full_name) for key, member in self.colleagues.items()]
        self.fields["second_staff"].choices = [("", "niemand"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._clean_day(data)
        self._clean_length(data)
        if "topic" in data:
            words = data.get("topic_words", "").strip()
            data["topic"] = words if data["topic"] in ("", OTHER) else data["topic"].strip()
        self._clean_times(data)
        self._clean_next(data)
        return data

    def _clean_day(self, data: dict[str, Any]) -> None:
        today = timezone.localdate()
        if data.get("day") == OTHER:
            if not data.get("date") and "date" not in self.errors:
                self.add_error("date", "Geben Sie das Datum so ein: 22.11.2026.")
            data["on"] = data.get("date")
        elif "day" in data:
            data["on"] = today - datetime.timedelta(days=data["day"] == "yesterday")

    def _clean_length(self, data: dict[str, Any]) -> None:
        if data.get("length") == UNTIL:
            if not data.get("end") and "end" not in self.errors:
                self.add_error("end", "Geben Sie das Ende so ein: 14:30.")
        elif data.get("length") == OTHER:
            if not data.get("other_length") and "other_length" not in self.errors:
                self.add_error("other_length", "Geben Sie die Länge in Minuten ein, zum Beispiel 75.")
            data["minutes"] = data.get("other_length")
        elif "length" in data:
            data["minutes"] = int(data["length"])

    def _clean_times(self, data: dict[str, Any]) -> None:
        """Turn day, beginning and length or end into two moments; every problem stands at the field that has it."""
        if not (data.get("on") and data.get("start")):
            return
        try:
            self._clean_start(data)
            if data.get("length") == UNTIL and data.get("end") and "starts_at" in data:
                self._clean_end(data)
            if "starts_at" in data and data.get("minutes"):
                data["ends_at"] = minutes_later(data["starts_at"], data["minutes"])
                check_times(data["starts_at"], data["ends_at"])
                check_past(data["starts_at"])
        except ClockProblem as error:
            self._add_clock_error("start" if "starts_at" not in data else "end", error)
        except ValidationError as error:
            self.add_error("date" if error.code == "future" and data["day"] == OTHER else "start", error)
        except OverflowError:
            self.add_error("date", "Geben Sie das Datum so ein: 22.11.2026.")

    def _clean_start(self, data: dict[str, Any]) -> None:
        data["starts_at"] = local_moment(data["on"], data["start"], is_second=self._is_second(data))

    def _clean_end(self, data: dict[str, Any]) -> None:
        """Read the typed end: an earlier clock than the beginning's is that of the next day."""
        next_day = data["end"] <= data["start"]
        day = data["on"] + datetime.timedelta(days=next_day)
        ends_at = local_moment(day, data["end"], is_second=self._is_second(data))
        data["minutes"] = elapsed_minutes(data["starts_at"], ends_at)
        if data["minutes"] > LONGEST_MINUTES or data["end"] == data["start"]:
            del data["minutes"]
            self.add_error("end", "Das Ende muss nach dem Beginn liegen, höchstens 12 Stunden später.")

    def _is_second(self, data: dict[str, Any]) -> bool | None:
        """Return which hour of the night of the clock change was chosen; None while nobody has."""
        chosen = data.get("which_hour")
        return chosen == "second" if chosen else None

    def _add_clock_error(self, name: str, error: ClockProblem) -> None:
        self.add_error("which_hour" if error.is_twice else name, error)

    @property
    def has_time_problem(self) -> bool:
        return any(
            name in self.errors for name in ("day", "date", "start", "which_hour", "length", "other_length", "end")
        )

    @property
    def asks_which_hour(self) -> bool:
        """Tell whether the page shows the question about the hour that exists twice."""
        return bool(self["which_hour"].value() or "which_hour" in self.errors)

    def _clean_next(self, data: dict[str, Any]) -> None:
        day, clock = data.get("next_date"), data.get("next_start")
        if not day and not clock:
            return
        if not (day and clock):
            if not {"next_date", "next_start"} & set(self.errors):
                missing = "next_start" if day else "next_date"
                self.add_error(missing, "Für den nächsten Termin fehlt " + ("der Beginn." if day else "das Datum."))
            return
        if day < timezone.localdate():
            self.add_error("next_date", "Der nächste Termin liegt in der Vergangenheit.")
            return
        if data.get("minutes"):
            try:
                starts_at = local_moment(day, clock, is_second=False)
            except ClockProblem as error:
                self.add_error("next_start", error)
                return
            data["following"] = NextSession(starts_at, minutes_later(starts_at, data["minutes"]))

    def refuse(self, error: ValidationError) -> None:
        """Say what the service refused; a clash of times asks whether both sessions took place."""
        self.add_error(None, error)
        if isinstance(error, Overlap):
            self.problem_target = "id_accepts_overlap"

    @property
    def people_problem(self) -> bool:
        """Tell whether what concerns the form as a whole is about its people."""
        return self.problem_target == "id_people"

    @property
    def asks_overlap(self) -> bool:
        """Tell whether the page asks whether both sessions took place."""
        return self.problem_target == "id_accepts_overlap" or bool(self["accepts_overlap"].value())

    def require_topic(self) -> None:
        """Add the error of a missing topic; not asked for when nobody came."""
        if not self.cleaned_data.get("topic"):
            self.add_error("topic", "Geben Sie ein Thema ein.")


class PersonForm(forms.Form):
    """One row of "Wer war da?": ticked, outcome, delay, on site or online, reason, private line."""

    here = forms.BooleanField(required=False)
    outcome = forms.ChoiceField(choices=[(NOT_THERE, "nicht dabei"), *Outcome.choices], required=False)
    late_minutes = forms.IntegerField(
        label="Minuten zu spät",
        required=False,
        min_value=1,
        max_value=720,
        error_messages={"invalid": "Geben Sie die Verspätung in Minuten ein, zum Beispiel 10."},
    )
    mode = forms.ChoiceField(choices=Mode, required=False)
    reason = forms.ChoiceField(choices=[("", "ohne Angabe"), *AbsenceReason.choices], required=False)
    private = forms.CharField(label="Vertraulich", required=False, max_length=4000)

    def __init__(
        self, *args: Any, case: Case, attendance: Attendance | None, may_note: bool = False, **kwargs: Any
    ) -> None:
        kwargs["prefix"] = f"p-{case.public_id}"
        super().__init__(*args, **kwargs)
        self.case, self.attendance, self.may_note = case, attendance, may_note
        offered = OUTCOMES if attendance else [NOT_THERE, *OUTCOMES]
        self.fields["outcome"].choices = [(o, getattr(o, "label", "nicht dabei")) for o in offered]  # type: ignore
        if not may_note:
            del self.fields["private"]

    @property
    def is_planned(self) -> bool:
        """Tell whether the person already stands in the session."""
        return self.attendance is not None

    @property
    def is_billed(self) -> bool:
        """Tell whether billing and a second person settled the outcome; nobody else changes it then."""
        return self.attendance is not None and self.attendance.outcome == Outcome.PRO_FORMA

    @property
    def check_in(self) -> Any:
        """Return the person's own mark in this session (the code or the list), which proposes "anwesend"."""
        return getattr(self.attendance, "check_in", None) if self.attendance is not None else None

    @property
    def chosen(self) -> str:
        return Outcome.PRO_FORMA.value if self.is_billed else str(self["outcome"].value() or "")

    @property
    def is_ticked(self) -> bool:
        return bool(self["here"].value())

    @property
    def is_absent(self) -> bool:
        return bool(self.chosen) and self.chosen not in (Outcome.PRESENT, Outcome.LATE)

    @property
    def state_text(self) -> str:
        """Return the word at the row's end."""
        if self.chosen in ("", Outcome.PRESENT) and self.is_ticked:
            return "online" if self["mode"].value() == Mode.ONLINE else "anwesend"
        return str(Outcome(self.chosen).label) if self.chosen in Outcome.values else "nicht dabei"

    @property
    def is_open(self) -> bool:
        return bool(self.is_bound and self.errors)

    @property
    def outcome_options(self) -> list[dict[str, Any]]:
        """Return the radio buttons of the row with what the page's script needs to keep tick and state together."""
        default_absent = Outcome.NO_SHOW if self.is_planned else NOT_THERE
        return [
            {
                "value": value,
                "label": label,
                "checked": value == self.chosen,
                "presence": "present" if value in (Outcome.PRESENT, Outcome.LATE) else "absent",
                "default": value in (Outcome.PRESENT, default_absent),
            }
            for value, label in self.fields["outcome"].choices  # type: ignore[attr-defined]
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_billed:
            return {**data, "outcome": Outcome.PRO_FORMA}
        here, outcome, name = data.get("here"), data.get("outcome") or "", self.case.trainee.first_name
        if "outcome" in self.errors:
            return data
        if self.is_planned and not here and outcome in ("", Outcome.PRESENT):
            self.add_error("outcome", f"Wählen Sie, warum {name} nicht da war.")
        data["outcome"] = outcome or (Outcome.PRESENT if here else NOT_THERE)
        if data["outcome"] == Outcome.LATE and not data.get("late_minutes") and "late_minutes" not in self.errors:
            self.add_error("late_minutes", f"Geben Sie an, um wie viele Minuten {name} zu spät kam.")
        if data.get("private") and not data["outcome"]:
            self.add_error("private", f"{name} ist in diesem Termin nicht dabei.")
        return data

    def part(self, *, place: str) -> Part | None:
        """Return what was entered, or None when the person is not in the session."""
        data = self.cleaned_data
        if not data["outcome"]:
            return None
        mode = Mode.ONLINE if place == Place.ONLINE else Mode(data.get("mode") or Mode.ON_SITE)
        return Part(
            case=self.case,
            outcome=Outcome(data["outcome"]),
            late_minutes=data.get("late_minutes") or 0,
            mode=mode,
            reason=data.get("reason") or "",
            private=data.get("private") or "",
        )


class EntryForm:
    """The whole page: the session's form and its rows, checked together."""

    def __init__(self, form: SessionForm, rows: list[PersonForm]) -> None:
        self.form, self.rows = form, rows

    @property
    def kind(self) -> str:
        """Return the kind chosen so far, empty for none."""
        kind = str(self.form["kind"].value() or "")
        return kind if kind in SessionKind.values else ""

    def times(self) -> tuple[datetime.datetime, int] | None:
        """Return start and minutes as they stand in the form, None while one of them is missing or wrong."""
        if self.form.is_bound:
            data = self.form.cleaned_data if self.form.errors is not None else {}  # asking for errors cleans the form
            return (data["starts_at"], data["minutes"]) if data.get("starts_at") and data.get("minutes") else None
        if self.form.session is not None:
            return self.form.session.starts_at, self.form.session.minutes
        length = str(self.form["length"].value() or "")
        return (timezone.now(), int(length)) if length.isdecimal() else None

    def chosen_parts(self) -> list[tuple[Case, str]]:
        """Return the people in the session with their outcomes, as they stand in the form."""
        parts = [(row.case, row.chosen or (Outcome.PRESENT.value if row.is_ticked else NOT_THERE)) for row in self.rows]
        return [(case, outcome) for case, outcome in parts if outcome in Outcome.values]

    def is_valid(self) -> bool:
        """Check fields, rows and what holds between them; every error stands at a field."""
        valid = self.form.is_valid() & all(row.is_valid() for row in self.rows)
        known = {str(row.case.public_id) for row in self.rows}
        sent = {match[1] for key in self.form.data if (match := PERSON_KEY.match(key))}
        if sent - known:
            self._add_people_error("Eine der Personen können Sie hier nicht auswählen.")
            return False
        if not valid:
            return False
        self.parts = [part for row in self.rows if (part := row.part(place=self.form.cleaned_data["place"]))]
        if not self.parts:
            self._add_people_error("Wählen Sie mindestens eine Person.")
        for row in self.rows:
            self._check_row(row)
        if any(part.outcome in (Outcome.PRESENT, Outcome.LATE) for part in self.parts):
            self.form.require_topic()
        return not self.form.errors and not any(row.errors for row in self.rows)

    def _add_people_error(self, message: str) -> None:
        """Add an error of "Wer war da?" as a whole; the summary links to the group, which repeats the sentence."""
        self.form.add_error(None, message)
        self.form.problem_target = "id_people"

    def _check_row(self, row: PersonForm) -> None:
        data = self.form.cleaned_data
        part = row.part(place=data["place"])
        if part is None:
            return
        try:
            check_case(row.case, kind=data["kind"], starts_at=data["starts_at"])
        except ValidationError as error:
            row.add_error("here", error)
        try:
            check_part(part, length=data["minutes"])
        except ValidationError as error:
            row.add_error("late_minutes" if part.outcome == Outcome.LATE else "outcome", error)

    def entry(self, *, staff: list[Membership], session: Session | None, company: Any) -> Entry:
        """Return what was entered; title and room stay as planned."""
        data = self.form.cleaned_data
        second = self.form.colleagues.get(data["second_staff"])
        return Entry(
            kind=SessionKind(data["kind"]),
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            parts=self.parts,
            staff=[*staff, *([second] if second and second not in staff else [])],
            place=Place(data["place"]),
            title=session.title if session else "",
            room=session.room if session else "",
            company=company,
            employer_present=data["employer_present"],
            topic=data["topic"],
            result=data["result"],
        )


def _which_hour(starts: datetime.datetime) -> str:
    """Return which of two equal hours a stored beginning is; empty on every other day."""
    if starts.fold:
        return "second"
    return "first" if starts.replace(fold=1).utcoffset() != starts.utcoffset() else ""


def initial_of(session: Session) -> dict[str, Any]:
    """Return the values of the form for a stored session."""
    starts = timezone.localtime(session.starts_at)
    days_ago = (timezone.localdate() - starts.date()).days
    return {
        "kind": session.kind,
        "version": session.version,
        "day": {0: "today", 1: "yesterday"}.get(days_ago, OTHER),
        "date": starts.date(),
        "start": starts.time(),
        "which_hour": _which_hour(starts),
        "length": str(session.minutes) if session.minutes in LENGTHS else OTHER,
        "other_length": session.minutes if session.minutes not in LENGTHS else None,
        "place": session.place,
        "employer_present": session.employer_present,
        "topic": session.topic,
        "result": session.result,
    }


def initial_of_row(attendance: Attendance) -> dict[str, Any]:
    """Return the values of a row; who is planned counts as present until told otherwise."""
    outcome = attendance.outcome or Outcome.PRESENT
    return {
        "here": outcome in (Outcome.PRESENT, Outcome.LATE),
        "outcome": outcome,
        "late_minutes": attendance.late_minutes or None,
        "mode": attendance.mode,
        "reason": attendance.reason,
    }
