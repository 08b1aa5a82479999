from django.urls import URLPattern, path

from cases.notes import views

urlpatterns: list[URLPattern] = [
    path("teilnehmende/<uuid:public_id>/notizen/<str:code>/", views.note_list, name="note_list"),
    path("teilnehmende/<uuid:public_id>/notizen/<str:code>/neu/", views.note_create, name="note_create"),
    path("notizen/<str:code>/<uuid:public_id>/ergaenzen/", views.note_amend, name="note_amend"),
    path("teilnehmende/<uuid:public_id>/einwilligungen/neu/", views.consent_create, name="consent_create"),
    path("einwilligungen/<uuid:public_id>/widerrufen/", views.consent_withdraw, name="consent_withdraw"),
]
