"""The one person a laptop belongs to."""

from django.db import transaction

from legup.accounts.models import User
from legup.lib.clock import machine_zone


def laptop_owner() -> User:
    """The owner of this machine's Leg Up.

    Zone: a new owner starts in the machine's zone.
    Once: made at the first call, the same person ever after.
    """
    with transaction.atomic():
        owner = User.objects.filter(owns_this_machine=True).first()
        return owner or User.objects.create_user("owner@this-computer.invalid", owns_this_machine=True, zone=machine_zone())
