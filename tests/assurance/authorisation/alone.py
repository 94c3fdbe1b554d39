"""The small State of the authorisation proof for a campaign: in an installation of its own, removed at the end."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def a_world_alone() -> Iterator[Any]:
    """Sets Django up, makes the installation on SQLite and the State in it; call it once in a process."""
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    from tests.assurance.authorisation.world import a_world
    from tests.builders.installations import an_installation

    setup_test_environment()
    logging.disable(logging.CRITICAL)
    home = Path(tempfile.mkdtemp(prefix="salwa-world-"))
    try:
        with an_installation(home / "all", "sqlite"), a_world(home / "all") as world:
            yield world
    finally:
        shutil.rmtree(home, ignore_errors=True)
