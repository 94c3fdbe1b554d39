"""The search of all that the secretariat has, hears and holds in memory for texts it was not told."""

from __future__ import annotations

import base64

from tests.two_instances.memory import found_in_memory, processes_of
from tests.two_instances.world import World

# How the texts begin that the secretariat is told: each is another, and its memory has to hold some.
OWN = "for the secretariat"


def seen(world: World, canaries: list[str]) -> int:
    """How many of the texts stand in the secretariat's database, files or traffic, in clear or in a usual coding."""
    node = world.nodes["UNO"]
    heap = [part for pair, line in world.lines.items() if "UNO" in pair for part in line.passed]
    heap += world.network.passed()
    heap += [path.read_bytes() for path in sorted(node.home.rglob("*")) if path.is_file()]
    if node.database:
        tables = [name for (name,) in node.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        heap += [repr(node.ask(f"SELECT * FROM {name}")).encode() for name in tables]
    held = b"\n".join(heap)
    return sum(any(form in held for form in _forms(one)) for one in canaries)


def in_memory(world: World, canaries: list[str]) -> dict[str, int]:
    """How many of the texts stand in the memory of the secretariat's processes, while they run; and of the texts that
    it did get, how many the same search finds there (`memory_own`): with none the search would prove nothing.
    """
    node = world.nodes["UNO"]
    processes = processes_of(node.running.pid) if node.running else []
    forms = {form: text for text in canaries for form in _forms(text)}
    got = [text for (text,) in node.ask("SELECT text FROM exchange_recordedtest")]
    own = {form: text for text in got if text.startswith(OWN) for form in _forms(text)}
    found, searched = found_in_memory(processes, [*forms, *own])
    return {
        "memory_seen": len({forms[one] for one in found if one in forms}),
        "memory_own": len({own[one] for one in found if one in own}),
        "memory_processes": len(processes),
        "memory_megabytes": searched // 1_000_000,
    }


def _forms(text: str) -> list[bytes]:
    """A text as it stands, in hexadecimal, and in base64 at each of the three offsets (without its ragged ends)."""
    raw = text.encode()
    coded = [base64.b64encode(b"\0" * offset + raw)[4:-4] for offset in range(3)]
    return [raw, raw.hex().encode(), *coded, *(one.translate(bytes.maketrans(b"+/", b"-_")) for one in coded)]
