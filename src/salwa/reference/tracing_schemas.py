"""The schemas of what installations say to each other about tracing (JSON Schema, draft 2020-12), one for each kind."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "tracing_messages"
VERSION = 1


@cache
def tracing_schemas() -> dict[str, dict[str, Any]]:
    """Kind of message ("tracing.request") -> its schema."""
    return {
        f"tracing.{path.stem}": json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))
    }
