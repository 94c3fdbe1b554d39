"""A keyed commitment: the audit log can prove what was recorded of a person without holding any of it.

The salt is kept with the person and goes with the purge. Without it nobody can test a guess against the log, so the log
keeps nothing of the person although no entry of it is ever changed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping

SALT_BYTES = 32


def commitment(salt: bytes, values: Mapping[str, str]) -> str:
    """HMAC-SHA-256 (64 hexadecimal digits) of these values in canonical JSON, with the salt as its key."""
    told = json.dumps(dict(values), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(salt, told.encode(), hashlib.sha256).hexdigest()
