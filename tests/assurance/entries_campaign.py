"""Every page, form, operation and command, for every role: its entry in the same transaction, or undone (target L3).

    python -m tests.assurance.entries_campaign

Each is asked for twice: with a log that works, when every transaction that changes something has to leave an entry, and
with a log that takes nothing, when nothing may be changed (the rows of the tables are compared) and nothing of the
register shown that left an entry before. Prints one JSON line; exit code 1 when a change or a look escaped.

`--control` has every service write its entries nowhere: it must be found.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any

from tests.assurance.authorisation.alone import a_world_alone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salwa.settings.testing")

PLAN = "marking/campaigns/plan/"


def hold(world: Any) -> dict[str, Any]:
    """Ask for everything twice; counts and the first that escaped."""
    from tests.assurance.authorisation import entries

    began, asked, changes, looks, escaped = time.monotonic(), 0, 0, 0, []
    # A campaign that was planned has its entry; then its list is made in parts.
    in_parts = entries.MADE_IN_PARTS | {PLAN: entries.MADE_IN_PARTS["marking/campaigns/<int:number>/refresh/"]}
    for cell in entries.entry_cells(everybody=True):
        asked += 1
        seen = entries.looked_at(world, cell)
        late = seen.without_entry() - set(in_parts.get(cell.line.address, "").split())
        if late:
            escaped.append(f"{cell}: {', '.join(sorted(late))} changed in a transaction without an entry")
        if not (seen.tables() or seen.with_entry):
            continue
        changes, looks = changes + bool(seen.tables()), looks + (not seen.tables())
        again = entries.looked_at(world, cell, fails=True, tables=seen.tables())
        wrong = entries.changed_all_the_same(cell, again) or entries.shown_all_the_same(cell, again)
        escaped += [wrong] if wrong else []
    return {
        "asked": asked, "changes": changes, "looks_with_entry": looks, "escaped": len(escaped), "first": escaped[:5],
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def write_nowhere() -> None:
    """The deliberate defect: whatever a service says to the log is not written."""
    for name, module in list(sys.modules.items()):
        if name.startswith("salwa.services.") and hasattr(module, "write_entry"):
            module.write_entry = lambda **told: None  # type: ignore[attr-defined]


def main() -> int:
    """Run as a program; 0 when nothing escaped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--control", action="store_true")
    wanted = parser.parse_args()
    with a_world_alone() as world:
        if wanted.control:
            write_nowhere()
        told = hold(world)
    print(json.dumps(told | {"control": wanted.control}), flush=True)
    return 1 if told["escaped"] else 0


if __name__ == "__main__":
    sys.exit(main())
