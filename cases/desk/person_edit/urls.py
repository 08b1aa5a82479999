from django.urls import URLPattern, path

from cases.desk.person_edit import views
from cases.desk.person_edit.account import trainee_account

urlpatterns: list[URLPattern] = [
    path("teilnehmende/<uuid:public_id>/ansprechperson/", views.contact_person_change, name="contact_person_change"),
    path("teilnehmende/<uuid:public_id>/vertretung/", views.deputy_create, name="deputy_create"),
    path("teilnehmende/<uuid:public_id>/vertretung/<int:deputy_id>/ende/", views.deputy_end, name="deputy_end"),
    path("teilnehmende/<uuid:public_id>/stammdaten/", views.trainee_edit, name="trainee_edit"),
    path("teilnehmende/<uuid:public_id>/zugang/", trainee_account, name="trainee_account"),
    path("teilnehmende/<uuid:public_id>/bedarf/", views.needs_edit, name="needs_edit"),
    path("teilnehmende/<uuid:public_id>/team/", views.team_change, name="team_change"),
    path("teilnehmende/<uuid:public_id>/vertraege/neu/", views.contract_create, name="contract_create"),
    path("vertraege/<uuid:public_id>/bearbeiten/", views.contract_edit, name="contract_edit"),
]
