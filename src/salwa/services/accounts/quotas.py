"""Day quotas that stay exact when one person asks from many places at once."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import QuotaSpent
from salwa.storage.accounts.models import DayQuota, User

SPENT = message("Your allowance for today is used up: {allowed} a day.")
ASK_SUPERVISOR = message("Ask your supervisor, or go on tomorrow. Every look-up is recorded with its purpose.")


def take_from_quota(*, user: User, kind: str, amount: int, allowed: int, today: date) -> int:
    """Take `amount` from the day's allowance, inside the caller's transaction; returns how much is left.

    One conditional UPDATE decides, so parallel requests can never take more than `allowed` together. Raises
    `QuotaSpent`. The command line (operator) is counted but not limited: it holds the database itself.
    """
    DayQuota.objects.get_or_create(user=user, day=today, kind=kind)
    rows = DayQuota.objects.filter(user=user, day=today, kind=kind)
    if not user.is_operator:
        rows = rows.filter(used__lte=allowed - amount)
    if not rows.update(used=F("used") + amount):
        raise QuotaSpent(
            "quota_spent",
            Sentence(SPENT, {"allowed": allowed}),
            remedy=Sentence(ASK_SUPERVISOR),
            where={"kind": kind},
        )
    used = DayQuota.objects.values_list("used", flat=True).get(user=user, day=today, kind=kind)
    return max(0, allowed - used)
