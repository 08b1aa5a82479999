from django.urls import URLPattern, path

from asa.administration import audit_views, grant_views, hand_over_views, member_views, profile_views, views

urlpatterns: list[URLPattern] = [
    path("", views.administration, name="administration"),
    path("personen/", member_views.member_list, name="member_list"),
    path("personen/neu/", member_views.member_create, name="member_create"),
    path("personen/<uuid:key>/", member_views.member_detail, name="member_detail"),
    path("personen/<uuid:key>/bearbeiten/", member_views.member_person, name="member_person"),
    path("personen/<uuid:key>/adresse/", member_views.member_address, name="member_address"),
    path("personen/<uuid:key>/rollen/", member_views.member_roles, name="member_roles"),
    path("personen/<uuid:key>/einladen/", member_views.member_invite, name="member_invite"),
    path("personen/<int:pk>/", member_views.member_edit, name="member_edit"),
    path("personen/<int:pk>/telefon/", profile_views.member_profile, name="member_profile"),
    path("personen/<int:pk>/uebergabe/", hand_over_views.member_hand_over, name="member_hand_over"),
    path("personen/<int:pk>/ende/", member_views.member_end, name="member_end"),
    path("rollen/", grant_views.grant_list, name="role_grant_list"),
    path("rollen/<int:pk>/begruenden/", grant_views.role_reason, name="role_reason"),
    path("rollen/<uuid:key>/bestaetigen/", grant_views.grant_decide, {"answer": "confirm"}, name="role_grant_confirm"),
    path("rollen/<uuid:key>/ablehnen/", grant_views.grant_decide, {"answer": "refuse"}, name="role_grant_refuse"),
    path("rollen/<uuid:key>/zurueck/", grant_views.grant_decide, {"answer": "withdraw"}, name="role_grant_withdraw"),
    path("rollen/<uuid:key>/weiter/", grant_views.grant_decide, {"answer": "review"}, name="role_grant_review"),
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
