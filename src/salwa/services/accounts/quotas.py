"""Day quotas that stay exact when one person asks from many places at once."""

from __future__ import annotations

from datetime import date

from django.db import connection

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import QuotaSpent
from salwa.storage.accounts.models import DayQuota, User

SPENT = message("Your allowance for today is used up: {allowed} a day.")
# Written out: with the audit entry this is the hot path of every look-up.
_TAKE = "UPDATE accounts_dayquota SET used = used + %s WHERE user_id = %s AND day = %s AND kind = %s AND used <= %s"
_USED = "SELECT used FROM accounts_dayquota WHERE user_id = %s AND day = %s AND kind = %s"
# More than anybody uses in a day.
_UNLIMITED = 2**31
ASK_SUPERVISOR = message("Ask your supervisor, or go on tomorrow. Every look-up is recorded with its purpose.")


def take_from_quota(*, user: User, kind: str, amount: int, allowed: int, today: date) -> int:
    """Take `amount` from the day's allowance, inside the caller's transaction; returns how much is left.

    One conditional UPDATE decides, so parallel requests can never take more than `allowed` together. Raises
    `QuotaSpent`. The command line (operator) is counted but not limited: it holds the database itself.
    """
    most = _UNLIMITED if user.is_operator else allowed - amount
    used = _taken(user.pk, (today, kind), amount, most)
    if used is None:  # nothing left, or the first of the day
        DayQuota.objects.get_or_create(user=user, day=today, kind=kind)
        used = _taken(user.pk, (today, kind), amount, most)
    if used is None:
        raise QuotaSpent(
            "quota_spent",
            Sentence(SPENT, {"allowed": allowed}),
            remedy=Sentence(ASK_SUPERVISOR),
            where={"kind": kind},
        )
    return max(0, allowed - used)


def _taken(user: int, of: tuple[date, str], amount: int, most: int) -> int | None:
    """How much is used after `amount` was taken; None where nothing was, because more than `most` is used."""
    row = [user, connection.ops.adapt_datefield_value(of[0]), of[1]]
    # Older builds of SQLite that are still in use do not know the word.
    returning = connection.features.can_return_columns_from_insert
    with connection.cursor() as cursor:
        cursor.execute(f"{_TAKE} RETURNING used" if returning else _TAKE, [amount, *row, most])
        if not returning:
            if not cursor.rowcount:
                return None
            cursor.execute(_USED, row)
        found = cursor.fetchall()
    return int(found[0][0]) if found else None
