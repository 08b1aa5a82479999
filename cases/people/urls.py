from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("aufnahme/", include("cases.desk.admission.urls")),
    path("import/", include("cases.people.importing.urls")),
]
