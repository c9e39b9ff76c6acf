"""Who may call which view. What is not named here cannot be called.

Shape: ``POLICY`` maps each URL name to a rule: who, and by which methods. Rows are still loaded by ``visible_to``,
so a person who may call a view sees only what is theirs in it; everything else is a 404.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import checks
from django.http import Http404, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, get_resolver

GET, POST = frozenset({"GET", "HEAD", "OPTIONS"}), frozenset({"POST"})


@dataclass(frozen=True)
class Rule:
    """Who may call a view (``anyone``, ``person``, ``laptop visitor``, ``server visitor``, ``developer``), and how."""

    who: str
    methods: frozenset[str]

    def admits(self, request) -> bool:
        """Whether the caller is of the kind the view is for."""
        return {
            "anyone": True,
            "person": request.user.is_authenticated,
            "laptop visitor": not settings.IS_SERVER,
            "server visitor": settings.IS_SERVER,
            "developer": settings.SHOW_PARTS,
        }[self.who]


def _rules(who: str, methods: frozenset[str], names: str) -> dict[str, Rule]:
    return {name: Rule(who, methods) for name in names.split()}


POLICY = {
    **_rules("anyone", GET, "home health robots stylesheet"),
    **_rules("anyone", GET | POST, "account_login account_logout account_inactive accounts:end_notices"),
    **_rules("laptop visitor", GET | POST, "accounts:enter"),
    **_rules("laptop visitor", GET, "accounts:enter_link"),
    **_rules(
        "server visitor",
        GET | POST,
        "accounts:invited account_signup account_email_verification_sent account_confirm_email account_request_login_code "
        "account_confirm_login_code account_reset_password account_reset_password_done account_reset_password_from_key "
        "account_reset_password_from_key_done",
    ),
    **_rules("anyone", GET | POST, "mfa_login_webauthn"),
    **_rules(
        "person",
        GET | POST,
        "account_set_password account_change_password account_reauthenticate mfa_reauthenticate_webauthn "
        "mfa_add_webauthn mfa_edit_webauthn mfa_remove_webauthn",
    ),
    **_rules("person", GET, "account_email mfa_index mfa_list_webauthn"),
    **_rules("developer", GET, "desk:parts"),
}


def declare(who: str, names: str, *, get: bool = False, post: bool = False) -> None:
    """Add lines to the table while it is being built, below."""
    POLICY.update(_rules(who, (GET if get else frozenset()) | (POST if post else frozenset()), names))


declare("person", "accounts:settings mail:mailbox mail:signed_in", get=True, post=True)
declare("person", "mail:trial mail:sign_in", get=True)
declare("person", "accounts:notices accounts:invite accounts:withdraw_invitation accounts:move_to_localhost", post=True)
declare("person", "mail:remove mail:release mail:office mail:confirm mail:again mail:end", post=True)

declare("person", "contacts:people contacts:import_preview contacts:import_progress contacts:import_result contacts:export_vcard contacts:export_csv contacts:export_json", get=True)
declare("person", "contacts:create contacts:edit contacts:tie contacts:import contacts:import_columns contacts:books", get=True, post=True)
declare("person", "contacts:book_look contacts:book_sync contacts:book_release contacts:book_end contacts:import_apply contacts:import_revert contacts:archive contacts:silence contacts:note", post=True)

declare("person", "interviews:interviews interviews:call interviews:brief interviews:after scheduling:ics", get=True)
declare("person", "interviews:guide scheduling:agree", get=True, post=True)
declare(
    "person",
    "interviews:open interviews:begin interviews:keep_notes interviews:catch interviews:uncatch interviews:end interviews:reopen "
    "interviews:ask interviews:promise_done interviews:promise_open scheduling:cancel",
    post=True,
)

declare("person", "outreach:letters outreach:doubts outreach:letter outreach:eml outreach:versions", get=True)
declare("person", "outreach:compose outreach:log outreach:advice", get=True, post=True)
declare(
    "person",
    "outreach:attachment outreach:decide outreach:own_wording outreach:begin outreach:check outreach:save outreach:redraft outreach:restore outreach:send outreach:move outreach:undo outreach:sent_myself "
    "outreach:retry outreach:arrived outreach:send_again outreach:drop",
    post=True,
)

declare("person", "followup:rest followup:take_up followup:later followup:declined", post=True)

declare("person", "postings:postings postings:posting", get=True)
declare("person", "postings:create postings:watch", get=True, post=True)
declare("person", "postings:unwatch postings:check_now postings:write postings:applied postings:dismiss postings:same postings:close", post=True)

declare("person", "desk:today desk:person desk:choose desk:export", get=True)
declare("person", "desk:welcome desk:welcome_curious desk:welcome_people desk:first_letter", get=True, post=True)
declare("person", "desk:follow_referral desk:snooze desk:unsnooze desk:open_samples desk:leave_samples desk:remove_samples", post=True)


class PolicyMiddleware:
    """Looks up the rule of the view that was found; a view without one is not there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        rule = POLICY.get(request.resolver_match.view_name)
        if rule is None:
            raise Http404
        if not rule.admits(request):
            if rule.who != "person":
                raise Http404
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        if request.method not in rule.methods:
            return HttpResponseNotAllowed(sorted(rule.methods))
        return None


def routes(resolver=None, namespaces=()) -> list[tuple[str, str]]:
    """Every route as (view name, pattern), namespaces joined by a colon."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found += routes(entry, namespaces + ((entry.namespace,) if entry.namespace else ()))
        elif isinstance(entry, URLPattern):
            found.append((":".join((*namespaces, entry.name or "")), str(entry.pattern)))
    return found


def register_checks() -> None:
    """Make an undeclared view stop the start."""
    checks.register(every_view_is_declared)


def every_view_is_declared(app_configs=None, **kwargs):
    """A sentence for each route that the table does not name."""
    return [
        checks.Error(f"The route {pattern!r} ({name or 'without a name'}) has no line in legup/policy.py.", id="legup.E001")
        for name, pattern in routes()
        if name not in POLICY
    ]
