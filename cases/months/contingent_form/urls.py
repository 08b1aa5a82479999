from django.urls import path

from cases.months.contingent_form import list_views, views

urlpatterns = [
    path("formular/", views.form_month, name="form_last"),
    path("formular/<slug:month>/", views.form_month, name="form_month"),
    path("formular/einstellungen/<uuid:public_id>/", views.form_settings, name="form_settings"),
    path("formular/version/<uuid:public_id>/<slug:form>/", views.form_issue_file, name="form_issue_file"),
    path("formular/<slug:month>/los/<uuid:public_id>/", views.form_lot, name="form_lot"),
    path("formular/<slug:month>/los/<uuid:public_id>/<slug:form>/", views.form_lot_file, name="form_lot_file"),
    path("formular/<slug:month>/<uuid:public_id>/", views.form_measure, name="form_measure"),
    path("formular/<slug:month>/<uuid:public_id>/liste/", list_views.form_list, name="form_list"),
    path("formular/<slug:month>/<uuid:public_id>/datei/<slug:form>/", views.form_file, name="form_file"),
]
