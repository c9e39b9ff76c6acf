"""Addresses of conversations."""

from django.urls import path

from legup.interviews import views

app_name = "interviews"
urlpatterns = [
    path("interviews/", views.interviews, name="interviews"),
    path("people/<key:key>/interviews/", views.open_, name="open"),
    path("interviews/<key:key>/guide/", views.guide, name="guide"),
    path("interviews/<key:key>/brief/", views.brief, name="brief"),
    path("interviews/<key:key>/call/", views.call, name="call"),
    path("interviews/<key:key>/call/beginning/", views.begin, name="begin"),
    path("interviews/<key:key>/call/notes/", views.keep_notes, name="keep_notes"),
    path("interviews/<key:key>/call/lines/", views.catch, name="catch"),
    path("interviews/<key:key>/call/questions/", views.ask, name="ask"),
    path("interviews/<key:key>/call/end/", views.end, name="end"),
    path("interviews/<key:key>/call/reopening/", views.reopen, name="reopen"),
    path("interviews/<key:key>/after/", views.after, name="after"),
    path("lines/<key:key>/removal/", views.uncatch, name="uncatch"),
    path("promises/<key:key>/done/", views.promise_done, name="promise_done"),
    path("promises/<key:key>/open/", views.promise_open, name="promise_open"),
]
