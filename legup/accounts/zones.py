"""Every page is told in the reader's own time zone."""

from zoneinfo import ZoneInfo

from django.utils import timezone


class ZoneMiddleware:
    """Activates the zone of whoever is signed in. Zone: `User.zone`, an IANA name; UTC for visitors."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        zone = request.user.zone if request.user.is_authenticated else "UTC"
        with timezone.override(ZoneInfo(zone)):
            return self.get_response(request)
