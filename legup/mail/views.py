"""The mail account: two short steps in, a test by really sending and reading back, and a way out."""

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import redirect, render

from legup.lib.clock import now
from legup.lib.refusal import Refusal
from legup.mail import accounts, autoconfig, oauth, probe, release, trying
from legup.mail.forms import AddressForm, IncomingForm, MailboxForm, OfficeForm
from legup.mail.models import Arrival, Mailbox, Trial
from legup.mail.providers import by_server

MOST_AN_HOUR = 30


def mailbox(request):
    """Shows the account; takes the address, then the settings, and signs in with them before they are put to the test."""
    box = _box(request)
    if request.method == "POST" and request.POST.get("step") == "address":
        return _settings_step(request, box)
    if request.method == "POST" and request.POST.get("step") == "incoming" and box and box.way == "office":
        return _try(request, box, IncomingForm(box, request.POST))
    if request.method == "POST":
        return _try(request, box, MailboxForm(request.POST, box=box))
    return _page(request, box, MailboxForm(box=box) if box and box.smtp_host and box.way == "password" else None)


def _box(request) -> Mailbox | None:
    return Mailbox.objects.visible_to(request.user).first()


def _settings_step(request, box):
    """The address is known: the rest as far as it can be found, for the person to look over."""
    asked = AddressForm(request.POST)
    if not asked.is_valid():
        return _page(request, box, None, asked=asked, status=422)
    address = asked.cleaned_data["address"]
    found = autoconfig.suggest(address)
    known = {"address": address, "username": found.smtp.username if found.smtp.username != address else ""}
    return _page(request, box, MailboxForm(box=box, initial=known | _servers("smtp", found.smtp) | _servers("imap", found.imap)), suggestion=found)


def _servers(kind, account):
    return {f"{kind}_host": account.host, f"{kind}_port": account.port, f"{kind}_security": account.security}


def _try(request, box, form):
    if not form.is_valid():
        return _page(request, box, form, status=422)
    findings = put_to_the_test(request, box, form.trial(request.user))
    if not findings:
        return redirect("mail:trial" if Trial.objects.open().filter(owner=request.user).exists() else "mail:mailbox")
    return _page(request, box, form, findings=findings, suggestion=None, status=422)


def put_to_the_test(request, box: Mailbox | None, trial: Trial) -> list[probe.Finding]:
    """Sign in; if that works, go on with a test letter, or mend the account of before. What did not work, otherwise."""
    _not_too_often(request.user)
    findings = trying.sign_in(trial)
    if not all(finding.ok for finding in findings):
        return findings
    if trying.mended(box, trial):
        trying.mend(trial, now())
        messages.success(request, "Your mail account works again. Letters that waited can leave.")
    else:
        trying.begin(trial, now())
    return []


def _not_too_often(user) -> None:
    """Nobody guesses passwords by way of us. Raises: Refusal."""
    key = f"mail-sign-in-{user.pk}"
    cache.add(key, 0, 3600)
    if cache.incr(key) > MOST_AN_HOUR:
        raise Refusal(f"{MOST_AN_HOUR} tries within an hour is the most; mail servers lock accounts that are tried too often. Wait an hour, and look up the settings meanwhile.")


def _page(request, box, form, status=200, **more):
    address = request.user.email if not request.user.email.endswith(".invalid") else ""
    facts = {"box": box, "form": form, "asked": AddressForm(initial={"address": address}), "held": release.held(), "services": oauth.offered(), **more}
    facts["trial"] = Trial.objects.open().visible_to(request.user).first()
    facts["suggested"] = by_server(box.address, box.smtp_host, box.smtp_port) if box and box.smtp_host else None
    if box and box.smtp_host and box.way == "office":
        facts["incoming"] = form if isinstance(form, IncomingForm) else IncomingForm(box)
    facts["office"] = OfficeForm(initial={"address": address}) if settings.OFFICE_RELAY else None
    facts["unread"] = Arrival.objects.visible_to(request.user).exclude(quarantined_at=None).order_by("-quarantined_at")[:5]
    return render(request, "mail/mailbox.html", facts, status=status)


def by_the_office(request):
    """Letters are to leave by the office's server: a code goes to where answers will go."""
    if not settings.OFFICE_RELAY:
        raise Http404
    asked = OfficeForm(request.POST)
    if not asked.is_valid():
        raise Refusal("That is no e-mail address. Go back and type in where answers to your letters are to go.")
    relay = settings.OFFICE_RELAY
    trial = Trial(owner=request.user, way="office", address=asked.cleaned_data["address"], smtp_host=relay["host"], smtp_port=relay["port"], smtp_security=relay["security"])
    trying.begin(trial, now())
    return redirect("mail:trial")


def remove(request):
    """Forgets the password and the servers. Letters and answers stay."""
    accounts.forget(request.user)
    trying.end(request.user.pk, now())
    messages.success(request, "Your mail account is forgotten, with its password. Your letters and answers are still here.")
    return redirect("mail:mailbox")


def release_letters(request):
    """A person says that this copy may send."""
    release.release(now())
    messages.success(request, "Letters can leave again.")
    return redirect("mail:mailbox")
