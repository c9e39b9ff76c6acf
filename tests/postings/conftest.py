"""What the tests of postings share."""

from datetime import UTC, datetime, timedelta

import pytest

from legup.interviews.models import Interview
from tests.postings.boards import board

__all__ = ["board"]


@pytest.fixture
def spoken(ana, ben):
    """Ana spoke with Ben on 4 May."""
    held = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
    Interview.objects.create(owner=ana, contact=ben, began_at=held, ended_at=held + timedelta(minutes=21), agreed_at=held, starts_at=held)
    return ben
