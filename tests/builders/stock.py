"""Depots, weapons in them and lots of ammunition of an invented police force."""

from __future__ import annotations

import base64
import json
import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.stock.batches import SealedScan
from salwa.domain.weapons import EventKind
from salwa.services.ammunition.movements import LotEntry, record_lot
from salwa.services.custody.actions import save_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.stock.depots import record_depot
from salwa.services.stock.sealing import SealingKey, seal, sealing_key
from salwa.services.stock.values import DepotEntry, ScanIn
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.accounts.models import Membership, Organisation, User
from salwa.storage.register.models import Weapon
from tests.builders.people import a_person, an_operator


def a_keeper(unit: str = "Police of Ruritania") -> User:
    """A stock officer of one unit."""
    user = a_person()
    organisation, _ = Organisation.objects.get_or_create(name=unit)
    Membership.objects.create(user=user, organisation=organisation, role=Role.STOCK_OFFICER.value)
    return user


def a_depot(keeper: User, name: str = "Strelsau armoury", **more) -> int:
    """A depot of the keeper's unit."""
    return record_depot(acting_user=keeper, entry=DepotEntry(name=name, **more))


def a_stored_weapon(
    depot: int, serial: str = "", *, kind: EventKind = EventKind.TRANSFERRED, maker: str = "Zastava"
) -> int:
    """A weapon that the books have in the depot."""
    clerk = an_operator()
    marks = (MarkEntry("frame", "manufacture", "serial", serial, "present"),) if serial else ()
    number = record_weapon(acting_user=clerk, entry=WeaponEntry(maker=maker, model="M70", marks=marks))
    entry = LifeEntry(number, kind, str(uuid.uuid4()), date(2020, 1, 1), receiver=depot)
    with transaction.atomic():
        save_entry(clerk, Weapon.objects.get(pk=number), entry)
    return number


def a_lot(keeper: User, depot: int, number: str = "LOT 7-84", rounds: int = 1_000) -> int:
    """A lot of ammunition received in the depot."""
    entry = LotEntry(number, calibre="7.62 x 39", headstamp="IK 84", maker="Igman")
    return record_lot(acting_user=keeper, entry=entry, store=depot, quantity=rounds, day=date(2021, 1, 1))


def a_scan(read: str, **more) -> ScanIn:
    """A scan as a form or a program sends it."""
    more.setdefault("uid", str(uuid.uuid4()))
    return ScanIn(read=read, counted_at=timezone.now(), **more)


def a_sealed_scan(taking: int, device: str, place: int, *, key: SealingKey | None = None, **scan) -> SealedScan:
    """A scan sealed as a phone does it."""
    key = key or sealing_key()
    plain = {"finding": "present", "how": "typed", "counted_at": timezone.now().isoformat()} | scan
    blank = SealedScan(plain.pop("uid", str(uuid.uuid4())), place, key.name, b"", b"", b"")
    return seal(taking, device, blank, json.dumps(plain).encode(), key)


def a_batch(device: str, *scans: SealedScan, kept: int | None = None) -> bytes:
    """The bytes of a batch."""
    body = {
        "device": device,
        "kept": len(scans) if kept is None else kept,
        "scans": [
            {
                "uid": one.uid, "place": one.place, "key": one.key, "point": _text(one.point),
                "nonce": _text(one.nonce), "box": _text(one.box),
            }
            for one in scans
        ],
    }  # fmt: skip
    return json.dumps(body).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
