from django.urls import URLPattern, path

from cases.desk.cover import views

urlpatterns: list[URLPattern] = [
    path("abwesenheiten/", views.absence_list, name="absence_list"),
    path("abwesenheiten/neu/", views.absence_create, name="absence_create"),
    path("abwesenheiten/<uuid:public_id>/", views.absence_detail, name="absence_detail"),
    path("abwesenheiten/<uuid:public_id>/bearbeiten/", views.absence_edit, name="absence_edit"),
    path("abwesenheiten/<uuid:public_id>/vertretung/", views.absence_deputies, name="absence_deputies"),
    path("abwesenheiten/<uuid:public_id>/uebergeben/", views.absence_hand_over, name="absence_hand_over"),
]
