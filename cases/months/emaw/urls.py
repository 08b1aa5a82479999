from django.urls import URLPattern, path

from cases.months.emaw import versions, views

urlpatterns: list[URLPattern] = [
    path("emaw/", views.emaw_journal, name="emaw_journal"),
    path("emaw/katalog/", views.emaw_catalogue, name="emaw_catalogue"),
    path("emaw/version/", versions.emaw_version, name="emaw_version"),
    path("emaw/neu/", views.emaw_create, name="emaw_create"),
    path("emaw/gesendet/", views.emaw_mark_many, name="emaw_mark_many"),
    path("emaw/abgleich/", views.emaw_refresh, name="emaw_refresh"),
    path("emaw/<uuid:public_id>/", views.emaw_detail, name="emaw_detail"),
    path("emaw/<uuid:public_id>/stand/", views.emaw_mark, name="emaw_mark"),
    path("emaw/<uuid:public_id>/korrektur/", views.emaw_correct, name="emaw_correct"),
    path("emaw/<uuid:public_id>/schreiben/", views.emaw_letter, name="emaw_letter"),
    path("teilnehmende/<uuid:public_id>/emaw/", views.emaw_case, name="emaw_case"),
]
