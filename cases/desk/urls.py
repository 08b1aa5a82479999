from django.urls import URLPattern, URLResolver, include, path

from cases.desk import views
from cases.desk.contracts import contract_end, contract_end_correct
from cases.desk.exams import exam_create, exam_edit, exam_list, exam_result
from cases.desk.today import today
from cases.desk.trainee_page import contact_picture, deputy_picture

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today, name="today"),
    path("mein-bereich/bild/", contact_picture, name="contact_picture"),
    path("mein-bereich/vertretung/bild/", deputy_picture, name="deputy_picture"),
    path("teilnehmende/", views.case_list, name="case_list"),
    path("teilnehmende/excel/", views.case_export, name="case_export"),
    path("teilnehmende/<uuid:public_id>/", views.case_detail, name="case_detail"),
    path("vertraege/<uuid:public_id>/ende/", contract_end, name="contract_end"),
    path("vertraege/<uuid:public_id>/ende/berichtigen/", contract_end_correct, name="contract_end_correct"),
    path("", include("cases.desk.life.urls")),
    path("teilnehmende/<uuid:public_id>/pruefungen/", exam_list, name="exam_list"),
    path("teilnehmende/<uuid:public_id>/pruefungen/neu/", exam_create, name="exam_create"),
    path("teilnehmende/<uuid:public_id>/pruefungen/<int:exam_id>/", exam_edit, name="exam_edit"),
    path("teilnehmende/<uuid:public_id>/pruefungen/<int:exam_id>/ergebnis/", exam_result, name="exam_result"),
    path("", include("cases.desk.person_edit.urls")),
    path("", include("cases.desk.case_team.urls")),
    path("suche/", views.search, name="search"),
    path("mehr/", views.more, name="more"),
]
