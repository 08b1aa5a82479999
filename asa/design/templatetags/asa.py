"""Template filters and tags: German formats, problems of forms, links that keep their filters."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import phonenumbers
from django import forms, template
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from asa.design.numbers import german_number

register = template.Library()

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
SHORT_MONTHS = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
NBSP = "\u00a0"
#: The kind of session, and the part of hours, that is counted in units of 45 minutes.
TUITION = "tuition"
MINUTES_PER_UNIT = 45
BADGE_KINDS = {"info", "success", "warning", "danger"}


# ---- dates and times ----


def _local(value: Any) -> Any:
    """Return aware moments in local time, everything else unchanged."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _date(value: Any) -> datetime.date | None:
    value = _local(value)
    if isinstance(value, datetime.datetime):
        return value.date()
    return value if isinstance(value, datetime.date) else None


@register.filter
def full_date(value: Any) -> str:
    """22.11.2026"""
    day = _date(value)
    return f"{day:%d.%m.%Y}" if day else ""


@register.filter
def short_date(value: Any) -> str:
    """Mo., 22. Nov."""
    day = _date(value)
    return f"{WEEKDAYS[day.weekday()][:2]}., {day.day}.{NBSP}{SHORT_MONTHS[day.month - 1]}" if day else ""


@register.filter
def row_date(value: Any) -> str:
    """Mo. 22.11., for the first column of rows."""
    day = _date(value)
    return f"{WEEKDAYS[day.weekday()][:2]}.{NBSP}{day:%d.%m.}" if day else ""


@register.filter
def long_date(value: Any) -> str:
    """Freitag, 20. November"""
    day = _date(value)
    return f"{WEEKDAYS[day.weekday()]}, {day.day}.{NBSP}{MONTHS[day.month - 1]}" if day else ""


@register.filter
def month_name(value: Any) -> str:
    """November 2026"""
    day = _date(value)
    return f"{MONTHS[day.month - 1]} {day.year}" if day else ""


@register.filter
def near_date(value: Any) -> str:
    """heute, gestern, morgen, or Mo., 22. Nov.; with the year when it is another one."""
    day = _date(value)
    if not day:
        return ""
    today = timezone.localdate()
    words = {0: "heute", -1: "gestern", 1: "morgen"}
    if (word := words.get((day - today).days)) is not None:
        return word
    return short_date(day) if day.year == today.year else f"{short_date(day)} {day.year}"


@register.filter
def clock(value: Any) -> str:
    """14:30"""
    value = _local(value)
    return f"{value:%H:%M}" if isinstance(value, (datetime.time, datetime.datetime)) else ""


@register.filter
def clock_words(value: Any) -> str:
    """14:30 Uhr"""
    text = clock(value)
    return f"{text}{NBSP}Uhr" if text else ""


@register.filter
def calendar_week(value: Any) -> str:
    """KW 47"""
    day = _date(value)
    return f"KW{NBSP}{day.isocalendar().week}" if day else ""


@register.filter
def iso(value: Any) -> str:
    """Machine-readable date or moment for `<time datetime>`."""
    value = _local(value)
    return value.isoformat() if hasattr(value, "isoformat") else ""


# ---- numbers ----


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """1.234,5"""
    return "" if value in (None, "") else german_number(value, places)


@register.filter
def euro(value: Any) -> str:
    """12,50 €"""
    return "" if value in (None, "") else f"{german_number(value, 2)}{NBSP}€"


@register.filter
def hours(minutes: Any) -> str:
    """0,75 Std. from 45 minutes; two decimals at most, one at least."""
    return "" if minutes in (None, "") else f"{_tenths(Decimal(minutes) / 60)}{NBSP}Std."


@register.filter
def units(minutes: Any) -> str:
    """1,0 UE from 45 minutes."""
    return "" if minutes in (None, "") else f"{_tenths(Decimal(minutes) / MINUTES_PER_UNIT)}{NBSP}UE"


@register.filter
def units_and_hours(minutes: Any) -> str:
    """1,0 UE (0,75 Std.) from 45 minutes."""
    return "" if minutes in (None, "") else f"{units(minutes)} ({hours(minutes)})"


@register.filter
def hours_clock(minutes: Any) -> str:
    """1:15 Std. from 75 minutes; what is over is written -0:20 Std."""
    if minutes in (None, ""):
        return ""
    whole, rest = divmod(abs(int(minutes)), 60)
    return f"{'-' if int(minutes) < 0 else ''}{whole}:{rest:02}{NBSP}Std."


@register.filter
def in_kind(minutes: Any, kind: Any) -> str:
    """Tuition in units and hours, everything else in hours and minutes: only tuition is counted in units."""
    return units_and_hours(minutes) if kind == TUITION else hours_clock(minutes)


def _tenths(value: Decimal) -> str:
    """Write with two decimals, or with one where the second is zero."""
    text = german_number(value, 2)
    return text[:-1] if text.endswith("0") else text


# ---- contact data ----


@register.filter
def phone(value: Any) -> str:
    """+49 171 1234567; text that is no number stays as it is."""
    parsed = _phone(value)
    if parsed is None:
        return str(value or "")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@register.filter
def phone_link(value: Any) -> str:
    """tel:+491711234567, or nothing for text that is no number."""
    parsed = _phone(value)
    return f"tel:{phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)}" if parsed else ""


def _phone(value: Any) -> phonenumbers.PhoneNumber | None:
    if not value:
        return None
    try:
        return phonenumbers.parse(str(value), "DE")
    except phonenumbers.NumberParseException:
        return None


@register.filter
def iban(value: Any) -> str:
    """DE12 3456 7890 …"""
    text = str(value or "").replace(" ", "")
    return NBSP.join(text[i : i + 4] for i in range(0, len(text), 4))


@register.filter
def initials(value: Any) -> str:
    """SB for Sabine Berger."""
    words = str(value or "").split()
    return "".join(word[0].upper() for word in ([words[0], words[-1]] if len(words) > 1 else words))


# ---- parts ----


@register.simple_tag
def badge(kind: str, text: str) -> SafeString:
    """Show a state as word and icon; `kind` is info, success, warning, danger or plain (word only)."""
    if kind not in BADGE_KINDS:
        return format_html(
            '<span class="kern-badge kern-badge--small asa-badge--plain"><span class="kern-label">{}</span></span>',
            text,
        )
    return format_html(
        '<span class="kern-badge kern-badge--small kern-badge--{}">{}<span class="kern-label">{}</span></span>',
        kind,
        icon(kind),
        text,
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one of KERN's icons, hidden from screen readers."""
    return format_html('<span class="kern-icon kern-icon--{}" aria-hidden="true"></span>', name)


FACES = {"good": "M14 24q6 6 12 0", "middling": "M14 26h12", "hard": "M14 27q6-6 12 0"}


@register.simple_tag
def face(name: str) -> SafeString:
    """Draw a face: good, middling or hard."""
    return format_html(
        '<svg width="40" height="40" viewBox="0 0 40 40" fill="none" stroke="currentColor" stroke-width="2.5" '
        'stroke-linecap="round" aria-hidden="true" focusable="false"><circle cx="20" cy="20" r="17"/>'
        '<circle cx="14" cy="16" r="1.6" fill="currentColor"/><circle cx="26" cy="16" r="1.6" fill="currentColor"/>'
        '<path d="{}"/></svg>',
        FACES[name],
    )


STATUS_SIGNS = {
    "good": mark_safe('<path d="M9 16.5l5 5 9-10"/>'),
    "talk": mark_safe('<path d="M16 8.5v9M16 23v.2"/>'),
    "wait": mark_safe('<path d="M16 9v7.5l5 3"/>'),
}


@register.simple_tag
def status_sign(name: str) -> SafeString:
    """Draw the sign beside a company's sentence: good, talk or wait."""
    return format_html(
        '<svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
        '<circle cx="16" cy="16" r="15" fill="currentColor"/><g class="asa-status__mark" fill="none" stroke-width="3" '
        'stroke-linecap="round" stroke-linejoin="round">{}</g></svg>',
        STATUS_SIGNS[name],
    )


@dataclass(frozen=True)
class BarShape:
    """Widths of one bar in hundredths of the common scale."""

    done: str
    planned: str
    frame: str


@register.simple_tag
def bar_shape(done: Any, planned: Any, granted: Any, scale: Any) -> BarShape:
    """Turn minutes into widths for `parts/bar.html`; `scale` is the largest value of all bars on the page."""
    whole = max(Decimal(scale or 0), Decimal(done or 0) + Decimal(planned or 0), Decimal(granted or 0), Decimal(1))
    return BarShape(*(f"{Decimal(value or 0) / whole * 100:.2f}" for value in (done, planned, granted)))


# ---- names in other scripts ----

#: Letters that are written from right to left: Hebrew, Arabic and their neighbours.
_LEFTWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
#: Words of such letters with what joins them to a name; digits and commas belong to the sentence around it.
_LEFTWARD_NAME = re.compile(f"[{_LEFTWARD}](?:[{_LEFTWARD}\u0300-\u036f]|[ \u00a0'’.-]+(?=[{_LEFTWARD}]))*")
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"


@register.filter
def isolated(value: Any) -> Any:
    """Return a text for a page or PDF in which an Arabic or Hebrew name does not reverse the numbers after it."""
    text = str(value)
    if not _LEFTWARD_NAME.search(text):
        return value
    parts, at = [], 0
    for found in _LEFTWARD_NAME.finditer(text):
        parts += [conditional_escape(text[at : found.start()]), format_html("<bdi>{}</bdi>", found[0])]
        at = found.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, conditional_escape(text[at:])]))


@register.filter
def isolated_title(value: Any) -> str:
    """Return the same for a title, which holds no elements: the name stands between invisible marks."""
    return _LEFTWARD_NAME.sub(lambda found: f"{_ISOLATE}{found[0]}{_END_OF_ISOLATE}", str(value))


# ---- forms ----


@register.filter
def is_single_checkbox(widget: forms.Widget) -> bool:
    """Tell whether the widget is one checkbox, whose label stands beside it."""
    return isinstance(widget, forms.CheckboxInput)


@register.filter
def shows_optional(field: forms.BoundField) -> bool:
    """Tell whether the label gets "(freiwillig)"; a form (filters) or a field switches it off: `hide_optional = True`.

    A field does so when the form itself asks for it, for example because a stored value may stay as it is.
    """
    return not (
        field.field.required or any(getattr(part, "hide_optional", False) for part in (field.form, field.field))
    )


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; `target` is the id of the field, empty for the form as a whole."""

    message: str
    target: str


@register.simple_tag
def form_problems(*sources: Any) -> list[Problem]:
    """Collect the problems of forms, formsets or lists of forms, and mark them as shown in a summary."""
    return [problem for source in sources for form in _forms(source) for problem in _problems(form)]


def _forms(source: Any) -> Iterable[forms.BaseForm]:
    if isinstance(source, forms.BaseForm):
        return [source]
    if not source or isinstance(source, str):
        return []
    return [form for item in source for form in _forms(item)]


def _problems(form: forms.BaseForm) -> Iterable[Problem]:
    form.is_summary_shown = True  # type: ignore[attr-defined]  # read by the form's template
    if not form.is_bound:
        return
    for name in form.errors:
        target = _target(form, name)
        yield from (Problem(message, target) for message in error_messages(form, name))


@register.filter
def worded_errors(field: forms.BoundField) -> list[str]:
    """Return what stands below the field: the same sentences as in the summary."""
    return error_messages(field.form, field.name) if field.errors else []


def error_messages(form: forms.BaseForm, name: str) -> list[str]:
    """Return the messages of one field; where the form brought no words of its own, say what to do with this field."""
    data = form.errors.as_data() if hasattr(form.errors, "as_data") else {}
    field = form.fields.get(name)
    if field is None or name not in data:
        return [str(message) for message in form.errors[name]]
    label = str(form[name].label)
    return [message for error in data[name] for message in _worded(error, field, label)]


def _worded(error: ValidationError, field: forms.Field, label: str) -> list[str]:
    """Replace a library's general message by an instruction that names the field."""
    messages = [str(message) for message in error.messages]
    if error.code == "required" and messages == [str(forms.Field.default_error_messages["required"])]:
        return [_required_message(field, label)]
    if error.code == "invalid" and isinstance(field, forms.EmailField):
        return ["Diese E-Mail-Adresse ist nicht vollständig."]
    if error.code in {"invalid_choice", "invalid_pk_value"}:
        return [f"Wählen Sie bei „{label}“ einen der Vorschläge."]
    if error.params and error.message == MinValueValidator.message:
        return [f"{label}: mindestens {error.params['limit_value']}."]
    if error.params and error.message == MaxValueValidator.message:
        return [f"{label}: höchstens {error.params['limit_value']}."]
    return messages


def _required_message(field: forms.Field, label: str) -> str:
    ended = label if label.endswith(("?", ".")) else f"{label}."
    if isinstance(field.widget, forms.CheckboxInput):
        return f"Setzen Sie den Haken: {ended}"
    if isinstance(field.widget, forms.FileInput):
        return f"Wählen Sie eine Datei: {ended}"
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        return f"Wählen Sie etwas aus: {ended}"
    return f"Füllen Sie das Feld aus: {ended}"


def _target(form: forms.BaseForm, name: str) -> str:
    """Return the id that a link to the field jumps to: of fieldsets, the first input.

    What concerns the form as a whole leads nowhere, unless the form names a part of the page as its `problem_target`.
    """
    if name not in form.fields:
        return getattr(form, "problem_target", "")
    field = form[name]
    if field.is_hidden or not field.auto_id:
        return ""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


@register.filter
def has_problems(source: Any) -> bool:
    """Tell whether any of the forms has errors; the page title then starts with "Fehler: "."""
    return any(form.is_bound and form.errors for form in _forms(source))


# ---- links ----


def _query(context: RequestContext) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """Return the query string of this page with changes, keeping filters: `{% query page=2 %}`; None removes a key.

    Unless the page itself is changed, the list starts again at its first page.
    """
    current = _query(context)
    if "page" not in changes:
        current.pop("page", None)
    for key, value in changes.items():
        if value in (None, ""):
            current.pop(key, None)
        else:
            current[key] = str(value)
    return f"?{current.urlencode()}" if current else "?"


@register.simple_tag(takes_context=True)
def query_without(context: RequestContext, key: str, value: Any = None) -> str:
    """Return the query string without a filter, or without one of its values: where a chip leads that removes it."""
    current = _query(context)
    rest = [] if value is None else [item for item in current.getlist(key) if item != str(value)]
    current.setlist(key, rest)
    current.pop("page", None)
    return f"?{current.urlencode()}" if current.urlencode() else "?"


@register.simple_tag(takes_context=True)
def query_with(context: RequestContext, key: str, value: Any) -> str:
    """Return the query string with one more value of a filter."""
    current = _query(context)
    current.appendlist(key, str(value))
    current.pop("page", None)
    return f"?{current.urlencode()}"


@register.simple_tag
def nav_current(item: Any) -> SafeString:
    """Mark the current entry of a navigation: `<a href=…{% nav_current item %}>`."""
    return mark_safe(' aria-current="page"') if getattr(item, "current", False) else mark_safe("")


@register.filter
def window(page: Any) -> list[int]:
    """Return the page numbers around a page of a paginator: first, last and two to each side; 0 stands for a gap."""
    last = page.paginator.num_pages
    shown = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    numbers: list[int] = []
    for number_ in shown:
        if numbers and number_ - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number_)
    return numbers
