"""Addresses of the people one knows."""

from django.urls import path

from legup.contacts import views

app_name = "contacts"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.create, name="create"),
    path("people/<key:key>/edit/", views.edit, name="edit"),
    path("people/<key:key>/tie/", views.tie, name="tie"),
    path("people/<key:key>/notes/", views.note, name="note"),
    path("people/<key:key>/put-away/", views.archive, name="archive"),
    path("people/<key:key>/silence/", views.silence, name="silence"),
]
