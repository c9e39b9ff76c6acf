"""Template words of Leg Up, loaded everywhere."""

import secrets
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context):
    """Two hidden fields: proof that the form is ours, and the key that makes a second submit harmless."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="_once" value="{}">',
        get_token(context["request"]),
        secrets.token_urlsafe(15),
    )


@register.simple_tag
def icon(name: str):
    """A small drawing from ``img/icons.svg``, for the eye only."""
    return _drawing(name)


@lru_cache
def _drawing(name: str):
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', static("img/icons.svg"), name)


@register.simple_tag
def stylesheet() -> str:
    """The address of all stylesheets in one."""
    return f"/style/{settings.STATIC_VERSION}.css"


@register.simple_tag
def is_server() -> bool:
    """Whether many have accounts here, by invitation."""
    return settings.IS_SERVER


@register.filter
def day(value: date | datetime | None) -> str:
    """A date as people say it: Thursday 3 December, with the year when it is not this one."""
    if not value:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    year = "" if local.year == timezone.localdate().year else f" {local.year}"
    return f"{local:%A} {local.day} {local:%B}{year}"


@register.filter
def day_short(value: date | datetime | None) -> str:
    """A date in a row: 3 December, with the year when it is not this one."""
    return day(value).partition(" ")[2]


@register.filter
def moment(value: datetime | None) -> str:
    """An instant in the reader's zone, zone named: Thursday 3 December, 14:00 (Chicago time)."""
    return moment_in(value, timezone.get_current_timezone_name()) if value else ""


@register.filter
def moment_in(value: datetime | None, zone: str) -> str:
    """An instant as it is said in *zone*. Zone: an IANA name; Europe/Berlin is said as Berlin time."""
    if not value:
        return ""
    there = value.astimezone(ZoneInfo(zone))
    with timezone.override(zone):
        return f"{day(value)}, {there:%H:%M} ({zone_name(zone)})"


@register.filter
def zone_name(zone: str) -> str:
    """How a zone is said: Chicago time."""
    return "UTC" if zone in ("UTC", "Etc/UTC") else f"{zone.rsplit('/', 1)[-1].replace('_', ' ')} time"


@register.filter
def ago(value: date | datetime | None) -> str:
    """How long ago, in the words one would use."""
    if not value:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    days = (timezone.localdate() - local).days
    if days < 0:
        return {-1: "tomorrow"}.get(days, f"in {-days} days") if days > -14 else f"in {round(-days / 7)} weeks"
    if days < 14:
        return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return f"{days // 7} weeks ago" if days < 70 else f"{round(days / 30.4)} months ago"
