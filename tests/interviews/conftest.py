"""A conversation under way, for the tests of this room."""

import pytest

from legup.interviews.models import Interview
from legup.interviews.opening import open_with


@pytest.fixture
def talk(ben) -> Interview:
    """Ana's conversation with Ben, not yet agreed, six questions ready."""
    return open_with(ben)
