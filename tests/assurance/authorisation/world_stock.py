"""What a unit's stores hold and what was done about it: depots, stock-takings, losses, surplus, destruction, rounds."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.utils import timezone
from PIL import Image

from salwa.domain.accounts import Role
from salwa.domain.destruction import Method
from salwa.domain.stock import CountFinding, Disposal, LossKind, MeasureAnswer, SurplusReason
from salwa.reference.stockpile import measures
from salwa.services.destruction.actions import DestructionEntry, add_picture, make_record
from salwa.services.destruction.approval import ask
from salwa.services.stock.closing import approve_closing, close_taking
from salwa.services.stock.losses import LossEntry, report_loss
from salwa.services.stock.reviews import record_review
from salwa.services.stock.surplus import SurplusEntry, decide_surplus, identify_surplus
from salwa.services.stock.taking import open_taking, receive_scans
from salwa.services.stock.values import AnswerEntry, ReviewEntry
from salwa.storage.register.models import CountedWeapon, CountingDevice, ReviewAnswer, StockScan, Weapon
from tests.assurance.authorisation.people import Staff
from tests.builders.approvals import approved
from tests.builders.stock import a_depot, a_lot, a_scan, a_stored_weapon

YESTERDAY = timezone.localdate() - timedelta(days=1)


def a_jpeg() -> io.BytesIO:
    """A small grey picture."""
    out = io.BytesIO()
    Image.new("RGB", (32, 24), "gray").save(out, "JPEG")
    out.seek(0)
    return out


def stored(staff: Staff, depot: int, serial: str) -> int:
    """A weapon of the unit that lies in its depot."""
    number = a_stored_weapon(depot, serial)
    Weapon.objects.filter(pk=number).update(unit_id=staff.organisation)
    return number


def stock_of(staff: Staff) -> dict[str, dict[str, Any]]:
    """Name of a thing -> the parts of its address."""
    keeper, letter = staff.first[Role.STOCK_OFFICER], staff.unit[1].upper()
    depot = a_depot(keeper, f"Armoury of the {staff.unit}", place="Strelsau", reference="A-1", hazard_notes="petrol")
    spare = a_depot(keeper, f"Spare store of the {staff.unit}")
    weapons = [stored(staff, depot, f"K{letter} 7{place}31") for place in range(6)]
    lot = a_lot(keeper, depot, number=f"LOT {letter}-84")
    measure = measures()[0].code
    answers = {measure: AnswerEntry(MeasureAnswer.NO, "no fence", "build a fence", YESTERDAY)}
    record_review(acting_user=keeper, entry=ReviewEntry(depot, YESTERDAY, note="seen", answers=answers))
    action = ReviewAnswer.objects.filter(review__depot=depot).exclude(action="").latest("pk").pk
    empty = a_depot(keeper, f"Empty store of the {staff.unit}")
    made = _takings(staff, depot, spare, weapons, lot)
    report_loss(
        acting_user=keeper,
        entry=LossEntry(
            LossKind.LOSS, depot, YESTERDAY, "fell into the lake", [weapons[5]], [], "in May", "dived", "R 1"
        ),
    )
    made |= _surplus_and_destruction(staff, depot, weapons, lot)
    return made | {
        "depot": {"number": depot},
        "spare_depot": {"number": spare},
        "empty_depot": {"number": empty},
        "action": {"number": action},
        "lot": {"number": lot, "store": depot},
        "stored_weapon": {"number": weapons[0]},
    }


def _takings(staff: Staff, depot: int, spare: int, weapons: list[int], lot: int) -> dict[str, dict[str, Any]]:
    keeper, supervisor = staff.first[Role.STOCK_OFFICER], staff.first[Role.SUPERVISOR]
    missing = stored(staff, spare, f"SP {staff.organisation} 1")
    closed = open_taking(acting_user=keeper, depot_id=spare, note="yearly")
    close_taking(acting_user=keeper, taking_id=closed, lost=[missing], note="one is lost", without_phones=True)
    approve_closing(acting_user=supervisor, taking_id=closed)
    missing = stored(staff, spare, f"SP {staff.organisation} 2")
    proposed = open_taking(acting_user=keeper, depot_id=spare, note="again")
    close_taking(acting_user=keeper, taking_id=proposed, lost=[missing], note="two are lost", without_phones=True)
    taking = open_taking(acting_user=keeper, depot_id=depot, note="counting now")
    differs = [CountFinding.PRESENT, CountFinding.NOT_THERE]
    serial = CountedWeapon.objects.get(taking=taking, weapon=weapons[0]).serial
    scans = [a_scan(serial, finding=finding, note="in the rack") for finding in differs]
    scans += [a_scan("nobody knows this mark", note="under the bench")]
    scans += [a_scan(f"LOT {staff.unit[1].upper()}-84", pieces=pieces) for pieces in (5, 6)]
    receive_scans(acting_user=keeper, taking_id=taking, device="phone-1", scans=scans)
    CountingDevice.objects.filter(taking=taking).update(kept=0)
    unread = StockScan.objects.filter(taking=taking, matched="none").latest("pk").pk
    quiet = open_taking(acting_user=keeper, depot_id=a_depot(keeper, f"Quiet store of the {staff.unit}"))
    return {
        "quiet_taking": {"number": quiet},
        "taking": {"number": taking, "taking": taking, "weapon": weapons[0], "scan": unread, "lot": lot},
        "proposed_taking": {"number": proposed},
        "closed_taking": {"number": closed},
    }


def _surplus_and_destruction(staff: Staff, depot: int, weapons: list[int], lot: int) -> dict[str, dict[str, Any]]:
    keeper, supervisor = staff.first[Role.STOCK_OFFICER], staff.first[Role.SUPERVISOR]
    surplus = identify_surplus(
        acting_user=keeper,
        entry=SurplusEntry(depot, SurplusReason.OBSOLETE, [weapons[1]], YESTERDAY, "old", "yes", "back room"),
    )
    decide_surplus(acting_user=keeper, surplus_id=surplus, decision=Disposal.KEEP, reason="for now")
    numbers = []
    for weapon in (weapons[1], weapons[2], weapons[3]):
        entry = DestructionEntry(
            depot, Method.BURN_OR_MELT, "Foundry of Zenda", YESTERDAY, "in the big oven", "Inspector, Ministry",
            "with care", (weapon,), [(lot, 1)] if weapon == weapons[1] else [], None,
        )  # fmt: skip
        numbers.append(make_record(acting_user=keeper, entry=entry))
    draft, asked, done = numbers
    picture = add_picture(acting_user=keeper, record_id=draft, moment="before", stream=a_jpeg(), caption="the pile")
    request = ask(acting_user=keeper, record_id=asked, reason="too old")
    decided = ask(acting_user=keeper, record_id=done, reason="too old")
    approved(decided, supervisor)
    return {
        "surplus": {"number": surplus},
        "draft_destruction": {"number": draft, "weapon": weapons[4]},
        "asked_destruction": {"number": asked},
        "destruction": {"number": done},
        "destruction_picture": {"number": picture},
        "destruction_request": {"number": request},
        "decided_request": {"number": decided},
    }
