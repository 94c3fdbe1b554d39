"""The schemas of the register exchange file (JSON Schema, draft 2020-12): one for each kind of line."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "register_exchange"
VERSION = 1


@cache
def exchange_schemas() -> dict[str, dict[str, Any]]:
    """Kind of line -> its schema."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
