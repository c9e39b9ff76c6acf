"""How a refusal is shown: a sentence, with status 422, and a way back."""

import errno
import logging

from django.db import OperationalError
from django.shortcuts import render

from legup.lib.refusal import Refusal

FULL = "The disk is full, so this could not be kept. What was kept before is safe, and reading still works. Make room, then send this once more."
log = logging.getLogger("legup.disk")


class RefusalMiddleware:
    """Turns a Refusal that no form showed in place into a page with its sentence."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Refusal):
            return refused(request, str(exception))
        if is_full_disk(exception):
            log.error("The disk is full: %s", exception)
            return refused(request, FULL, 507)
        return None


def is_full_disk(error: BaseException) -> bool:
    """Whether *error* says that there is no room left, from the system, SQLite or PostgreSQL."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, OperationalError) and ("disk is full" in str(error) or "No space left" in str(error))


def refused(request, sentence: str, status: int = 422):
    """The page that says no, and why."""
    template = "ui/notice_only.html" if getattr(request, "htmx", False) else "refused.html"
    return render(request, template, {"sentence": sentence, "back": request.META.get("HTTP_REFERER", "/")}, status=status)


def stale_form(request, reason=""):
    """A form without its proof that it came from our own page."""
    return refused(request, "This page was open for too long, or cookies are off. Go back, load the page again and send it once more. What you typed is still there.", 403)
