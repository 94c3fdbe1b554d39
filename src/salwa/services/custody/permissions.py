"""Who may record and correct entries about which weapons.

The general right is checked before a weapon is looked up, so that nobody learns from an answer which numbers exist.
"""

from __future__ import annotations

from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotPermitted
from salwa.services.accounts.permissions import ASK_ADMINISTRATOR, NOT_PERMITTED, check_may, may
from salwa.services.weapons.scope import no_such_weapon, scope_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Weapon


def may_record_entries(user: User) -> bool:
    """Whether the screens offer recording entries to this person, about all weapons or those of own units."""
    return may(user, "custody.record") or may(user, "custody.record_own")


def check_may_record_entries(user: User) -> None:
    """Refuse unless this person may record entries about any weapon at all."""
    if not may(user, "custody.record_own"):
        check_may(user, "custody.record")


def may_record_entry(user: User, weapon_id: int) -> bool:
    """Whether this person may record an entry about one weapon."""
    return scope_of(user, "custody.record").sees(weapon_id)


def check_may_record_entry(user: User, weapon: Weapon) -> None:
    """Refuse unless this person may record an entry about `weapon`; one that may not be known of is not there."""
    check_may_record_entries(user)
    if may_record_entry(user, weapon.pk):
        return
    if scope_of(user).sees(weapon.pk):
        raise NotPermitted("not_permitted", Sentence(NOT_PERMITTED), remedy=Sentence(ASK_ADMINISTRATOR))
    raise no_such_weapon()


def may_correct_entries(user: User) -> bool:
    """Whether the screens offer correcting and cancelling entries to this person."""
    return may(user, "custody.correct")


def check_may_correct_entries(user: User) -> None:
    """Refuse unless this person may correct and cancel entries."""
    check_may(user, "custody.correct")


def check_may_recompute(user: User) -> None:
    """Refuse unless this person may compute the present states of all weapons anew."""
    check_may(user, "accounts.manage")
