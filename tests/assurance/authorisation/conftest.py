"""One small State for all tests of a file: making it takes seconds, so every cell undoes what it did."""

import logging

import pytest

from tests.assurance.authorisation.world import a_world


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    # Every refusal is a warning in the log: tens of thousands of lines that nobody reads.
    logging.disable(logging.WARNING)
    with django_db_blocker.unblock(), a_world(tmp_path_factory.mktemp("state")) as made:
        yield made
    logging.disable(logging.NOTSET)
