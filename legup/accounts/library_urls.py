"""The addresses of the accounts library that Leg Up uses; the rest of it is not routed."""

from allauth.account import urls as account
from allauth.mfa.webauthn import urls as passkeys
from django.urls import include, path
from django.views.generic import RedirectView

OURS = {"account_email", "mfa_list_webauthn"}  # told on our own page of settings
to_settings = RedirectView.as_view(pattern_name="accounts:settings")

urlpatterns = [
    path("email/", to_settings, name="account_email"),
    path("passkeys/", to_settings, name="mfa_list_webauthn"),
    path("passkeys/all/", to_settings, name="mfa_index"),
    *(route for route in account.urlpatterns if route.name not in OURS),
    path("passkeys/", include([route for route in passkeys.urlpatterns if getattr(route, "name", "") not in OURS])),
]
