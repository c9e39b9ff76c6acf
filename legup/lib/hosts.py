"""Under which names this computer's own Leg Up answers."""

import ipaddress

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http.request import split_domain_port, validate_host


class HostMiddleware:
    """On a laptop any address may be asked for and no name but its own.

    A page elsewhere can make its own name lead to this computer (DNS rebinding); it can never make its name an address.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        name = split_domain_port(request.META.get("HTTP_HOST", request.META["SERVER_NAME"]))[0]
        own = [host for host in settings.ALLOWED_HOSTS if host != "*"]
        if not (is_address(name) or validate_host(name, own)):
            raise DisallowedHost(f"{name!r} is not a name of this Leg Up.")
        return self.get_response(request)


def is_address(name: str) -> bool:
    """Whether *name* is an IP address. Shape: IPv6 in brackets, as in an address of the web."""
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def is_this_computer(name: str) -> bool:
    """Whether *name* is an IP address that only this computer reaches."""
    return is_address(name) and ipaddress.ip_address(name.strip("[]")).is_loopback
