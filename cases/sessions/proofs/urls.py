from django.urls import URLPattern, path

from cases.sessions.proofs import public_views, views

urlpatterns: list[URLPattern] = [
    path("termine/<uuid:public_id>/anmelden/", views.session_check_in, name="session_check_in"),
    path("termine/<uuid:public_id>/anmelden/code/", views.session_code, name="session_code"),
    path(
        "termine/<uuid:public_id>/anmelden/<uuid:case_id>/", views.session_check_in_mark, name="session_check_in_mark"
    ),
    path("termine/<uuid:public_id>/nachweise/", views.session_proofs, name="session_proofs"),
    path("termine/<uuid:public_id>/nachweise/<uuid:case_id>/", views.proof_take, name="proof_take"),
    path("termine/<uuid:public_id>/nachweise/<uuid:case_id>/verwerfen/", views.proof_discard, name="proof_discard"),
    path("termine/<uuid:public_id>/liste/", views.sheet_upload, name="sheet_upload"),
    path("anwesenheitslisten/<uuid:public_id>/", views.sheet_file, name="sheet_file"),
    path("anwesenheitsliste/<slug:kind>/<uuid:public_id>/<str:month>/", views.printed_sheet, name="printed_sheet"),
    path("massnahmen/nachweise/", views.measure_proof_list, name="measure_proof_list"),
    path("massnahmen/<uuid:public_id>/nachweis/", views.measure_proof, name="measure_proof"),
    path("da/<int:provider_id>/<uuid:public_id>/<slug:code>/", public_views.lesson_code, name="lesson_code"),
    path(
        "da/<int:provider_id>/<uuid:public_id>/<slug:code>/hier/",
        public_views.lesson_code_here,
        name="lesson_code_here",
    ),
]
