from django.urls import URLPattern, path

from cases.sessions.calendar import views

urlpatterns: list[URLPattern] = [path("kalender/", views.calendar, name="calendar")]
