"""Two units of an invented State with a person in every role, and the people who ask (policy.actors)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.storage.accounts.models import Membership, Organisation, User
from tests.assurance.authorisation.policy import OTHER, OWN

NUMBERS = count(1)
NAMES = {OWN: "Police of Ruritania", OTHER: "Customs of Ruritania"}


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of one unit: two for every role, because much needs two."""

    unit: str
    organisation: int
    first: dict[Role, User]
    second: dict[Role, User]


def a_user(*held: tuple[str, Role], ended: bool = False) -> User:
    """A person with roles in units."""
    user = User.objects.create_user(f"asks{next(NUMBERS)}@police.example", "a long pass phrase", full_name="An officer")
    for unit, role in held:
        organisation, _ = Organisation.objects.get_or_create(name=NAMES[unit])
        Membership.objects.create(
            user=user, organisation=organisation, role=role.value, ended_at=timezone.now() if ended else None
        )
    return user


def staff_of(unit: str) -> Staff:
    """Two people for every role of the unit."""
    first, second = ({role: a_user((unit, role)) for role in Role} for _ in range(2))
    return Staff(unit, Organisation.objects.get(name=NAMES[unit]).pk, first, second)


def askers() -> dict[str, User]:
    """Name of the actor -> the person, all of the unit `own`."""
    single = {role.value: a_user((OWN, role)) for role in Role}
    ended = a_user((OWN, Role.SUPERVISOR), ended=True)
    split = a_user((OWN, Role.STOCK_OFFICER), (OTHER, Role.ADMINISTRATOR))
    return {"role_ended": ended, **single, "two_units": split}
