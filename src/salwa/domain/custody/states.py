"""Where a weapon is and in what condition, and what one entry does to that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from salwa.domain.custody.entries import Entry
from salwa.domain.custody.findings import Finding, FindingCode, HolderNumber
from salwa.domain.weapons import EventKind


class Whereabouts(StrEnum):
    """Where a weapon is by its records."""

    UNKNOWN = "unknown"
    HELD = "held"
    ISSUED = "issued"
    ABROAD = "abroad"
    LOST = "lost"
    STOLEN = "stolen"
    IN_EVIDENCE = "in_evidence"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class State:
    """A weapon's state. `holder` has it or answers for it, `user` has it on issue; both numbers of holders.

    `last_lawful` is the last holder before the weapon was lost, stolen, seized or found: where a trace ends (ITI 5).
    `since` is the day of the entry that brought it there, None when unknown.
    """

    whereabouts: Whereabouts = Whereabouts.UNKNOWN
    holder: int | None = None
    user: int | None = None
    last_lawful: int | None = None
    country: str = ""
    deactivated: bool = False
    converted: bool = False
    since: date | None = None


MISSING = frozenset({Whereabouts.LOST, Whereabouts.STOLEN})
TAKEN = frozenset({EventKind.SEIZED, EventKind.FOUND, EventKind.SURRENDERED})
# Entries in which somebody here parts with the weapon or takes it over by a lawful act.
MOVES = frozenset({EventKind.TRANSFERRED, EventKind.ISSUED, EventKind.RETURNED, EventKind.EXPORTED})
# Entries about the record or the search, which say nothing of where the weapon is.
SILENT = frozenset({EventKind.TRACED, EventKind.CORRECTED})
# Entries about a part, which sits in the weapon whether or not somebody knows since when (parts.py).
OF_PARTS = frozenset({EventKind.PART_FITTED, EventKind.PART_REMOVED})


def after(state: State, entry: Entry) -> State:
    """The state once `entry` has happened. Every entry is taken at its word, also where it contradicts the state."""
    if entry.implied:
        return state
    moved = _moved(state, entry)
    if moved == state:
        return state
    return replace(moved, since=entry.day)


def _moved(state: State, entry: Entry) -> State:
    kind, receiver = entry.kind, entry.receiver
    here = replace(state, user=None, country="")
    if kind in (EventKind.MANUFACTURED, EventKind.IMPORTED, EventKind.TRANSFERRED):
        return replace(here, whereabouts=Whereabouts.HELD, holder=receiver)
    if kind is EventKind.ISSUED:
        holder = state.holder if state.holder is not None else entry.giver
        return replace(here, whereabouts=Whereabouts.ISSUED, holder=holder, user=receiver)
    if kind in (EventKind.RETURNED, EventKind.RECOVERED):
        holder = receiver if receiver is not None else state.holder
        return replace(here, whereabouts=Whereabouts.HELD, holder=holder)
    if kind is EventKind.EXPORTED:
        last = _lawful(state, entry)
        return replace(here, whereabouts=Whereabouts.ABROAD, holder=receiver, last_lawful=last, country=entry.country)
    if kind in (EventKind.LOST, EventKind.STOLEN):
        missing = Whereabouts.LOST if kind is EventKind.LOST else Whereabouts.STOLEN
        last = _lawful(state, entry)
        return replace(state, whereabouts=missing, holder=last, last_lawful=last)
    if kind in TAKEN:
        last = state.last_lawful if state.whereabouts in MISSING else _lawful(state, entry)
        return replace(here, whereabouts=Whereabouts.IN_EVIDENCE, holder=receiver, last_lawful=last)
    return _changed(state, entry)


def _changed(state: State, entry: Entry) -> State:
    """Entries that change the weapon, or only say where it is."""
    kind = entry.kind
    if kind is EventKind.DESTROYED:
        return replace(state, whereabouts=Whereabouts.DESTROYED, user=None)
    if kind is EventKind.DEACTIVATED:
        return replace(state, deactivated=True)
    if kind is EventKind.REACTIVATED:
        return replace(state, deactivated=False)
    if kind is EventKind.CONVERTED:
        return replace(state, converted=True)
    if kind is EventKind.RECORDED and entry.receiver is not None:
        return replace(state, whereabouts=Whereabouts.HELD, holder=entry.receiver, user=None, country="")
    return state


def _lawful(state: State, entry: Entry) -> int | None:
    """Whoever held the weapon lawfully just before `entry`: the giver it names, else the holder so far."""
    if entry.giver is not None:
        return entry.giver
    if state.whereabouts in (Whereabouts.HELD, Whereabouts.ISSUED):
        return state.holder
    return state.last_lawful


def fits(state: State, entry: Entry) -> bool:
    """Whether the state speaks for `entry` happening now: its giver has the weapon, the lost one comes back ..."""
    if entry.kind is EventKind.IMPORTED:
        return state.whereabouts in (Whereabouts.UNKNOWN, Whereabouts.ABROAD)
    if entry.kind is EventKind.RETURNED:
        return state.whereabouts is Whereabouts.ISSUED
    if entry.kind is EventKind.RECOVERED:
        return state.whereabouts in MISSING
    return entry.giver is not None and entry.giver in (state.holder, state.user)


def contradictions(state: State, entry: Entry) -> list[Finding]:
    """What `entry` contradicts in the state before it, most telling first."""
    found: list[Finding] = []
    kind = entry.kind
    if kind in SILENT or entry.implied:
        return found
    if state.whereabouts is Whereabouts.DESTROYED:
        again = kind is EventKind.DESTROYED
        found.append(Finding(FindingCode.DESTROYED_TWICE if again else FindingCode.AFTER_DESTRUCTION, entry.uid))
    elif kind in MOVES and state.whereabouts in MISSING:
        found.append(Finding(FindingCode.MOVED_WHILE_MISSING, entry.uid))
    elif kind in MOVES and state.whereabouts is Whereabouts.ABROAD:
        found.append(Finding(FindingCode.MOVED_WHILE_ABROAD, entry.uid))
    elif kind is EventKind.ISSUED and state.whereabouts is Whereabouts.ISSUED:
        found.append(Finding(FindingCode.ISSUED_TWICE, entry.uid))
    elif kind is EventKind.RETURNED and state.whereabouts is not Whereabouts.ISSUED:
        found.append(Finding(FindingCode.RETURNED_UNISSUED, entry.uid))
    elif kind is EventKind.RECOVERED and state.whereabouts not in MISSING:
        found.append(Finding(FindingCode.RECOVERED_UNMISSED, entry.uid))
    if kind is EventKind.DEACTIVATED and state.deactivated:
        found.append(Finding(FindingCode.DEACTIVATED_TWICE, entry.uid))
    if kind is EventKind.REACTIVATED and not state.deactivated:
        found.append(Finding(FindingCode.REACTIVATED_UNDEACTIVATED, entry.uid))
    found += _missing_step(state, entry)
    return found


def _missing_step(state: State, entry: Entry) -> list[Finding]:
    """A giver who did not have the weapon, or a place where nobody had brought it."""
    held = state.whereabouts in (Whereabouts.HELD, Whereabouts.ISSUED)
    if not held or state.holder is None:
        return []
    with_whom = {state.holder, state.user}
    if entry.kind is EventKind.RECORDED:
        said = entry.receiver
    elif entry.kind in MOVES or entry.kind in (EventKind.LOST, EventKind.STOLEN):
        said = entry.giver
    else:
        said = None
    if said is None or said in with_whom:
        return []
    values = {"giver": HolderNumber(said), "holder": HolderNumber(state.holder)}
    return [Finding(FindingCode.MISSING_STEP, entry.uid, values)]
