"""Addresses of a person's own word on when to write again."""

from django.urls import path

from legup.followup import views

app_name = "followup"
urlpatterns = [
    path("people/<key:key>/rest/", views.rest, name="rest"),
    path("people/<key:key>/rest/over/", views.take_up, name="take_up"),
    path("people/<key:key>/reminder/", views.later, name="later"),
    path("people/<key:key>/no/", views.declined, name="declined"),
]
