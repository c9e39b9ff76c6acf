"""Coming in, and saying who one is."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core import signing
from django.http.request import split_domain_port
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt

from legup.accounts import entry, inviting, machine_mail
from legup.accounts.forms import InvitationForm, ProfileForm
from legup.accounts.models import Invitation, User
from legup.lib.clock import now
from legup.lib.hosts import is_address, is_this_computer
from legup.lib.refusal import Refusal

BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter_link(request, token):
    """Swaps the token for a cookie at first sight, so that it does not stay in the address."""
    response = redirect("accounts:enter")
    cookie = signing.dumps([token, request.GET.get("to", "")], salt="entry")
    response.set_cookie(entry.COOKIE, cookie, max_age=1800, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def enter(request):
    """Opens the desk of whoever holds the link, by a click of theirs."""
    cookie = request.COOKIES.get(entry.COOKIE, "")
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect("home")
        return render(request, "accounts/enter.html", {"has_link": bool(cookie)})
    try:
        token, to = signing.loads(cookie, salt="entry", max_age=1800)
    except signing.BadSignature:
        token = to = ""
    user = entry.use(token, now())
    login(request, user, backend=BACKEND)
    response = redirect(entry.BEYOND.get(to) or ("desk:today" if user.welcomed_at else "desk:welcome"))
    response.delete_cookie(entry.COOKIE)
    return response


def settings_page(request):
    """Everything the letters may say of the writer, and how they sign in."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("accounts:settings")
    open_invitations = Invitation.objects.filter(invited_by=request.user, accepted_at=None, withdrawn_at=None)
    facts = {"form": form, "is_server": settings.IS_SERVER, "mails_codes": settings.MAILS_CODES, "mails_notices": bool(settings.MAIL_RELAY), "invitations": open_invitations, "invite_form": InvitationForm()}
    facts["passkeys"] = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).order_by("created_at")
    name = split_domain_port(request.get_host())[0]
    facts["passkeys_need"] = "" if not is_address(name) else "localhost" if is_this_computer(name) else "this computer"
    return render(request, "accounts/settings.html", facts, status=422 if form.errors else 200)


@csrf_exempt
def end_notices(request, token):
    """Ends the notices to whoever the link was sent to, by one press; mail programs may press it for them (RFC 8058)."""
    user = machine_mail.named_by(token)
    if request.method == "POST":
        User.objects.filter(pk=user.pk, notices_ended_at=None).update(notices_ended_at=now())
        user.refresh_from_db()
    return render(request, "accounts/notices.html", {"address": user.email, "ended": user.notices_ended_at})


def notices(request):
    """Turns notices on or off, in Settings."""
    User.objects.filter(pk=request.user.pk).update(notices_ended_at=None if request.POST.get("how") == "on" else now())
    messages.success(request, "Noted.")
    return redirect("accounts:settings")


def move_to_localhost(request):
    """The same desk under the name ``localhost``, which passkeys need where there is no domain."""
    if not is_this_computer(split_domain_port(request.get_host())[0]):
        raise Refusal("Passkeys are made on the computer where Leg Up runs.")
    link = f"http://localhost:{request.get_port()}{entry.new_link(request.user, now())}?to=passkeys"
    return render(request, "accounts/localhost.html", {"link": link})


def invite(request):
    """Asks somebody in, on a server."""
    form = InvitationForm(request.POST)
    if form.is_valid():
        inviting.invite(form.cleaned_data["email"], request.user)
        messages.success(request, f"An invitation is on its way to {form.cleaned_data['email']}.")
    else:
        messages.error(request, " ".join(e for errors in form.errors.values() for e in errors))
    return redirect("accounts:settings")


def withdraw_invitation(request, key):
    """Takes an invitation back."""
    invitation = get_object_or_404(Invitation.objects.filter(invited_by=request.user), key=key)
    Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=now())
    messages.success(request, f"{invitation.email} can no longer open an account with that invitation.")
    return redirect("accounts:settings")


def invited(request, token):
    """Remembers for which address this browser was invited, and goes on to opening the account."""
    email = inviting.address_of(token)
    if request.user.is_authenticated:
        raise Refusal(f"You are signed in as {request.user.email}. Sign out, then open the invitation again.")
    if User.objects.filter(email=email).exists():
        messages.info(request, "Your account is open already. Come in.")
        return redirect("account_login")
    if not inviting.is_open(email):
        raise Refusal("This invitation was taken back. Ask for a new one.")
    request.session["invited_as"] = email
    return redirect("account_signup")
