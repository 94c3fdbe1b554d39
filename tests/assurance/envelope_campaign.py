"""The whole campaign of F3: sealed messages of every size with one changed bit, and others damaged in other ways.

Usage: python -m tests.assurance.envelope_campaign [--flips 1000000] [--seed 1]. Prints the figures.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from salwa.services.envelopes import EnvelopeRefused
from tests.services.envelopes.sealed_cases import opened, sealed

LENGTHS = (1200, 8000, 36_000, 140_000)


@dataclass
class Told:
    """What became of the changed envelopes: how many, opened all the same, ended in an exception of another kind."""

    flips: int = 0
    accepted: int = 0
    escaped: int = 0
    codes: Counter[str] = field(default_factory=Counter)

    def add(self, what: str) -> None:
        """Count one outcome."""
        self.flips += 1
        self.accepted += what == "accepted"
        self.escaped += what.startswith("!")
        self.codes[what] += 1


def outcome(envelope: bytes, **changed: Any) -> str:
    """The code of the refusal, `accepted`, or `!` with the name of an exception that must not be seen."""
    try:
        opened(envelope, **changed)
    except EnvelopeRefused as refusal:
        return refusal.code
    except Exception as error:  # noqa: BLE001 - that nothing else escapes is what is being tested
        return f"!{type(error).__name__}"
    return "accepted"


def flipped(envelope: bytes, at: int) -> bytes:
    """The envelope with the bit `at` changed."""
    changed = bytearray(envelope)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


def every_bit(envelope: bytes) -> Told:
    """Each bit of the envelope changed once, one at a time."""
    told = Told()
    for at in range(len(envelope) * 8):
        told.add(outcome(flipped(envelope, at)))
    return told


def damaged(envelope: bytes, chance: random.Random) -> bytes:
    """The envelope with one bit, a few bits, a run of bytes or two places changed."""
    changed, at = bytearray(envelope), chance.randrange(len(envelope))
    kind = chance.randrange(4)
    if kind == 0:
        return flipped(envelope, chance.randrange(len(envelope) * 8))
    if kind == 1:
        for _ in range(chance.randrange(2, 9)):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    elif kind == 2:
        run = chance.randbytes(chance.randrange(1, 40))
        changed[at : at + len(run)] = run[: len(changed) - at]
    else:
        other = chance.randrange(len(envelope))
        changed[at], changed[other] = changed[other], changed[at]
    return bytes(changed)


def sampled(count: int, chance: random.Random) -> Told:
    """`count` damaged envelopes of all sizes; what stayed the same by chance is left out."""
    told, whole = Told(), [sealed(b"x" * length) for length in LENGTHS]
    while told.flips < count:
        # Small ones more often: most of a large one is content, which is one thing to the cipher.
        envelope = chance.choices(whole, weights=(60, 30, 8, 2))[0]
        changed = damaged(envelope, chance)
        if changed != envelope:
            told.add(outcome(changed))
    return told


def main(flips: int, seed: int) -> int:
    """Run it; 1 when anything was accepted or escaped."""
    started = time.monotonic()
    results = {"every bit of 4 KiB": every_bit(sealed()), "every bit of 16 KiB": every_bit(sealed(b"x" * 8000))}
    results["damaged by chance"] = sampled(flips, random.Random(seed))
    for name, told in results.items():
        line = {"flips": told.flips, "accepted": told.accepted, "escaped": told.escaped, "codes": told.codes}
        sys.stdout.write(f"{name}: {json.dumps(line)}\n")
    sys.stdout.write(f"seed {seed}, {time.monotonic() - started:.0f} s\n")
    return 1 if any(told.accepted or told.escaped for told in results.values()) else 0


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("--flips", type=int, default=1_000_000)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    sys.exit(main(given.flips, given.seed))
