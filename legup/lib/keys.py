"""Keys: the short random names that things have in addresses, so that nobody can count or guess them."""

import re
import secrets

from django.db import models
from django.urls import register_converter

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz"
LENGTH = 12


def new_key() -> str:
    """Twelve random characters, about 69 bits, without look-alike letters."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))


def new_keys(count: int) -> list[str]:
    """*count* keys at once, for importing thousands of rows quickly."""
    size = len(_ALPHABET)
    limit = 256 - 256 % size
    letters: list[str] = []
    while len(letters) < count * LENGTH:
        letters += [_ALPHABET[byte % size] for byte in secrets.token_bytes(count * LENGTH + 64) if byte < limit]
    return ["".join(letters[i * LENGTH : (i + 1) * LENGTH]) for i in range(count)]


class KeyField(models.CharField):
    """A column that holds the row's name in addresses."""

    def __init__(self, **options):
        options |= {"max_length": LENGTH, "default": new_key, "unique": True, "editable": False}
        super().__init__(**options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        for fixed in ("max_length", "default", "unique", "editable"):
            options.pop(fixed, None)
        return name, path, args, options


class KeyConverter:
    """``<key:key>`` in a route."""

    regex = f"[{re.escape(_ALPHABET)}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KeyConverter, "key")
