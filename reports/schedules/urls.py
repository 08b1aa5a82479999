from django.urls import URLPattern, path

from reports.schedules import views

urlpatterns: list[URLPattern] = [
    path("berichte/zeitplaene/", views.schedule_list, name="schedule_list"),
    path("berichte/zeitplaene/neu/", views.schedule_choose, name="schedule_choose"),
    path("berichte/zeitplaene/neu/<slug:code>/", views.schedule_create, name="schedule_create"),
    path("berichte/zeitplaene/erneut/", views.schedule_retry, name="schedule_retry"),
    path("berichte/zeitplaene/massnahme/<uuid:public_id>/", views.schedule_measure, name="schedule_measure"),
    path(
        "berichte/zeitplaene/massnahme/<uuid:public_id>/aussetzen/",
        views.schedule_measure_pause,
        name="schedule_measure_pause",
    ),
    path("berichte/zeitplaene/<uuid:public_id>/", views.schedule_edit, name="schedule_edit"),
    path("berichte/zeitplaene/<uuid:public_id>/aussetzen/", views.schedule_pause, name="schedule_pause"),
    path("berichte/zeitplaene/<uuid:public_id>/fortsetzen/", views.schedule_go_on, name="schedule_go_on"),
    path("berichte/zeitplaene/<uuid:public_id>/loeschen/", views.schedule_delete, name="schedule_delete"),
]
