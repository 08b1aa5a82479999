from django.urls import URLPattern, path

from cases.desk.admission import hours_views, open_views, views

urlpatterns: list[URLPattern] = [
    path("offen/", open_views.admission_open_list, name="admission_open_list"),
    path("neu/", views.admission_create, name="admission_create"),
    path("<uuid:public_id>/", views.admission_detail, name="admission_detail"),
    path("<uuid:public_id>/pruefen/", views.admission_check, name="admission_check"),
    path("<uuid:public_id>/stunden/", hours_views.admission_hours, name="admission_hours"),
    path("<uuid:public_id>/<slug:part>/", views.admission_part, name="admission_part"),
]
