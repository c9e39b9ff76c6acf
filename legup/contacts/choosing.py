"""What the columns of a table mean, where its headings do not say it: by the person's word, remembered for the next time."""

from collections.abc import Sequence
from datetime import datetime

from legup.accounts.models import User
from legup.contacts.importers.plain_csv import MEANINGS, NAMING, Outline, headings_of, outline
from legup.contacts.models import ColumnChoice
from legup.lib.csvfile import decoded
from legup.lib.refusal import Refusal


def laid_out(data: bytes) -> Outline:
    """How the table in *data* is laid out, with our guesses.

    Raises: Refusal when it is no table.
    """
    found = outline(decoded(data))
    if not found:
        raise Refusal("This list has no columns that could mean anything else. Choose another file.")
    return found


def is_sure(data: bytes) -> bool:
    """Whether the headings alone say what the columns are."""
    return laid_out(data).is_sure


def remembered(owner: User, data: bytes) -> list[str]:
    """What the person said of a table with the same headings; nothing when they never did."""
    choices = ColumnChoice.objects.visible_to(owner)
    if not choices.exists() or data[:11].upper() == b"BEGIN:VCARD":
        return []
    found = outline(decoded(data))
    choice = choices.filter(headings=_headings(found)).first() if found else None
    return choice.meanings if choice else []


def remember(owner: User, data: bytes, columns: Sequence[str], now: datetime) -> None:
    """Keep what the person says that the columns mean.

    Raises: Refusal when nothing among *columns* says who is listed, or something is no meaning.
    """
    if not NAMING & set(columns) or not set(columns) <= MEANINGS.keys():
        raise Refusal("Say which column holds the names or the e-mail addresses; without one of them nobody can be told apart.")
    facts = {"meanings": list(columns), "chosen_at": now}
    ColumnChoice.objects.update_or_create(owner=owner, headings=_headings(laid_out(data)), defaults=facts)


def _headings(found: Outline) -> str:
    """Tables without headings are told apart by how many columns they have."""
    return headings_of([*found.header, str(len(found.header))] if found.number == 0 else found.header)
