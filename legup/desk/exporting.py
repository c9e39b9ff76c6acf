"""Everything a person owns, in an open format."""

from django.db.models import BinaryField, Model, QuerySet

from legup.accounts.models import User
from legup.contacts.models import AddressBook, Card, ColumnChoice, Contact, Event, ImportBatch, Point, Position
from legup.desk.models import Snooze
from legup.interviews.models import GuideQuestion, Interview, Note
from legup.mail.models import Arrival, Mailbox, Trial
from legup.organizations.models import Merging, Organization, SameName
from legup.outreach.models import Doubt, Message, OwnWording, Version
from legup.postings.models import Lead, Posting, Watch
from legup.scheduling.models import SlotClaim

OWNED = (Organization, SameName, Merging, Contact, ImportBatch, ColumnChoice, AddressBook, Interview, Message, OwnWording, SlotClaim, Watch, Posting, Lead, Snooze, Mailbox, Trial, Arrival, Doubt)
PARTS = {Card: "book", Point: "contact", Position: "contact", Event: "contact", GuideQuestion: "interview", Note: "interview", Version: "message"}
SECRET = {"password_sealed", "renewal_sealed", "access_sealed", "code", "payload"}


def everything(user: User) -> dict:
    """All rows of *user*, by table; passwords left out, received mail as text.

    Shape: ``{"format": "legup-export-1", "you": {…}, "tables": {"Contact": [{…}, …], …}}``.
    """
    tables = {model.__name__: _rows(model.objects.visible_to(user)) for model in OWNED}
    tables |= {model.__name__: _rows(model._default_manager.filter(**{f"{whole}__owner": user})) for model, whole in PARTS.items()}
    kept = ("email", "full_name", "headline", "school", "background", "curiosity", "phone", "zone", "spelling", "reminders")
    return {"format": "legup-export-1", "you": {name: getattr(user, name) for name in kept}, "tables": tables}


def _rows(rows: QuerySet) -> list[dict]:
    return [_told(row) for row in rows.order_by("pk")]


def _told(row: Model) -> dict:
    fields = [f for f in row._meta.concrete_fields if f.name not in SECRET and f.attname != "owner_id"]
    return {f.attname: _text(row, f) for f in fields}


def _text(row: Model, field):
    value = getattr(row, field.attname)
    if isinstance(field, BinaryField):
        return bytes(value).decode("utf-8", "replace") if value is not None else None
    return value
