"""Keeping the counts up to date."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max, Q
from django.utils import timezone

from salwa.services.analysis.counting import count_register
from salwa.services.analysis.permissions import check_may_read_counts
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Counting, Import, Weapon

# Up to here the register is counted at once, in the request (about half a second at most).
COUNTED_AT_ONCE = 20_000
# A count that was asked for and not finished by then was lost with its worker; it is asked for again.
LOST_AFTER = timedelta(minutes=30)


def bring_up_to_date(*, acting_user: User) -> None:
    """See to it that the counts follow the register: a small one is counted now, a large one in the background.

    Nothing is done while the figures are current or a count is under way.
    """
    check_may_read_counts(acting_user)
    if not changed_since(latest()):
        return
    small = (Weapon.objects.aggregate(last=Max("pk"))["last"] or 0) <= COUNTED_AT_ONCE
    if small:
        count_register(Counting.objects.create(requested_at=timezone.now()).pk)
    else:
        request_count()


def request_count() -> None:
    """Ask the background worker for a new count, unless one is waiting or running already.

    A burst of requests may ask twice; the second count only costs time, so no lock is taken for it.
    """
    from salwa.services.analysis.tasks import count_in_background  # slow start

    now = timezone.now()
    if Counting.objects.filter(as_of=None, requested_at__gt=now - LOST_AFTER).exists():
        return
    Counting.objects.filter(as_of=None).delete()
    count_in_background.enqueue(Counting.objects.create(requested_at=now).pk)


def latest() -> Counting | None:
    """The newest finished count."""
    return Counting.objects.exclude(as_of=None).order_by("-as_of", "-pk").first()


def changed_since(counting: Counting | None) -> bool:
    """Whether the register may differ from a count: records were added, or an import ended or was withdrawn."""
    if counting is None:
        return True
    if (Weapon.objects.aggregate(last=Max("pk"))["last"] or 0) != counting.last_weapon:
        return True
    since = Q(finished_at__gte=counting.as_of) | Q(withdrawn_at__gte=counting.as_of)
    return Import.objects.filter(since).exists()
