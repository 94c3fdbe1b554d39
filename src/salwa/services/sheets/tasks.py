"""Background entry: making a list."""

from __future__ import annotations

from django_tasks import task

from salwa.services.sheets.running import run


@task()
def run_export(export_id: int) -> None:
    """Make a list as the person who asked for it."""
    run(export_id)
