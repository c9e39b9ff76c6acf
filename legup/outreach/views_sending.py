"""Letters that leave and answers that come: the list, one conversation, and the acts on a letter."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from legup.contacts.models import Contact
from legup.lib.clock import now
from legup.mail import release
from legup.outreach import doubting, hours, listing, replies, sending, threads, turns, versions
from legup.outreach.forms_sending import AnswerForm, LeavingForm
from legup.outreach.models import Message
from legup.outreach.standing import stand


def mine(request, key: str) -> Message:
    """The caller's letter of that key; for anybody else it is not there."""
    return get_object_or_404(Message.objects.visible_to(request.user).select_related("owner", "contact"), key=key)


def as_typed(request, key: str) -> Message:
    """The caller's letter with the words that came along with the button, kept first."""
    message = mine(request, key)
    if "body" in request.POST:
        versions.keep(message, request.POST.get("subject", ""), request.POST["body"], now())
    return message


def letters(request):
    """Every letter, narrowed and searched by the address of the page."""
    words, shown = request.GET.get("q", "")[:200].strip(), request.GET.get("shown", "")
    page = listing.page(request.user, words=words, shown=shown, number=request.GET.get("page", "1"))
    rows = [(message, stand(message, now())) for message in page]
    facts = {"page": page, "rows": rows, "words": words, "shown": shown, "filters": _filters(request, words, shown), "doubts": doubting.open_for(request.user).exists()}
    part = request.htmx and not request.htmx.boosted
    return render(request, "outreach/_letters.html" if part else "outreach/letters.html", facts)


def _filters(request, words: str, shown: str) -> list[dict]:
    counts = listing.counts(request.user)
    return [
        {
            "label": label.capitalize(),
            "url": "?" + urlencode({key: value for key, value in (("shown", name), ("q", words)) if value}),
            "current": name == shown,
            "count": counts.get(name) or "",
        }
        for name, label in listing.SHOWN.items()
    ]


def letter(request, key):
    """The conversation that a letter belongs to, newest first, with what can be done about each letter."""
    message, at = mine(request, key), now()
    thread = threads.letters(message.contact)
    thread = thread if message in thread else [*thread, message]
    shown = [threads.shown(m, at) for m in reversed(thread)]
    facts = {"message": message, "contact": message.contact, "thread": shown, "held": release.held(), "at": at, "turn": turns.turn(message.contact, at)}
    facts["is_moving"] = any(is_moving(one.message, at) for one in shown)
    if any(one.message.stand == "queued" for one in shown):
        facts["leaving"] = LeavingForm(message.contact, at)
    part = request.htmx and not request.htmx.boosted
    return render(request, "outreach/_thread.html" if part else "outreach/letter.html", facts)


def is_moving(message: Message, at: datetime) -> bool:
    """Whether a page that shows the letter had better look again soon."""
    return message.stand == "handed" or message.stand == "queued" and message.not_before is not None and message.not_before <= at + sending.UNDO


def eml(request, key):
    """The letter as a file: exactly as it left or came, or a draft for the person's own mail program."""
    message = mine(request, key)
    raw = message.raw or (message.arrival.raw if message.arrival_id else None)
    if raw is None and message.stand == "draft":
        raw = sending.as_draft_file(message, now())
    if raw is None:
        return render(request, "not_found.html", status=404)
    headers = {"Content-Disposition": f'attachment; filename="letter-{message.key}.eml"'}
    return HttpResponse(bytes(raw), content_type="message/rfc822", headers=headers)


def send(request, key):
    """The letter is on its way, and can be taken back until it leaves: in a minute, or at the hour that was chosen."""
    message, at = as_typed(request, key), now()
    later = LeavingForm(message.contact, at, request.POST).leaving(request.POST.get("how", ""))
    say_when(request, sending.queue(message, at, request.POST.getlist("overriding"), later))
    return redirect("outreach:letter", key)


def move(request, key):
    """A letter that is on its way leaves at another time, or now."""
    message, at = mine(request, key), now()
    later = LeavingForm(message.contact, at, request.POST).leaving(request.POST.get("how", ""))
    say_when(request, sending.move(message, at, later))
    return redirect("outreach:letter", key)


def say_when(request, message: Message) -> None:
    """A notice of when the letter leaves, with the way back."""
    when = f"on {hours.said(message.later_at, message.contact)}" if message.later_at else "in a minute"
    undo_url = reverse("outreach:undo", args=[message.key])
    messages.success(request, f"Your letter to {message.contact.full_name} leaves {when}.", extra_tags=f"undo {undo_url}")


def undo(request, key):
    """The letter is a draft again."""
    message = mine(request, key)
    if message.way in ("own", "copy"):
        sending.not_sent_after_all(message)
    else:
        sending.undo(message, now())
    messages.success(request, "Taken back. It is a draft again, and nobody has seen it.")
    return redirect("outreach:compose", key)


def sent_myself(request, key):
    """The person sent it from their own mail, or copied it elsewhere."""
    message, way = as_typed(request, key), request.POST.get("way", "own")
    sending.sent_myself(message, now(), way if way in ("own", "copy") else "own")
    undo_url = reverse("outreach:undo", args=[key])
    messages.success(request, f"Noted: you wrote to {message.contact.full_name} yourself.", extra_tags=f"undo {undo_url}")
    return redirect("outreach:letter", key)


def retry(request, key):
    """A letter that failed is sent once more, or opened again for changes."""
    message = mine(request, key)
    if request.POST.get("how") == "change":
        sending.reopen(message)
        return redirect("outreach:compose", key)
    sending.retry(message, now())
    messages.success(request, "It is on its way once more.", extra_tags=f"undo {reverse('outreach:undo', args=[key])}")
    return redirect("outreach:letter", key)


def arrived(request, key):
    """The person knows that an uncertain letter arrived."""
    sending.arrived(mine(request, key), now())
    messages.success(request, "Good. It counts as sent.")
    return redirect("outreach:letter", key)


def send_again(request, key):
    """An uncertain letter is sent once more, because the person says so."""
    sending.send_again(mine(request, key), now())
    messages.success(request, "It leaves once more in a minute.", extra_tags=f"undo {reverse('outreach:undo', args=[key])}")
    return redirect("outreach:letter", key)


def drop(request, key):
    """Puts a letter away, or brings it back as a draft."""
    message = mine(request, key)
    sending.drop(message, now())
    if message.dropped_at:
        messages.success(request, "It is a draft again.")
        return redirect("outreach:compose", key)
    messages.success(request, "Put away.", extra_tags=f"undo {reverse('outreach:drop', args=[key])}")
    return redirect("outreach:letters")


def log(request, key):
    """An answer that came another way: by telephone, in the corridor, in another inbox."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), key=key)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = replies.log(contact, form.cleaned_data["text"], form.came_at(), now())
        messages.success(request, f"{contact.called}'s answer is on the timeline.")
        return redirect("outreach:letter", answer.key)
    return render(request, "outreach/log.html", {"form": form, "contact": contact}, status=422 if form.errors else 200)
