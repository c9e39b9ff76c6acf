"""A server for many, shared by the tests of one file; each brings people of its own."""

import shutil

import pytest

from tests.accounts.office import Office
from tests.machines import Machine, machine, new_machine, prepared
from tests.servers import SmtpSink

__all__ = ["machine", "new_machine", "prepared"]


@pytest.fixture(scope="module")
def office(tmp_path_factory, prepared):
    """A running server; limits by address are counted anew in each file."""
    there, sink = Machine(tmp_path_factory.mktemp("office")), SmtpSink()
    shutil.copytree(prepared, there.data)
    yield Office(there, sink, LEGUP_WEB_PROCESSES="2")
    there.off()
    sink.close()
