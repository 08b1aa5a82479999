from django.urls import URLPattern, path

from asa.help import views

urlpatterns: list[URLPattern] = [
    path("hilfe/", views.help_page, name="help"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
]
