from django.urls import path

from reports.engine.entry_views import report_entries, report_entries_csv
from reports.engine.file_views import report_excel, report_pdf, report_zip
from reports.engine.verify_views import report_verify
from reports.engine.views import (
    report_choose,
    report_detail,
    report_list,
    report_order,
    report_release,
    report_submit,
    report_texts,
    report_withdraw,
)

urlpatterns = [
    path("berichte/", report_list, name="report_list"),
    path("berichte/neu/", report_choose, name="report_choose"),
    path("berichte/neu/<slug:code>/", report_order, name="report_order"),
    path("berichte/pruefen/", report_verify, name="report_verify"),
    path("berichte/<uuid:public_id>/", report_detail, name="report_detail"),
    path("berichte/<uuid:public_id>/texte/", report_texts, name="report_texts"),
    path("berichte/<uuid:public_id>/zur-freigabe/", report_submit, name="report_submit"),
    path("berichte/<uuid:public_id>/freigeben/", report_release, name="report_release"),
    path("berichte/<uuid:public_id>/zurueckziehen/", report_withdraw, name="report_withdraw"),
    path("berichte/<uuid:public_id>/zahlen/", report_entries, name="report_entries"),
    path("berichte/<uuid:public_id>/zahlen.csv", report_entries_csv, name="report_entries_csv"),
    path("berichte/<uuid:public_id>/pdf/", report_pdf, name="report_pdf"),
    path("berichte/<uuid:public_id>/zip/", report_zip, name="report_zip"),
    path("berichte/<uuid:public_id>/excel/", report_excel, name="report_excel"),
]
