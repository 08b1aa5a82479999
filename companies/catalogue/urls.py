from django.urls import URLPattern, path

from companies.catalogue import views

urlpatterns: list[URLPattern] = [
    path("berufe/suche/", views.occupation_search, name="occupation_search"),
    path("postleitzahlen/suche/", views.postcode_search, name="postcode_search"),
]
