"""Each test of the audit log begins without a key file."""

import pytest

from salwa.services.audit.signing import key_file
from tests.builders.people import an_operator


@pytest.fixture(autouse=True)
def new_keys():
    """No key file before the test, and none after it."""
    key_file().unlink(missing_ok=True)
    yield
    key_file().unlink(missing_ok=True)


@pytest.fixture
def operator(db):
    """The command line of the installation."""
    return an_operator()
