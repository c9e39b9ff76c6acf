"""A posting from anywhere, typed in by hand."""

import hashlib
from datetime import date, datetime

from django.db import transaction

from legup.accounts.models import User
from legup.lib import clock
from legup.lib.fold import fold
from legup.organizations.keeping import organization_named
from legup.organizations.naming import board_words_off, normal
from legup.postings import matching
from legup.postings.models import Posting

SOURCE = "typed"


@transaction.atomic
def type_in(owner: User, *, title: str, organization: str, url: str = "", closes_on: date | None = None, note: str = "", now: datetime | None = None) -> Posting:
    """A posting as one saw it, matched at once to the people who work there.

    Once: the same title, organization and link is the same posting, open again if it was closed, with what was typed last.
    """
    now = now or clock.now()
    employer = organization_named(owner, board_words_off(organization))
    identity = hashlib.blake2b("\n".join((fold(title), normal(board_words_off(organization)), url)).encode(), digest_size=16).hexdigest()
    facts = {
        "title": title, "hiring_organization": organization, "organization": employer, "url": url, "valid_through": closes_on,
        "description_text": note, "last_seen_at": now, "closed_at": None,
    }  # fmt: skip
    posting, _ = Posting.objects.update_or_create(
        owner=owner, source=SOURCE, board="", source_id=identity, defaults=facts, create_defaults=facts | {"first_seen_at": now}
    )
    matching.match(posting, now)
    return posting
