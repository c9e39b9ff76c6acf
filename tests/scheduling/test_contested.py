"""Sixteen at once for the same minutes: one gets them. The naive way, in the same harness, double-books."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from legup.contacts.models import Contact
from legup.interviews.models import Interview
from legup.interviews.opening import open_with
from legup.lib.refusal import Refusal
from legup.scheduling import booking
from legup.scheduling.models import SlotClaim

AT_ONCE, ROUNDS = 16, 5
NINE = datetime(2031, 3, 5, 9, 0)


@pytest.fixture
def talks(transactional_db, ana) -> list[Interview]:
    return [open_with(Contact.objects.create(owner=ana, full_name=f"Person {n}", folded=f"person {n}")) for n in range(AT_ONCE)]


def race(talks, take) -> int:
    """Everyone takes an overlapping time at the same moment; how many got one."""
    gate, won = threading.Barrier(len(talks)), []

    def one(n, talk):
        try:
            gate.wait(30)
            take(talk, NINE + timedelta(minutes=n % 4))
            won.append(talk)
        except Refusal:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(talks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return len(won)


def check_then_insert(talk, wall):
    """The naive way: look whether it is free, then write."""
    starts_at, ends_at = wall.replace(tzinfo=UTC), wall.replace(tzinfo=UTC) + timedelta(minutes=20)
    if SlotClaim.objects.filter(owner=talk.owner_id, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refusal("taken")
    SlotClaim.objects.create(owner_id=talk.owner_id, interview=talk, starts_at=starts_at, ends_at=ends_at)


def test_only_one_of_many_at_once_gets_the_time(talks):
    for _ in range(ROUNDS):
        SlotClaim.objects.all().delete()
        assert race(talks, lambda talk, wall: booking.agree(talk, wall, "America/Chicago", 20)) == 1
        assert SlotClaim.objects.count() == 1


def test_checking_first_and_writing_then_double_books(talks):
    """The control: the harness does find double bookings."""
    won = []
    for _ in range(ROUNDS):
        SlotClaim.objects.all().delete()
        won.append(race(talks, check_then_insert))
    assert max(won) > 1
