"""The first five minutes: three questions, each skippable, that end on a letter to one real person."""

from django.shortcuts import get_object_or_404, redirect, render

from legup.accounts.forms import CuriousForm, WhoForm
from legup.accounts.models import User
from legup.contacts import listing
from legup.contacts.forms import ContactForm, TieForm
from legup.contacts.models import Contact
from legup.lib.clock import now
from legup.outreach import drafting


def _question(request, form_class, template: str, step: int, then: str):
    form = form_class(request.POST or None, instance=request.user)
    if request.method == "POST":
        if "skip" in request.POST:
            return redirect(then)
        if form.is_valid():
            form.save()
            return redirect(then)
    return render(request, template, {"form": form, "step": step, "steps": 3}, status=422 if form.errors else 200)


def who(request):
    """The first question: who are you?"""
    return _question(request, WhoForm, "desk/welcome_who.html", 1, "desk:welcome_curious")


def curious(request):
    """The second question: what are you curious about?"""
    return _question(request, CuriousForm, "desk/welcome_curious.html", 2, "desk:welcome_people")


def people(request):
    """The third question: where are your people? A file, one name, or a look around."""
    User.objects.filter(pk=request.user.pk, welcomed_at=None).update(welcomed_at=now()) if request.method == "POST" else None
    form = ContactForm(request.POST if "full_name" in request.POST else None, owner=request.user)
    if request.method == "POST":
        if "skip" in request.POST:
            return redirect("desk:today")
        if form.is_valid():
            return redirect("desk:first_letter", form.save().key)
    has_people = Contact.objects.visible_to(request.user).exists()
    facts = {"form": form, "step": 3, "steps": 3, "has_people": has_people}
    return render(request, "desk/welcome_people.html", facts, status=422 if form.errors else 200)


def choose(request):
    """Whom to ask first: those who fit what one is curious about, then everybody."""
    words = request.GET.get("q", "")[:200].strip()
    page = listing.page(request.user, words=words, shown="untouched", after=request.GET.get("after", "")[:20])
    fitting = [] if words else _fitting(request.user)
    return render(request, "desk/choose.html", {"page": page, "fitting": fitting})


def _fitting(user) -> list[listing.Row]:
    """People whose work or school shares a telling word with what the person is curious about [W1 W2]."""
    found: dict[str, listing.Row] = {}
    for word in [user.school, *sorted(set(user.curiosity.split()), key=len, reverse=True)]:
        if len(word) > 4 and len(found) < 5:
            for row in listing.page(user, words=word, shown="untouched").rows:
                found.setdefault(row.key, row)
    return list(found.values())[:5]


def first_letter(request, key):
    """How one knows the chosen person; saving it drafts the letter."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), key=key)
    form = TieForm(request.POST or None, instance=contact)
    if request.method == "POST" and ("skip" in request.POST or form.is_valid()):
        if "skip" not in request.POST:
            form.save()
        User.objects.filter(pk=request.user.pk, welcomed_at=None).update(welcomed_at=now())
        return redirect("outreach:compose", drafting.draft(contact, "request", now()).key)
    return render(request, "desk/first_letter.html", {"form": form, "contact": contact}, status=422 if form.errors else 200)
