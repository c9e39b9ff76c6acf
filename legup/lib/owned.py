"""Owned rows: private things have an owner, and ``visible_to`` is the only door to them."""

from django.db import models


class Owned(models.QuerySet):
    """Rows with an ``owner``; nobody else may learn that they exist."""

    def visible_to(self, user):
        """The rows that *user* may see; none for a visitor who is not signed in."""
        return self.filter(owner_id=user.pk) if user.is_authenticated else self.none()
