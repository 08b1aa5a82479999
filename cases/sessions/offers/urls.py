from django.urls import URLPattern, path

from cases.sessions.offers import views

urlpatterns: list[URLPattern] = [
    path("angebote/", views.offer_list, name="offer_list"),
    path("angebote/unbesetzt/", views.unstaffed_list, name="unstaffed_list"),
    path("termine/<uuid:public_id>/besetzen/", views.session_staff, name="session_staff"),
]
