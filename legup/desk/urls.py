"""Addresses of the person's own desk."""

from django.urls import path

from legup.desk import sample_views, ui_gallery, views, welcome

app_name = "desk"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/later/", views.snooze, name="snooze"),
    path("today/all/", views.unsnooze, name="unsnooze"),
    path("people/<key:key>/", views.person, name="person"),
    path("welcome/", welcome.who, name="welcome"),
    path("welcome/curious/", welcome.curious, name="welcome_curious"),
    path("welcome/people/", welcome.people, name="welcome_people"),
    path("choose/", welcome.choose, name="choose"),
    path("choose/<key:key>/", welcome.first_letter, name="first_letter"),
    path("names/<key:key>/letter/", views.follow_referral, name="follow_referral"),
    path("export/", views.export, name="export"),
    path("samples/", sample_views.open_samples, name="open_samples"),
    path("samples/leaving/", sample_views.leave_samples, name="leave_samples"),
    path("samples/removal/", sample_views.remove_samples, name="remove_samples"),
    path("ui/", ui_gallery.parts, name="parts"),
]
