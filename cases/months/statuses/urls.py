from django.urls import URLPattern, path

from cases.months.statuses import views

urlpatterns: list[URLPattern] = [
    path("anwesenheit/", views.day_subjects, name="day_subjects"),
    path("anwesenheit/kuerzel/", views.day_code_list, name="day_code_list"),
    path("anwesenheit/kuerzel/neu/", views.day_code_create, name="day_code_create"),
    path("anwesenheit/kuerzel/<uuid:public_id>/", views.day_code_edit, name="day_code_edit"),
    path("anwesenheit/fehltage/<uuid:public_id>/<str:month>/", views.absence_report, name="absence_report"),
    path(
        "anwesenheit/fehltage/<uuid:public_id>/<str:month>/<slug:form>/",
        views.absence_report_file,
        name="absence_report_file",
    ),
    path("anwesenheit/<slug:kind>/<str:key>/<str:month>/", views.day_grid, name="day_grid"),
]
