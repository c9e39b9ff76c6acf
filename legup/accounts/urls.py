"""Addresses of signing in and settings."""

from django.urls import include, path

from legup.accounts import views

inside = (
    [
        path("enter/", views.enter, name="enter"),
        path("enter/<str:token>/", views.enter_link, name="enter_link"),
        path("settings/", views.settings_page, name="settings"),
        path("settings/localhost/", views.move_to_localhost, name="move_to_localhost"),
        path("settings/notices/", views.notices, name="notices"),
        path("notices/<str:token>/", views.end_notices, name="end_notices"),
        path("invitations/", views.invite, name="invite"),
        path("invitations/<key:key>/withdrawal/", views.withdraw_invitation, name="withdraw_invitation"),
        path("invited/<str:token>/", views.invited, name="invited"),
    ],
    "accounts",
)
urlpatterns = [
    path("", include(inside)),
    path("account/", include("legup.accounts.library_urls")),
]
