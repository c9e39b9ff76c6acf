"""The mail account: two short steps in, a test by really connecting, and a way out."""

from django.contrib import messages
from django.shortcuts import redirect, render

from legup.lib.clock import now
from legup.mail import accounts, probe, release
from legup.mail.forms import AddressForm, MailboxForm
from legup.mail.models import Arrival, Mailbox


def mailbox(request):
    """Shows the account; takes the address, then the settings, and tries them before they count."""
    box = Mailbox.objects.visible_to(request.user).first()
    if request.method == "POST" and request.POST.get("step") == "address":
        return _settings_step(request, box)
    if request.method == "POST":
        return _try(request, box)
    return _page(request, box, MailboxForm(instance=box) if box and box.smtp_host else None)


def _settings_step(request, box):
    """The address is known: the rest as far as it can be guessed, for the person to look over."""
    asked = AddressForm(request.POST)
    if not asked.is_valid():
        return _page(request, box, None, asked=asked, status=422)
    address = asked.cleaned_data["address"]
    found = probe.guess(address)
    guessed = {"address": address, **_servers("smtp", found.smtp), **_servers("imap", found.imap)}
    return _page(request, box, MailboxForm(instance=box, initial=guessed), suggestion=found)


def _servers(kind, account):
    return {f"{kind}_host": account.host, f"{kind}_port": account.port, f"{kind}_security": account.security}


def _try(request, box):
    form = MailboxForm(request.POST, instance=box or Mailbox(owner=request.user))
    if not form.is_valid():
        return _page(request, box, form, status=422)
    findings = accounts.keep_if_it_works(form.save(commit=False), now())
    if all(finding.ok for finding in findings):
        messages.success(request, "Your mail account works. Letters can leave, and answers will be noticed.")
        return redirect("mail:mailbox")
    return _page(request, Mailbox.objects.visible_to(request.user).first(), form, findings=findings, status=422)


def _page(request, box, form, status=200, **more):
    address = request.user.email if not request.user.email.endswith(".invalid") else ""
    facts = {"box": box, "form": form, "asked": AddressForm(initial={"address": address}), "held": release.held(), **more}
    facts["unread"] = Arrival.objects.visible_to(request.user).exclude(quarantined_at=None).order_by("-quarantined_at")[:5]
    return render(request, "mail/mailbox.html", facts, status=status)


def remove(request):
    """Forgets the password and the servers. Letters and answers stay."""
    accounts.forget(request.user)
    messages.success(request, "Your mail account is forgotten, with its password. Your letters and answers are still here.")
    return redirect("mail:mailbox")


def release_letters(request):
    """A person says that this copy may send."""
    release.release(now())
    messages.success(request, "Letters can leave again.")
    return redirect("mail:mailbox")
