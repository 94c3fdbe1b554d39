"""Who may see, prepare and approve destruction records."""

from __future__ import annotations

from django.db.models import QuerySet

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.accounts.permissions import check_may, may
from salwa.services.accounts.units import units_of
from salwa.services.stock.permissions import check_may_see_stock, visible_units
from salwa.storage.accounts.models import User
from salwa.storage.register.models import DestructionRecord

NO_SUCH_RECORD = message("There is no destruction record with this number, or you may not know of it.")
REQUEST = "destruction.request"


def visible_records(user: User) -> QuerySet[DestructionRecord]:
    """Records this person may know of: those of the stocks they see. Raises `NotPermitted`."""
    check_may_see_stock(user)
    return DestructionRecord.objects.filter(visible_units(user))


def record_to_read(user: User, record_id: int) -> DestructionRecord:
    """The record, when `user` may know of it. Raises `NotPermitted` and `NotFound`."""
    record = visible_records(user).select_related("depot").filter(pk=record_id).first()
    if record is None:
        raise NotFound("no_such_destruction", Sentence(NO_SUCH_RECORD))
    return record


def may_ask_for_destruction(user: User) -> bool:
    """Whether the screens offer this person to begin a destruction record."""
    return may(user, REQUEST)


def check_may_ask_for_destruction(user: User) -> None:
    """Refuse unless this person may prepare destruction records of any unit."""
    check_may(user, REQUEST)


def may_prepare(user: User, unit_id: int | None) -> bool:
    """Whether this person may prepare destructions of this unit's weapons and ask for their approval."""
    return may(user, REQUEST) and (user.is_operator or unit_id in units_of(user, REQUEST))


def check_may_prepare(user: User, unit_id: int | None) -> None:
    """Refuse unless this person may; another unit's record is refused as if it were not there."""
    check_may(user, REQUEST)
    if not may_prepare(user, unit_id):
        raise NotFound("no_such_destruction", Sentence(NO_SUCH_RECORD))
