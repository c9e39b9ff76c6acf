"""Writing down the time that two people agreed on, moving it, calling it off."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from legup.interviews.models import Interview
from legup.lib import clock
from legup.lib.ics import Event, calendar
from legup.lib.refusal import Refusal
from legup.scheduling import booking
from legup.scheduling.forms import AgreeForm, zones
from legup.templatetags.legup import moment_in


def _mine(request, key: str) -> Interview:
    return get_object_or_404(Interview.objects.visible_to(request.user).select_related("contact", "owner"), key=key)


def agree(request, key):
    """The agreed time: looked at in both zones first, then kept."""
    interview, now = _mine(request, key), clock.now()
    form = AgreeForm(request.POST or None, interview)
    if request.method == "POST" and form.is_valid() and _was_shown(request, form) and _saved(request, form, now):
        return redirect("interviews:call" if interview.starts_at <= now else "interviews:guide", key)
    said = getattr(form, "moment", None)
    facts = {"form": form, "interview": interview, "contact": interview.contact, "said": said, "zones": zones(), "is_past": bool(said and said.at < now)}
    if request.htmx and "look" in request.POST:
        return render(request, "scheduling/_said.html", facts)
    return render(request, "scheduling/agree.html", facts, status=422 if form.errors else 200)


def _was_shown(request, form: AgreeForm) -> bool:
    """Whether the very instant that would be kept was read by the person before."""
    return "look" not in request.POST and request.POST.get("shown") == form.moment.at.isoformat()


def _saved(request, form: AgreeForm, now) -> bool:
    try:
        interview = form.save(now)
    except Refusal as no:
        form.add_error(None, str(no))
        return False
    messages.success(request, f"Kept: you speak with {interview.contact.called} on {moment_in(interview.starts_at, interview.zone)}.")
    return True


def cancel(request, key):
    """Calls the agreed time off; another can be written down."""
    interview = _mine(request, key)
    was = interview.starts_at and moment_in(interview.starts_at, interview.zone)
    booking.cancel(interview)
    if was:
        messages.success(request, f"The time was called off: {was}. Tell {interview.contact.called}, if they do not know yet.")
    return redirect("scheduling:agree", key)


def ics(request, key):
    """The agreed time as a file for any calendar."""
    interview = _mine(request, key)
    if not interview.starts_at:
        raise Http404
    other = moment_in(interview.starts_at, interview.contact.zone or interview.zone)
    own = moment_in(interview.starts_at, timezone.get_current_timezone_name())
    event = Event(
        uid=f"{interview.key}@leg-up.invalid",
        starts_at=interview.starts_at,
        minutes=interview.minutes,
        summary=f"Conversation with {interview.contact.full_name}",
        description="\n".join(dict.fromkeys([other, own, f"{interview.minutes} minutes, {interview.get_medium_display()}"])),
        location=interview.reach,
        sequence=max(0, int((interview.agreed_at - interview.opened_at).total_seconds())) if interview.agreed_at else 0,
        made_at=interview.agreed_at,
    )
    return HttpResponse(calendar(event), content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="conversation.ics"'})
