from django.urls import URLPattern, path

from companies.records import views

urlpatterns: list[URLPattern] = [
    path("betriebe/", views.company_list, name="company_list"),
    path("betriebe/suche/", views.company_search, name="company_search"),
    path("betriebe/neu/", views.company_create, name="company_create"),
    path("betriebe/<uuid:public_id>/", views.company_detail, name="company_detail"),
    path("betriebe/<uuid:public_id>/bearbeiten/", views.company_edit, name="company_edit"),
    path("betriebe/<uuid:public_id>/kontakte/neu/", views.contact_create, name="contact_create"),
    path("betriebe/kontakte/<uuid:public_id>/", views.contact_edit, name="contact_edit"),
]
