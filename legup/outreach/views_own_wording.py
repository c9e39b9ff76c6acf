"""Keeping one's own way of a kind of letter, and going back to ours."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from legup.lib.clock import now
from legup.lib.refusal import Refusal
from legup.outreach import drafting, own_wording, versions
from legup.outreach.models import Message


def keep(request, key):
    """The words of this letter become the person's way of its kind; with ``way=ours`` their way is given up."""
    message = get_object_or_404(Message.objects.visible_to(request.user).select_related("owner", "contact"), key=key)
    if message.stand != "draft":
        raise Refusal("This letter has left. Begin another one to keep your way of saying it.")
    versions.keep(message, request.POST.get("subject", message.subject), request.POST.get("body", message.body), now())
    if request.POST.get("way") == "ours":
        _go_back(request, message)
    else:
        own_wording.keep(message, drafting.composed(message, now()), drafting.facts_for(message, now()), now())
        messages.success(request, "Kept. Your next letter of this kind begins in your way, with what you noted about that person.")
    return redirect(reverse("outreach:compose", args=[key]) + "?kept=1")


def _go_back(request, message: Message) -> None:
    untouched = drafting.is_untouched(message)
    if own_wording.forget(message.owner, message.kind) and untouched:
        versions.set_aside(message, "other")
        drafting.redraft(message, now())
    messages.success(request, "The next letter of this kind begins in our wording again.")
