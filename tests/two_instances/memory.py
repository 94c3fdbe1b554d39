"""The memory of running processes of one's own, to be searched: /proc/PID/maps and /proc/PID/mem (Linux)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

# So much is read at once; parts overlap by the longest text, so that none falls between two.
PART = 16 * 1024 * 1024
# Many texts begin alike: what they begin with is looked for first, and the whole only where it stands.
BEGINNING = 6


class MemoryNotReadable(RuntimeError):
    """The machine does not let one look into the memory of a process of one's own: the search cannot be made."""


def processes_of(group: int) -> list[int]:
    """Every process of a process group: an installation is started as the leader of its own."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] not in "ZX":
            found.append(int(stat.parent.name))
    return sorted(found)


def found_in_memory(processes: Sequence[int], texts: Sequence[bytes]) -> tuple[set[bytes], int]:
    """Which of the texts stand anywhere in what these processes may write to, and how many bytes were searched.

    Raises `MemoryNotReadable` when not every process could be read: nothing found would prove nothing.
    """
    seen: set[bytes] = set()
    searched = 0
    beginnings: dict[bytes, list[bytes]] = {}
    for one in texts:
        beginnings.setdefault(one[:BEGINNING], []).append(one)
    for process in processes:
        read = 0
        for part in _parts(process, max(map(len, texts))):
            for beginning, alike in beginnings.items():
                at = part.find(beginning)
                while at >= 0:
                    seen.update(one for one in alike if part.startswith(one, at))
                    at = part.find(beginning, at + 1)
            read += len(part)
        if not read:
            raise MemoryNotReadable(_said(process, "no part of it could be read"))
        searched += read
    return seen, searched


def _parts(process: int, overlap: int) -> Iterator[bytes]:
    """The writable memory of a process, piece by piece. Shared libraries and files mapped to be read are left out."""
    try:
        maps = Path(f"/proc/{process}/maps").read_text()
        memory = Path(f"/proc/{process}/mem").open("rb", buffering=0)  # noqa: SIM115 - closed below
    except OSError as error:
        raise MemoryNotReadable(_said(process, str(error))) from error
    with memory:
        for line in maps.splitlines():
            bounds, rights, *_ = line.split(maxsplit=5)
            first, last = (int(one, 16) for one in bounds.split("-"))
            if rights.startswith("rw") and not line.endswith(("[vvar]", "[vsyscall]", "[vdso]")):
                yield from _of_region(memory, first, last, overlap)


def _of_region(memory: object, first: int, last: int, overlap: int) -> Iterator[bytes]:
    held, at = b"", first
    while at < last:
        try:
            memory.seek(at)  # type: ignore[attr-defined]
            piece = memory.read(min(PART, last - at))  # type: ignore[attr-defined]
        except (OSError, OverflowError, ValueError):
            return  # given back since, or a device: the process lives on while it is read
        if not piece:
            return
        yield held + piece
        held, at = piece[-overlap:], at + len(piece)


def _said(process: int, why: str) -> str:
    return (
        f"The memory of process {process} cannot be searched ({why}). Allow it (root, or the same user with "
        "kernel.yama.ptrace_scope 0 or 1), or run this test elsewhere; without it the claim is not proved."
    )
