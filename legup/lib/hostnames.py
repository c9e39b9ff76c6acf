"""Host names as DNS knows them."""

import ipaddress
import re
import unicodedata

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_DOTS = re.compile("[.。]")


def ascii_host(host: str) -> str:
    """The lower-case ASCII form of a host name or address: ``bücher.example`` becomes ``xn--bcher-kva.example``.

    Shape: an IP address comes back in its usual spelling, IPv6 without brackets.
    Raises: ValueError when *host* cannot be a host name.
    """
    bare = host.strip().removeprefix("[").removesuffix("]")
    if ":" in bare:
        return str(ipaddress.IPv6Address(bare))
    labels = _DOTS.split(unicodedata.normalize("NFKC", bare.lower()).removesuffix("."))
    name = ".".join(_ascii_label(label) for label in labels)
    if len(name) > 253:
        raise ValueError("a host name has at most 253 characters")
    return name


def _ascii_label(label: str) -> str:
    # Straight to Punycode: the standard library's "idna" codec would turn ß into ss, which is another domain.
    if not label.isascii() and all(unicodedata.category(c)[0] in "LMN" or c == "-" for c in label):
        label = "xn--" + label.encode("punycode").decode("ascii")
    if not _LABEL.fullmatch(label):
        raise ValueError("not a host name")
    return label
