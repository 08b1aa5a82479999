"""German form fields: they take what people type and what the device sends, and say in words what is wrong."""

import datetime
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from phonenumber_field.formfields import PhoneNumberField

DATE_HELP = "Geben Sie das Datum so ein: 22.11.2026."
TIME_HELP = "Geben Sie die Uhrzeit so ein: 14:30."
NUMBER_HELP = "Geben Sie eine Zahl ein, zum Beispiel 1,5."
HOURS_HELP = "Geben Sie Stunden ein, zum Beispiel 12,5 oder 12:30."
PHONE_HELP = "Geben Sie die Nummer mit Vorwahl ein, zum Beispiel 0171 1234567."
BIRTH_HELP = "Geben Sie Tag, Monat und Jahr ein, zum Beispiel 7 3 2007."

_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED_DATE = re.compile(r"(\d{1,2})[.,/\- ]+(\d{1,2})(?:[.,/\- ]+(\d{4}|\d{2})?)?")
_DIGITS_DATE = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:., h]\s*(\d{2})(?::\d{2}(?:\.\d+)?)?)?")
_CLOCK_DIGITS = re.compile(r"(\d{1,2})(\d{2})")
_HOURS_CLOCK = re.compile(r"(-?)(\d+):([0-5]\d)")
_HOURS_WORDS = re.compile(r"(.*?)\s*(std\.?|stunden?|h|ue)?", re.IGNORECASE)
_GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+")


def parse_date(text: str, *, today: datetime.date) -> datetime.date:
    """Read "22.11.", "22.11.26", "22112026" or "2026-11-22"; without a year the nearest one is meant.

    Raises ValueError when the text is no date.
    """
    text = text.strip()
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        return datetime.date(year, month, day)
    match = _DOTTED_DATE.fullmatch(text) or _DIGITS_DATE.fullmatch(text)
    if not match:
        raise ValueError(text)
    day, month, year_text = int(match[1]), int(match[2]), match[3]
    if year_text:
        return datetime.date(int(year_text) + (2000 if len(year_text) == 2 else 0), month, day)
    return _nearest(day, month, today)


def _nearest(day: int, month: int, today: datetime.date) -> datetime.date:
    """Return the day and month of the year that lies nearest to today (in January "22.12." means last year)."""
    candidates = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            candidates.append(datetime.date(year, month, day))
        except ValueError:  # 29 February exists only in some of the three years
            continue
    if not candidates:
        raise ValueError(f"{day}.{month}.")
    return min(candidates, key=lambda candidate: abs(candidate - today))


def parse_time(text: str) -> datetime.time:
    """Read "14:30", "14.30", "1430", "930" or "14"; raises ValueError when the text is no time."""
    text = text.strip().lower().removesuffix("uhr").strip()
    match = _CLOCK.fullmatch(text) or _CLOCK_DIGITS.fullmatch(text)
    if not match:
        raise ValueError(text)
    return datetime.time(int(match[1]), int(match[2] or 0))


def parse_decimal(text: str) -> Decimal:
    """Read "1,5", "1.5", "1.234,5" or "1.234" (thousands); raises ValueError when the text is no number."""
    text = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-")
    if "," in text or _GROUPED.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"-?\d*\.?\d+|-?\d+\.", text):
        raise ValueError(text)
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error


MINUTES_PER_HOUR, MINUTES_PER_UNIT = 60, 45


def parse_hours(text: str) -> int:
    """Read "12,5", "12.5", "12:30", "12,5 Std." or "10 UE" (of 45 minutes) as whole minutes, half ones up.

    Raises ValueError when the text is no amount of hours.
    """
    text = text.strip().replace("\u2212", "-")
    if match := _HOURS_CLOCK.fullmatch(text):
        minutes = int(match[2]) * MINUTES_PER_HOUR + int(match[3])
        return -minutes if match[1] else minutes
    match = _HOURS_WORDS.fullmatch(text)
    if not match:
        raise ValueError(text)
    size = MINUTES_PER_UNIT if (match[2] or "").lower() == "ue" else MINUTES_PER_HOUR
    return int((parse_decimal(match[1].removeprefix("+")) * size).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def format_hours(minutes: int) -> str:
    """Write minutes so that `parse_hours` reads the same: "12,5" where two decimals are exact, else "12:20"."""
    sign, size = ("-" if minutes < 0 else ""), abs(minutes)
    if size * 100 % MINUTES_PER_HOUR:
        return f"{sign}{size // MINUTES_PER_HOUR}:{size % MINUTES_PER_HOUR:02}"
    return f"{Decimal(minutes) / MINUTES_PER_HOUR:f}".replace(".", ",")


class GermanDateInput(forms.DateInput):
    """Text field for a date, written as 22.11.2026."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"autocomplete": "off", "class": "asa-short", **(attrs or {})}, format="%d.%m.%Y")


class DeviceDateInput(forms.DateInput):
    """The device's own date field, for near dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "asa-short", **(attrs or {})}, format="%Y-%m-%d")


class GermanTimeInput(forms.TimeInput):
    """Text field for a time, written as 14:30."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"autocomplete": "off", "class": "asa-short", **(attrs or {})}, format="%H:%M")


class DeviceTimeInput(forms.TimeInput):
    """The device's own time field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "asa-short", **(attrs or {})}, format="%H:%M")


class GermanDateField(forms.DateField):
    """Date that may be typed as "22.11.", "22.11.26", "22112026" or sent as ISO by the device."""

    widget = GermanDateInput
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": DATE_HELP, "required": DATE_HELP}

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, datetime.datetime):
            return value.date()
        if value in self.empty_values or isinstance(value, datetime.date):
            return value or None
        try:
            return parse_date(str(value), today=timezone.localdate())
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class GermanTimeField(forms.TimeField):
    """Time that may be typed as "14:30", "14.30" or "1430"."""

    widget = GermanTimeInput
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": TIME_HELP, "required": TIME_HELP}

    def to_python(self, value: Any) -> datetime.time | None:
        if value in self.empty_values or isinstance(value, datetime.time):
            return None if value in self.empty_values else value
        try:
            return parse_time(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class GermanDecimalField(forms.DecimalField):
    """Number with decimal comma; a point is understood too."""

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": NUMBER_HELP, "required": NUMBER_HELP}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take it for an IntegerField
        if value in self.empty_values:
            return None
        if not isinstance(value, str):
            return super().to_python(value)
        try:
            return parse_decimal(value)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """Show numbers with a comma; text that could not be read stays as typed."""
        return str(value).replace(".", ",") if isinstance(value, (Decimal, float, int)) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "class": "asa-short"}


class HoursField(forms.Field):
    """Hours as people write them; the value is whole minutes. `max_hours` catches typing errors."""

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": HOURS_HELP,
        "required": HOURS_HELP,
        "negative": "Geben Sie null oder mehr Stunden ein.",
        "too_many": "Das sind mehr als %(max)s Stunden. Prüfen Sie die Zahl.",
    }

    def __init__(self, *, max_hours: int = 10_000, allow_negative: bool = False, **kwargs: Any) -> None:
        self.max_hours = max_hours
        self.allow_negative = allow_negative
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return None if value in self.empty_values else value
        try:
            minutes = parse_hours(str(value))
        except (ValueError, ArithmeticError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if minutes < 0 and not self.allow_negative:
            raise ValidationError(self.error_messages["negative"], code="negative")
        if abs(minutes) > self.max_hours * MINUTES_PER_HOUR:
            shown = f"{self.max_hours:,}".replace(",", ".")
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"max": shown})
        return minutes

    def prepare_value(self, value: Any) -> Any:
        """Show minutes as hours; text that was typed stays as typed."""
        return format_hours(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "text" if self.allow_negative else "decimal", "autocomplete": "off", "class": "asa-short"}


class BirthDateWidget(forms.MultiWidget):
    """Three short fields for a date that people know by heart."""

    template_name = "forms/widgets/birth_date.html"
    use_fieldset = True
    PARTS = (("Tag", 2, "bday-day"), ("Monat", 2, "bday-month"), ("Jahr", 4, "bday-year"))

    def __init__(self, attrs: dict[str, Any] | None = None, *, autofill: bool = False) -> None:
        """With `autofill` the browser may fill in the user's own birthday; off where staff enter somebody else's."""
        super().__init__(
            [
                forms.TextInput(
                    {"inputmode": "numeric", "maxlength": size, "autocomplete": token if autofill else "off"}
                )
                for _, size, token in self.PARTS
            ],
            attrs,
        )

    def decompress(self, value: datetime.date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for (caption, _, _), part in zip(self.PARTS, context["widget"]["subwidgets"], strict=True):
            part["caption"] = caption
        return context


class BirthDateField(forms.MultiValueField):
    """Date of birth in three parts: Tag, Monat, Jahr."""

    widget = BirthDateWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": BIRTH_HELP,
        "required": BIRTH_HELP,
        "incomplete": BIRTH_HELP,
        "future": "Das Geburtsdatum liegt in der Zukunft. Prüfen Sie das Jahr.",
    }

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.IntegerField(error_messages={"invalid": BIRTH_HELP}, required=False) for _ in range(3)]
        super().__init__(parts, require_all_fields=True, **kwargs)

    def compress(self, data_list: list[Any]) -> datetime.date | None:
        if not data_list:
            return None
        day, month, year = data_list
        try:
            born_on = datetime.date(year, month, day)
        except (ValueError, TypeError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if year < 1900:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if born_on > timezone.localdate():
            raise ValidationError(self.error_messages["future"], code="future")
        return born_on


class TelephoneField(PhoneNumberField):
    """A telephone number with area code, in any spelling: without the leading 0 or + it would be another number."""

    def __init__(self, **kwargs: Any) -> None:
        # The library's own widget spells what was typed anew, also where it is refused.
        super().__init__(widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}), **kwargs)
        self.error_messages["invalid"] = PHONE_HELP

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if text and not text.lstrip("( ").startswith(("0", "+")):
            raise ValidationError(PHONE_HELP, code="invalid")
        return super().to_python(text)


class ChipsRadio(forms.RadioSelect):
    """Choose one of few, shown as chips."""

    template_name = "forms/widgets/chips.html"


class ChipsCheckbox(forms.CheckboxSelectMultiple):
    """Choose some of few, shown as chips."""

    template_name = "forms/widgets/chips.html"


class ChoiceCards(forms.RadioSelect):
    """Choose one of few, shown as large cards; `hints` adds a small line per value."""

    template_name = "forms/widgets/choice_cards.html"

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = (), *, hints: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = dict(hints or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option


class FacesRadio(forms.RadioSelect):
    """Three faces with words for "Wie läuft es?"; the choices come in the order good, middling, hard."""

    template_name = "forms/widgets/faces.html"
    FACES = ("good", "middling", "hard")

    def create_option(
        self, name: str, value: Any, label: Any, selected: bool, index: int, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        option = super().create_option(name, value, label, selected, index, *args, **kwargs)
        option["face"] = self.FACES[min(index, len(self.FACES) - 1)]
        return option
