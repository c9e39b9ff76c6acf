"""The addresses of the accounts library that Leg Up uses; the rest of it is not routed."""

from allauth.account import urls as account
from allauth.mfa import urls as second_factor

urlpatterns = [*account.urlpatterns, *second_factor.urlpatterns]
