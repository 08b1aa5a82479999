from django.urls import URLPattern, path

from cases.sessions.support_change import views

urlpatterns: list[URLPattern] = [
    path("teilnehmende/<uuid:public_id>/unterstuetzung/aendern/", views.support_change, name="support_change"),
    path(
        "teilnehmende/<uuid:public_id>/unterstuetzung/vorschau/",
        views.support_change_preview,
        name="support_change_preview",
    ),
]
