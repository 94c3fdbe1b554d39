"""A chain of hashes over audit entries: any changed, dropped or reordered entry breaks it.

Cutting off the tail is invisible without an outside witness; the log page says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64


def chained_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """SHA-256 (64 hexadecimal digits) of the previous entry's hash and this entry's fields in canonical JSON."""
    canonical = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()
