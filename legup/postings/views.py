"""Postings: what is open where one knows somebody, and the boards that are watched."""

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from legup.interviews.models import Note
from legup.lib.clock import now
from legup.lib.refusal import Refusal
from legup.organizations.models import Organization
from legup.postings import listing, matching, sources, watching, writing
from legup.postings.forms import TypedForm, WatchForm
from legup.postings.models import Lead, Posting, Watch


def _posting(request, key: str) -> Posting:
    return get_object_or_404(Posting.objects.visible_to(request.user).select_related("watch", "organization"), key=key)


def _watch(request, key: str) -> Watch:
    return get_object_or_404(Watch.objects.visible_to(request.user).select_related("organization"), key=key)


def _lead(request, key: str) -> Lead:
    return get_object_or_404(Lead.objects.visible_to(request.user).select_related("posting", "contact", "letter"), key=key)


def _undo(name: str, key: str) -> str:
    return f"undo {reverse(name, args=[key])}"


def postings(request):
    """What is open, led by whom one knows there; what is closed; the boards."""
    asked = {name: request.GET.get(name, "")[:200].strip() for name in ("shown", "q", "watch", "page")}
    if asked["shown"] == "watches":
        return render(request, "postings/watches.html", {"watches": listing.watches(request.user), "filters": listing.filters("watches")})
    found = listing.listing(request.user, shown=asked["shown"], words=asked["q"], board=asked["watch"], number=asked["page"])
    questions = [] if asked["q"] or asked["shown"] else matching.questions(request.user)
    template = "postings/_rows.html" if request.htmx and not request.htmx.boosted else "postings/postings.html"
    return render(request, template, {"listing": found, "questions": questions})


def posting(request, key):
    """One posting, led by the person to write to."""
    it = _posting(request, key)
    known = matching.leads_of(request.user).filter(posting=it).select_related("contact", "letter").prefetch_related("contact__positions__organization")
    leads = list(known.order_by(F("dismissed_at").asc(nulls_first=True), *matching.BEST_FIRST))
    lead = next((lead for lead in leads if not lead.dismissed_at), None)
    applied = Lead.objects.visible_to(request.user).filter(posting=it).exclude(applied_at=None).select_related("contact").first()
    said = Note.objects.filter(interview__contact=lead.contact, interview__owner=request.user, tag__in=("advice", "quote"))[:2] if lead else []
    context = {"posting": it, "lead": lead, "others": [other for other in leads if other != lead], "applied": applied, "said": said}
    context |= {"is_open": it.is_open(timezone.localdate()), "questions": matching.questions(request.user, it)}
    return render(request, "postings/posting.html", context | {"board": None if it.watch else _board_of(it)})


def _board_of(it: Posting) -> str:
    """The board that a typed link stands on, to be offered for watching."""
    found = sources.recognise(it.url) if it.url else None
    return found[1] if found else ""


def create(request):
    """A posting typed in."""
    form = TypedForm(request.POST or None, initial={name: request.GET.get(name, "")[:300] for name in ("title", "organization", "url")})
    if request.method == "POST" and form.is_valid():
        return redirect("postings:posting", form.save(request.user).key)
    return render(request, "postings/create.html", {"form": form}, status=422 if form.errors else 200)


def watch(request):
    """A board to look at, by any link that leads there; read at once."""
    form = WatchForm(request.POST or None, initial={"address": request.GET.get("address", "")[:2000]})
    if request.method == "POST" and form.is_valid():
        try:
            return _looked_at(request, form.save(request.user))
        except Refusal as refusal:
            form.add_error("address", str(refusal))
    return render(request, "postings/watch.html", {"form": form}, status=422 if form.errors else 200)


def check_now(request, key):
    """The board read at once."""
    return _looked_at(request, _watch(request, key))


def _looked_at(request, board: Watch):
    at = now()
    watching.check(board, at)
    board.refresh_from_db()
    if board.failure:
        messages.warning(request, f"“{board.board}” could not be read. {board.failure}")
    elif board.checked_at == at:
        count = board.postings.open_on(timezone.localdate()).count()
        messages.success(request, f"{sources.SOURCES[board.source].TITLE} board “{board.board}”: {count} {'role is' if count == 1 else 'roles are'} open.")
    else:
        messages.info(request, f"“{board.board}” is being read at this moment.")
    return redirect(f"{reverse('postings:postings')}?shown=watches")


def unwatch(request, key):
    """Stops looking at a board, or goes on."""
    board = _watch(request, key)
    going = watching.unwatch(board)
    word = "is watched again" if going else "is no longer watched. What was found stays"
    messages.success(request, f"“{board.board}” {word}.", extra_tags=_undo("postings:unwatch", key))
    return redirect(f"{reverse('postings:postings')}?shown=watches")


def write(request, key):
    """The first step: a letter to the person."""
    return redirect("outreach:compose", writing.write(_lead(request, key)).key)


def applied(request, key):
    """The second step, noted."""
    lead = _lead(request, key)
    done = writing.set_applied(lead, without_letter=request.POST.get("without_letter") == "yes")
    messages.success(request, "Noted that you applied." if done else "The note that you applied is gone.", extra_tags=_undo("postings:applied", key) if done else "")
    return redirect("postings:posting", lead.posting.key)


def dismiss(request, key):
    """Not this one, or not this person."""
    lead = _lead(request, key)
    aside = writing.set_dismissed(lead)
    messages.success(request, f"“{lead.posting.title}” is {'put aside' if aside else 'back'}.", extra_tags=_undo("postings:dismiss", key))
    return redirect("postings:posting", lead.posting.key)


def same(request, key):
    """The person's own word on whether the employer is one where somebody works."""
    it = _posting(request, key)
    place = get_object_or_404(Organization.objects.visible_to(request.user), key=request.POST.get("organization", ""))
    if request.POST.get("is_same") not in ("yes", "no"):
        raise Refusal("Say yes or no. Nothing was changed.")
    is_same = request.POST["is_same"] == "yes"
    matching.decide(it, place, is_same)
    messages.success(request, f"Remembered: {it.hiring_organization} is {'' if is_same else 'not '}{place.name}.")
    return redirect("postings:posting", key)


def close(request, key):
    """Closed, as one saw for oneself; or open after all."""
    closed = watching.set_closed(_posting(request, key))
    messages.success(request, "Noted that it is closed." if closed else "It is open again.", extra_tags=_undo("postings:close", key))
    return redirect("postings:posting", key)
