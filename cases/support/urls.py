from django.urls import URLPattern, path

from cases.support import views

urlpatterns: list[URLPattern] = [
    path("teilnehmende/<uuid:public_id>/unterstuetzung/", views.support_elements, name="support_elements"),
    path("unterstuetzung/<uuid:public_id>/beenden/", views.support_element_end, name="support_element_end"),
]
