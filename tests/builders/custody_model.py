"""A reference model of a weapon's life: plain dictionaries, one question at a time.

Written from the tables of the domain's documentation; it shares no code with the rules it is compared with. Entries are
anything with the attributes of the domain's `Entry`, which is used as a bag of values only.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from salwa.domain.weapons import EventKind as K

MISSING = {"lost", "stolen"}
MOVES = {K.TRANSFERRED, K.ISSUED, K.RETURNED, K.EXPORTED}
SAYS_NOTHING = {K.TRACED, K.CORRECTED}
ABOUT_PARTS = {K.PART_FITTED, K.PART_REMOVED}
# Findings that tell of a gap; all others contradict something.
GAPS = {"undated", "long_gap", "loose_correction"}
ORDER = {kind: number for number, kind in enumerate(K)}


def counting(entries):
    """Entries that count: nobody corrects them, they cancel nothing, and no rival correction has a smaller uid."""
    known = {one.uid: one for one in entries}
    corrections = [one for one in known.values() if one.corrects in known and one.corrects != one.uid]
    corrected = {one.corrects for one in corrections}
    beaten = {
        one.uid
        for one in corrections
        for other in corrections
        if other.corrects == one.corrects and other.uid < one.uid
    }
    return [one for one in known.values() if one.uid not in corrected | beaten and not one.cancels]


def span(entry):
    """First and last day on which an entry can have happened: not after the day on which it was recorded."""
    first, last = known_span(entry)
    return (first, entry.recorded) if entry.recorded and first <= entry.recorded < last else (first, last)


def known_span(entry):
    """First and last day of what is known."""
    if entry.day is None:
        return date.min, date.max
    if entry.precision == "year":
        return entry.day, date(entry.day.year, 12, 31)
    if entry.precision == "month":
        after = date(entry.day.year + entry.day.month // 12, entry.day.month % 12 + 1, 1)
        return entry.day, after - timedelta(days=1)
    return entry.day, entry.day


def must_precede(one, other):
    """Whether `one` certainly happened before `other`."""
    if span(one)[1] < span(other)[0]:
        return True
    exact = one.day is not None and one.day == other.day and one.precision == other.precision == "day"
    return exact and 0 < one.place_in_day < other.place_in_day


def usually(entry):
    """Beginnings stand as early as they can, everything else as late."""
    early = entry.kind in (K.MANUFACTURED, K.PROOFED, K.MARKED)
    return span(entry)[0 if early else 1], entry.place_in_day, ORDER[entry.kind], entry.uid


def troubles(state, entry):
    """What does not fit between an entry and the state before it: codes of findings."""
    where, kind = state["where"], entry.kind
    if kind in SAYS_NOTHING:
        return []
    found = []
    if where == "destroyed":
        found.append("destroyed_twice" if kind is K.DESTROYED else "after_destruction")
    elif kind in MOVES and where in MISSING:
        found.append("moved_while_missing")
    elif kind in MOVES and where == "abroad":
        found.append("moved_while_abroad")
    elif kind is K.ISSUED and where == "issued":
        found.append("issued_twice")
    elif kind is K.RETURNED and where != "issued":
        found.append("returned_unissued")
    elif kind is K.RECOVERED and where not in MISSING:
        found.append("recovered_unmissed")
    if kind is K.DEACTIVATED and state["deactivated"]:
        found.append("deactivated_twice")
    if kind is K.REACTIVATED and not state["deactivated"]:
        found.append("reactivated_undeactivated")
    if where in ("held", "issued") and state["holder"] is not None:
        said = entry.receiver if kind is K.RECORDED else entry.giver if kind in MOVES | {K.LOST, K.STOLEN} else None
        if said is not None and said not in (state["holder"], state["user"]):
            found.append("missing_step")
    return found


def welcome(state, entry):
    """Whether the state waits for such an entry."""
    if entry.kind is K.IMPORTED:
        return state["where"] in ("unknown", "abroad")
    if entry.kind is K.RETURNED:
        return state["where"] == "issued"
    if entry.kind is K.RECOVERED:
        return state["where"] in MISSING
    return entry.giver is not None and entry.giver in (state["holder"], state["user"])


def lawful(state, entry):
    if entry.giver is not None:
        return entry.giver
    return state["holder"] if state["where"] in ("held", "issued") else state["lawful"]


def told(state, entry):
    """What one entry does, taken at its word."""
    new, kind = dict(state), entry.kind
    if kind in (K.MANUFACTURED, K.IMPORTED, K.TRANSFERRED):
        new |= {"where": "held", "holder": entry.receiver, "user": None, "country": ""}
    elif kind is K.ISSUED:
        keeper = state["holder"] if state["holder"] is not None else entry.giver
        new |= {"where": "issued", "holder": keeper, "user": entry.receiver, "country": ""}
    elif kind in (K.RETURNED, K.RECOVERED):
        keeper = entry.receiver if entry.receiver is not None else state["holder"]
        new |= {"where": "held", "holder": keeper, "user": None, "country": ""}
    elif kind is K.EXPORTED:
        new |= {"where": "abroad", "holder": entry.receiver, "user": None, "country": entry.country}
        new["lawful"] = lawful(state, entry)
    elif kind in (K.LOST, K.STOLEN):
        last = lawful(state, entry)
        new |= {"where": kind.value, "holder": last, "lawful": last}
    elif kind in (K.SEIZED, K.FOUND, K.SURRENDERED):
        last = state["lawful"] if state["where"] in MISSING else lawful(state, entry)
        new |= {"where": "in_evidence", "holder": entry.receiver, "user": None, "country": "", "lawful": last}
    elif kind is K.DESTROYED:
        new |= {"where": "destroyed", "user": None}
    elif kind is K.RECORDED and entry.receiver is not None:
        new |= {"where": "held", "holder": entry.receiver, "user": None, "country": ""}
    elif kind in (K.DEACTIVATED, K.REACTIVATED):
        new["deactivated"] = kind is K.DEACTIVATED
    elif kind is K.CONVERTED:
        new["converted"] = True
    if new != state:
        new["since"] = entry.day
    return new


NOWHERE = {
    "where": "unknown", "holder": None, "user": None, "lawful": None, "country": "", "deactivated": False,
    "converted": False, "since": None,
}  # fmt: skip


def quarrels(entries):
    """(code, uid) where two corrections of one entry were made apart, or one whose entry has not arrived."""
    known = {one.uid: one for one in entries}
    rivals = {}
    for one in known.values():
        if one.corrects in known and one.corrects != one.uid:
            rivals.setdefault(one.corrects, []).append(one.uid)
    found = [("rival_corrections", min(uids)) for uids in rivals.values() if len(uids) > 1]
    return found + [
        ("loose_correction", one.uid) for one in known.values() if one.corrects and one.corrects not in known
    ]


def gap_before(entry, dated):
    """Whole years between the last dated entry and this one in which nothing is recorded."""
    if entry.day is None or dated is None:
        return 0
    return span(entry)[0].year - span(dated)[1].year - 1


def reference(entries, as_of=None):
    """(order of uids, state, Counter of (code, uid) of all findings), of today or of the end of the day `as_of`."""
    entries = list(entries)
    pending = [one for one in counting(entries) if as_of is None or (one.day is not None and one.day <= as_of)]
    found = Counter(quarrels(entries))
    made = min((one.day for one in pending if one.kind is K.MANUFACTURED and one.day), default=None)
    state, order, begun, dated = dict(NOWHERE), [], 0, None
    while pending:
        possible = [one for one in pending if not any(must_precede(other, one) for other in pending)]
        chosen = min(possible, key=lambda one: (len(troubles(state, one)), not welcome(state, one), usually(one)))
        pending.remove(chosen)
        here = troubles(state, chosen)
        begun += chosen.kind is K.MANUFACTURED
        if chosen.kind is K.MANUFACTURED and begun > 1:
            here.append("manufactured_twice")
        if chosen.kind is not K.MANUFACTURED and chosen.day and made and span(chosen)[1] < made:
            here.append("before_manufacture")
        if gap_before(chosen, dated) >= 5:
            here.append("long_gap")
        if chosen.day is None and chosen.kind not in SAYS_NOTHING | ABOUT_PARTS:
            here.append("undated")
        found.update((code, chosen.uid) for code in here)
        state, dated = told(state, chosen), chosen if chosen.day else dated
        order.append(chosen.uid)
    return order, state, found


def contradicting(found):
    """How many findings contradict something."""
    return sum(times for (code, _), times in found.items() if code not in GAPS)
