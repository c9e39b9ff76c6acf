"""What a domain publishes in the DNS besides addresses: its mail exchangers, services and other names.

Only the resolver of this machine (or the one whoever runs Leg Up named) is asked; nothing is connected to.
"""

from typing import Any

from django.conf import settings

from legup.lib.hostnames import ascii_host

PORT = 53


def records(name: str, kind: str, seconds: float) -> list[Any]:
    """The records of *kind* at *name*, such as MX or SRV, the first to be used first; none when there are none, or nobody answers.

    Units: *seconds* in all. Shape: what ``dns.rdata`` gives.
    """
    import dns.exception  # not needed for most addresses
    import dns.resolver

    try:
        service, _, domain = name.rpartition("_tcp.")
        asked = f"{service}_tcp.{ascii_host(domain)}" if service else ascii_host(domain)
        answer = _resolver(dns.resolver).resolve(asked, kind, lifetime=seconds, search=False)
    except (dns.exception.DNSException, OSError, ValueError):
        return []
    return sorted(answer, key=_order)[:20]


def _order(record: Any) -> tuple[int, int]:
    return getattr(record, "preference", 0) or getattr(record, "priority", 0), -getattr(record, "weight", 0)


def _resolver(library: Any) -> Any:
    if not settings.NAMESERVER:
        return library.Resolver()
    host, _, port = settings.NAMESERVER.rpartition(":") if settings.NAMESERVER.count(":") == 1 else (settings.NAMESERVER, "", "")
    resolver = library.Resolver(configure=False)
    resolver.nameservers, resolver.port = [host], int(port or PORT)
    return resolver
