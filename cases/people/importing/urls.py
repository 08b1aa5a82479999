from django.urls import URLPattern, path

from cases.people.importing import views

urlpatterns: list[URLPattern] = [
    path("", views.import_start, name="import_start"),
    path("vorlage/", views.import_template, name="import_template"),
    path("<uuid:public_id>/spalten/", views.import_mapping, name="import_mapping"),
    path("<uuid:public_id>/", views.import_preview, name="import_preview"),
]
