from django.urls import path

from reports.funder_room.views import quarter_compare

urlpatterns = [
    path("berichte/vergleich/", quarter_compare, name="quarter_compare"),
]
