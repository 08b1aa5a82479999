from django.urls import URLPattern, path

from cases.desk import views

urlpatterns: list[URLPattern] = [
    path("teilnehmende/", views.case_list, name="case_list"),
    path("teilnehmende/excel/", views.case_export, name="case_export"),
    path("teilnehmende/<uuid:public_id>/", views.case_detail, name="case_detail"),
    path("suche/", views.search, name="search"),
    path("mehr/", views.more, name="more"),
]
