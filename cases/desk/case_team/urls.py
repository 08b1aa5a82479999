from django.urls import URLPattern, path

from cases.desk.case_team import views

urlpatterns: list[URLPattern] = [
    path("teilnehmende/fallteam/", views.case_team_many, name="case_team_many"),
    path("teilnehmende/<uuid:public_id>/fallteam/", views.case_team_edit, name="case_team_edit"),
    path("teilnehmende/<uuid:public_id>/fallteam/<int:staff_id>/ende/", views.case_team_end, name="case_team_end"),
]
