from django.urls import path

from cases.sessions.rules import views

urlpatterns = [
    path("regeln/", views.rule_set_list, name="rule_set_list"),
    path("regeln/<uuid:public_id>/", views.rule_set_detail, name="rule_set_detail"),
    path("regeln/<uuid:public_id>/kopieren/", views.rule_set_copy, name="rule_set_copy"),
    path("massnahmen/<uuid:public_id>/regeln/", views.measure_rules, name="measure_rules"),
]
