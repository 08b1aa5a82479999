"""Fields that ask for an occupation or a place: a type-ahead with scripts, a list of choices without."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from companies.catalogue.models import OccupationName
from companies.catalogue.search import OccupationHit, PlaceHit, exact_occupation, places_of, search_occupations
from companies.records.enums import Land

#: Name of the button that only looks for occupations and saves nothing.
SEARCH_BUTTON = "occupation_search"


class OccupationWidget(forms.MultiWidget):
    """Text with suggestions, the chosen name's id in a hidden field, and after a search a list to choose from."""

    template_name = "companies/catalogue/widget_occupation.html"
    candidates: tuple[OccupationHit, ...] = ()

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        text = forms.TextInput({"autocomplete": "off", "data-typeahead-url": reverse_lazy("occupation_search")})
        super().__init__([text, forms.HiddenInput(), forms.HiddenInput()], attrs)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else ""

    def decompress(self, value: OccupationName | None) -> list[Any]:
        return [value.name, value.pk, ""] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        text, chosen, picked = context["widget"]["subwidgets"]
        text["attrs"]["data-typeahead-target"] = chosen["attrs"].get("id", "")
        context.update(candidates=self.candidates, picked=str(picked["value"] or ""), search_button=SEARCH_BUTTON)
        return context


class OccupationField(forms.MultiValueField):
    """Asks for a training occupation; the value is an OccupationName (official name with its class).

    What is chosen from the suggestions counts while its text still stands there; otherwise a name spelled exactly is
    taken, and anything else brings the list of the best matches to choose from.
    """

    widget = OccupationWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": "Geben Sie einen Ausbildungsberuf ein.",
        "choose": "Wählen Sie den Beruf aus der Liste.",
        "unknown": "Diesen Beruf gibt es im amtlichen Verzeichnis nicht. Versuchen Sie ein anderes Wort.",
    }

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.CharField(max_length=250, required=False, empty_value="") for _ in range(3)]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> OccupationName | None:
        # this field skips its parts' own cleaning, and PostgreSQL takes no NUL
        text, chosen, picked = (str(part or "").replace("\0", "").strip() for part in value) if value else ("", "", "")
        found = self._by_id(picked) or self._by_text(text, chosen)
        if found is None and text:
            hits = self.offer(text)
            raise ValidationError(self.error_messages["choose" if hits else "unknown"], code="choose")
        if found is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return found

    def offer(self, text: str) -> tuple[OccupationHit, ...]:
        """Search and show the best matches as a list to choose from."""
        self.widget.candidates = tuple(search_occupations(text))
        return self.widget.candidates

    @staticmethod
    def _by_id(pk: str) -> OccupationName | None:
        if not pk.isdecimal() or len(pk) > 18:
            return None
        return OccupationName.objects.select_related("occupation").filter(pk=int(pk)).first()

    def _by_text(self, text: str, chosen: str) -> OccupationName | None:
        """Take the suggestion while its text was not changed afterwards, or a name spelled exactly."""
        suggestion = self._by_id(chosen)
        return suggestion if suggestion is not None and suggestion.name == text else exact_occupation(text)


class OccupationSearchMixin:
    """For forms with an `occupation`: the button "Beruf suchen" shows matches and complains about nothing."""

    def is_occupation_search(self) -> bool:
        return SEARCH_BUTTON in self.data  # type: ignore[attr-defined]

    def show_matches(self) -> None:
        """Look for occupations and drop every message, because nothing was meant to be saved."""
        form: Any = self
        form.full_clean()
        field = form.fields["occupation"]
        field.offer(form.data.get(f"{form.add_prefix('occupation')}_0", ""))
        kept = form.errors.get("occupation") if not field.widget.candidates else None
        form.errors.clear()
        if kept:
            form.errors["occupation"] = kept


class PlaceMixin:
    """For forms with `postcode`, `place` and `land`: the postcode proposes, what was typed is never overwritten."""

    def offer_places(self, *, place: str = "place", land: str = "land") -> None:
        """Add a list of places where the posted postcode has several and none was typed; call it last in __init__."""
        form: Any = self
        form.fields["postcode"].widget.attrs.update(
            {
                "inputmode": "numeric",
                "maxlength": 5,
                "autocomplete": "off",
                "data-typeahead-url": reverse_lazy("postcode_search"),
                "data-fills-place": f"id_{form.add_prefix(place)}",
                "data-fills-land": f"id_{form.add_prefix(land)}",
            }
        )
        self._hits: list[PlaceHit] = []
        if not form.is_bound:
            return
        postcode = form.data.get(form.add_prefix("postcode"), "").strip()
        self._hits = places_of(postcode) if postcode.isdecimal() and len(postcode) == 5 else []
        if len(self._hits) > 1 and not form.data.get(form.add_prefix(place), "").strip():
            choices = [(f"{hit.place}|{hit.land}", f"{hit.place} ({hit.land_name})") for hit in self._hits]
            form.fields["place_choice"] = forms.ChoiceField(
                label=f"Welcher Ort gehört zu {postcode}?", choices=choices, widget=forms.RadioSelect, required=False
            )
            names = [name for name in form.fields if name != "place_choice"]
            names.insert(names.index("postcode") + 1, "place_choice")
            form.order_fields(names)

    def clean_postcode(self) -> str:
        """Refuse at the field what the table's constraint would refuse for the row as a whole."""
        form: Any = self
        postcode: str = form.cleaned_data["postcode"] or ""
        if postcode and not (len(postcode) == 5 and postcode.isascii() and postcode.isdigit()):
            raise ValidationError("Die Postleitzahl hat fünf Ziffern.", code="postcode")
        return postcode

    def complete_place(self, cleaned: dict[str, Any], *, place: str = "place", land: str = "land") -> None:
        """Fill what is empty from the postcode; raise where the person has to choose between places."""
        choice = cleaned.get("place_choice")
        if choice:
            cleaned[place], chosen_land = choice.rsplit("|", 1)
            cleaned[land] = cleaned.get(land) or chosen_land
        elif self._hits and not cleaned.get(place):
            if len(self._hits) > 1:
                form: Any = self
                form.add_error("place_choice", "Zu dieser Postleitzahl gibt es mehrere Orte. Wählen Sie einen.")
                return
            cleaned[place] = self._hits[0].place
        lands = {hit.land for hit in self._hits}
        if len(lands) == 1 and not cleaned.get(land):
            cleaned[land] = lands.pop()


LAND_CHOICES = [("", "bitte wählen"), *Land.choices]
