from django.urls import URLPattern, path

from cases.desk.life import list_views, views

urlpatterns: list[URLPattern] = [
    path("teilnehmende/<uuid:public_id>/verlauf/", views.case_life, name="case_life"),
    path("teilnehmende/<uuid:public_id>/verlauf/berichtigen/", views.exit_correct, name="exit_correct"),
    path("teilnehmende/<uuid:public_id>/verlauf/zuruecknehmen/", views.exit_take_back, name="exit_take_back"),
    path("teilnehmende/<uuid:public_id>/verlauf/ruhen-streichen/", views.rest_take_back, name="rest_take_back"),
    path("teilnehmende/<uuid:public_id>/verlauf/verbleib/", views.exit_whereabouts, name="exit_whereabouts"),
    path("teilnehmende/<uuid:public_id>/verlauf/wiedereintritt/", views.case_reenter, name="case_reenter"),
    path("teilnehmende/<uuid:public_id>/verlauf/pruefen/<uuid:exit_id>/", views.exit_decide, name="exit_decide"),
    path("teilnehmende/<uuid:public_id>/verlauf/<slug:slug>/", views.case_step, name="case_step"),
    path("austritte/berichtigungen/", views.exit_correction_list, name="exit_correction_list"),
    path("austritte/listen/", list_views.life_code_list, name="life_code_list"),
    path("austritte/listen/neu/", list_views.life_code_create, name="life_code_create"),
    path("austritte/listen/<uuid:public_id>/", list_views.life_code_edit, name="life_code_edit"),
    path("austritte/regeln/<slug:key>/", list_views.life_rule_edit, name="life_rule_edit"),
]
