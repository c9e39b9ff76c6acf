"""The shelf of letters: one file per kind, one word here, one text file of wordings.

Shape: each kind has NAME, TITLE, TIMING, WORDS (its longest good length), ``rules`` (checks that apply), ``questions(facts)``.
"""

from importlib import import_module

SHELF = "request thanks applying reminder answer".split()
KINDS = {name: import_module(f"{__name__}.{name}") for name in SHELF}
TITLES = {name: kind.TITLE for name, kind in KINDS.items()}
