"""What the door says to another installation: one shape and one length for every answer, so that it tells nothing.

`result`: taken or refused (with a signed receipt in `receipt`), or later (nothing was stored; the sender keeps trying).
The sender believes the receipt only; `result` and `code` are for whoever looks at a broken line.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LENGTH = 4096
# Sealed messages of one post, and the longest body; a line feed stands between two of them.
MOST_AT_ONCE = 32
LARGEST_BODY = 2_097_152
TAKEN, REFUSED, LATER = "taken", "refused", "later"
# What whoever is not known to be a partner is told, whatever the reason.
NOT_OPENED = "not_opened"
TOO_MANY, FAULT, BUSY = "too_many", "fault", "busy"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `receipt` is empty where nothing is certain."""

    result: str
    code: str = ""
    receipt: bytes = b""


def written(answer: Answer) -> bytes:
    """The bytes of an answer, always `LENGTH` of them."""
    said: dict[str, Any] = {
        "version": 1, "result": answer.result, "code": answer.code, "receipt": answer.receipt.decode("ascii"),
        "fill": "",
    }  # fmt: skip
    missing = LENGTH - len(json.dumps(said))
    if missing < 0:
        raise ValueError("a receipt is too long for an answer")
    return json.dumps(said | {"fill": " " * missing}).encode()


def read(content: bytes) -> Answer | None:
    """An answer as its receiver reads it; None for anything else."""
    try:
        said = json.loads(content)
        result, code, receipt = said["result"], said["code"], said["receipt"]
        if not (isinstance(result, str) and isinstance(code, str) and isinstance(receipt, str)):
            return None
        return Answer(result[:10], code[:40], receipt.encode("ascii"))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def written_together(answers: Sequence[Answer]) -> bytes:
    """The answers to several messages in their order, each as long as if it stood alone."""
    return b"".join(written(one) for one in answers)


def read_together(content: bytes, messages: int) -> list[Answer] | None:
    """The answers to so many messages; None for anything else."""
    if len(content) != messages * LENGTH:
        return None
    found = [read(content[at : at + LENGTH]) for at in range(0, len(content), LENGTH)]
    return None if None in found else [one for one in found if one is not None]
