from django.urls import path

from cases.months.billing import rate_views, views

urlpatterns = [
    path("abrechnung/", views.billing_month, name="billing_last"),
    path("abrechnung/<slug:month>/", views.billing_month, name="billing_month"),
    path("abrechnung/saetze/<uuid:public_id>/", rate_views.rate_list, name="rate_list"),
    path("abrechnung/saetze/<uuid:public_id>/neu/", rate_views.rate_create, name="rate_create"),
    path("abrechnung/saetze/<uuid:public_id>/bedingungen/", rate_views.terms_edit, name="terms_edit"),
    path("abrechnung/satz/<uuid:public_id>/", rate_views.rate_edit, name="rate_edit"),
    path("abrechnung/blatt/<uuid:public_id>/<slug:form>/", views.billing_sheet_file, name="billing_sheet_file"),
    path("abrechnung/<slug:month>/los/<uuid:public_id>/", views.billing_lot, name="billing_lot"),
    path("abrechnung/<slug:month>/los/<uuid:public_id>/<slug:form>/", views.billing_lot_file, name="billing_lot_file"),
    path("abrechnung/<slug:month>/<uuid:public_id>/", views.billing_measure, name="billing_measure"),
    path("abrechnung/<slug:month>/<uuid:public_id>/erstellen/", views.billing_create, name="billing_create"),
]
