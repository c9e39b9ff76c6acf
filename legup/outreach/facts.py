"""What is known when a letter is written or checked: plain values, from whatever record holds them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Writer:
    """The person who asks, in their own words."""

    full_name: str = ""
    headline: str = ""
    school: str = ""
    background: str = ""
    curiosity: str = ""
    phone: str = ""
    zone: str = ""
    spelling: str = "en-GB"


@dataclass(frozen=True)
class Recipient:
    """The person who is asked; ``title`` is their role at ``organization``."""

    full_name: str = ""
    given_name: str = ""
    family_name: str = ""
    title: str = ""
    organization: str = ""
    field: str = ""
    zone: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything a letter may draw on; whatever is empty is simply not said.

    Shape: ``tie`` is met, referred, directory, found or empty; ``answered`` is yes, no, later or empty.
    Shape: ``said``, ``promises`` and ``names`` are lines from the call notes, as typed; ``kept`` are promises that were kept.
    Shape: ``ended`` is yes, no, withdrawn or empty; ``other_agreed`` is yes once both said that they may be introduced.
    Zone: ``call_at`` is the instant agreed on; ``times`` are hours as typed, in the recipient's zone.
    """

    writer: Writer = field(default_factory=Writer)
    recipient: Recipient = field(default_factory=Recipient)
    tie: str = ""
    met_on: date | None = None
    met_where: str = ""
    met_occasion: str = ""
    talked_about: str = ""
    address_source: str = ""
    referrer_name: str = ""
    named_on: date | None = None
    why_them: str = ""
    minutes: int = 20
    medium: str = "phone"
    called_on: date | None = None
    said: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    learned: str = ""
    posting_title: str = ""
    posting_organization: str = ""
    date_posted: date | None = None
    valid_through: date | None = None
    apply_on: date | None = None
    first_sent_on: date | None = None
    first_subject: str = ""
    answered: str = ""
    call_at: datetime | None = None
    reach: str = ""
    times: tuple[str, ...] = ()
    why_moved: str = ""
    did: str = ""
    kept: tuple[str, ...] = ()
    spoke_with: tuple[str, ...] = ()
    wrote_to: tuple[str, ...] = ()
    news: str = ""
    other_name: str = ""
    other_who: str = ""
    other_why: str = ""
    other_reach: str = ""
    other_agreed: str = ""
    ended: str = ""
    today: date | None = None
    key: str = ""

    @property
    def them(self) -> str:
        """The name for a question beside the letter."""
        return self.recipient.given_name or self.recipient.full_name or "this person"

    def having(self, **changed: Any) -> "Facts":
        """The same facts with some changed; ``writer_x`` and ``recipient_x`` reach inside."""
        inner: dict[str, dict] = {"writer": {}, "recipient": {}}
        outer = {}
        for name, value in changed.items():
            whom, _, rest = name.partition("_")
            if whom in inner:
                inner[whom][rest] = value
            else:
                outer[name] = value
        return replace(self, writer=replace(self.writer, **inner["writer"]), recipient=replace(self.recipient, **inner["recipient"]), **outer)
