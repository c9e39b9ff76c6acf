"""Refusals: a "no, because …" that is a sentence for the person."""


class Refusal(Exception):
    """Something cannot be done; ``str()`` is the sentence that says why and what to do."""
