import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from companies.catalogue.folding import fold
from companies.catalogue.forms import OccupationField
from companies.catalogue.search import places_of, search_occupations
from tests.factories import MembershipFactory

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.mark.parametrize(
    ("typed", "code", "name"),
    [
        ("kfz mechatronikerin", "25212", "Kfz-Mechatroniker/in"),
        ("Kfz-Mechatroniker:in", "25212", "Kfz-Mechatroniker/in"),
        ("Kauffrau Büromanagement", "71402", "Kaufmann/-frau - Büromanagement"),
        ("kauffrau bueromanagement", "71402", "Kaufmann/-frau - Büromanagement"),
        ("friseur", "82312", "Friseur/in"),
        ("Friseur-in", "82312", "Friseur/in"),
        ("elektoniker energie", "26212", "Elektroniker/in - Energie- und Gebäudetechnik"),
        ("fachinformatikerin", "43102", "Fachinformatiker/in - Systemintegration"),
        ("pflegefachfrau", "81302", "Pflegefachmann/-frau (Ausbildung)"),
        ("backer", "29222", "Bäcker/in"),
        ("Baeckerin", "29222", "Bäcker/in"),
        ("mfa", "81102", "Medizinische/r Fachangestellte/r"),
    ],
)
def test_finds_among_the_first_five(typed, code, name):
    assert (code, name) in [(hit.code, hit.name) for hit in search_occupations(typed, limit=5)]


@pytest.mark.parametrize("typed", ["", "x", "' OR 1=1 --", "<script>", "%%%%", "\x00\x00", "a" * 5000])
def test_odd_text_finds_nothing_and_breaks_nothing(typed):
    assert search_occupations(typed.replace("\x00", "")) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bäcker/in", "baeckerin"), ("Kauffrau", "Kaufmann/-frau"), ("Großhändler", "grosshaendler"), ("Köchin", "Koch")],
)
def test_spellings_fold_alike(one, other):
    assert fold(one) == fold(other)


def test_the_type_ahead_answers_with_name_and_class(sign_in):
    client = sign_in(MembershipFactory().user)
    answer = client.get(reverse("occupation_search"), {"q": "friseur"}, headers={"accept": "application/json"})
    first = answer.json()["results"][0]
    assert first["label"] == "Friseur/in"
    assert first["hint"].startswith("KldB 82312")


def test_without_scripts_the_same_address_is_a_page(sign_in):
    client = sign_in(MembershipFactory().user)
    answer = client.get(reverse("occupation_search"), {"q": "friseur"}, headers={"accept": "text/html"})
    assert "Friseur/in" in answer.content.decode()


def test_nobody_searches_without_signing_in(client):
    assert client.get(reverse("occupation_search"), {"q": "friseur"}).status_code == 302


def test_a_changed_text_drops_the_suggestion_chosen_before():
    field = OccupationField()
    hit = search_occupations("friseur")[0]
    assert field.clean([hit.name, str(hit.name_id), ""]).name == hit.name
    with pytest.raises(Exception, match="Liste"):
        field.clean(["kfz mechatronikerin", str(hit.name_id), ""])
    assert "Kfz-Mechatroniker/in" in [hit.name for hit in field.widget.candidates]


def test_what_is_picked_from_the_list_counts():
    hit = search_occupations("kfz mechatronikerin")[0]
    assert OccupationField().clean(["kfz mechatronikerin", "", str(hit.name_id)]).pk == hit.name_id


def test_what_no_table_can_hold_is_an_unknown_occupation():
    with pytest.raises(ValidationError, match="amtlichen Verzeichnis"):
        OccupationField().clean(["\0xyzxyz", "\0", "\0"])


def test_a_postcode_with_several_places_names_them_all():
    assert len(places_of("35325")) >= 1
    assert {hit.land for hit in places_of("80331")} == {"BY"}
