"""What is refused in an entry because it can only be a slip. Everything else is recorded, and said as a finding."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, NotPermitted, Refusal
from salwa.domain.weapons import EventKind
from salwa.reference.loader import load_book
from salwa.services.custody.values import LifeEntry
from salwa.services.holders.permissions import visible_holders
from salwa.services.weapons.scope import scope_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Event, Holder, Part

FUTURE = message("The day {day} lies in the future.")
RECORD_WHEN_DONE = message("Record it when it has happened.")
NO_SUCH_HOLDER = message("There is no holder with the number {number}.")
CHOOSE_HOLDER = message("Choose a holder from the list, or write the name as text.")
NO_SUCH_PART = message("There is no part with the number {number}.")
CHOOSE_PART = message("Choose a part of this weapon.")
NO_SUCH_STATE = message("There is no State with the code {code}.")
CHOOSE_STATE = message("Use the three letters of ISO 3166, for example KEN.")
# A kind that only the programme itself may use: changed fields are recorded by `correct_weapon`.
NOT_TO_BE_RECORDED = frozenset({EventKind.CORRECTED})

TWO_PERSONS = message("That a weapon was destroyed is not recorded by one person alone.")
MAKE_RECORD = message(
    "Make a destruction record in the depot that held it, which a second person approves; the day may be long past."
)


def check_one_person_may(entry: LifeEntry) -> None:
    """Refuse what needs a second person: a destruction is recorded through its record (services/destruction)."""
    if entry.kind is EventKind.DESTROYED:
        raise NotPermitted("two_persons", Sentence(TWO_PERSONS), remedy=Sentence(MAKE_RECORD), where={"field": "kind"})


def check_entry(user: User, entry: LifeEntry) -> None:
    """Refuse what can only be a slip: a day to come, a holder, part or State that does not exist.

    What names a record that is not there, or a day before it has come, is a `Conflict`: its form is right.
    """
    if entry.kind in NOT_TO_BE_RECORDED:
        raise ValueError(f"{entry.kind} is recorded by correcting a weapon, not as an entry.")
    if entry.day is not None and _first_day(entry) > timezone.localdate():
        said = Sentence(FUTURE, {"day": entry.day.isoformat()})
        raise Conflict("in_the_future", said, remedy=Sentence(RECORD_WHEN_DONE), where={"field": "day"})
    for field, number in (("giver", entry.giver), ("receiver", entry.receiver)):
        if number is not None and not holder_known_to(user, number, entry.weapon):
            said = Sentence(NO_SUCH_HOLDER, {"number": number})
            raise Conflict("no_such_holder", said, remedy=Sentence(CHOOSE_HOLDER), where={"field": field})
    if entry.country and entry.country not in load_book().states:
        said = Sentence(NO_SUCH_STATE, {"code": entry.country})
        raise Refusal("no_such_state", said, remedy=Sentence(CHOOSE_STATE), where={"field": "country"})
    if entry.part is not None and not part_known_to(user, entry.part):
        said = Sentence(NO_SUCH_PART, {"number": entry.part})
        raise Conflict("no_such_part", said, remedy=Sentence(CHOOSE_PART), where={"field": "part"})


def holder_known_to(user: User, holder_id: int, weapon_id: int) -> bool:
    """Whether there is such a holder and `user` may know of it: by the holder's unit, or from the weapon's own life.

    Else the number alone would tell a unit's officer the names of all holders of the register, one by one.
    """
    if Holder.objects.filter(visible_holders(user), pk=holder_id).exists():
        return True
    named = Q(giver=holder_id) | Q(receiver=holder_id)
    return Event.objects.filter(named, weapon=weapon_id).exists()


def part_known_to(user: User, part_id: int) -> bool:
    """Whether there is such a part and `user` may know of the weapon it sits in, or last sat in."""
    part = Part.objects.only("last_in").filter(pk=part_id).first()
    if part is None:
        return False
    scope = scope_of(user)
    return scope.whole or (part.last_in_id is not None and scope.sees(part.last_in_id))


def _first_day(entry: LifeEntry) -> date:
    day = entry.day or date.min
    if entry.precision == "year":
        return day.replace(month=1, day=1)
    return day.replace(day=1) if entry.precision == "month" else day
