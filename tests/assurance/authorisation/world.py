"""The small State in which every address is tried: two units, each with one of everything an address can name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from salwa.services.accounts.actions import operator
from salwa.services.accounts.tokens import make_token
from salwa.services.analysis.actions import bring_up_to_date
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import make_checkpoint
from salwa.services.keys.actions import ensure_keyring
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Person
from salwa.web.frame.styles import joined_sheet
from tests.assurance.authorisation.canaries import never_shown, plant, tables, text_of
from tests.assurance.authorisation.people import askers, staff_of
from tests.assurance.authorisation.policy import OTHER, OWN
from tests.assurance.authorisation.world_directory import directory_of
from tests.assurance.authorisation.world_exchange import given_up_message
from tests.assurance.authorisation.world_marking import marking_of
from tests.assurance.authorisation.world_papers import papers_of
from tests.assurance.authorisation.world_register import files_made_anew, register_of
from tests.assurance.authorisation.world_requests import requests_of
from tests.assurance.authorisation.world_stock import stock_of
from tests.assurance.authorisation.world_tracing import tracing_of
from tests.assurance.many_records import put_persons
from tests.builders.people import an_operator

MANY = 10_000_000
# The other unit's numbers are long, so that none of them stands in an answer by chance.
FAR = 700_000
# No allowance of a day ends while the cells are tried; what allowances do has tests of its own.
UNLIMITED = ("lookups_per_day", "pages_opened_per_day", "screened_rows_per_day", "opened_persons_per_day")


@dataclass
class World:
    """The things of either unit, the people who ask, and a browser and a token for each of them."""

    things: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    # Model -> its highest number before the other unit was made: what is above belongs to the other unit.
    border: dict[str, int] = field(default_factory=dict)
    never: tuple[bytes, ...] = ()

    def values(self, thing: str, unit: str | None) -> dict[str, Any]:
        """The parts of the address of a thing; none for an address that names nothing."""
        named = {
            f"own_{name}": self.things[name, OWN]["number"] for name in ("depot", "workshop", "holder", "stored_weapon")
        }
        return {**named, **(self.things[thing, unit or OWN] if thing else {})}

    def identifiers(self, slot: str, like: Any) -> list[Any]:
        """Identifiers of the other unit of every kind, for a part of an address named so and a value like this one."""
        others = [values for (_, unit), values in self.things.items() if unit == OTHER]
        if isinstance(like, int):
            # Numbers of every kind: in most tables of the unit there is a row of that number as well.
            return sorted({one for values in others for one in values.values() if isinstance(one, int) and one > FAR})
        return sorted({values[slot] for values in others if type(values.get(slot)) is type(like)})


@contextmanager
def a_world(home: Path) -> Iterator[World]:
    """The State, made in one transaction that is rolled back at the end, in a home folder of its own."""
    values = {**settings.SALWA.values, "second_factor": False, **dict.fromkeys(UNLIMITED, MANY)}
    chosen = settings.SALWA.__class__(home, values)
    outer = transaction.atomic()
    # Commands and services that insist on the outermost transaction do so inside a test case as well.
    outer._from_testcase = True
    sessions = "django.contrib.sessions.backends.cache"
    with override_settings(SALWA=chosen, HOME=home, MEDIA_ROOT=home / "media", SESSION_ENGINE=sessions), outer:
        world = World()
        ensure_keyring(acting_user=an_operator())
        for unit in (OWN, OTHER):
            if unit == OTHER:
                world.border = highest_numbers()
                _number_on_from(FAR)
            staff = staff_of(unit)
            made = stock_of(staff)
            write_entry(
                acting_user=operator(), action="audit.read", purpose=text_of("AuditEntry.purpose", unit),
                details={"planted": text_of("AuditEntry.details", unit)},
            )  # fmt: skip
            made |= register_of(staff, made["depot"]["number"]) | papers_of(staff) | marking_of(staff)
            made |= directory_of(staff)
            made["dead_message"] = given_up_message()
            made |= tracing_of(staff) | requests_of(staff)
            made["unit"] = {"number": staff.organisation}
            world.things |= {(name, unit): values for name, values in made.items()}
        bring_up_to_date(acting_user=operator())
        make_checkpoint(acting_user=operator())
        last = highest_numbers()
        _add_people(world)
        plant(world.border, last)
        _one_whose_day_has_come()
        files_made_anew(world.things)
        world.never = never_shown()
        world.things["sheet", OWN] = {"digest": joined_sheet()[0]}
        yield world
        transaction.set_rollback(True)


def _add_people(world: World) -> None:
    world.people = askers()
    world.clients["nobody"], world.tokens["nobody"] = Client(), ""
    for name, user in world.people.items():
        world.clients[name] = Client()
        world.clients[name].force_login(user)
        world.tokens[name] = make_token(acting_user=user, email=user.email, name="matrix").token


def _one_whose_day_has_come() -> None:
    """Somebody whose time of keeping has ended, so that there is a purge to ask for."""
    put_persons(1)
    day = timezone.localdate()
    Person.objects.filter(pk=Person.objects.latest("pk").pk).update(
        recorded_at=timezone.now() - timedelta(days=25 * 366), purge_due=day
    )


def _number_on_from(number: int) -> None:
    """Rows made from now on have numbers above this one."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s", [number])


def highest_numbers() -> dict[str, int]:
    """The highest number in every table with numbers."""
    found = {}
    for model in tables():
        last = model.objects.order_by("-pk").values_list("pk", flat=True).first()
        found[model._meta.label] = last if isinstance(last, int) else 0
    return found
