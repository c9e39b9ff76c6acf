"""Submitting twice is submitting once: the second time gives back the first answer."""

import hashlib
import time
from datetime import timedelta

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseRedirect

from legup.accounts.models import Submission
from legup.lib.clock import now
from legup.lib.readonly import SAFE

KEPT = timedelta(days=2)
PATIENCE_SECONDS = 10.0


class OnceMiddleware:
    """Remembers the answer to each form by the one-time key in its ``_once`` field and by what was written in it.

    Once: a repeat of an accepted form answers with the same redirect and the same notices; a form that came back
    with errors, or was changed after going back, may be sent again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        once = "" if request.method in SAFE else _form(request)
        if not once:
            return self.get_response(request)
        submission = _claim(_who(request), once)
        if submission is None:
            return _first_answer(_who(request), once, request)
        try:
            response = self.get_response(request)
        except BaseException:
            submission.delete()
            raise
        return _remember(submission, request, response)


def _form(request) -> str:
    """What makes a form the same form: its key, and what was written in it, so that a corrected one is a new one."""
    if not (key := request.POST.get("_once", "")):
        return ""
    written = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    return hashlib.blake2b(repr((key, request.path, written, files)).encode(), digest_size=20).hexdigest()


def _who(request) -> str:
    known = request.session.session_key or request.COOKIES.get("legup_csrf", "")
    return hashlib.sha256(known.encode()).hexdigest()


def _claim(who: str, once: str) -> Submission | None:
    try:
        with transaction.atomic():
            return Submission.objects.create(session_hash=who, once=once, at=now())
    except IntegrityError:
        return None


def _first_answer(who: str, once: str, request) -> HttpResponse:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        first = Submission.objects.filter(session_hash=who, once=once).first()
        if first is None or first.status is not None:
            break
        time.sleep(0.05)
    if first is None or first.status is None:
        return HttpResponse("The first try has not finished yet. Please look again in a moment.", status=409, content_type="text/plain")
    for line in filter(None, first.notices.split("\n")):
        messages.info(request, line)
    return HttpResponseRedirect(first.location) if first.location else HttpResponse(status=204)


def _remember(submission: Submission, request, response) -> HttpResponse:
    if response.status_code >= 400 or response.status_code == 200:
        submission.delete()
        return response
    queued = getattr(request, "_messages", None)
    submission.notices = "\n".join(str(m) for m in getattr(queued, "_queued_messages", []))
    submission.status, submission.location = response.status_code, response.get("Location", "")
    submission.save()
    return response


def forget_old(at=None) -> int:
    """Drop answers that nobody will ask for again; how many went."""
    return Submission.objects.filter(at__lt=(at or now()) - KEPT).delete()[0]
