from django.urls import path

from cases.sessions import changes, views

urlpatterns = [
    path("termine/neu/", views.session_create, name="session_create"),
    path("termine/neu/<uuid:key>/", views.session_new, name="session_new"),
    path("termine/neu/zaehlung/", views.session_counts, name="session_new_counts"),
    path("termine/<uuid:public_id>/zaehlung/", views.session_counts, name="session_counts"),
    path("termine/offen/", views.session_open_list, name="session_open_list"),
    path("termine/<uuid:public_id>/", views.session_detail, name="session_detail"),
    path("termine/<uuid:public_id>/erfassen/", views.session_log, name="session_log"),
    path("termine/<uuid:public_id>/verschieben/", changes.session_move, name="session_move"),
    path("termine/<uuid:public_id>/absagen/", changes.session_cancel, name="session_cancel"),
    path("termine/<uuid:public_id>/wiederholen/", changes.session_repeat, name="session_repeat"),
    path("termine/<uuid:public_id>/nachricht/<uuid:case_id>/", changes.session_message, name="session_message"),
]
