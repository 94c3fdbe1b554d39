"""Everything that can be done to an exported log, at random places, with what a verifier must say about it.

Each damage takes dice and the leaves of a log of at least ten entries that a checkpoint counts as a whole, and gives
(damaged leaves, kinds that may be named, entries that may be named).
"""

from __future__ import annotations

import json
from random import Random

from salwa.domain.audit import Entry, canonical_json, leaf_bytes
from salwa.domain.audit.entries import read_leaf
from tests.builders.logs import rechained


def entry_of(leaf: bytes) -> Entry:
    """The fields of a leaf."""
    fields = read_leaf(leaf)
    return Entry(**fields | {"details": canonical_json(fields["details"])})


def deletion(dice: Random, leaves: list[bytes]):
    """One entry or a few together taken out, not at the end."""
    first = dice.randrange(len(leaves) - 2)
    last = min(first + dice.choice([1, 1, 2, 5]), len(leaves) - 1)
    return leaves[:first] + leaves[last:], {"missing"}, {first + 1}


def insertion(dice: Random, leaves: list[bytes]):
    """An entry put in: a copy of another, or one forged to fit where it stands."""
    at = dice.randrange(1, len(leaves))
    if dice.random() < 0.5:
        other = dice.randrange(len(leaves))
        put = leaves[other]
        named = {at, at + 1} if other in (at - 1, at) else {at + 1}
    else:
        forged = json.loads(leaves[at]) | {"object_id": str(dice.randrange(10**6)), "purpose": "forged"}
        put, named = canonical_json(forged).encode(), {at + 1}
    # In the last place the checkpoint over all entries speaks first: the entry it ends with is another.
    kinds = {"inserted", "reordered"} | ({"changed"} if at == len(leaves) - 1 else set())
    return [*leaves[:at], put, *leaves[at:]], kinds, named


def reordering(dice: Random, leaves: list[bytes]):
    """Two entries exchanged, or one moved."""
    first, second = sorted(dice.sample(range(len(leaves)), 2))
    found = list(leaves)
    if dice.random() < 0.5:
        found[first], found[second] = found[second], found[first]
    else:
        found.insert(first, found.pop(second))
    return found, {"reordered"}, {first + 1}


def truncation(dice: Random, leaves: list[bytes]):
    """The end cut off."""
    left = dice.randrange(len(leaves))
    return leaves[:left], {"truncated"}, {left + 1}


def change(dice: Random, leaves: list[bytes]):
    """One field of one entry given another value, canonical as before."""
    at = dice.randrange(len(leaves))
    name = dice.choice(["action", "actor", "at", "details", "object_id", "object_kind", "previous", "purpose"])
    value = {"actor": 77, "details": {"other": 1}, "at": "2020-01-01T00:00:00.000000Z", "previous": "ab" * 32}
    fields = json.loads(leaves[at]) | {name: value.get(name, "other")}
    return [*leaves[:at], canonical_json(fields).encode(), *leaves[at + 1 :]], {"changed"}, {at + 1}


def fork(dice: Random, leaves: list[bytes]):
    """From some entry on the log was written anew, chained and numbered so that it is whole in itself."""
    at = dice.randrange(len(leaves))
    entries = [entry_of(leaf) for leaf in leaves]
    how = dice.choice(["changed", "longer", "inserted", "taken out"])
    if how == "taken out" and at < len(leaves) - 1:
        del entries[at]
        entries.append(entries[-1]._replace(purpose="to fill the gap"))
    else:
        entries[at] = entries[at]._replace(purpose="forged", object_id=str(dice.randrange(10**6)))
    if how == "longer":
        entries += [entries[-1]._replace(object_id=str(number)) for number in range(dice.randrange(1, 9))]
    if how == "inserted":
        entries.insert(at, entries[at]._replace(purpose="put in"))
    found = [leaf_bytes(entry) for entry in rechained(entries)]
    same = next(number for number, (one, other) in enumerate(zip(found, leaves, strict=False)) if one != other)
    return found, {"forked", "changed"}, set(range(1, same + 2))


KINDS = {one.__name__: one for one in (deletion, insertion, reordering, truncation, change, fork)}
