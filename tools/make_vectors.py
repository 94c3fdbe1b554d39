"""Writes docs/protocol/vectors anew: keys.json, envelopes.jsonl, trust-lists.jsonl. The same bytes every time.

Usage: PYTHONPATH=src:. python tools/make_vectors.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.builders.trust_vectors import trust_vectors
from tests.builders.vectors import keys_file, vectors

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "protocol" / "vectors"


def texts() -> dict[str, str]:
    """Name of a file -> its content."""
    return {
        "keys.json": json.dumps(keys_file(), indent=1) + "\n",
        "envelopes.jsonl": _lines(vectors()),
        "trust-lists.jsonl": _lines(trust_vectors()),
    }


def _lines(values: Iterable[Any]) -> str:
    return "".join(json.dumps(one, ensure_ascii=True, separators=(",", ":")) + "\n" for one in values)


def main() -> int:
    """Write them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="ascii", newline="\n")
        sys.stdout.write(f"{name}: {len(text.splitlines())} lines, {len(text)} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
