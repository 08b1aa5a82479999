"""All routes of the application. Each topic brings its own list; names are `object_verb` and unique."""

from django.conf import settings
from django.urls import include, path

from asa.health import health
from asa.icon import icon

urlpatterns = [
    path("gesund/", health, name="health"),
    path("favicon.ico", icon, name="icon"),
    path("konto/", include("asa.accounts.urls")),
    path("konto/", include("allauth.urls")),
    path("", include("cases.desk.urls")),
    path("", include("cases.people.urls")),
    path("", include("cases.sessions.urls")),
    path("", include("cases.sessions.proofs.urls")),
    path("", include("cases.sessions.overlaps.urls")),
    path("", include("cases.sessions.rules.urls")),
    path("", include("cases.sessions.budgets.urls")),
    path("", include("cases.sessions.ledger.carry_over.urls")),
    path("", include("cases.sessions.calendar.urls")),
    path("", include("cases.desk.cover.urls")),
    path("", include("cases.sessions.offers.urls")),
    path("", include("cases.sessions.series.urls")),
    path("", include("cases.sessions.support_change.urls")),
    path("", include("cases.support.planning.urls")),
    path("", include("cases.notes.urls")),
    path("", include("cases.support.urls")),
    path("", include("cases.support.budgets.urls")),
    path("", include("cases.months.emaw.urls")),
    path("", include("cases.months.statuses.urls")),
    path("", include("cases.months.moving.urls")),
    path("", include("cases.months.closing.urls")),
    path("", include("cases.months.contingent_form.urls")),
    path("", include("cases.months.billing.urls")),
    path("", include("cases.portal.urls")),
    path("", include("companies.records.urls")),
    path("", include("companies.catalogue.urls")),
    path("", include("reports.engine.urls")),
    path("", include("reports.funder_room.urls")),
    path("", include("reports.completeness.urls")),
    path("", include("reports.runs.urls")),
    path("", include("reports.schedules.urls")),
    path("", include("reports.policies.urls")),
    path("", include("reports.progress_pages.urls")),
    path("", include("asa.jobs.urls")),
    path("verwaltung/", include("asa.administration.urls")),
    path("", include("asa.help.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("asa.demo.urls")))
