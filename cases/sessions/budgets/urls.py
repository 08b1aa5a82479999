from django.urls import path

from cases.sessions.budgets import views

urlpatterns = [
    path("budgets/", views.budget_list, name="budget_list"),
    path("budgets/excel/", views.budget_export, name="budget_export"),
]
