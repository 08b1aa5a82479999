"""Whether two companies may be one: the same name with and without its legal form, in one place."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from companies.catalogue.folding import plain
from companies.records.models import Company

_WORD = re.compile(r"[^\W_]+")
#: Written with dots: e.K., e.V., e.G. and the like become one word.
_DOTTED = re.compile(r"\be\.?\s*(k|v|g|kfm|kfr)\b\.?")
_LEGAL_FORMS = frozenset(
    {"gmbh", "ggmbh", "mbh", "ug", "haftungsbeschrankt", "ag", "kg", "kgaa", "ohg", "gbr", "ek", "ev", "eg"}
    | {"ekfm", "ekfr", "se", "partg", "partgmbb", "co", "und", "cie"}
)
OTHER = "other"


def core_name(name: str) -> str:
    """Return a name in small letters without signs and without the legal form at its end."""
    words = _WORD.findall(_DOTTED.sub(r"e\1", plain(name)))
    core = list(words)
    while len(core) > 1 and core[-1] in _LEGAL_FORMS:
        core.pop()
    return " ".join(core)


def may_be_in_one_place(one: str, other: str) -> bool:
    """Return whether two places can be the same; one that is not known can."""
    return not one.strip() or not other.strip() or plain(one.strip()) == plain(other.strip())


def alike(companies: Iterable[Company], *, name: str, place: str) -> list[Company]:
    """Return those of `companies` that may be the company `name` in `place`."""
    wanted = core_name(name)
    return [one for one in companies if core_name(one.name) == wanted and may_be_in_one_place(one.place, place)]


class SameCompanyField(forms.ChoiceField):
    """Asks whether a company that is typed in as new is one that is there already."""

    def __init__(self, found: Iterable[Company], **kwargs: Any) -> None:
        self.found = {str(company.public_id): company for company in found}
        choices = [(key, f"Derselbe Betrieb: {_described(one)}") for key, one in self.found.items()]
        super().__init__(
            label="Diesen Betrieb gibt es vielleicht schon",
            choices=[*choices, (OTHER, "Ein anderer Betrieb")],
            widget=forms.RadioSelect,
            error_messages={"required": "Entscheiden Sie, ob es derselbe Betrieb ist."},
            **kwargs,
        )

    def company(self, chosen: str | None) -> Company | None:
        """Return the company that was chosen, None for another one."""
        return self.found.get(chosen or "")


def _described(company: Company) -> str:
    return ", ".join(part for part in (company.name, company.trade, company.place) if part)
