"""Background entry: counting a large register."""

from __future__ import annotations

from django_tasks import task

from salwa.services.analysis.counting import count_register


@task()
def count_in_background(counting_id: int) -> None:
    """Count the register into the row that asked for it."""
    count_register(counting_id)
