"""Reading what phones send: batches of sealed scans, and a scan once its seal is opened. Refusals carry codes."""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.stock.lists import CountFinding

MOST_BOXES = 100
LARGEST_BATCH = 400_000
LONGEST_BOX = 3_000
LONGEST_READ = 300
LONGEST_NOTE = 500
MOST_PIECES = 100_000_000
WAYS = ("typed", "scanned", "listed")

TOO_LARGE = message("A batch of scans may have at most {bytes} bytes and {scans} scans.")
SEND_LESS = message("Send fewer scans at a time; what was sent already is kept.")
UNREADABLE = message("The batch of scans is not readable: {what}.")
SEND_AGAIN = message("Nothing was taken from it. Reload the counting page and send again; the phone keeps its scans.")
WRONG_SCAN = message("The scan cannot be used: {what}.")
COUNT_AGAIN = message("Count this weapon again.")

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_KEY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class SealedScan:
    """One scan under seal: `uid` was made on the phone, `place` counts the scans of that phone."""

    uid: str
    place: int
    key: str
    point: bytes
    nonce: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """Scans of one phone. `kept`: how many unsent scans the phone holds, these included."""

    device: str
    kept: int
    scans: tuple[SealedScan, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """What somebody counted: the text as read, how, the finding, the number of pieces of a lot, when by the phone."""

    read: str
    finding: CountFinding
    how: str
    counted_at: datetime
    pieces: int | None = None
    note: str = ""


def read_batch(raw: bytes) -> Batch:
    """The batch in `raw`. Raises `Refusal` (`scans_too_large`, `scans_unreadable`); then nothing may be taken of it."""
    if len(raw) > LARGEST_BATCH:
        raise _too_large()
    body = _object(_json(raw), ("device", "kept", "scans"))
    scans = body["scans"]
    if not isinstance(scans, list) or not scans:
        raise _unreadable("scans is not a list with at least one scan")
    if len(scans) > MOST_BOXES:
        raise _too_large()
    if not _is_uuid(body["device"]) or not _is_count(body["kept"]):
        raise _unreadable("device or kept has a wrong form")
    return Batch(body["device"], body["kept"], tuple(_sealed(one) for one in scans))


def _sealed(value: Any) -> SealedScan:
    one = _object(value, ("uid", "place", "key", "point", "nonce", "box"))
    if not _is_uuid(one["uid"]) or not _is_count(one["place"]):
        raise _unreadable("uid or place has a wrong form")
    if not isinstance(one["key"], str) or not _KEY.fullmatch(one["key"]):
        raise _unreadable("key has a wrong form")
    point, nonce, box = (_bytes(one[name]) for name in ("point", "nonce", "box"))
    if len(point) != 65 or len(nonce) != 12 or not 16 < len(box) <= LONGEST_BOX:
        raise _unreadable("a seal has a wrong length")
    return SealedScan(one["uid"], one["place"], one["key"], point, nonce, box)


def bound_to(taking: int, device: str, scan: SealedScan) -> bytes:
    """The data that the seal of a scan is bound to: it opens for this stock-taking, phone and place only."""
    return f"salwa scan 1|{taking}|{device}|{scan.uid}|{scan.place}|{scan.key}".encode()


def read_scan(raw: bytes) -> Scan:
    """The scan that lay under a seal. Raises `Refusal` (`scan_wrong_form`)."""
    try:
        value = _object(_json(raw), ("read", "finding", "how", "counted_at"), ("pieces", "note"))
    except Refusal as refusal:
        raise _wrong(str(refusal.sentence.values.get("what", ""))) from None
    return checked_scan(value)


def checked_scan(value: Mapping[str, Any]) -> Scan:
    """A scan from plain values. Raises `Refusal` (`scan_wrong_form`)."""
    read, note, pieces = value["read"], value.get("note", ""), value.get("pieces")
    if not _is_text(read, LONGEST_READ) or not read.strip():
        raise _wrong("the text as read is missing, too long or has odd signs")
    if not _is_text(note, LONGEST_NOTE):
        raise _wrong("the remark is too long or has odd signs")
    if value["how"] not in WAYS or value["finding"] not in tuple(CountFinding):
        raise _wrong("the finding or the way of reading is not known")
    if pieces is not None and not _is_count(pieces):
        raise _wrong("the number of pieces is no whole number from 0 on")
    return Scan(read, CountFinding(value["finding"]), value["how"], _moment(value["counted_at"]), pieces, note)


def _moment(text: Any) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise _wrong("the moment of counting is no date with time and zone") from None
    if at.tzinfo is None or not 2000 <= at.year <= 2200:
        raise _wrong("the moment of counting is no date with time and zone")
    return at


def _is_text(value: Any, longest: int) -> bool:
    """A text without control signs (PostgreSQL takes no NUL) and without halves of signs."""
    if not isinstance(value, str) or len(value) > longest:
        return False
    return not any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in value)


def _is_uuid(value: Any) -> bool:
    return isinstance(value, str) and bool(_UUID.fullmatch(value))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_PIECES


def _bytes(value: Any) -> bytes:
    if not isinstance(value, str) or len(value) > 2 * LONGEST_BOX:
        raise _unreadable("a seal is no text of a sensible length")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise _unreadable("a seal is not in base64") from None


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _unreadable("it is not JSON in UTF-8 with every name once") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _object(value: Any, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    names = set(value) if isinstance(value, dict) else set()
    if not isinstance(value, dict) or not set(needed) <= names <= {*needed, *optional}:
        raise _unreadable(f"an object must have the names {', '.join(needed)}")
    return value


def _too_large() -> Refusal:
    values = {"bytes": LARGEST_BATCH, "scans": MOST_BOXES}
    return Refusal("scans_too_large", Sentence(TOO_LARGE, values), remedy=Sentence(SEND_LESS))


def _unreadable(what: str) -> Refusal:
    return Refusal("scans_unreadable", Sentence(UNREADABLE, {"what": what}), remedy=Sentence(SEND_AGAIN))


def _wrong(what: str) -> Refusal:
    return Refusal("scan_wrong_form", Sentence(WRONG_SCAN, {"what": what}), remedy=Sentence(COUNT_AGAIN))
