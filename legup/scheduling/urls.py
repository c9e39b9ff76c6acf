"""Addresses of agreed times."""

from django.urls import path

from legup.scheduling import views

app_name = "scheduling"
urlpatterns = [
    path("interviews/<key:key>/time/", views.agree, name="agree"),
    path("interviews/<key:key>/time/off/", views.cancel, name="cancel"),
    path("interviews/<key:key>/time.ics", views.ics, name="ics"),
]
