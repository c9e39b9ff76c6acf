"""The pages that belong to no room: the door, and what is shown when something is not there or broke."""

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render


def home(request):
    """The front door: Today for those inside, the way in for the rest."""
    return redirect("desk:today" if request.user.is_authenticated else "account_login")


def health(request):
    """Whether this process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def robots(request):
    """Nothing here is for search engines yet."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


def not_found(request, exception=None):
    """Not there, or not yours: the same page for both."""
    return render(request, "not_found.html", status=404)


def went_wrong(request):
    """A bug. It was logged once; the page says so without details and without the database."""
    return render(request, "went_wrong.html", status=500)
