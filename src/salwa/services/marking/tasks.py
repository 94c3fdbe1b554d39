"""Background entries: judging the register, listing the weapons of a campaign."""

from __future__ import annotations

from django_tasks import task

from salwa.services.marking.listing import make_list
from salwa.services.marking.running import judge_register


@task()
def judge_in_background(run_id: int) -> None:
    """Judge the register into the run that asked for it."""
    judge_register(run_id)


@task()
def list_in_background(campaign_id: int, user_id: int) -> None:
    """Make the list of weapons of a campaign for the person who planned it."""
    make_list(campaign_id, user_id)
