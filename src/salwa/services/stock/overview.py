"""What of the stockpile waits for a person: for the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from salwa.services.accounts.permissions import may
from salwa.services.ammunition.queries import list_lots
from salwa.services.stock.permissions import APPROVE, MANAGE, may_see_stock, visible_depots
from salwa.services.stock.queries import TakingLine, list_takings
from salwa.storage.accounts.models import User
from salwa.storage.register.models import ReviewAnswer, StockTaking, SurplusList


@dataclass(frozen=True, slots=True)
class StockNeeds:
    """Open stock-takings, closings this person may approve, and counts of what waits with the oldest day of each."""

    takings: tuple[TakingLine, ...]
    closings: tuple[TakingLine, ...]
    actions: int
    overdue: int
    oldest_action: date | None
    undecided: int
    oldest_undecided: date | None
    lots_due: int
    since: datetime

    @property
    def anything(self) -> bool:
        """Whether the section has something to say."""
        return bool(self.takings or self.closings or self.actions or self.undecided or self.lots_due)


def stock_needs(*, acting_user: User) -> StockNeeds | None:
    """What waits in the stocks this person manages or approves for; None for people without stocks."""
    if not may_see_stock(acting_user) or not (may(acting_user, MANAGE) or may(acting_user, APPROVE)):
        return None
    manages = may(acting_user, MANAGE)
    today = timezone.localdate()
    open_ones = [one for one in list_takings(acting_user=acting_user) if one.state != "closed"]
    depots = visible_depots(acting_user)
    actions = ReviewAnswer.objects.filter(review__depot__in=depots, done_on=None).exclude(action="")
    surplus = SurplusList.objects.filter(depot__in=depots, decision="")
    return StockNeeds(
        takings=tuple(one for one in open_ones if one.state == "open") if manages else (),
        closings=tuple(_mine_to_approve(acting_user, open_ones)),
        actions=actions.count() if manages else 0,
        overdue=actions.filter(due__lt=today).count() if manages else 0,
        oldest_action=actions.order_by("review__day").values_list("review__day", flat=True).first(),
        undecided=surplus.count() if manages else 0,
        oldest_undecided=surplus.order_by("identified_on").values_list("identified_on", flat=True).first(),
        lots_due=sum(bool(one.due) for one in list_lots(acting_user=acting_user)) if manages else 0,
        since=timezone.now(),
    )


def _mine_to_approve(user: User, lines: list[TakingLine]) -> list[TakingLine]:
    if not may(user, APPROVE):
        return []
    own = set(StockTaking.objects.filter(proposed_by_id=user.pk).values_list("pk", flat=True))
    return [one for one in lines if one.state == "proposed" and one.number not in own]
