"""Swapped identifiers in paths, queries, forms and documents, at the large size (target S2).

    python -m tests.assurance.swaps_campaign --identifiers 12

Every part of every address, query, form and document that names a thing of a unit is given up to `--identifiers`
identifiers of another unit, of the kind the place names and of others, for every role that may have an own thing there;
besides one that does not exist and every malformed one. Nothing foreign may come back, nothing may be changed, and what
is forbidden must look like what is missing. A swap counts once: address, method, part, identifier, role. Prints one
JSON line; exit code 1 on a leak, or when fewer than `--at-least` foreign swaps were tried.

`--control` looks rows up by their number alone, whatever the unit: it must be found.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.assurance.authorisation.alone import a_world_alone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salwa.settings.testing")


def swapped(world: Any, more: int) -> Iterator[tuple[str, tuple[Any, ...], str]]:
    """(kind, what makes this swap one of its own, what is wrong or "") of each, paths first, then what is sent."""
    from tests.assurance.authorisation import swaps, swaps_sent

    for line in swaps.swapped_lines():
        known: dict[str, Any] = {}
        for swap, twin in swaps.swaps_of(world, line, more):
            asked = tuple(str(swap.asked[slot]) for slot in swap.where.split("+"))
            key = (line.address, swap.method, swap.actor.name, swap.where, asked)
            yield swap.kind, key, judged(swaps.fault_of, world, swap, twin, known)
    for line in swaps_sent.sent_lines():
        known = {}
        for sent, other in swaps_sent.sent_swaps(world, line, more):
            key = (line.address, sent.method, sent.actor.name, f"{sent.field} {sent.in_query}", str(sent.value))
            yield f"sent {sent.kind}", key, judged(swaps_sent.fault_of, world, sent, other, known)


def judged(fault_of: Callable[..., str], world: Any, swap: Any, *more: Any) -> str:
    """What is wrong; an answer that is a fault of the program is wrong too, and ends nothing."""
    try:
        return fault_of(world, swap, *more)
    except Exception as error:  # noqa: BLE001 - every fault is a finding
        return f"{swap}: {error!r}"


def hold(world: Any, more: int) -> dict[str, Any]:
    """Try all of them; counts of distinct swaps by kind, and the first leaks."""
    began, seen, leaks, roles = time.monotonic(), Counter[str](), [], set()
    done: set[tuple[Any, ...]] = set()
    for kind, key, wrong in swapped(world, more):
        if (kind, key) in done:
            continue
        done.add((kind, key))
        seen[kind] += 1
        roles.add(key[2])
        leaks += [wrong] if wrong else []
        if wrong or len(done) % 1_000 == 0:
            print(f"{len(done)} tried {wrong}", file=sys.stderr, flush=True)
    return {
        "foreign": seen["foreign"] + seen["sent foreign"], "by_kind": dict(seen), "roles": len(roles),
        "addresses": len({(key[0], key[1]) for _, key in done}), "identifiers": len({key[4] for _, key in done}),
        "leaks": len(leaks), "first": leaks[:5], "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def by_number_alone() -> None:
    """The deliberate defect: whatever is looked up is found, whose ever it is."""
    from salwa.services.weapons import queries, scope

    def everything(self: Any, rows: Any, path: str = "") -> Any:
        return rows

    scope.Scope.narrow = everything  # type: ignore[method-assign]
    # What was written with the right scope while the State was made.
    queries._WITH_WHAT_THERE_IS._kept.clear()


def main() -> int:
    """Run as a program; 0 when nothing foreign came back."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--identifiers", type=int, default=12, help="foreign identifiers for each part")
    parser.add_argument("--at-least", type=int, default=10_000)
    parser.add_argument("--control", action="store_true")
    wanted = parser.parse_args()
    os.environ["SALWA_SWAPS"] = "all"
    with a_world_alone() as world:
        if wanted.control:
            by_number_alone()
        told = hold(world, wanted.identifiers - 1)
    print(json.dumps(told | {"control": wanted.control}), flush=True)
    return 1 if told["leaks"] or told["foreign"] < wanted.at_least else 0


if __name__ == "__main__":
    sys.exit(main())
