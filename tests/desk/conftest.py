"""A mailbox at a real SMTP sink, as the tests of letters have it."""

from tests.outreach.conftest import box  # noqa: F401 - a fixture
