"""The same keyring as in tests/services/keys."""

from tests.services.keys.conftest import ring

__all__ = ["ring"]
