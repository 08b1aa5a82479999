from django.urls import URLPattern, path

from reports.completeness import views

urlpatterns: list[URLPattern] = [
    path("berichte/neu/<slug:code>/vollstaendigkeit/", views.report_precheck, name="report_precheck"),
    path("berichte/<uuid:public_id>/vollstaendigkeit/", views.report_completeness, name="report_completeness"),
    path("berichte/<uuid:public_id>/neu-rechnen/", views.report_recount, name="report_recount"),
]
