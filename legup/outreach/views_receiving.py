"""What comes in: attachments, and letters that may be answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from legup.contacts.models import Contact
from legup.lib.clock import now
from legup.outreach import attaching, doubting
from legup.outreach.models import Doubt, Message

MOST_NAMED = 500


def attachment(request, key):
    """One attachment, always as a file to keep and never as a page to look at."""
    message = get_object_or_404(Message.objects.visible_to(request.user).select_related("arrival", "mailbox"), key=key)
    number = request.POST.get("number", "")
    name, content = attaching.fetch(message, int(number) if number.isdecimal() and len(number) < 4 else -1)
    headers = {"Content-Disposition": content_disposition_header(True, name), "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


def doubts(request):
    """Letters of which the person is asked whose they are."""
    people = list(doubting.written_to(request.user)[:MOST_NAMED])
    rows = [_row(doubt, people) for doubt in doubting.open_for(request.user)]
    return render(request, "outreach/doubts.html", {"rows": rows})


def _row(doubt: Doubt, people: list[Contact]) -> dict:
    likely = doubting.likely(doubt)
    return {"doubt": doubt, "reason": doubting.REASONS.get(doubt.why, ""), "likely": likely, "others": [person for person in people if person not in likely]}


def decide(request, key):
    """The person says whose a letter is, or that it is nobody's."""
    doubt = get_object_or_404(Doubt.objects.visible_to(request.user), key=key)
    whose = request.POST.get("whose", "")
    if whose == "nobody":
        doubting.is_nobodys(doubt, now())
        messages.success(request, "Forgotten. It is still in your mailbox.")
    else:
        contact = get_object_or_404(Contact.objects.visible_to(request.user), key=whose)
        doubting.belongs_to(doubt, contact, now())
        messages.success(request, f"Leg Up fetches the letter within a minute and puts it with {contact.full_name}.")
    return redirect("outreach:doubts")
