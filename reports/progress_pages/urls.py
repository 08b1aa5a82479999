from django.urls import path

from reports.progress_pages.letter_views import company_letter
from reports.progress_pages.views import progress_check, progress_start, progress_write

urlpatterns = [
    path("teilnehmende/<uuid:public_id>/bericht/", progress_start, name="progress_start"),
    path("berichte/<uuid:public_id>/schreiben/", progress_write, name="progress_write"),
    path("berichte/<uuid:public_id>/pruefen/", progress_check, name="progress_check"),
    path("stand/<int:provider_id>/<str:secret>/brief/<uuid:public_id>.pdf", company_letter, name="company_letter"),
]
