from django.urls import URLPattern, path

from cases.portal import staff_views, views

urlpatterns: list[URLPattern] = [
    path("teilnehmende/<uuid:public_id>/stand/", staff_views.company_status_edit, name="company_status_edit"),
    path("teilnehmende/<uuid:public_id>/links/", staff_views.company_link_list, name="company_link_list"),
    path(
        "teilnehmende/<uuid:public_id>/links/<uuid:link_id>/beenden/",
        staff_views.company_link_end,
        name="company_link_end",
    ),
    path(
        "teilnehmende/<uuid:public_id>/links/<uuid:link_id>/code/",
        staff_views.company_link_new_code,
        name="company_link_new_code",
    ),
    path("stand/<int:provider_id>/<str:secret>/", views.company_status_page, name="company_status_page"),
    path("stand/<int:provider_id>/<str:secret>/code/", views.company_link_code, name="company_link_code"),
    path("stand/<int:provider_id>/<str:secret>/neu/", views.company_link_renew, name="company_link_renew"),
    path("stand/<int:provider_id>/<str:secret>/bild/<uuid:picture>/", views.company_picture, name="company_picture"),
    path("stand/<int:provider_id>/<str:secret>/termin/<uuid:key>.ics", views.company_date, name="company_date"),
]
