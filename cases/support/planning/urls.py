from django.urls import URLPattern, path

from cases.support.planning import holiday_views, views

urlpatterns: list[URLPattern] = [
    path("verwaltung/schulferien/", holiday_views.school_holidays, name="school_holidays"),
    path(
        "verwaltung/schulferien/<int:pk>/loeschen/", holiday_views.school_holiday_remove, name="school_holiday_remove"
    ),
    path("teilnehmende/<uuid:public_id>/berufsschule/", views.school_times, name="school_times"),
    path(
        "teilnehmende/<uuid:public_id>/berufsschule/<int:pk>/loeschen/",
        views.school_time_remove,
        name="school_time_remove",
    ),
]
