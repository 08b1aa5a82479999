from django.urls import URLPattern, path

from cases.sessions.series import group_views, views

urlpatterns: list[URLPattern] = [
    path("gruppen/", group_views.group_list, name="group_list"),
    path("gruppen/neu/", group_views.group_create, name="group_create"),
    path("gruppen/<uuid:public_id>/", group_views.group_detail, name="group_detail"),
    path("gruppen/<uuid:public_id>/bearbeiten/", group_views.group_edit, name="group_edit"),
    path("gruppen/<uuid:public_id>/aufnehmen/", group_views.member_add, name="group_member_add"),
    path("gruppen/<uuid:public_id>/mitglied/<int:pk>/beenden/", group_views.member_end, name="group_member_end"),
    path("serien/neu/<str:kind>/<uuid:public_id>/", views.series_create, name="series_create"),
    path("serien/<uuid:public_id>/", views.series_detail, name="series_detail"),
    path("serien/<uuid:public_id>/beenden/", views.series_end, name="series_end"),
]
