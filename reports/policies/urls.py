from django.urls import URLPattern, path

from reports.policies import views

urlpatterns: list[URLPattern] = [
    path("verwaltung/freigabe/", views.policy_list, name="policy_list"),
    path("verwaltung/freigabe/<slug:code>/", views.policy_edit, name="policy_edit"),
]
