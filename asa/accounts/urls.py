"""Own routes below /konto/. They come before allauth's, so that a name of allauth's given here replaces its page."""

from django.urls import path

from asa.accounts.typed.draft_views import draft_adopt, draft_discard, draft_save
from asa.accounts.typed.views import page_token, typed_discard
from asa.accounts.views.account import email, no_confirmation
from asa.accounts.views.email_change import address_confirm
from asa.accounts.views.invitations import invitation, invitation_renew
from asa.accounts.views.profile import own_profile, person_picture
from asa.accounts.views.providers import provider_choice
from asa.accounts.views.recovery import recovery, recovery_confirm
from asa.accounts.views.second_factor import activate_app, add_passkey, remove_passkey, set_up
from asa.accounts.views.sessions import own_sessions

urlpatterns = [
    path("profil/", own_profile, name="own_profile"),
    path("profil/bild/<uuid:public_id>/", person_picture, name="person_picture"),
    path("zweiter-faktor/", set_up, name="second_factor_setup"),
    path("einladung/<int:provider_id>/<str:secret>/", invitation, name="invitation"),
    path("einladung/<int:provider_id>/<str:secret>/neu/", invitation_renew, name="invitation_renew"),
    path("wiederherstellung/", recovery, name="recovery"),
    path("wiederherstellung/<uuid:key>/bestaetigen/", recovery_confirm, name="recovery_confirm"),
    path("2fa/totp/activate/", activate_app, name="mfa_activate_totp"),
    path("2fa/webauthn/add/", add_passkey, name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", remove_passkey, name="mfa_remove_webauthn"),
    path("adresse/<int:provider_id>/<str:secret>/", address_confirm, name="address_confirm"),
    path("traeger/", provider_choice, name="provider_choice"),
    path("sessions/", own_sessions, name="usersessions_list"),
    path("entwuerfe/<uuid:key>/", draft_save, name="draft_save"),
    path("entwuerfe/<uuid:key>/verwerfen/", draft_discard, name="draft_discard"),
    path("entwuerfe/<uuid:key>/weiter/", draft_adopt, name="draft_adopt"),
    path("zeichen/", page_token, name="page_token"),
    path("eingaben/verwerfen/", typed_discard, name="typed_discard"),
    path("email/", email, name="account_email"),
    path("confirm-email/", no_confirmation, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", no_confirmation, name="account_confirm_email"),
]
