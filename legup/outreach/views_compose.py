"""The letter on its page: written, read by the checks, asked about, mended, sent."""

from urllib.parse import quote

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from legup.contacts.models import Contact
from legup.interviews.models import Interview
from legup.lib.clock import now
from legup.lib.refusal import Refusal
from legup.mail.models import Mailbox
from legup.outreach import drafting, hours, language, sending, versions
from legup.outreach.checks import mended
from legup.outreach.checks.text import read
from legup.outreach.comparing import changed
from legup.outreach.forms import QuestionsForm
from legup.outreach.forms_sending import LeavingForm
from legup.outreach.kinds import KINDS
from legup.outreach.models import Message, Version
from legup.outreach.pasting import cleaned
from legup.outreach.reading import Reading

LONGEST_LINK = 6_000  # characters of a letter that mail programs take from a link
KEYS = (
    ("Ctrl Enter", "send the letter; then there is a minute to take it back"),
    ("Ctrl S", "keep the words now"),
    ("Alt N", "next thing that could be better: its sentence is selected"),
    ("Esc", "back to where you were in the letter; stop reading aloud"),
)


def _mine(request, key: str) -> Message:
    """The caller's letter of that key; for anybody else it is not there."""
    return get_object_or_404(Message.objects.visible_to(request.user).select_related("owner", "contact", "interview"), key=key)


def begin(request, key):
    """A letter to somebody: the open draft, or a new one."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("owner"), key=key)
    kind, talk = request.POST.get("kind", "request"), request.POST.get("interview", "")
    if kind not in KINDS:
        raise Refusal("There is no letter of that kind. Choose one on the person's page.")
    interview = Interview.objects.visible_to(request.user).filter(contact=contact, key=talk[:12]).first() if talk else None
    answered = request.POST.get("answered", "")
    told = {"answered": answered} if answered in ("yes", "no", "later") else {}
    return redirect("outreach:compose", drafting.draft(contact, kind, now(), interview=interview, **told).key)


def compose(request, key):
    """The page where a letter is written. Every button keeps the words first."""
    message = _mine(request, key)
    if message.stand != "draft" or message.direction != "out":
        return redirect("outreach:letter", key)
    if request.method == "GET" or request.method == "HEAD":
        return _page(request, message)
    _keep(request, message)
    form = QuestionsForm(drafting.composed(message, now()).questions if message.kind in KINDS else [], request.POST)
    if not form.is_valid():
        return _page(request, message, form=form, status=422)
    if form.answers:
        _answer(request, message, form.answers)
    return _act(request, message)


def _keep(request, message: Message) -> None:
    """The words that came along with a button, kept; what was taken out of them is said."""
    pasted = versions.keep(message, request.POST.get("subject", message.subject), request.POST.get("body", message.body), now())
    if pasted.note:
        messages.warning(request, pasted.note)


def _answer(request, message: Message, answers: dict) -> None:
    if drafting.is_untouched(message):
        versions.set_aside(message, "answer")
    rewritten = drafting.answer(message, answers, now())
    messages.success(request, "Noted, and the letter now says it." if rewritten else "Noted. Your own words were left as they are.")


def _act(request, message: Message):
    """What the pressed button asks for, once the words are kept."""
    act = request.POST.get("act", "")
    if "mend" in request.POST or "spell" in request.POST:
        return _suggested(request, message)
    if act == "versions":
        return redirect("outreach:versions", message.key)
    if act not in ("send", "good", "at", "own", "copy"):
        return _written(message.key)
    try:
        said = _leave(request, message, act)
    except Refusal as refusal:
        return _page(request, message, refusal=str(refusal), status=422)
    messages.success(request, said, extra_tags=f"undo {reverse('outreach:undo', args=[message.key])}")
    return redirect("outreach:letter", message.key)


def _leave(request, message: Message, act: str) -> str:
    """The letter leaves, by here now or later, or by the person's own hand; the words as they left stay among the versions."""
    if act in ("send", "good", "at"):
        at = now()
        later = LeavingForm(message.contact, at, request.POST).leaving(act)
        queued = sending.queue(message, at, request.POST.getlist("overriding"), later)
        said = f"Your letter to {message.contact.full_name} leaves {f'on {hours.said(queued.later_at, queued.contact)}' if queued.later_at else 'in a minute'}."
    else:
        sending.sent_myself(message, now(), act)
        said = f"Noted: you wrote to {message.contact.full_name} yourself."
    versions.set_aside(message, "send")
    return said


def _written(key: str, changed: bool = False):
    """Back to the page, telling the browser that its own copy of the words is no longer needed."""
    return redirect(reverse("outreach:compose", args=[key]) + "?kept=1" + "&changed=1" * changed)


def _suggested(request, message: Message):
    """A suggestion taken: the sentence of a finding, or the spelling of a word. What changed is shown, and can be taken back."""
    if "mend" in request.POST:
        found = next((f for f in drafting.findings(message, now()) if f.rule == request.POST["mend"] and not f.good), None)
        body = mended(message.body, found) if found else message.body
    else:
        body = _respelt(message, request.POST["spell"])
    if body == message.body:
        messages.warning(request, "That is not in the letter any more, so nothing was changed.")
        return _written(message.key)
    versions.set_aside(message, "mend")
    drafting.reword(message, body, now())
    messages.success(request, "Changed.", extra_tags=_undo(message))
    return _written(message.key, changed=True)


def _respelt(message: Message, chosen: str) -> str:
    """The body with one suggestion for one word. Shape: *chosen* is start-end-number of the suggestion."""
    slips = {f"{h.span[0]}-{h.span[1]}-{n}": (h.span, new) for h in language.hints(message.body, message.owner.spelling) for n, new in enumerate(h.suggestions)}
    (start, end), new = slips.get(chosen, ((0, 0), ""))
    return message.body[:start] + new + message.body[end:]


def _undo(message: Message) -> str:
    return f"undo {reverse('outreach:redraft', args=[message.key])}?back=1"


def check(request, key):
    """What there is to say about the words as they stand in the browser. Nothing is written."""
    message = _mine(request, key)
    body = drafting.plain_body(request.POST.get("body", ""))
    message.subject, message.body = request.POST.get("subject", "")[:300], body
    return render(request, "outreach/_beside.html", _facts(request, message) | {"live": True})


def save(request, key):
    """The words kept as they are typed; answers with the time."""
    message = _mine(request, key)
    if message.stand != "draft":
        return HttpResponse("This letter has left; what you type here is no longer kept.", status=409, content_type="text/plain")
    pasted = versions.keep(message, request.POST.get("subject", ""), request.POST.get("body", ""), now())
    return render(request, "outreach/_kept.html", {"at": now(), "pasted": pasted})


def redraft(request, key):
    """Other words for the same letter, or the words before them back."""
    message = _mine(request, key)
    if message.stand != "draft":
        return _written(key)
    _keep(request, message)
    if "back" in request.GET:
        versions.set_aside(message, "back")
        drafting.take_back(message)
        messages.success(request, "Your words are back.")
    elif message.kind in KINDS:
        versions.set_aside(message, "other")
        drafting.redraft(message, now(), another=True)
        messages.success(request, "Said in other words.", extra_tags=_undo(message))
        return _written(key, changed=True)
    return _written(key)


def earlier(request, key):
    """The earlier words of a letter, each with what changed after it."""
    message = _mine(request, key)
    return render(request, "outreach/versions.html", {"message": message, "contact": message.contact, "earlier": list(versions.history(message))})


def restore(request, key, version):
    """Earlier words put back; the present ones are among the earlier ones then."""
    message = _mine(request, key)
    if message.stand != "draft":
        raise Refusal("This letter has left; its words stay as they were sent.")
    aside = versions.restore(message, get_object_or_404(Version.objects.filter(message=message), key=version), now())
    messages.success(request, "Those words are back.", extra_tags=f"undo {reverse('outreach:restore', args=[key, aside.key])}")
    return _written(key)


def _page(request, message: Message, form: QuestionsForm | None = None, refusal: str = "", status: int = 200):
    facts = _facts(request, message)
    facts |= {"form": form or QuestionsForm(facts["questions"]), "refusal": refusal}
    return render(request, "outreach/compose.html", facts, status=status)


def _facts(request, message: Message) -> dict:
    """Everything the page shows besides the form."""
    prefetch_related_objects([message.contact], "points", "positions__organization")
    written = drafting.composed(message, now()) if message.kind in KINDS else None
    contact, kind = message.contact, KINDS.get(message.kind)
    mailbox = Mailbox.objects.filter(owner=request.user).exclude(tested_at=None).first()
    return _of_words(message) | {
        "message": message,
        "contact": contact,
        "kind": kind,
        "reading": Reading(message.body, drafting.findings(message, now()), written),
        "questions": written.questions if written else [],
        "untouched": drafting.is_untouched(message),
        "can_send": bool(mailbox and contact.email and not request.user.is_sample and not hasattr(kind, "CHARACTERS")),
        "is_pasted": hasattr(kind, "CHARACTERS"),
        "leaving": LeavingForm(contact, now()),
        "mailto": mailto(contact.email, message),
        "versions": message.versions.count(),
        "changes": _changes(message) if "changed" in request.GET else [],
        "page_keys": KEYS,
        "at": now(),
    }


def _of_words(message: Message) -> dict:
    """How the letter reads as English, and what pasting brought along."""
    body, ease = message.body, language.ease(message.body)
    slips = [
        {"quote": body[slice(*h.span)], "message": h.message, "span": h.span, "choices": [(new, f"{h.span[0]}-{h.span[1]}-{n}") for n, new in enumerate(h.suggestions)]}
        for h in language.hints(body, message.owner.spelling)
    ]
    long_ones = [{"quote": body[slice(*span)], "span": span} for span in ease.long_ones]
    return {"ease": ease, "long_ones": long_ones, "slips": slips, "is_english": read("", body).is_english, "pasted": cleaned(body)}


def _changes(message: Message) -> list:
    """What the last suggestion changed, sentence by sentence."""
    before = message.about.get("before")
    return changed(f"{before['subject']}\n{before['body']}", f"{message.subject}\n{message.body}") if before else []


def mailto(address: str, message: Message) -> str:
    """A link that opens the letter in the person's own mail program; lines as RFC 6068 wants them. A very long letter is left to copying."""
    link = f"mailto:{quote(address, safe='@')}?subject={quote(message.subject, safe='')}"
    if len(message.body) > LONGEST_LINK:
        return link
    body = message.body.replace("\n", "\r\n")
    return f"{link}&body={quote(body, safe='')}"
