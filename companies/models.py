"""Gathers the models of the topics for Django; nothing is defined here."""

from companies.catalogue.models import Occupation, OccupationName, Postcode
from companies.records.models import Company, CompanyContact

__all__ = ["Company", "CompanyContact", "Occupation", "OccupationName", "Postcode"]
