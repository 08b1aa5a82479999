from django.urls import URLPattern, path

from cases.support.budgets import contingent_views, views

_STEP = "stunden/<uuid:public_id>"

urlpatterns: list[URLPattern] = [
    path("teilnehmende/<uuid:public_id>/stunden/", views.grant_list, name="grant_list"),
    path("teilnehmende/<uuid:public_id>/stunden/neu/", views.grant_create, name="grant_create"),
    path("stunden/offen/", views.grant_open_list, name="grant_open_list"),
    path(f"{_STEP}/zustimmen/", views.grant_step, {"answer": "agree"}, name="grant_agree"),
    path(f"{_STEP}/gegenvorschlag/", views.grant_step, {"answer": "counter"}, name="grant_counter"),
    path(f"{_STEP}/ablehnen/", views.grant_step, {"answer": "refuse"}, name="grant_refuse"),
    path(f"{_STEP}/aendern/", views.grant_step, {"answer": "change"}, name="grant_change"),
    path("kontingente/", contingent_views.contingent_list, name="contingent_list"),
    path("kontingente/<uuid:public_id>/", contingent_views.measure_years, name="measure_years"),
    path("kontingente/<uuid:public_id>/jahre/", contingent_views.years_create, name="years_create"),
    path("kontingente/<uuid:public_id>/jahr/", contingent_views.year_create, name="year_create"),
    path("massnahmejahre/<uuid:public_id>/kontingent/", contingent_views.contingent_add, name="contingent_add"),
    path("massnahmejahre/<uuid:public_id>/entfernen/", contingent_views.year_remove, name="year_remove"),
]
