"""Official look-ups without personal data: occupations (KldB 2010), postcodes. Loaded by `manage.py load_catalogue`."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper


class Occupation(models.Model):
    """A five-digit class (Berufsgattung) of the Klassifikation der Berufe 2010, edition 2020."""

    code = models.CharField("KldB 2010", max_length=5, unique=True)
    title = models.CharField("Bezeichnung", max_length=250)
    short_title = models.CharField("Kurzbezeichnung", max_length=250)
    group = models.CharField("Berufsgruppe", max_length=250)
    area = models.CharField("Berufsbereich", max_length=160)

    class Meta:
        verbose_name = "Beruf"
        verbose_name_plural = "Berufe"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.title

    @property
    def requirement_level(self) -> int:
        """Return the requirement level 1–4 (Anforderungsniveau), the last digit of the code."""
        return int(self.code[-1])


class OccupationName(models.Model):
    """One of the official names assigned to a class, with the forgiving form that the search compares."""

    occupation = models.ForeignKey(Occupation, on_delete=models.CASCADE, related_name="names")
    name = models.CharField("Name", max_length=250)
    search_key = models.CharField(max_length=250, editable=False)

    class Meta:
        verbose_name = "Berufsname"
        verbose_name_plural = "Berufsnamen"
        ordering = ("name",)
        indexes = [GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="occupation_name_trigrams")]

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """A postcode with one of its places (GeoNames, CC BY 4.0)."""

    postcode = models.CharField("Postleitzahl", max_length=5)
    place = models.CharField("Ort", max_length=120)
    land = models.CharField("Land", max_length=2)

    class Meta:
        verbose_name = "Postleitzahl"
        verbose_name_plural = "Postleitzahlen"
        ordering = ("postcode", "place")
        constraints = [models.UniqueConstraint("postcode", Upper("place"), "land", name="postcode_place_once")]

    def __str__(self) -> str:
        return f"{self.postcode} {self.place}"
