"""Background entries: screening a list, listing weapons recorded twice."""

from __future__ import annotations

from django_tasks import task

from salwa.services.screening.running import list_duplicates, run


@task()
def run_screening(screening_id: int) -> None:
    """Screen a list as the person who sent it."""
    run(screening_id)


@task()
def make_duplicates_list(listing_id: int) -> None:
    """Make the list of weapons recorded twice."""
    list_duplicates(listing_id)
