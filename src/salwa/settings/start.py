"""Starting Django for one home folder, from a command."""

from __future__ import annotations

import os
from pathlib import Path


def open_installation(home: Path) -> None:
    """Point every setting at `home` and start Django. Raises `UnreadableSetting` for settings that make no sense."""
    os.environ["SALWA_HOME"] = str(home.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salwa.settings.django")
    import django  # slow start

    django.setup()
