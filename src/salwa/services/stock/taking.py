"""Stock-taking: opening it, receiving what was counted, deciding doubts. Counting changes no weapon's life."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.stock import CountFinding, CountResult, TakingState, settled, verdict_of
from salwa.domain.stock.batches import MOST_BOXES, Scan, SealedScan, checked_scan, read_batch, read_scan
from salwa.services.audit.actions import write_entry
from salwa.services.stock.matching import Match, Matcher
from salwa.services.stock.permissions import COUNT, MANAGE, check_in_unit, depot_for
from salwa.services.stock.sealing import CannotOpen, open_seal
from salwa.services.stock.values import Acknowledged, ScanIn
from salwa.storage.accounts.models import User
from salwa.storage.register.models import (
    CountedLot,
    CountedWeapon,
    CountingDevice,
    Custody,
    Mark,
    SealedAside,
    StockScan,
    StockTaking,
)
from salwa.storage.register.stock_snapshot import write_expected

NO_SUCH_TAKING = message("There is no stock-taking with this number, or you may not know of it.")
OPEN_ALREADY = message("Stock-taking {number} of this depot is not closed yet.")
CLOSE_FIRST = message("Go on with it, or close it first. To count again, open a recount after that.")
OF_ANOTHER_DEPOT = message("Stock-taking {number} was of another depot, or is not closed.")
CHOOSE_CLOSED = message("A recount repeats a closed stock-taking of the same depot.")
CLOSED = message("This stock-taking is closed; its result stays as it was.")
OPEN_RECOUNT = message("Open a recount of the depot; both results are kept.")
NO_SUCH_SCAN = message("There is no such scan in this stock-taking.")
NOT_IN_DOUBT = message("Nothing is in doubt about this weapon in this stock-taking.")
LOOK_AGAIN = message("Open the stock-taking again: somebody may have decided already.")
NOT_HERE = message("This weapon is not part of this stock-taking.")
CHOOSE_EXPECTED = message("Choose a weapon that should be in this depot.")
# A scan that cannot be used is kept too; more than this many in one stock-taking is no slip but an attack.
MOST_SET_ASIDE = 2_000


def open_taking(*, acting_user: User, depot_id: int, note: str = "", recount_of: int | None = None) -> int:
    """Open a stock-taking: write down what should be in the depot now. Returns its number.

    In order: permit, check, snapshot, audit. Raises `NotPermitted`, `NotFound`, `Refusal` (`taking_open_already`,
    `not_to_be_recounted`).
    """
    depot = depot_for(acting_user, depot_id, MANAGE)
    with transaction.atomic():
        type(depot).objects.select_for_update().get(pk=depot.pk)
        other = StockTaking.objects.filter(depot=depot).exclude(state=TakingState.CLOSED.value).first()
        if other is not None:
            opened = Sentence(OPEN_ALREADY, {"number": other.pk})
            raise Refusal("taking_open_already", opened, remedy=Sentence(CLOSE_FIRST), where={"taking": other.pk})
        if recount_of is not None and not StockTaking.objects.filter(pk=recount_of, depot=depot).exists():
            wrong = Sentence(OF_ANOTHER_DEPOT, {"number": recount_of})
            raise Refusal("not_to_be_recounted", wrong, remedy=Sentence(CHOOSE_CLOSED))
        taking = StockTaking.objects.create(
            depot=depot, unit_id=depot.unit_id, note=note, recount_of_id=recount_of, opened_at=timezone.now(),
            opened_by_id=acting_user.pk,
        )  # fmt: skip
        weapons, lots = write_expected(taking.pk, depot.pk)
        StockTaking.objects.filter(pk=taking.pk).update(expected_weapons=weapons, expected_lots=lots)
        write_entry(
            acting_user=acting_user, action="stock.taking_opened", object_kind="stock_taking", object_id=taking.pk,
            details={"depot": depot.pk, "weapons": weapons, "lots": lots},
        )  # fmt: skip
    return taking.pk


def taking_to_count(user: User, taking_id: int) -> StockTaking:
    """The stock-taking, when this person may count in its unit. Raises `NotPermitted` and `NotFound`."""
    return _taking(user, taking_id, COUNT, lock=False)


def _taking(user: User, taking_id: int, right: str, *, lock: bool = True) -> StockTaking:
    rows = StockTaking.objects.select_for_update() if lock else StockTaking.objects
    taking = rows.filter(pk=taking_id).first()
    if taking is None:
        check_in_unit(user, right, None, NO_SUCH_TAKING)
        raise NotFound("no_such_taking", Sentence(NO_SUCH_TAKING))
    check_in_unit(user, right, taking.unit_id, NO_SUCH_TAKING)
    return taking


@dataclass(frozen=True, slots=True)
class _Arrived:
    """One scan as it arrived: readable, or sealed with the code of why it could not be used."""

    uid: str
    place: int
    scan: Scan | None
    weapon: int | None = None
    sealed: SealedScan | None = None
    code: str = ""


def receive_batch(*, acting_user: User, taking_id: int, raw: bytes) -> list[Acknowledged]:
    """Receive a batch of sealed scans from a phone; each is acknowledged by itself and may be sent any number of times.

    In order: permit, read strictly, open the seals, match, save, audit - the saving in one transaction. What cannot be
    opened or used is set aside as it came, never dropped. Raises `NotPermitted`, `NotFound`, and `Refusal`
    (`scans_too_large`, `scans_unreadable`): then nothing was taken.
    """
    taking_to_count(acting_user, taking_id)
    batch = read_batch(raw)
    arrived = [_opened(taking_id, batch.device, one) for one in batch.scans]
    return _keep(acting_user, taking_id, batch.device, arrived, kept=batch.kept)


def _opened(taking_id: int, device: str, sealed: SealedScan) -> _Arrived:
    try:
        scan = read_scan(open_seal(taking_id, device, sealed))
    except CannotOpen as fault:
        return _Arrived(sealed.uid, sealed.place, None, sealed=sealed, code=fault.code)
    except Refusal as refusal:
        return _Arrived(sealed.uid, sealed.place, None, sealed=sealed, code=refusal.code)
    return _Arrived(sealed.uid, sealed.place, scan)


def receive_scans(
    *, acting_user: User, taking_id: int, device: str, scans: Sequence[ScanIn], kept: int = 0
) -> list[Acknowledged]:
    """Receive scans that are not sealed: from the plain form, the list, a program. Raises as `receive_batch`.

    A scan of a wrong form refuses the whole call (`scan_wrong_form`): whoever sent it still has it.
    """
    taking_to_count(acting_user, taking_id)
    arrived = [_Arrived(_uid(one.uid), one.place, _checked(one), one.weapon) for one in scans[:MOST_BOXES]]
    return _keep(acting_user, taking_id, device[:36], arrived, kept=kept)


def _uid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        said = Sentence(message("The identifier {uid} of a scan is no UUID."), {"uid": text[:60]})
        raise Refusal("scan_wrong_form", said, remedy=Sentence(message("Send it again with a UUID."))) from None


def _checked(one: ScanIn) -> Scan:
    return checked_scan(
        {
            "read": one.read, "finding": one.finding, "how": one.how, "counted_at": one.counted_at.isoformat(),
            "pieces": one.pieces, "note": one.note,
        }
    )  # fmt: skip


def _keep(user: User, taking_id: int, device: str, arrived: Iterable[_Arrived], *, kept: int) -> list[Acknowledged]:
    """Save what arrived under the stock-taking's lock. A uid that is there already is acknowledged and not saved."""
    arrived = list(arrived)
    with transaction.atomic():
        taking = _taking(user, taking_id, COUNT)
        matcher, now = Matcher(taking), timezone.now()
        uids = [one.uid for one in arrived]
        known = dict(StockScan.objects.filter(uid__in=uids).values_list("uid", "taking_id"))
        aside = set(SealedAside.objects.filter(uid__in=uids).values_list("uid", flat=True))
        said: dict[str, Acknowledged] = {}
        for one in arrived:
            if one.uid in said:
                continue
            if UUID(one.uid) in known:
                same = known[UUID(one.uid)] == taking.pk
                said[one.uid] = Acknowledged(one.uid, "again" if same else "refused", "" if same else "uid_of_another")
            elif UUID(one.uid) in aside:
                said[one.uid] = Acknowledged(one.uid, "again", "set_aside")
            elif one.scan is None:
                said[one.uid] = _set_aside(taking, device, one, user, now)
            else:
                said[one.uid] = _save(taking, device, one, user, matcher)
        done = list(said.values())
        left = max(0, kept - sum(one.status != "refused" for one in done))
        CountingDevice.objects.update_or_create(
            taking=taking, device=device, defaults={"kept": left, "last_seen": now, "used_by_id": user.pk}
        )
        counts = {name: sum(one.status == name for one in done) for name in ("kept", "again", "set_aside", "refused")}
        write_entry(
            acting_user=user, action="stock.scans_received", object_kind="stock_taking", object_id=taking.pk,
            details={name: count for name, count in counts.items() if count},
        )  # fmt: skip
    return done


def _set_aside(taking: StockTaking, device: str, one: _Arrived, user: User, now: datetime) -> Acknowledged:
    sealed = one.sealed
    if sealed is None or SealedAside.objects.filter(taking=taking).count() >= MOST_SET_ASIDE:
        return Acknowledged(one.uid, "refused", "too_many_set_aside")
    SealedAside.objects.create(
        uid=one.uid, taking=taking, device=device, place=one.place, code=one.code, key=sealed.key, point=sealed.point,
        nonce=sealed.nonce, box=sealed.box, received_at=now, sent_by_id=user.pk,
    )  # fmt: skip
    return Acknowledged(one.uid, "set_aside", one.code)


def _save(taking: StockTaking, device: str, one: _Arrived, user: User, matcher: Matcher) -> Acknowledged:
    scan = one.scan
    assert scan is not None  # noqa: S101 - the caller sorted those without a scan out
    if one.weapon is not None:
        here = CountedWeapon.objects.filter(taking=taking, weapon_id=one.weapon).exists()
        match = Match("listed", one.weapon) if here else Match("none")
    else:
        match = matcher.match(scan.read, as_lot=scan.pieces is not None)
    late = taking.state == TakingState.CLOSED.value
    StockScan.objects.create(
        uid=one.uid, taking=taking, device=device, place=one.place, read=scan.read, how=scan.how,
        finding=scan.finding.value, pieces=scan.pieces, note=scan.note, counted_at=scan.counted_at,
        received_at=timezone.now(), counted_by_id=user.pk, weapon_id=match.weapon, lot_id=match.lot,
        matched=match.how, near_id=match.near, late=late,
    )  # fmt: skip
    if late:
        return Acknowledged(one.uid, "kept", result="late")
    if match.lot is not None:
        return Acknowledged(one.uid, "kept", result=keep_lot_result(taking, match.lot))
    if match.weapon is None:
        return Acknowledged(one.uid, "kept", result="several" if match.how == "several" else "unknown")
    row = keep_weapon_result(taking, match.weapon)
    # Whether the books know the weapon elsewhere is not for every phone: both read the same there.
    return Acknowledged(one.uid, "kept", result=_told(row) if row.expected else "unknown")


def _told(row: CountedWeapon) -> str:
    return "twice" if row.twice else row.result


def keep_weapon_result(taking: StockTaking, weapon_id: int) -> CountedWeapon:
    """Take all scans of a weapon together anew, in the caller's transaction, which holds the stock-taking's lock.

    A decision stands while every later scan agrees with it; one that does not opens the conflict again.
    """
    row, _ = CountedWeapon.objects.get_or_create(
        taking=taking, weapon_id=weapon_id, defaults={"expected": False, **_as_recorded(weapon_id)}
    )
    scans = list(StockScan.objects.filter(taking=taking, weapon_id=weapon_id, late=False))
    tally = verdict_of((finding_of(one), None) for one in scans)
    row.scans, row.twice, row.result = tally.scans, tally.twice, tally.result.value
    if row.decided:
        later = {finding_of(one).value for one in scans if row.decided_at and one.received_at > row.decided_at}
        if later <= {row.decided}:
            row.result = settled(CountFinding(row.decided)).value
        else:
            row.decided, row.result = "", CountResult.CONFLICT.value
    row.save(update_fields=["scans", "twice", "result", "decided"])
    return row


def finding_of(scan: StockScan) -> CountFinding:
    """What a scan says of its weapon; one given to a weapon with another mark says that the mark differs."""
    return CountFinding.MARK_DIFFERS if scan.matched == "differs" else CountFinding(scan.finding)


def _as_recorded(weapon_id: int) -> dict[str, object]:
    marks = Mark.objects.filter(weapon_id=weapon_id, content="serial", corrected_by=None).exclude(text="")
    version = Custody.objects.filter(weapon_id=weapon_id).values_list("version", flat=True).first()
    return {
        "serial": (marks.order_by("pk").values_list("text", flat=True).first() or "")[:300],
        "version": version or 0,
    }


def keep_lot_result(taking: StockTaking, lot_id: int) -> str:
    """Take all scans of a lot together anew; returns the result."""
    row, _ = CountedLot.objects.get_or_create(taking=taking, lot_id=lot_id)
    scans = StockScan.objects.filter(taking=taking, lot_id=lot_id, late=False)
    tally = verdict_of((CountFinding(one.finding), one.pieces) for one in scans)
    row.scans, row.result = tally.scans, tally.result.value
    row.decided_by_id, row.decided_at = None, None
    if tally.result is CountResult.NOT_THERE:
        row.found = 0
    else:
        row.found = scans[0].pieces if tally.result is CountResult.THERE else None
    row.save(update_fields=["scans", "result", "found", "decided_by_id", "decided_at"])
    return row.result


def decide_conflict(
    *, acting_user: User, taking_id: int, weapon_id: int, finding: CountFinding, note: str = ""
) -> None:
    """Decide what is so about a weapon of which different things were said. All scans stay readable.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`taking_closed`, `not_in_doubt`).
    """
    with transaction.atomic():
        taking = _taking(acting_user, taking_id, MANAGE)
        check_not_closed(taking)
        row = CountedWeapon.objects.filter(
            taking=taking, weapon_id=weapon_id, result=CountResult.CONFLICT.value
        ).first()
        if row is None:
            raise Refusal("not_in_doubt", Sentence(NOT_IN_DOUBT), remedy=Sentence(LOOK_AGAIN))
        row.decided, row.decided_by_id, row.decided_at = finding.value, acting_user.pk, timezone.now()
        row.decided_note, row.result = note, settled(finding).value
        row.save(update_fields=["decided", "decided_by_id", "decided_at", "decided_note", "result"])
        write_entry(
            acting_user=acting_user, action="stock.conflict_decided", object_kind="stock_taking",
            object_id=taking.pk, details={"weapon": weapon_id, "finding": finding.value},
        )  # fmt: skip


def decide_lot(*, acting_user: User, taking_id: int, lot_id: int, found: int) -> None:
    """Decide how many rounds of a lot are there, when different numbers were counted. Raises as `decide_conflict`."""
    with transaction.atomic():
        taking = _taking(acting_user, taking_id, MANAGE)
        check_not_closed(taking)
        row = CountedLot.objects.filter(taking=taking, lot_id=lot_id, result=CountResult.CONFLICT.value).first()
        if row is None:
            raise Refusal("not_in_doubt", Sentence(NOT_IN_DOUBT), remedy=Sentence(LOOK_AGAIN))
        row.found, row.result = found, CountResult.THERE.value
        row.decided_by_id, row.decided_at = acting_user.pk, timezone.now()
        row.save(update_fields=["found", "result", "decided_by_id", "decided_at"])
        write_entry(
            acting_user=acting_user, action="stock.conflict_decided", object_kind="stock_taking",
            object_id=taking.pk, details={"lot": lot_id, "found": found},
        )  # fmt: skip


def resolve_scan(*, acting_user: User, taking_id: int, scan_id: int, weapon_id: int) -> None:
    """Say which expected weapon a scan stands for that matched none or several.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`taking_closed`, `not_part_of_this`).
    """
    with transaction.atomic():
        taking = _taking(acting_user, taking_id, MANAGE)
        check_not_closed(taking)
        scan = StockScan.objects.filter(pk=scan_id, taking=taking, weapon=None, lot=None).first()
        if scan is None:
            raise NotFound("no_such_scan", Sentence(NO_SUCH_SCAN))
        if not CountedWeapon.objects.filter(taking=taking, weapon_id=weapon_id).exists():
            raise Refusal("not_part_of_this", Sentence(NOT_HERE), remedy=Sentence(CHOOSE_EXPECTED))
        scan.weapon_id, scan.chosen_by_id = weapon_id, acting_user.pk
        scan.matched = "chosen" if scan.matched == "several" else "differs"
        scan.save(update_fields=["weapon", "chosen_by_id", "matched"])
        # What was decided without this scan has to be looked at again when it says otherwise.
        CountedWeapon.objects.filter(taking=taking, weapon_id=weapon_id).update(decided="")
        keep_weapon_result(taking, weapon_id)
        write_entry(
            acting_user=acting_user, action="stock.scan_resolved", object_kind="stock_taking", object_id=taking.pk,
            details={"scan": scan.pk, "weapon": weapon_id},
        )  # fmt: skip


def check_not_closed(taking: StockTaking) -> None:
    """Refuse changes to a closed stock-taking."""
    if taking.state == TakingState.CLOSED.value:
        raise Refusal("taking_closed", Sentence(CLOSED), remedy=Sentence(OPEN_RECOUNT))
