"""The letter on its page: written, read by the checks, asked about, mended, sent."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from legup.contacts.models import Contact
from legup.interviews.models import Interview
from legup.lib.clock import now
from legup.lib.refusal import Refusal
from legup.mail.models import Mailbox
from legup.outreach import drafting, sending
from legup.outreach.checks import mended
from legup.outreach.forms import QuestionsForm
from legup.outreach.kinds import KINDS
from legup.outreach.models import Message
from legup.outreach.reading import Reading


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
    drafting.keep(message, request.POST.get("subject", ""), request.POST.get("body", ""), now())
    form = QuestionsForm(drafting.composed(message, now()).questions if message.kind in KINDS else [], request.POST)
    if not form.is_valid():
        return _page(request, message, form=form, status=422)
    if form.answers:
        _tell_answered(request, message, drafting.answer(message, form.answers, now()))
    return _act(request, message)


def _act(request, message: Message):
    """What the pressed button asks for, once the words are kept."""
    act = request.POST.get("act", "")
    try:
        if "mend" in request.POST:
            _mend(request, message, request.POST["mend"])
        elif act == "send":
            sending.queue(message, now(), request.POST.getlist("overriding"))
            messages.success(request, f"Your letter to {message.contact.full_name} leaves in a minute.", extra_tags=f"undo {reverse('outreach:undo', args=[message.key])}")
            return redirect("outreach:letter", message.key)
        elif act in ("own", "copy"):
            sending.sent_myself(message, now(), act)
            messages.success(request, f"Noted: you wrote to {message.contact.full_name} yourself.", extra_tags=f"undo {reverse('outreach:undo', args=[message.key])}")
            return redirect("outreach:letter", message.key)
    except Refusal as refusal:
        return _page(request, message, refusal=str(refusal), status=422)
    return _written(message.key)


def _written(key: str):
    """Back to the page, telling the browser that its own copy of the words is no longer needed."""
    return redirect(reverse("outreach:compose", args=[key]) + "?kept=1")


def _tell_answered(request, message: Message, rewritten: bool) -> None:
    said = "Noted, and the letter now says it." if rewritten else "Noted. Your own words were left as they are."
    messages.success(request, said)


def _mend(request, message: Message, rule: str) -> None:
    found = next((f for f in drafting.findings(message, now()) if f.rule == rule and not f.good and mended(message.body, f) != message.body), None)
    if found:
        drafting.reword(message, mended(message.body, found), now())
        messages.success(request, "Changed.", extra_tags=_undo(message))


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
    drafting.keep(message, request.POST.get("subject", ""), request.POST.get("body", ""), now())
    return render(request, "outreach/_kept.html", {"at": now()})


def redraft(request, key):
    """Other words for the same letter, or the words before them back."""
    message = _mine(request, key)
    if message.stand == "draft" and "back" in request.GET:
        drafting.take_back(message)
        messages.success(request, "Your words are back.")
    elif message.stand == "draft" and message.kind in KINDS:
        drafting.keep(message, request.POST.get("subject", message.subject), request.POST.get("body", message.body), now())
        drafting.redraft(message, now(), another=True)
        messages.success(request, "Said in other words.", extra_tags=_undo(message))
    return _written(key)


def _page(request, message: Message, form: QuestionsForm | None = None, refusal: str = "", status: int = 200):
    facts = _facts(request, message)
    facts |= {"form": form or QuestionsForm(facts["questions"]), "refusal": refusal}
    return render(request, "outreach/compose.html", facts, status=status)


def _facts(request, message: Message) -> dict:
    """Everything the page shows besides the form."""
    written = drafting.composed(message, now()) if message.kind in KINDS else None
    contact, kind = message.contact, KINDS.get(message.kind)
    mailbox = Mailbox.objects.filter(owner=request.user).exclude(tested_at=None).first()
    return {
        "message": message,
        "contact": contact,
        "kind": kind,
        "reading": Reading(message.body, drafting.findings(message, now()), written),
        "questions": written.questions if written else [],
        "untouched": drafting.is_untouched(message),
        "can_send": bool(mailbox and contact.email and not request.user.is_sample),
        "mailto": mailto(contact.email, message),
        "at": now(),
    }


def mailto(address: str, message: Message) -> str:
    """A link that opens the letter in the person's own mail program; lines as RFC 6068 wants them."""
    body = message.body.replace("\n", "\r\n")
    return f"mailto:{quote(address, safe='@')}?subject={quote(message.subject, safe='')}&body={quote(body, safe='')}"
