"""The fingerprint of a list's signers, for paper and for reading aloud: twelve groups of four digits and a check digit.

Digits are read in every language. The check digit of each group (Damm) finds every single wrong digit and every two
neighbours that changed places, so a slip is heard in the group in which it happens. 48 digits are 159 bits.
"""

from __future__ import annotations

import hashlib
import unicodedata

from salwa.domain.trust.documents import ListDocument
from salwa.domain.trust.refused import refused

GROUPS = 12
# A quasigroup of order ten without fixed neighbours (H. M. Damm, 2004).
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def fingerprint(one: ListDocument) -> str:
    """The fingerprint of name, era, threshold and signers: the same for all versions until one of them changes."""
    lines = ["salwa-trust-anchor", one.list, str(one.era), str(one.threshold), *sorted(s.kid for s in one.signers)]
    number = int.from_bytes(hashlib.sha256("\n".join(lines).encode("ascii")).digest(), "big") % 10 ** (4 * GROUPS)
    digits = f"{number:0{4 * GROUPS}d}"
    groups = (digits[at : at + 4] for at in range(0, len(digits), 4))
    return " ".join(group + _check_digit(group) for group in groups)


def read_fingerprint(typed: str) -> str:
    """What somebody typed from paper, in the spelling of `fingerprint`; digits of any script, any gaps.

    Raises `TrustListRefused` (`trust_fingerprint_slip`) when digits are missing or a check digit does not fit.
    """
    digits = "".join(str(unicodedata.digit(sign)) for sign in typed if unicodedata.digit(sign, None) is not None)
    other = [sign for sign in typed if unicodedata.digit(sign, None) is None and sign.isalnum()]
    groups = [digits[at : at + 5] for at in range(0, len(digits), 5)]
    if other or len(digits) != 5 * GROUPS or any(_check_digit(group[:4]) != group[4] for group in groups):
        raise refused("trust_fingerprint_slip")
    return " ".join(groups)


def _check_digit(group: str) -> str:
    state = 0
    for digit in group:
        state = int(_DAMM[state][int(digit)])
    return str(state)
