"""Address books on CardDAV servers, by browser: connect, look, read now, answer what was held, stop."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from legup.contacts import syncing
from legup.contacts.forms_importing import BookForm
from legup.contacts.models import AddressBook, Card, ImportBatch
from legup.lib.refusal import Refusal


def _mine(request, key: str) -> AddressBook:
    return get_object_or_404(AddressBook.objects.visible_to(request.user).filter(ended_at=None), key=key)


def books(request):
    """The address books that are connected, and the form to connect one."""
    form = BookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = syncing.connect(request.user, **form.cleaned_data)
        except Refusal as no:
            form.add_error("address", str(no))
        else:
            messages.success(request, f"Found {', '.join(book.name for book in found)}. Nobody has been brought in yet.")
            return redirect("contacts:books")
    return render(request, "contacts/books.html", _shown(request.user) | {"form": form}, status=422 if form.errors else 200)


def _shown(user) -> dict:
    kept = list(AddressBook.objects.visible_to(user).filter(ended_at=None).order_by("name", "pk"))
    for book in kept:
        book.people = book.cards.filter(gone_at=None, contact__isnull=False).count()
    gone = Card.objects.filter(book__in=kept, gone_at__isnull=False, contact__isnull=False).select_related("contact", "book").order_by("-gone_at")[:50]
    changes = ImportBatch.objects.visible_to(user).filter(book__in=kept, applied_at__isnull=False).defer("payload").order_by("-applied_at")[:10]
    return {"books": kept, "gone": gone, "changes": changes}


def look(request, key):
    """Reads the whole book and shows what bringing it in would do."""
    try:
        batch = syncing.look(_mine(request, key))
    except Refusal as no:
        messages.warning(request, str(no))
        return redirect("contacts:books")
    return redirect("contacts:import_preview", batch.key)


def sync(request, key):
    """Reads now what is new."""
    return _told(request, _mine(request, key), is_release=False)


def release(request, key):
    """Those who are missing were removed there: mark them and go on."""
    return _told(request, _mine(request, key), is_release=True)


def _told(request, book, is_release):
    if syncing.sync(book, is_release=is_release):
        messages.success(request, f"{book.name} is up to date.")
    return redirect("contacts:books")


def end(request, key):
    """Stops reading a book; its people stay."""
    book = _mine(request, key)
    syncing.end(book)
    messages.success(request, f"{book.name} is not read any more, and its password is forgotten. Its people stay with you.")
    return redirect("contacts:books")
