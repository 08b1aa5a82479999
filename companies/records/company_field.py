"""A field that asks for one of many companies: a type-ahead with scripts, a search and a list without."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy

from asa.accounts.sorting import in_order_of
from companies.records.models import Company

#: Name of the button that only looks for companies and saves nothing.
SEARCH_BUTTON = "company_search"
SUGGESTIONS = 8


def search_companies(companies: QuerySet[Company], words: str) -> QuerySet[Company]:
    """Return those of `companies` by name in which every word occurs in name, trade or place, accents apart."""
    for word in words.replace("\0", "").strip()[:120].split():
        companies = companies.filter(
            Q(name__unaccent__icontains=word) | Q(trade__unaccent__icontains=word) | Q(place__unaccent__icontains=word)
        )
    return companies.order_by(*in_order_of("name"))


def hint_of(company: Company) -> str:
    """Return what tells two companies of one name apart."""
    return ", ".join(part for part in (company.trade, company.place) if part)


class CompanyWidget(forms.MultiWidget):
    """Text with suggestions, the chosen company's id in a hidden field, and after a search a list to choose from."""

    template_name = "companies/records/widget_company.html"
    candidates: tuple[tuple[int, str, str], ...] = ()

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        text = forms.TextInput(
            {"autocomplete": "off", "aria-label": "Betrieb", "data-typeahead-url": reverse_lazy("company_search")}
        )
        super().__init__([text, forms.HiddenInput(), forms.HiddenInput()], attrs)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else ""

    def decompress(self, value: Company | None) -> list[Any]:
        return [value.name, value.pk, ""] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        text, chosen, picked = context["widget"]["subwidgets"]
        text["attrs"]["data-typeahead-target"] = chosen["attrs"].get("id", "")
        context.update(candidates=self.candidates, picked=str(picked["value"] or ""), search_button=SEARCH_BUTTON)
        return context


class CompanyField(forms.MultiValueField):
    """Asks for a company out of `queryset`, which the form sets to what its user may see.

    A suggestion counts while its text still stands there; otherwise the only company spelled so is taken, and anything
    else brings the list of matches.
    """

    widget = CompanyWidget
    queryset: QuerySet[Company] = Company.objects.none()
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": "Geben Sie einen Betrieb ein.",
        "choose": "Wählen Sie den Betrieb aus der Liste.",
        "unknown": "Diesen Betrieb gibt es hier nicht. Versuchen Sie ein anderes Wort.",
    }

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.CharField(max_length=160, required=False, empty_value="") for _ in range(3)]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> Company | None:
        # this field skips its parts' own cleaning, and PostgreSQL takes no NUL
        text, chosen, picked = (str(part or "").replace("\0", "").strip() for part in value) if value else ("", "", "")
        found = self._by_id(picked) or self._by_text(text, chosen)
        if found is None and text:
            raise ValidationError(self.error_messages["choose" if self.offer(text) else "unknown"], code="choose")
        if found is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return found

    def offer(self, text: str) -> tuple[tuple[int, str, str], ...]:
        """Search and show the matches as a list to choose from."""
        hits = search_companies(self.queryset, text)[:SUGGESTIONS] if text.strip() else ()
        self.widget.candidates = tuple((hit.pk, hit.name, hint_of(hit)) for hit in hits)
        return self.widget.candidates

    def _by_id(self, pk: str) -> Company | None:
        is_id = pk.isascii() and pk.isdecimal() and len(pk) <= 18
        return self.queryset.filter(pk=int(pk)).first() if is_id else None

    def _by_text(self, text: str, chosen: str) -> Company | None:
        suggestion = self._by_id(chosen)
        if suggestion is not None and suggestion.name == text:
            return suggestion
        same = list(self.queryset.filter(name__iexact=text.replace("\0", ""))[:2]) if text else []
        return same[0] if len(same) == 1 else None


class CompanySearchMixin:
    """For forms with a `company`: the button "Betrieb suchen" shows matches and complains about nothing."""

    def is_company_search(self) -> bool:
        return SEARCH_BUTTON in self.data  # type: ignore[attr-defined]

    def show_companies(self) -> None:
        """Look for companies and drop every message, because nothing was meant to be saved."""
        form: Any = self
        form.full_clean()
        field = form.fields["company"]
        field.offer(str(form.data.get(f"{form.add_prefix('company')}_0", "")))
        kept = form.errors.get("company") if not field.widget.candidates else None
        form.errors.clear()
        if kept:
            form.errors["company"] = kept
