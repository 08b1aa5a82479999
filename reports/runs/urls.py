from django.urls import URLPattern, path

from reports.runs import views

urlpatterns: list[URLPattern] = [
    path("berichte/sammellaeufe/", views.run_list, name="run_list"),
    path("berichte/sammellaeufe/neu/<slug:code>/", views.run_create, name="run_create"),
    path("berichte/sammellaeufe/<uuid:public_id>/", views.run_detail, name="run_detail"),
    path("berichte/sammellaeufe/<uuid:public_id>/erneut/", views.run_again, name="run_again"),
]
