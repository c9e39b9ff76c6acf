"""From an account that signs in to one that is connected: the test letter, its code, and signing in elsewhere."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from legup.lib.clock import now
from legup.lib.refusal import Refusal
from legup.mail import oauth, release, trying
from legup.mail.forms import CodeForm
from legup.mail.models import Mailbox, Trial
from legup.mail.views import put_to_the_test

BROKEN_OFF = "Signing in was broken off, or this page is too old. Nothing was connected. Begin once more under Mailbox."


def trial(request):
    """How far the test has come; looked at again every few seconds until it is over."""
    mine = Trial.objects.visible_to(request.user)
    if (going := mine.open().first()) is None:
        if mine.filter(arrived_at__gt=now() - trying.LEASE).exists():
            messages.success(request, "Your mail account is connected. Letters can leave, and answers will be noticed.")
        return HttpResponse(headers={"HX-Redirect": reverse("mail:mailbox")}) if request.htmx else redirect("mail:mailbox")
    return _page(request, going)


def _page(request, going, form=None, status=200):
    facts = {"trial": going, "form": form or CodeForm(), "held": release.held(), "slow": going.handed_at and now() - going.handed_at > trying.QUICK}
    return render(request, "mail/_trial.html" if request.htmx else "mail/trial.html", facts, status=status)


def confirm(request):
    """Takes the code that stood in the test letter."""
    going, form = get_object_or_404(Trial.objects.open().visible_to(request.user)), CodeForm(request.POST)
    if not form.is_valid() or not trying.confirm(going, form.cleaned_data["code"], now()):
        form.add_error("code", "That is not the code in the letter. It has eight letters and digits.")
        return _page(request, going, form, status=422)
    messages.success(request, "Your mail account is connected. Letters can leave.")
    return redirect("mail:mailbox")


def again(request):
    """Another test letter, with a new code."""
    trying.again(get_object_or_404(Trial.objects.open().visible_to(request.user)), now())
    return redirect("mail:trial")


def end(request):
    """Gives the test up. A mail account that was connected before stays as it was."""
    trying.end(request.user.pk, now())
    messages.success(request, "The test is over, and what you typed in for it is forgotten.")
    return redirect("mail:mailbox")


# Signing in elsewhere


def sign_in(request):
    """Sends the browser to where one signs in; the secrets of that visit stay in the session."""
    service = request.GET.get("service", "")
    if service not in oauth.offered():
        return redirect("mail:mailbox")
    back = _back(request)
    start = oauth.start(service, back, request.GET.get("address", "")[:254])
    request.session["signing_in"] = {"service": service, "state": start.state, "verifier": start.verifier, "back": back, "address": request.GET.get("address", "")[:254]}
    return redirect(start.url)


def signed_in(request):
    """The browser is back. Its code goes into the session and out of the address; a click turns it into an account."""
    visit = request.session.get("signing_in") or {}
    if request.method == "POST":
        return _connect(request, visit)
    if "state" in request.GET:
        if not visit or request.GET["state"] != visit["state"] or "code" not in request.GET:
            request.session.pop("signing_in", None)
            raise Refusal(BROKEN_OFF)
        request.session["signing_in"] = visit | {"code": request.GET["code"][:4000]}
        return redirect("mail:signed_in")
    if "code" not in visit:
        return redirect("mail:mailbox")
    return render(request, "mail/signed_in.html", {"name": oauth.offered().get(visit["service"], ""), "address": visit["address"]})


def _back(request) -> str:
    """Where the service sends the browser: under the public address, or on a laptop where the browser is now."""
    return (settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")) + reverse("mail:signed_in")


def _connect(request, visit):
    if "code" not in visit or visit["service"] not in oauth.offered():
        raise Refusal(BROKEN_OFF)
    del request.session["signing_in"]
    grant = oauth.exchange(visit["service"], visit["code"], visit["verifier"], visit["back"], now())
    box = Mailbox.objects.visible_to(request.user).first()
    findings = put_to_the_test(request, box, trying.granted(request.user, visit["service"], visit["address"], grant))
    if findings:
        return render(request, "mail/signed_in.html", {"findings": findings, "name": oauth.offered()[visit["service"]], "box": box}, status=422)
    return redirect("mail:trial")
