"""Addresses of the person's own desk."""

from django.urls import path

from legup.desk import ui_gallery

app_name = "desk"
urlpatterns = [
    path("ui/", ui_gallery.parts, name="parts"),
]
