"""Looking around with sample people: in, out, and gone, by one click each."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect

from legup.desk import samples
from legup.lib.clock import now

BACKEND = "django.contrib.auth.backends.ModelBackend"


def open_samples(request):
    """The desk with sample people, which belongs to whoever opens it."""
    if request.user.is_sample:
        return redirect("desk:today")
    login(request, samples.fill(request.user, now()), backend=BACKEND)
    return redirect("desk:today")


def leave_samples(request):
    """Back to one's own desk; the samples stay for another look."""
    if not request.user.is_sample:
        raise Http404
    login(request, request.user.sample_of, backend=BACKEND)
    return redirect("home")


def remove_samples(request):
    """Back to one's own desk, and the samples are gone."""
    owner = request.user.sample_of or request.user
    if request.user.is_sample:
        login(request, owner, backend=BACKEND)
    samples.remove(owner)
    messages.success(request, "The sample people are gone.")
    return redirect("home")
