"""The vault: passwords of mailboxes at rest, under a key that is not in the database."""

import base64
import hashlib

from django.conf import settings

from legup.lib.refusal import Refusal


def _fernet():
    from cryptography.fernet import Fernet  # heavy, and most pages never need it

    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"legup vault").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(text: str) -> bytes:
    """*text* encrypted and authenticated under this instance's key."""
    return _fernet().encrypt(text.encode())


def unseal(sealed: bytes) -> str:
    """What was sealed.

    Raises: Refusal when the key has changed since, as after a restore without its key.
    """
    from cryptography.fernet import InvalidToken

    try:
        return _fernet().decrypt(bytes(sealed)).decode()
    except InvalidToken:
        raise Refusal("The saved password can no longer be read, because this copy has a new key. Please type it in again.") from None
