"""A checksum over everything that a simulation made."""

import hashlib

from django.apps import apps
from django.db import models

#: Everything of the provider's own but the hours and the reports, which come last and have their own tests.
MODELS: tuple[type[models.Model], ...] = tuple(
    apps.get_model(label)
    for label in (
        "accounts.User",
        "accounts.FundingBody",
        "accounts.Site",
        "accounts.Team",
        "accounts.Membership",
        "accounts.StaffProfile",
        "accounts.FunderAccess",
        "cases.Lot",
        "cases.Measure",
        "companies.Company",
        "companies.CompanyContact",
        "cases.Trainee",
        "cases.Case",
        "cases.Admission",
        "cases.CaseEvent",
        "cases.MeasureStay",
        "cases.ContactAssignment",
        "cases.ContactDeputy",
        "cases.CaseStaff",
        "cases.TrainingContract",
        "cases.Exam",
        "cases.SupportElement",
        "cases.Consent",
        "cases.CounsellingNote",
        "cases.CompanyStatus",
        "cases.LessonGroup",
        "cases.SessionSeries",
        "cases.Session",
        "cases.SessionStaff",
        "cases.Attendance",
        "cases.LedgerEntry",
    )
)
#: What no seed decides: identifiers, passwords, and the moments at which the services wrote a row.
NOT_SEEDED = {
    *("public_id", "request_key", "password", "sealed_text", "picture"),
    *(
        "at",
        "started_at",
        "completed_at",
        "created_at",
        "joined_at",
        "date_joined",
        "last_login",
        "entered_at",
        "last_provider",
    ),
}


def digest_of(provider):
    """Return a checksum over every row; keys of rows are replaced by their place in their table."""
    return hashlib.sha256("\n".join(lines_of()).encode()).hexdigest()


def lines_of():
    """Return one line per field of every row; what stands in tables that are not compared is left out."""
    rows = {model: list(model._default_manager.order_by("pk")) for model in MODELS}
    places = {model: {row.pk: place for place, row in enumerate(found)} for model, found in rows.items()}
    lines = []
    for model in MODELS:
        for row in rows[model]:
            for field in model._meta.concrete_fields:
                if field.primary_key or field.name in NOT_SEEDED:
                    continue
                value = getattr(row, field.attname)
                if field.is_relation:
                    value = places.get(field.related_model, {}).get(value)
                lines.append(f"{model.__name__}.{field.name}={value}")
    return lines
