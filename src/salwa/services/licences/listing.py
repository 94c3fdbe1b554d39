"""The weapons on the list of an authorisation: put on it, taken off, never more than its items allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.standing import IN_FORCE, OPEN
from salwa.domain.licences.vocabulary import LicenceKind
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.reference import load_book
from salwa.services.audit.actions import write_entry
from salwa.services.custody.many import locked_weapons
from salwa.services.holders.holdings import described
from salwa.services.licences.applying import NO_SUCH_PART, committed
from salwa.services.licences.lines import state_on
from salwa.services.licences.permissions import check_may_prepare_licence, check_may_see_licences
from salwa.services.licences.steps import LOOK_AGAIN, NOT_NOW, found_licence, locked_licence
from salwa.services.weapons.scope import no_such_weapon
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Licence, LicenceItem, LicenceWeapon, UsedWeapon, Weapon

PAGE = 50
CHUNK = 900
MOST_TOLD = 20
MOST_PRINTED = 1_000
MORE_THAN_ALLOWED = message(
    "{wanted} weapons were to be listed, but the item allows {quantity} and {spoken_for} are listed or used already."
)
FEWER_OR_AMEND = message("Nothing was listed. Take fewer, or have the quantity amended.")
USED_ALREADY = message("{count} of these weapons were used under this authorisation and stay on its list.")
UNDO_FIRST = message("If a use was recorded by mistake, have it taken back first.")
NOTHING_CHOSEN = message("No weapon was chosen.")


@dataclass(frozen=True, slots=True)
class Listed:
    """What listing did: weapons added, those on the list before, and what a person should look at.

    `other_type` bear another type than the item (first ones, and how many); `elsewhere` stand on the list of another
    authorisation in force.
    """

    added: int
    there_already: int
    other_type: tuple[int, ...]
    other_type_count: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class ListedWeapon:
    """One weapon of the list: its number, what it is, a serial number, its item, and whether it was used."""

    number: int
    title: str
    serial: str
    item: int
    used: bool


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page of the list; `following` is the weapon's number to go on after."""

    lines: tuple[ListedWeapon, ...]
    following: int | None
    total: int


def list_weapons(*, acting_user: User, licence_id: int, item_id: int, weapons: Sequence[int]) -> Listed:
    """Put weapons on the list under an item. All or none: more than the item allows are refused.

    In order: permit, lock authorisation and weapons, check the quantity, save, audit. Raises `NotPermitted`,
    `NotFound`, `Refusal` (`more_than_licensed`, `not_now`, `nothing_chosen`).
    """
    check_may_prepare_licence(acting_user)
    wanted = list(dict.fromkeys(weapons))
    if not wanted:
        raise Refusal("nothing_chosen", Sentence(NOTHING_CHOSEN))
    with transaction.atomic():
        licence = locked_licence(licence_id)
        _check_open(licence)
        item = LicenceItem.objects.filter(pk=item_id, licence=licence, ended_at=None).first()
        if item is None:
            raise NotFound("no_such_line", Sentence(NO_SUCH_PART))
        locked_weapons(wanted)
        _check_not_withdrawn(wanted)
        there = set(_current(licence).values_list("weapon_id", flat=True))
        fresh = [number for number in wanted if number not in there]
        _check_quantity(item, len(fresh))
        now = timezone.now()
        LicenceWeapon.objects.bulk_create(
            [
                LicenceWeapon(licence=licence, item=item, weapon_id=number, added_at=now, added_by_id=acting_user.pk)
                for number in fresh
            ],
            batch_size=CHUNK,
        )
        other_type, count = _of_another_type(item, fresh)
        write_entry(
            acting_user=acting_user,
            action="licences.weapons_listed",
            object_kind="licence",
            object_id=licence.pk,
            details={"item": item.pk, "weapons": len(fresh)},
        )
    return Listed(len(fresh), len(wanted) - len(fresh), other_type, count, _elsewhere(licence, fresh))


def unlist_weapons(*, acting_user: User, licence_id: int, weapons: Sequence[int] | None = None) -> int:
    """Take weapons off the list (None: all that were not used); returns how many. Used ones stay.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`used_already`, `not_now`).
    """
    check_may_prepare_licence(acting_user)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        _check_open(licence)
        rows = _current(licence)
        if weapons is not None:
            rows = rows.filter(weapon_id__in=list(weapons))
            used = rows.filter(_used(licence)).count()
            if used:
                raise Conflict("used_already", Sentence(USED_ALREADY, {"count": used}), remedy=Sentence(UNDO_FIRST))
        taken = list(rows.exclude(_used(licence)).values_list("pk", flat=True))
        for place in range(0, len(taken), CHUNK):
            LicenceWeapon.objects.filter(pk__in=taken[place : place + CHUNK]).update(ended_at=timezone.now())
        write_entry(
            acting_user=acting_user,
            action="licences.weapons_unlisted",
            object_kind="licence",
            object_id=licence.pk,
            details={"weapons": len(taken)},
        )
    return len(taken)


def listed_weapons(*, acting_user: User, licence_id: int, after: int = 0) -> ListedPage:
    """One page of the list, in the order of the weapons' numbers."""
    check_may_see_licences(acting_user)
    licence = found_licence(licence_id)
    rows = _current(licence).annotate(was_used=_used(licence)).filter(weapon_id__gt=after).order_by("weapon_id")
    found = list(rows.values_list("weapon_id", "item_id", "was_used")[: PAGE + 1])
    names = described(number for number, _, _ in found)
    lines = [ListedWeapon(number, *names.get(number, ("", "")), item, used) for number, item, used in found]
    following = lines[PAGE - 1].number if len(lines) > PAGE else None
    return ListedPage(tuple(lines[:PAGE]), following, _current(licence).count())


def open_listed(*, acting_user: User, licence_id: int, after: int = 0) -> ListedPage:
    """As `listed_weapons`, for doors that show the list alone: who read it is written into the audit log."""
    with transaction.atomic():
        page = listed_weapons(acting_user=acting_user, licence_id=licence_id, after=after)
        write_entry(acting_user=acting_user, action="licences.opened", object_kind="licence", object_id=licence_id)
    return page


def count_used(*, acting_user: User, licence_id: int) -> int:
    """How many weapons of the list were used in uses that nobody has taken back."""
    check_may_see_licences(acting_user)
    licence = found_licence(licence_id)
    return _current(licence).filter(_used(licence)).count()


def serials_listed(*, acting_user: User, licence_id: int) -> list[tuple[int, str, str]]:
    """(number, what it is, serial) of the first thousand weapons on the list, for printing."""
    check_may_see_licences(acting_user)
    rows = _current(found_licence(licence_id)).order_by("weapon_id")
    names = described(rows.values_list("weapon_id", flat=True)[:MOST_PRINTED])
    return [(number, title, serial) for number, (title, serial) in names.items()]


def unused(licence: Licence) -> list[tuple[int, int]]:
    """(weapon, item) of every listed weapon that no use in force has taken."""
    rows = _current(licence).exclude(_used(licence)).order_by("weapon_id")
    return list(rows.values_list("weapon_id", "item_id"))


def counts(licence: Licence) -> dict[int, int]:
    """Item -> weapons on its list."""
    found: dict[int, int] = {}
    for item in LicenceItem.objects.filter(licence=licence, ended_at=None):
        found[item.pk] = LicenceWeapon.objects.filter(item=item, ended_at=None).count()
    return found


def _current(licence: Licence) -> QuerySet[LicenceWeapon]:
    return LicenceWeapon.objects.filter(licence=licence, ended_at=None)


def _used(licence: Licence) -> Exists:
    uses = UsedWeapon.objects.filter(use__step__licence=licence, use__step__undone_by=None, weapon=OuterRef("weapon"))
    return Exists(uses)


def _check_open(licence: Licence) -> None:
    """Lists change while an application is open or its authorisation in force."""
    state = state_on(licence, timezone.localdate())
    if state not in OPEN | IN_FORCE:
        raise Conflict("not_now", Sentence(NOT_NOW[state]), remedy=Sentence(LOOK_AGAIN))


def _check_not_withdrawn(weapons: Sequence[int]) -> None:
    """A record that was withdrawn is no weapon to be licensed: it is refused as one that is not there."""
    for place in range(0, len(weapons), CHUNK):
        if Weapon.objects.filter(pk__in=weapons[place : place + CHUNK]).exclude(withdrawn_at=None).exists():
            raise no_such_weapon()


def _check_quantity(item: LicenceItem, wanted: int) -> None:
    spoken_for = committed(item)
    if spoken_for + wanted > item.quantity:
        values = {"wanted": wanted, "quantity": item.quantity, "spoken_for": spoken_for}
        raise Conflict("more_than_licensed", Sentence(MORE_THAN_ALLOWED, values), remedy=Sentence(FEWER_OR_AMEND))


def _of_another_type(item: LicenceItem, weapons: Sequence[int]) -> tuple[tuple[int, ...], int]:
    """Weapons whose type is known and lies under another one than the item's; the first ones, and how many."""
    if not item.type_code:
        return (), 0
    found: list[int] = []
    for place in range(0, len(weapons), CHUNK):
        rows = Weapon.objects.filter(pk__in=weapons[place : place + CHUNK]).exclude(type_code="")
        found += [number for number, code in rows.values_list("pk", "type_code") if not _lies_under(code, item)]
    return tuple(sorted(found)[:MOST_TOLD]), len(found)


def _lies_under(code: str, item: LicenceItem) -> bool:
    """Whether a type is the item's, a narrower or a broader one: "rifle" says nothing against "assault rifle"."""
    return item.type_code in _with_broader(code) or code in _with_broader(item.type_code)


def _with_broader(code: str) -> set[str]:
    types, found = load_book().types, set()
    while code and code not in found:
        found.add(code)
        code = types[code].broader if code in types else ""
    return found


def _elsewhere(licence: Licence, weapons: Sequence[int]) -> int:
    """How many of these stand on the list of another authorisation in force by which goods leave."""
    leaving = (LicenceKind.EXPORT.value, LicenceKind.RETRANSFER.value, LicenceKind.BROKERING.value)
    others = LicenceWeapon.objects.filter(
        ended_at=None, licence__kind__in=leaving, licence__state__in=[one.value for one in IN_FORCE]
    ).exclude(licence=licence)
    count = 0
    for place in range(0, len(weapons), CHUNK):
        part = others.filter(weapon_id__in=weapons[place : place + CHUNK])
        count += part.values("weapon_id").distinct().count()
    return count
