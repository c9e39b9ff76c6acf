"""Addresses of the mail account."""

from django.urls import path

from legup.mail import views, views_trying

app_name = "mail"
urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/removal/", views.remove, name="remove"),
    path("mailbox/release/", views.release_letters, name="release"),
    path("mailbox/office/", views.by_the_office, name="office"),
    path("mailbox/sign-in/", views_trying.sign_in, name="sign_in"),
    path("mailbox/signed-in/", views_trying.signed_in, name="signed_in"),
    path("mailbox/test/", views_trying.trial, name="trial"),
    path("mailbox/test/code/", views_trying.confirm, name="confirm"),
    path("mailbox/test/letter/", views_trying.again, name="again"),
    path("mailbox/test/end/", views_trying.end, name="end"),
]
