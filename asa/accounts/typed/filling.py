"""Put values into the controls of a page's form, leaving every other byte of the page as it is.

Done to the finished page, because that works for any form, whoever builds it: what a browser would send from the
result is what was sent before.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

from asa.accounts.once import FRAME_FIELDS

_VALUELESS = frozenset({"file", "password", "submit", "button", "image", "reset"})
_BOXES = frozenset({"checkbox", "radio"})

Attributes = dict[str, str | None]


@dataclass
class Control:
    """One input, select or textarea: its place in the text and what it holds."""

    tag: str
    attributes: Attributes
    start: int
    end: int
    form: int | str | None
    folds: list[int]
    options: list["Control"] = field(default_factory=list)
    content: tuple[int, int] = (0, 0)
    text: str = ""

    @property
    def name(self) -> str:
        return self.attributes.get("name") or ""

    @property
    def type(self) -> str:
        return (self.attributes.get("type") or "text").lower() if self.tag == "input" else self.tag

    @property
    def value(self) -> str:
        """Return what a box or an option stands for."""
        default = "on" if self.type in _BOXES else self.text.strip()
        value = self.attributes.get("value")
        return default if value is None else value

    @property
    def is_fillable(self) -> bool:
        return bool(self.name) and self.type not in _VALUELESS and "disabled" not in self.attributes


@dataclass
class Form:
    """One form: its number, its attributes, where its content begins."""

    number: int
    attributes: Attributes
    content: int
    targets: set[str] = field(default_factory=set)
    buttons: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    """Finds forms and controls with their places in the text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.forms: list[Form] = []
        self.controls: list[Control] = []
        self.folds: list[Control] = []
        self.buttons: list[Control] = []
        self._form: int | None = None
        self._open_folds: list[int] = []
        self._select: Control | None = None
        self._reading: Control | None = None
        self.feed(text)
        self.close()

    def _place(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes, start = dict(attrs), self._place()
        end = start + len(self.get_starttag_text() or "")
        owner: int | str | None = attributes.get("form") or self._form
        control = Control(tag, attributes, start, end, owner, list(self._open_folds))
        if tag == "form":
            self._form = len(self.forms)
            self.forms.append(Form(self._form, attributes, end))
        elif tag == "details":
            self._open_folds.append(len(self.folds))
            self.folds.append(control)
        elif tag == "button" or (tag == "input" and control.type in {"submit", "image"}):
            self.buttons.append(control)
        elif tag in {"input", "select", "textarea"}:
            self.controls.append(control)
            self._select = control if tag == "select" else self._select
            self._reading = control if tag == "textarea" else self._reading
        elif tag == "option" and self._select is not None:
            self._select.options.append(control)
            self._reading = control

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # a slash means nothing in HTML

    def handle_data(self, data: str) -> None:
        if self._reading is not None:
            self._reading.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "details" and self._open_folds:
            self._open_folds.pop()
        elif tag in {"textarea", "option", "select"}:
            if self._reading is not None:
                self._reading.content = (self._reading.end, self._place())
            self._reading = None
            self._select = None if tag == "select" else self._select


@dataclass(frozen=True)
class Filled:
    """A page with its form filled; `left` are the values for which the form had no place that shows them."""

    text: str
    left: list[str]
    form: Attributes


def fill(
    text: str, *, page: str, address: str, fields: Iterable[list[str]], marks: list[tuple[str, str]]
) -> Filled | None:
    """Return the page with `fields` put into its form that is sent to `address`; None where it has no such form.

    `marks` are further hidden fields. Names without a control become hidden fields, so that nothing is missing when the
    form is sent; their words are returned in `left`.
    """
    reader = _Reader(text)
    posted: dict[str, list[str]] = defaultdict(list)
    for name, value in fields:
        if name not in FRAME_FIELDS:
            posted[name].append(value)
    form = _form_of(reader, page, address, set(posted))
    if form is None:
        return None
    edits: list[tuple[int, int, str]] = []
    folds: set[int] = set()
    known = set(form.buttons)
    left: list[str] = []
    controls: dict[str, list[Control]] = defaultdict(list)
    for control in reader.controls:
        if not _is_in(control, form):
            continue
        if control.is_fillable:
            controls[control.name].append(control)
        elif control.type in _VALUELESS:
            known.add(control.name)
    for name, same in controls.items():
        if name in FRAME_FIELDS:
            continue
        known.add(name)
        changed, unplaced = _fill_same(same, posted.get(name, []), edits)
        left += unplaced
        folds.update(number for control in changed for number in control.folds)
    more = [(name, value) for name, values in posted.items() if name not in known for value in values]
    left += [value for _, value in more]
    hidden = "".join(_start_tag("input", {"type": "hidden", "name": n, "value": v}) for n, v in [*marks, *more])
    edits.append((form.content, form.content, hidden))
    for number in folds:
        fold = reader.folds[number]
        edits.append((fold.start, fold.end, _start_tag("details", {**fold.attributes, "open": None})))
    return Filled(_edited(text, edits), [value for value in left if value.strip()], form.attributes)


def _form_of(reader: _Reader, page: str, address: str, names: set[str]) -> Form | None:
    """Return the posting form that is sent to `address`, by itself or by a button, with most of the names.

    Without one: the form that has every one of the names.
    """
    forms = [form for form in reader.forms if (form.attributes.get("method") or "").lower() == "post"]
    for form in forms:
        form.targets.add(urljoin(page, form.attributes.get("action") or page))
        for button in reader.buttons:
            if _is_in(button, form):
                form.buttons.add(button.name)
                if button.attributes.get("formaction"):
                    form.targets.add(urljoin(page, button.attributes["formaction"] or page))

    def score(form: Form) -> int:
        own = {control.name for control in reader.controls if _is_in(control, form)} | form.buttons
        return len(names & own)

    sent = [form for form in forms if address in form.targets and (score(form) or not names)]
    whole = [form for form in forms if names and score(form) == len(names)]
    return max(sent or whole, key=score, default=None)


def _is_in(control: Control, form: Form) -> bool:
    return control.form == form.number or (isinstance(control.form, str) and control.form == form.attributes.get("id"))


def _fill_same(
    same: list[Control], values: list[str], edits: list[tuple[int, int, str]]
) -> tuple[list[Control], list[str]]:
    """Fill the controls of one name. Returns those that changed and the values that none of them can show."""
    changed, rest = [], list(values)
    for control in same:
        if control.type in _BOXES:
            wanted = control.value in values
            if wanted and control.value in rest:
                rest.remove(control.value)
            if wanted != ("checked" in control.attributes):
                changed.append(control)
                edits.append((control.start, control.end, _flagged(control, "checked", wanted)))
        elif control.type == "select":
            if _choose(control, rest, edits):
                changed.append(control)
        elif rest and _write(control, rest.pop(0), edits):
            changed.append(control)
    return changed, rest


def _choose(control: Control, rest: list[str], edits: list[tuple[int, int, str]]) -> bool:
    """Mark the options that were chosen and take them out of `rest`."""
    is_changed = False
    for option in control.options:
        wanted = option.value in rest
        if wanted:
            rest.remove(option.value)
        if wanted != ("selected" in option.attributes):
            is_changed = True
            edits.append((option.start, option.end, _flagged(option, "selected", wanted)))
    return is_changed


def _write(control: Control, value: str, edits: list[tuple[int, int, str]]) -> bool:
    """Put `value` into an input or a textarea. Returns whether it held something else."""
    if control.tag == "textarea":
        start, end = control.content
        edits.append((start, end, "\n" + escape(value)))  # a parser drops the first line break
        return control.text.strip() != value.replace("\r\n", "\n").strip()
    edits.append((control.start, control.end, _start_tag(control.tag, {**control.attributes, "value": value})))
    return control.type != "hidden" and (control.attributes.get("value") or "") != value


def _flagged(control: Control, flag: str, wanted: bool) -> str:
    attributes = {name: value for name, value in control.attributes.items() if name != flag}
    return _start_tag(control.tag, {**attributes, flag: None} if wanted else attributes)


def _start_tag(tag: str, attributes: Attributes) -> str:
    words = (name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{' '.join([tag, *words])}>"


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    pieces, last = [], 0
    for start, end, new in sorted(edits):
        pieces += [text[last:start], new]
        last = end
    return "".join([*pieces, text[last:]])
