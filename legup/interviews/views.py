"""The conversation: the list, the guide, the call, and what comes right after it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from legup.contacts.models import Contact
from legup.interviews import calling, ending, listing
from legup.interviews import guide as guiding
from legup.interviews.forms import LineForm, NotesForm, own_line, pressed_at, questions_from
from legup.interviews.models import Interview, Note
from legup.interviews.opening import open_with
from legup.lib.refusal import Refusal

CLASH = "These notes had changed in another window meanwhile. Both are kept below; tidy them when you like."


def mine(request, key: str) -> Interview:
    """The caller's conversation of that key; for anybody else it is not there."""
    rows = Interview.objects.visible_to(request.user).select_related("contact__referrer", "owner")
    return get_object_or_404(rows.prefetch_related("contact__positions__organization", "contact__points"), key=key)


def my_line(request, key: str) -> Note:
    """The caller's caught line of that key."""
    rows = Note.objects.filter(interview__in=Interview.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("interview__contact"), key=key)


def interviews(request):
    """Every conversation: agreed, waiting for a time, held."""
    asked = {name: request.GET.get(name, "")[:200].strip() for name in ("q", "shown")}
    rows = listing.found(request.user, asked["q"])
    filters = [{"label": said, "url": "?" + urlencode(asked | {"shown": key}), "current": asked["shown"] == key} for key, said in listing.SHOWN.items()]
    facts = {"groups": listing.groups(rows, asked["shown"]), "filters": filters, "asked": asked, "is_new": not (any(asked.values()) or rows.exists())}
    return render(request, "interviews/interviews.html", facts)


def open_(request, key):
    """A conversation with somebody, begun without a letter."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user), key=key)
    interview = open_with(contact)
    return redirect("scheduling:agree" if request.POST.get("then") == "agree" else "interviews:guide", interview.key)


def guide(request, key):
    """Questions to bring, an introduction, and what is known; every button keeps what was typed first."""
    interview = mine(request, key)
    if request.method == "POST":
        guiding.revise(interview, *questions_from(request.POST))
        anchor = _act(request, interview, request.POST.get("act", ""))
        return redirect(reverse("interviews:guide", args=[key]) + anchor)
    return render(request, "interviews/guide.html", _prepared(request, interview))


def _act(request, interview: Interview, act: str) -> str:
    verb, _, what = act.partition(" ")
    taken = request.session.pop(f"taken {interview.key}", None)
    if verb in ("up", "down") and what.isdecimal():
        guiding.move(interview, int(what), -1 if verb == "up" else 1)
    elif verb == "remove" and what.isdecimal():
        gone = guiding.remove(interview, int(what))
        if gone:
            request.session[f"taken {interview.key}"] = [gone.text, gone.is_essential, gone.place]
    elif verb == "back" and taken:
        guiding.add(interview, *taken)
    elif verb == "starters":
        guiding.prepare(interview)
    elif verb in ("add", "bring"):
        question = guiding.add(interview, what if verb == "bring" else request.POST.get("new", ""))
        return f"#q{question.pk}" if question else "#new"
    else:
        messages.success(request, "Saved.")
    return f"#q{what}" if verb in ("up", "down") and what.isdecimal() else "#plan"


def _prepared(request, interview: Interview) -> dict:
    questions, introduction = list(interview.questions.all()), guiding.introduction(interview)
    return {
        "interview": interview,
        "contact": interview.contact,
        "questions": questions,
        "essential": sum(q.is_essential for q in questions),
        "asks_for_names": guiding.asks_for_names(questions),
        "bank": guiding.bank_for(interview),
        "taken": request.session.get(f"taken {interview.key}"),
        "plan": guiding.PLAN,
        "introduction": introduction,
        "seconds": guiding.seconds_aloud(introduction),
        "brief": guiding.brief(interview),
    }


def brief(request, key):
    """One sheet to print or to keep beside the telephone."""
    return render(request, "interviews/brief.html", _prepared(request, mine(request, key)))


def call(request, key):
    """The call itself."""
    interview = mine(request, key)
    questions = list(interview.questions.all())
    facts = {
        "interview": interview,
        "contact": interview.contact,
        "brief": guiding.brief(interview),
        "reach_link": calling.reach_link(interview),
        "form": NotesForm(initial={"notes": interview.notes, "base": calling.stamp(interview)}),
        "nudge": calling.nudge_minute(interview),
        "questions": questions,
        "next": next((q for q in questions if not q.asked_at), None),
        "introduction": guiding.introduction(interview),
        "tags": {t: said for t, said in Note.TAGS.items() if t},
        "lines": interview.lines.all(),
    }
    return render(request, "interviews/call.html", facts)


def _is_program(request) -> bool:
    """Whether the page's own script asks, which wants an answer in figures and no new page."""
    return "application/json" in request.headers.get("Accept", "")


def _keep(request, interview: Interview) -> calling.Kept | None:
    """Keeps the notes that came along with whatever was pressed."""
    form = NotesForm(request.POST)
    if "notes" not in request.POST or not form.is_valid():
        return None
    kept = calling.keep_notes(interview, form.cleaned_data["notes"], form.cleaned_data["base"])
    if kept.clash and not _is_program(request):
        messages.warning(request, CLASH)
    return kept


def _answer(request, interview: Interview, kept: calling.Kept | None = None, **more):
    """Back to the page that the button stood on; for the page's script, how things now stand."""
    page = reverse("interviews:after" if interview.ended_at else "interviews:call", args=[interview.key])
    if not _is_program(request):
        return redirect(page)
    clash = {"notes": kept.notes, "sentence": CLASH} if kept and kept.clash else {}
    return JsonResponse({"base": calling.stamp(interview), "page": page} | clash | more)


def _lines(request, interview: Interview) -> dict[str, str]:
    """The caught lines as the page's script puts them in."""
    if not _is_program(request):
        return {}
    return {"lines": render_to_string("interviews/_lines.html", {"interview": interview, "lines": interview.lines.all()}, request)}


def keep_notes(request, key):
    """The notes, as typed."""
    interview = mine(request, key)
    try:
        kept = _keep(request, interview)
    except Refusal as no:
        if _is_program(request):
            return JsonResponse({"sentence": str(no)}, status=422)
        raise
    return _answer(request, interview, kept)


def begin(request, key):
    """The clock starts."""
    interview = mine(request, key)
    kept = _keep(request, interview)
    calling.begin(interview, at=pressed_at(request.POST))
    return _answer(request, interview, kept)


def catch(request, key):
    """The line just typed is a promise, a name, advice, or worth quoting."""
    interview, form = mine(request, key), LineForm(request.POST)
    kept = _keep(request, interview)
    if form.is_valid():
        calling.catch(interview, form.cleaned_data["tag"], own_line(form, interview))
    return _answer(request, interview, kept, **_lines(request, interview))


def uncatch(request, key):
    """A caught line is let go."""
    note = my_line(request, key)
    kept = _keep(request, note.interview)
    calling.uncatch(note)
    return _answer(request, note.interview, kept, **_lines(request, note.interview))


def ask(request, key):
    """A question was asked, or was not after all."""
    interview = mine(request, key)
    kept = _keep(request, interview)
    verb, _, pk = request.POST.get("question", "").partition(" ")
    if pk.isdecimal() and len(pk) < 12:
        calling.ask(interview, int(pk), verb == "asked")
    return _answer(request, interview, kept)


def end(request, key):
    """The call is over."""
    interview = mine(request, key)
    _keep(request, interview)
    ending.end(interview, at=pressed_at(request.POST))
    interview.refresh_from_db()
    messages.success(request, f"Ended. You spoke with {interview.contact.called}.", extra_tags=f"undo {reverse('interviews:reopen', args=[key])}")
    return _answer(request, interview)


def reopen(request, key):
    """It was not over after all."""
    interview = mine(request, key)
    ending.reopen(interview)
    interview.refresh_from_db()
    return _answer(request, interview)


def after(request, key):
    """Right after the call: tidy the notes, gather promises and names, then thank."""
    interview = mine(request, key)
    if not interview.ended_at:
        return redirect("interviews:call", key)
    facts = {
        "interview": interview,
        "contact": interview.contact,
        "form": NotesForm(initial={"notes": interview.notes, "base": calling.stamp(interview)}),
        "lines": interview.lines.all(),
        "suggested": ending.suggestions(interview),
    }
    return render(request, "interviews/after.html", facts)


def promise_done(request, key):
    """A promise is kept."""
    note = my_line(request, key)
    calling.keep_promise(note)
    messages.success(request, f"Kept: {note.text}", extra_tags=f"undo {reverse('interviews:promise_open', args=[key])}")
    return _back(request, note.interview.contact)


def promise_open(request, key):
    """It is not kept yet after all."""
    note = my_line(request, key)
    calling.keep_promise(note, done=False)
    return _back(request, note.interview.contact)


def _back(request, contact: Contact):
    """To the page of ours that the button stood on, else to the person."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure())
    return redirect(came_from if is_ours else reverse("desk:person", args=[contact.key]))
