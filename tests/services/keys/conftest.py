"""A keyring for the test database's installation, and a home of its own for each test."""

import pytest

from salwa.services.keys.actions import ensure_keyring
from tests.builders.people import an_operator


@pytest.fixture
def ring(db, settings, tmp_path):
    """The first keyring of an installation in a home of its own; returns the operator."""
    settings.HOME = tmp_path
    user = an_operator()
    assert ensure_keyring(acting_user=user)
    return user
