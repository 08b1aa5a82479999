from django.urls import URLPattern, path

from asa.administration import audit_views, profile_views, views

urlpatterns: list[URLPattern] = [
    path("", views.administration, name="administration"),
    path("personen/", views.member_list, name="member_list"),
    path("personen/neu/", views.member_create, name="member_create"),
    path("personen/<int:pk>/telefon/", profile_views.member_profile, name="member_profile"),
    path("personen/<int:pk>/ende/", views.member_end, name="member_end"),
    path("einstellungen/", views.provider_settings, name="provider_settings"),
    path("protokoll/", views.log_list, name="log_list"),
    path("kostentraeger/<int:pk>/zugang/", views.reader_create, name="reader_create"),
    path("zugaenge/<int:pk>/ende/", views.reader_end, name="reader_end"),
    path("pruefrechte/", audit_views.auditor_list, name="auditor_list"),
    path("pruefrechte/neu/", audit_views.auditor_create, name="auditor_create"),
    path("pruefrechte/<int:pk>/ende/", audit_views.auditor_end, name="auditor_end"),
    path("<slug:slug>/", views.record_list, name="record_list"),
    path("<slug:slug>/neu/", views.record_create, name="record_create"),
    path("<slug:slug>/<int:pk>/", views.record_edit, name="record_edit"),
]
