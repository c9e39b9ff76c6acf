"""Addresses of postings."""

from django.urls import path

from legup.postings import views

app_name = "postings"
urlpatterns = [
    path("postings/", views.postings, name="postings"),
    path("postings/new/", views.create, name="create"),
    path("postings/<key:key>/", views.posting, name="posting"),
    path("postings/<key:key>/same/", views.same, name="same"),
    path("postings/<key:key>/closing/", views.close, name="close"),
    path("postings/boards/new/", views.watch, name="watch"),
    path("postings/boards/<key:key>/checking/", views.check_now, name="check_now"),
    path("postings/boards/<key:key>/ending/", views.unwatch, name="unwatch"),
    path("postings/leads/<key:key>/writing/", views.write, name="write"),
    path("postings/leads/<key:key>/applied/", views.applied, name="applied"),
    path("postings/leads/<key:key>/dismissed/", views.dismiss, name="dismiss"),
]
