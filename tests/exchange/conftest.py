"""What the tests of the door share."""

import pytest


@pytest.fixture(autouse=True)
def at_most(settings):
    """Sets the messages a minute; tests bring more than a partner does."""

    def set_to(most):
        values = {**settings.SALWA.values, "exchange_messages_per_minute": most}
        settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, values)

    set_to(1_000_000)
    return set_to
