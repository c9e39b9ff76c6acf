"""The one Django app."""

from django.apps import AppConfig


class LegUp(AppConfig):
    """All rooms together."""

    name = "legup"
    label = "legup"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from legup import policy  # needs the app registry

        policy.register_checks()
