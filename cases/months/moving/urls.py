from django.urls import URLPattern, path

from cases.months.moving import views

urlpatterns: list[URLPattern] = [
    path("uebernahme/", views.move_list, name="move_list"),
    path("uebernahme/<uuid:public_id>/", views.measure_move, name="measure_move"),
    path("teilnehmende/<uuid:public_id>/uebernahme/", views.case_move, name="case_move"),
]
