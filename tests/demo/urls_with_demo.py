"""The routes as they are with ASA_DEMO=1."""

from django.urls import include, path

from asa.urls import urlpatterns as usual

urlpatterns = [*usual, path("demo/", include("asa.demo.urls"))]
