from django.urls import URLPattern, path

from cases.support.planning import views

urlpatterns: list[URLPattern] = [
    path("teilnehmende/<uuid:public_id>/berufsschule/", views.school_times, name="school_times"),
    path(
        "teilnehmende/<uuid:public_id>/berufsschule/<int:pk>/loeschen/",
        views.school_time_remove,
        name="school_time_remove",
    ),
]
