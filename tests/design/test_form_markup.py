"""Forms in KERN's look: labels, hints, errors and the summary belong together."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from lxml import html

from asa.design.fields import BirthDateField, ChipsRadio, ChoiceCards, GermanDateField
from asa.design.templatetags.asa import error_messages


class SessionForm(forms.Form):
    kind = forms.ChoiceField(label="Art", choices=[("a", "Unterricht"), ("b", "Gespräch")], widget=ChoiceCards)
    on = GermanDateField(label="Datum", help_text="Zum Beispiel 22.11.2026")
    topic = forms.CharField(label="Thema")
    text = forms.CharField(label="Ergebnis", widget=forms.Textarea, required=False, help_text="<b>Ein Satz</b>")
    length = forms.ChoiceField(label="Dauer", choices=[("15", "15"), ("45", "45")], widget=ChipsRadio, required=False)
    born_on = BirthDateField(label="Geburtsdatum")
    mail = forms.EmailField(label="E-Mail", required=False)
    is_checked = forms.BooleanField(label="Ich habe die Angaben geprüft")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("Der Oktober ist abgeschlossen.")


@pytest.fixture
def refused():
    return SessionForm({"on": "32.13.", "mail": "x", "text": "</textarea><script>"})


def tree(markup):
    return html.fromstring(f"<div>{markup}</div>")


def test_every_visible_input_has_a_label_or_legend(refused):
    page = tree(refused)
    for field in page.xpath("//input[@type!='hidden'] | //textarea | //select"):
        assert page.xpath(f"//label[@for='{field.get('id')}']") or field.xpath("ancestor::label"), field.get("name")
    assert [legend.text.strip() for legend in page.xpath("//legend")] == ["Art", "Dauer", "Geburtsdatum"]


def test_errors_and_hints_are_tied_to_their_field(refused):
    page = tree(refused)
    ids = set(page.xpath("//@id"))
    described = " ".join(page.xpath("//@aria-describedby")).split()
    assert {"id_on_helptext", "id_on_error", "id_topic_error", "id_kind_error", "id_is_checked_error"} <= set(described)
    assert set(described) <= ids
    assert page.xpath("//input[@name='on']/@aria-invalid") == ["true"]


def test_ids_are_unique(refused):
    ids = tree(refused).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_only_optional_fields_say_so(refused):
    labels = [label.text_content() for label in tree(refused).xpath("//label | //legend")]
    assert [text.split(" (")[0] for text in labels if "(freiwillig)" in text] == ["Ergebnis", "Dauer", "E-Mail"]


def test_filter_forms_do_not_say_optional():
    form = SessionForm()
    form.hide_optional = True
    assert "freiwillig" not in str(form)


def test_the_summary_names_each_problem_and_leads_to_its_field(refused):
    page = tree(render_to_string("parts/error_summary.html", {"form": refused}))
    lines = {link.text: link.get("href") for link in page.xpath("//a")}
    assert lines == {
        "Wählen Sie etwas aus: Art.": "#id_kind_0",
        "Geben Sie das Datum so ein: 22.11.2026.": "#id_on",
        "Füllen Sie das Feld aus: Thema.": "#id_topic",
        "Geben Sie Tag, Monat und Jahr ein, zum Beispiel 7 3 2007.": "#id_born_on_0",
        "Diese E-Mail-Adresse ist nicht vollständig.": "#id_mail",
        "Setzen Sie den Haken: Ich habe die Angaben geprüft.": "#id_is_checked",
    }
    targets = {href.lstrip("#") for href in lines.values()}
    assert targets <= set(tree(refused).xpath("//@id"))
    assert "Bitte prüfen Sie 7 Angaben" in page.text_content()
    assert "Der Oktober ist abgeschlossen." in page.text_content()


def test_the_same_sentence_stands_at_the_field(refused):
    assert "Füllen Sie das Feld aus: Thema." in tree(refused["topic"].as_field_group()).text_content()


def test_the_summary_is_shown_once(refused):
    assert "error-summary" in str(refused)
    form = SessionForm({})
    render_to_string("parts/error_summary.html", {"form": form})
    assert "error-summary" not in str(form)


def test_a_summary_takes_lists_of_forms():
    class OneField(forms.Form):
        name = forms.CharField(label="Name")

    several = forms.formset_factory(OneField, extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "", "form-1-name": ""}
    )
    text = render_to_string("parts/error_summary.html", {"forms": [OneField({}), several, OneField()]})
    assert "Bitte prüfen Sie 3 Angaben" in text
    assert 'href="#id_form-1-name"' in text


def test_no_problems_no_box():
    assert render_to_string("parts/error_summary.html", {"form": SessionForm()}).strip() == ""


def test_what_people_typed_stays_and_is_escaped(refused):
    markup = str(refused)
    assert 'value="32.13."' in markup
    assert "&lt;/textarea&gt;&lt;script&gt;" in markup


def test_forms_carry_no_inline_code(refused):
    assert not re.search(r"\s(style|on[a-z]+)=", str(refused))


def test_a_number_out_of_bounds_is_named_with_its_bound():
    class LockForm(forms.Form):
        lock_day = forms.IntegerField(label="Abschluss bis zum Tag", min_value=1, max_value=28)
        unit = forms.IntegerField(label="Länge", min_value=15)

    refused = LockForm({"lock_day": "40", "unit": "0"})
    refused.is_valid()
    assert error_messages(refused, "lock_day") == ["Abschluss bis zum Tag: höchstens 28."]
    assert error_messages(refused, "unit") == ["Länge: mindestens 15."]


def test_a_question_keeps_its_mark():
    class AskForm(forms.Form):
        why = forms.ChoiceField(label="Was war stattdessen?", choices=[("a", "A")])

    refused = AskForm({})
    refused.is_valid()
    assert error_messages(refused, "why") == ["Wählen Sie etwas aus: Was war stattdessen?"]
