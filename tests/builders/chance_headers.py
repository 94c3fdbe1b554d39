"""Headers changed by chance, rightly signed and sealed: where two readers of the same rules could differ."""

from __future__ import annotations

import json
import random
from typing import Any

from tests.builders.forging import outer, passing_key, repeatable, signed, wrapped
from tests.builders.jose_attacks import ISSUED, KEN, claims
from tests.services.envelopes.sealed_cases import SENDER

VALUES: tuple[Any, ...] = (
    "", 0, 1, -1, True, False, None, [], {}, 1.0, 1.5,
    2**53, 2**53 - 1, 10**18, ISSUED, ISSUED + 300, ISSUED + 301, str(ISSUED),
    "KEN", "ken", "KEN\n", "K\u212aN", "A" * 43, "a.b.c.d", "a.b.c.d.e", "a..b", "none", "Ed25519", "\u0663",
    "\u0000", "\u007f", "\u0085", "\u2028", "\u200b", "\ud800", "😀" * 200, "😀" * 201, "x" * 200, "x" * 201,
)  # fmt: skip
NAMES = ("nbf", "crit", "zip", "__proto__", "constructor")


def chance_envelopes(count: int, seed: int) -> list[bytes]:
    """So many envelopes, each with a signed header or an outer one that is a little, or quite, otherwise."""
    chance, made = random.Random(seed), []
    with repeatable(f"chance {seed}"):
        while len(made) < count:
            passing = passing_key()
            inner, outside = _changed(claims(), chance), _changed(outer(passing, KEN), chance, often=0.3)
            made.append(wrapped(signed(inner, b"p", SENDER), KEN, header=outside, passing=passing, size=16_384))
    return made


def _changed(header: dict[str, Any], chance: random.Random, often: float = 1.0) -> bytes:
    for _ in range(chance.choice((1, 1, 2))):
        if chance.random() < often:
            name = chance.choice((*header, *NAMES))
            header[name] = chance.choice(VALUES)
            if chance.random() < 0.1:
                del header[name]
    text = json.dumps(header, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    if chance.random() < 0.2:
        at = chance.randrange(len(text))
        text = text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]
    return text
