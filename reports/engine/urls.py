from django.urls import path

from reports.engine.views import (
    report_detail,
    report_excel,
    report_list,
    report_narrative,
    report_order,
    report_pdf,
    report_release,
)

urlpatterns = [
    path("berichte/", report_list, name="report_list"),
    path("berichte/neu/", report_order, name="report_order"),
    path("berichte/<uuid:public_id>/", report_detail, name="report_detail"),
    path("berichte/<uuid:public_id>/einleitung/", report_narrative, name="report_narrative"),
    path("berichte/<uuid:public_id>/freigeben/", report_release, name="report_release"),
    path("berichte/<uuid:public_id>/pdf/", report_pdf, name="report_pdf"),
    path("berichte/<uuid:public_id>/excel/", report_excel, name="report_excel"),
]
