from django.urls import path

from asa.demo.sign_in import demo_sign_in

urlpatterns = [path("anmelden/<str:token>/", demo_sign_in, name="demo_sign_in")]
