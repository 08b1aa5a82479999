from django.urls import path

from asa.jobs.views import job_again, job_progress

urlpatterns = [
    path("auftraege/<uuid:public_id>/", job_progress, name="job_progress"),
    path("auftraege/<uuid:public_id>/erneut/", job_again, name="job_again"),
]
