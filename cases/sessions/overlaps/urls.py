from django.urls import path

from cases.sessions.overlaps import views

urlpatterns = [
    path("termine/doppelt/<uuid:case_id>/<uuid:one>/<uuid:other>/", views.overlap_settle, name="overlap_settle"),
]
