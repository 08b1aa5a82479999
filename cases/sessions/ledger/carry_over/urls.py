from django.urls import URLPattern, path

from cases.sessions.ledger.carry_over import views

urlpatterns: list[URLPattern] = [
    path("teilnehmende/<uuid:public_id>/uebertrag/", views.carry_over_person, name="carry_over_person"),
    path("kontingente/<uuid:public_id>/uebertrag/", views.carry_over_of_measure, name="carry_over_of_measure"),
    path("uebertrag/<uuid:public_id>/berichtigen/", views.carry_over_correct, name="carry_over_correct"),
]
