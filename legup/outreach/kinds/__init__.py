"""The shelf of letters: one file per kind, one word here, one text file of wordings.

Shape: each kind has NAME, TITLE, TIMING, WORDS (its longest good length), ``rules`` (checks that apply), ``questions(facts)``;
and, where they mean something, ASKS (it asks for a conversation), AWAITS (it is about one still to come), CHARACTERS (the most it may have), ``shorter(facts)``.
"""

from importlib import import_module

SHELF = "request short meet_referral reminder answer declined reschedule thanks update touch introduction applying outcome".split()
KINDS = {name: import_module(f"{__name__}.{name}") for name in SHELF}
TITLES = {name: kind.TITLE for name, kind in KINDS.items()}
ASKING = tuple(name for name, kind in KINDS.items() if getattr(kind, "ASKS", False))
AHEAD = tuple(name for name, kind in KINDS.items() if getattr(kind, "AWAITS", False))
