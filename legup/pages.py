"""The pages that belong to no room: the door, and what is shown when something is not there or broke."""

import re
from functools import cache
from urllib.parse import urljoin

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.gzip import gzip_page

FIRST = ("css/base.css", "css/fonts.css")


def home(request):
    """The front door: Today for those inside, the way in for the rest."""
    return redirect("desk:today" if request.user.is_authenticated else "account_login")


def health(request):
    """Whether this process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@gzip_page
def stylesheet(request, version):
    """All stylesheets in one, base first because it names the layers; a browser may keep it for ever."""
    return HttpResponse(_styles(), content_type="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})


@cache
def _styles() -> str:
    folder = settings.HERE / "static"
    rest = sorted(str(path.relative_to(folder)) for path in folder.glob("css/*/*.css"))
    return "\n".join(_with_whole_addresses(name, (folder / name).read_text()) for name in (*FIRST, *rest))


def _with_whole_addresses(name: str, text: str) -> str:
    """The addresses in a stylesheet, seen from anywhere."""
    return re.sub(r'url\("([^"]+)"\)', lambda found: f'url("{urljoin(static(name), found[1])}")', text)


def robots(request):
    """Nothing here is for search engines yet."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


def not_found(request, exception=None):
    """Not there, or not yours: the same page for both."""
    return render(request, "not_found.html", status=404)


def went_wrong(request):
    """A bug. It was logged once; the page says so without details and without the database."""
    return render(request, "went_wrong.html", status=500)
