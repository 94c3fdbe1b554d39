"""A weapon's life as lines for a terminal."""

from __future__ import annotations

from typing import Any

from salwa.commands.messages import put

SHOWN = ("place", "incident", "document", "note")


def say_life(life: dict[str, Any]) -> None:
    """The plain life (services/custody/plain.py): its state, then a line for each step, findings indented beneath."""
    state = life["state"]
    where = [f"{name} {_name(state[name])}" for name in ("holder", "user", "last_lawful") if state[name]]
    put(f"{life['on'] or 'now'}\t{state['whereabouts']}\t{', '.join(where)}\tsince {state['since'] or '?'}")
    for step in life["steps"]:
        if step["gap_years"]:
            put(f"\t... no record for {step['gap_years']} years")
        put(_line(step))
        for one in step["findings"]:
            put(f"\t! {one['sentence']} {one['remedy']}")
        for old in step["earlier"]:
            put(f"\twas: {_line(old)}")
    for one in life["cancelled"]:
        for old in one["cancelled"]:
            put(f"cancelled ({one['reason']}): {_line(old)}")
    put(f"{life['contradictions']} contradictions")


def _line(entry: dict[str, Any]) -> str:
    sides = [
        f"{word} {_name(entry[side]) or entry[f'{side}_text']}"
        for word, side in (("from", "giver"), ("to", "receiver"))
        if entry[side] or entry[f"{side}_text"]
    ]
    facts = [entry[name] for name in SHOWN if entry[name]]
    date = entry["date"][: {"year": 4, "month": 7}.get(entry["precision"], 10)] if entry["date"] else "?"
    return "\t".join([str(entry["entry"] or "-"), date, entry["kind"], " ".join(sides), "; ".join(facts)]).rstrip()


def _name(holder: dict[str, Any] | None) -> str:
    return f"{holder['name']} ({holder['holder']})" if holder else ""
