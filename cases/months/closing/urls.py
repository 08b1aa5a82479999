from django.urls import path

from cases.months.closing import correction_views, pro_forma_views, views

urlpatterns = [
    path("monat/", views.month_page, name="month_last"),
    path("monat/<slug:month>/", views.month_page, name="month"),
    path("monat/<slug:month>/leere/", views.month_close_empty, name="month_close_empty"),
    path("monat/<slug:month>/los/<uuid:public_id>/buchungen/", views.lot_bookings, name="lot_bookings"),
    path("monat/<slug:month>/<uuid:public_id>/", views.month_measure, name="month_measure"),
    path("monat/<slug:month>/<uuid:public_id>/excel/", views.month_xlsx, name="month_xlsx"),
    path("monat/<slug:month>/<uuid:public_id>/erinnern/", views.month_remind, name="month_remind"),
    path("monat/<slug:month>/<uuid:public_id>/buchungen/", views.month_bookings, name="month_bookings"),
    path("termine/<uuid:public_id>/buchungen/", views.session_bookings, name="session_bookings"),
    path("teilnehmende/<uuid:public_id>/buchungen/", views.case_bookings, name="case_bookings"),
    path("korrekturen/", correction_views.correction_list, name="correction_list"),
    path("korrekturen/neu/", correction_views.correction_create, name="correction_new"),
    path("korrekturen/<uuid:public_id>/", correction_views.correction_detail, name="correction_detail"),
    path("termine/<uuid:public_id>/korrektur/", correction_views.correction_create, name="correction_create"),
    path("termine/<uuid:public_id>/pro-forma/", pro_forma_views.pro_forma_create, name="pro_forma_create"),
    path("pro-forma/<int:pk>/", pro_forma_views.pro_forma_decide, name="pro_forma_decide"),
    path("pro-forma/<int:pk>/zuruecknehmen/", pro_forma_views.pro_forma_back, name="pro_forma_back"),
]
