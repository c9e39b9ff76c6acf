"""The people one knows: the list, one person's facts, and small acts on them."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render

from legup.contacts import listing, timeline
from legup.contacts.forms import ContactForm, TieForm
from legup.contacts.models import Contact
from legup.lib.clock import now


def mine(request, key: str) -> Contact:
    """The caller's contact of that key; for anybody else it is not there."""
    return get_object_or_404(Contact.objects.visible_to(request.user), key=key)


def people(request):
    """Everyone, by name; found by words; narrowed by how far things have come."""
    asked = {name: request.GET.get(name, "")[:200].strip() for name in ("q", "shown", "after")}
    page = listing.page(request.user, words=asked["q"], shown=asked["shown"], after=asked["after"])
    template = "contacts/_rows.html" if request.htmx and not request.htmx.boosted else "contacts/people.html"
    return render(request, template, {"page": page})


def create(request):
    """Somebody new, typed in."""
    form = ContactForm(request.POST or None, owner=request.user, initial={"full_name": request.GET.get("name", "")[:200]})
    if request.method == "POST" and form.is_valid():
        return redirect("desk:person", form.save().key)
    return render(request, "contacts/edit.html", {"form": form}, status=422 if form.errors else 200)


def edit(request, key):
    """Changes to what is kept about somebody."""
    contact = mine(request, key)
    form = ContactForm(request.POST or None, owner=request.user, instance=contact)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("desk:person", key)
    return render(request, "contacts/edit.html", {"form": form, "contact": contact}, status=422 if form.errors else 200)


def tie(request, key):
    """How one knows them."""
    contact = mine(request, key)
    form = TieForm(request.POST or None, instance=contact)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("desk:person", key)
    return render(request, "contacts/tie.html", {"form": form, "contact": contact}, status=422 if form.errors else 200)


def note(request, key):
    """A line of one's own on the timeline."""
    contact, text = mine(request, key), " ".join(request.POST.get("text", "").split())[:2000]
    if text:
        timeline.record(contact, "note", text=text)
    return redirect("desk:person", key)


def archive(request, key):
    """Puts somebody away, or brings them back; nothing is lost."""
    contact = mine(request, key)
    away = contact.archived_at is None
    Contact.objects.filter(pk=contact.pk).update(archived_at=now() if away else None)
    word = "put away. You find them under “put away”" if away else "back among your people"
    messages.success(request, f"{contact.full_name} is {word}.", extra_tags=f"undo {request.path}")
    return redirect("contacts:people" if away else "desk:person", *([] if away else [key]))


def silence(request, key):
    """Stops, or allows again, every suggestion to write to them."""
    contact = mine(request, key)
    quiet = contact.silenced_at is None
    with transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(silenced_at=now() if quiet else None)
        timeline.record(contact, "silenced" if quiet else "unsilenced")
    word = "will not suggest writing" if quiet else "may suggest writing"
    messages.success(request, f"Leg Up {word} to {contact.full_name}.", extra_tags=f"undo {request.path}")
    return redirect("desk:person", key)
