"""Every room's addresses, in the order of the loop."""

from django.urls import include, path

from legup import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("health/", pages.health, name="health"),
    path("style/<str:version>.css", pages.stylesheet, name="stylesheet"),
    path("robots.txt", pages.robots, name="robots"),
    path("", include("legup.accounts.urls")),
    path("", include("legup.mail.urls")),
    path("", include("legup.contacts.urls")),
    path("", include("legup.interviews.urls")),
    path("", include("legup.outreach.urls")),
    path("", include("legup.scheduling.urls")),
    path("", include("legup.followup.urls")),
    path("", include("legup.postings.urls")),
    path("", include("legup.desk.urls")),
]
handler404 = "legup.pages.not_found"
handler500 = "legup.pages.went_wrong"
