"""Addresses of the mail account."""

from django.urls import path

from legup.mail import views

app_name = "mail"
urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/removal/", views.remove, name="remove"),
    path("mailbox/release/", views.release_letters, name="release"),
]
