import pytest

from companies.catalogue.loading import load_catalogue
from companies.catalogue.models import Occupation, OccupationName, Postcode


@pytest.mark.usefixtures("catalogue")
def test_a_second_load_changes_nothing():
    ids = set(OccupationName.objects.values_list("pk", flat=True))
    loaded = load_catalogue()
    assert not loaded.changed
    assert (loaded.names, loaded.occupations) == (18838, 1301)
    assert set(OccupationName.objects.values_list("pk", flat=True)) == ids


@pytest.mark.usefixtures("catalogue")
def test_a_damaged_catalogue_is_mended_and_keeps_its_classes():
    known = Occupation.objects.get(code="25212")
    OccupationName.objects.filter(occupation=known).delete()
    Postcode.objects.filter(postcode__startswith="0").delete()
    Occupation.objects.filter(pk=known.pk).update(title="verändert")
    assert load_catalogue().changed
    known.refresh_from_db()
    assert known.title != "verändert"
    assert OccupationName.objects.filter(occupation=known, name="Kfz-Mechatroniker/in").exists()
    assert Postcode.objects.filter(postcode="01067", place="Dresden", land="SN").exists()
